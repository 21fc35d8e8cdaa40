#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace keycore::test {

/// Largest |a_k − b_k|; infinite where the lengths differ or a number is not finite, so that no comparison with a
/// tolerance can pass by accident.
template <class A, class B> [[nodiscard]] double largest_deviation(const A& a, const B& b) {
  constexpr double wrong = std::numeric_limits<double>::infinity();
  if (static_cast<std::size_t>(a.size()) != static_cast<std::size_t>(b.size())) return wrong;
  double largest = 0;
  for (decltype(a.size()) k = 0; k < a.size(); ++k) {
    const auto d = static_cast<double>(a[k] - b[static_cast<decltype(b.size())>(k)]);
    if (!std::isfinite(d)) return wrong;
    largest = std::max(largest, std::abs(d));
  }
  return largest;
}

/// Largest |a_k|; infinite where a number is not finite.
template <class A> [[nodiscard]] double largest_magnitude(const A& a) {
  double largest = 0;
  for (decltype(a.size()) k = 0; k < a.size(); ++k) {
    const auto value = static_cast<double>(a[k]);
    if (!std::isfinite(value)) return std::numeric_limits<double>::infinity();
    largest = std::max(largest, std::abs(value));
  }
  return largest;
}

/// f′(0) by the central difference of sixth order: error h⁶ f⁽⁷⁾/140.
template <class F> [[nodiscard]] auto central_difference(F f, decltype(f(0.0L)) h) {
  return (45 * (f(h) - f(-h)) - 9 * (f(2 * h) - f(-2 * h)) + (f(3 * h) - f(-3 * h))) / (60 * h);
}

} // namespace keycore::test
