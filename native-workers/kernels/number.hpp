#pragma once

#include <cstddef>
#include <type_traits>

namespace keycore {

// What formulas are written with that hold for a number and for a pack of numbers, a GCC vector of any width, alike.

/// A constant as a number, or in every lane of a pack.
template <class Number> [[nodiscard, gnu::always_inline]] inline Number constant(double value) {
  if constexpr (std::is_floating_point_v<Number>)
    return static_cast<Number>(value);
  else
    return static_cast<std::remove_cvref_t<decltype(Number{}[0])>>(value) - Number{};
}

/// f of a number, or of every lane of a pack: for functions that packs do not have.
template <class Number, class Function> [[nodiscard]] inline Number lane_by_lane(Number x, const Function& f) {
  if constexpr (std::is_floating_point_v<Number>) {
    return f(x);
  } else {
    for (std::size_t l = 0; l < sizeof(x) / sizeof(x[0]); ++l) x[l] = f(x[l]);
    return x;
  }
}

/// max(x, 0), of a pack in every lane.
template <class Number> [[nodiscard, gnu::always_inline]] inline Number positive_part(Number x) {
  return x > 0 ? x : Number{};
}

} // namespace keycore
