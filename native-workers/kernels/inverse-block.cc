#include <algorithm>
#include <numeric>

#include "kernels/lanes.hpp"
#include "kernels/ldlt.hpp"

namespace keycore {

// A column of A⁻¹ = L⁻ᵀ D⁻¹ L⁻¹ for a unit vector at v: L⁻¹ e_v lives on the fronts from v's to the root, and a row w
// of L⁻ᵀ … needs those from w's to the root. Everything else is left out.
std::vector<double> Ldlt::inverse_between(std::span<const std::int32_t> vertices, const Control& control) const {
  constexpr int lanes = 8;
  const auto& symbolic = *symbolic_;
  const int b = symbolic.block;
  const std::size_t order = vertices.size() * b;
  std::vector<double> result(order * order);

  std::vector<std::int32_t> front_at(symbolic.vertices);
  for (std::size_t f = 0; f < symbolic.fronts.size(); ++f)
    std::fill_n(front_at.begin() + symbolic.fronts[f].first, symbolic.fronts[f].count, static_cast<std::int32_t>(f));
  // Fronts from those of some vertices to the root, ascending: children before parents.
  const auto paths = [&](auto begin, auto end) {
    std::vector<std::int32_t> found;
    std::vector<char> met(symbolic.fronts.size(), 0);
    for (auto slot = begin; slot != end; ++slot)
      for (auto f = front_at[symbolic.position[vertices[*slot]]]; f >= 0 && !met[f]; f = symbolic.fronts[f].parent) {
        met[f] = 1;
        found.push_back(f);
      }
    std::sort(found.begin(), found.end());
    return found;
  };

  // Neighbours in the ordering share most of their way to the root.
  std::vector<std::int32_t> slots(vertices.size());
  std::iota(slots.begin(), slots.end(), 0);
  std::sort(slots.begin(), slots.end(), [&](std::int32_t left, std::int32_t right) {
    return symbolic.position[vertices[left]] < symbolic.position[vertices[right]];
  });
  const auto all = paths(slots.begin(), slots.end());
  LaneRows y(static_cast<std::size_t>(symbolic.size()) * lanes);
  LaneRows z(static_cast<std::size_t>(symbolic.largest_front) * lanes);
  const auto own = [&](std::int32_t f) { return y.data() + std::ptrdiff_t{symbolic.fronts[f].first} * b * lanes; };
  const std::ptrdiff_t step = lanes / b;
  for (auto begin = slots.begin(); begin != slots.end();) {
    control.poll();
    const auto end = begin + std::min<std::ptrdiff_t>(step, slots.end() - begin);
    for (const auto f : all)
      std::fill_n(own(f), static_cast<std::ptrdiff_t>(symbolic.pivots(symbolic.fronts[f])) * lanes, 0.0);
    for (auto slot = begin; slot != end; ++slot)
      for (int c = 0; c < b; ++c)
        y[(static_cast<std::ptrdiff_t>(symbolic.position[vertices[*slot]]) * b + c) * lanes + (slot - begin) * b + c] =
            1;

    const auto chunk = paths(begin, end);
    for (const auto f : chunk) { // L z = e
      const Front& front = symbolic.fronts[f];
      const std::ptrdiff_t pivots = symbolic.pivots(front);
      const std::ptrdiff_t dimension = symbolic.dimension(front);
      std::copy_n(own(f), pivots * lanes, z.begin());
      std::fill(z.begin() + pivots * lanes, z.begin() + dimension * lanes, 0.0);
      forward_eliminate<lanes>(panels_.data() + front.panel, dimension, dimension, pivots, z.data());
      const double* inverse = inverse_pivot_.data() + static_cast<std::ptrdiff_t>(front.first) * b;
      for (std::ptrdiff_t p = 0; p < pivots; ++p) // D w = z, once nothing more is added to these rows
        Lanes<lanes>::at(own(f), p) = Lanes<lanes>::at(z.data(), p) * inverse[p];
      const auto* row = symbolic.rows.data() + front.rows_begin;
      for (std::ptrdiff_t r = 0; r < front.rows_count; ++r)
        for (std::ptrdiff_t c = 0; c < b; ++c)
          Lanes<lanes>::at(y.data(), row[r] * b + c) += Lanes<lanes>::at(z.data(), pivots + r * b + c);
    }
    for (auto f = all.rbegin(); f != all.rend(); ++f) { // Lᵀ x = w
      const Front& front = symbolic.fronts[*f];
      const std::ptrdiff_t pivots = symbolic.pivots(front);
      const std::ptrdiff_t dimension = symbolic.dimension(front);
      std::copy_n(own(*f), pivots * lanes, z.begin());
      const auto* row = symbolic.rows.data() + front.rows_begin;
      for (std::ptrdiff_t r = 0; r < front.rows_count; ++r)
        for (std::ptrdiff_t c = 0; c < b; ++c)
          Lanes<lanes>::at(z.data(), pivots + r * b + c) = Lanes<lanes>::at(y.data(), row[r] * b + c);
      backward_substitute<lanes>(panels_.data() + front.panel, dimension, dimension, pivots, z.data());
      std::copy_n(z.begin(), pivots * lanes, own(*f));
    }

    for (auto slot = begin; slot != end; ++slot)
      for (int c = 0; c < b; ++c)
        for (std::size_t w = 0; w < vertices.size(); ++w)
          for (int r = 0; r < b; ++r)
            result[(static_cast<std::size_t>(*slot) * b + c) * order + w * b + r] =
                y[(static_cast<std::ptrdiff_t>(symbolic.position[vertices[w]]) * b + r) * lanes + (slot - begin) * b +
                  c];
    begin = end;
  }
  return result;
}

} // namespace keycore
