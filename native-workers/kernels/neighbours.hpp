#pragma once

#include <cstdint>
#include <vector>

#include "kernels/box.hpp"

namespace keycore {

/// Every pair of particles closer than a range, once, through whichever periodic image brings it there.
/// Separation of pair k: r_i − r_j − shift, with i = first[k], j = second[k]. The shift stays right while
/// particles move without being wrapped. Pairs are sorted by i.
struct PairList {
  std::vector<std::int32_t> first;
  std::vector<std::int32_t> second;
  std::vector<Vec2> shift;
  [[nodiscard]] std::size_t size() const { return first.size(); }
};

/// Cell search in an orthogonal or tilted periodic box: O(N) at fixed density.
/// `positions` (x0, y0, x1, …) need not be wrapped. The range may be up to the smaller width of the box: images
/// beyond the nearest are found too, a particle's own images included.
/// Throws std::invalid_argument for a larger range or a coordinate that is not finite.
[[nodiscard]] PairList find_pairs(const Box& box, const std::vector<double>& positions, double range);

} // namespace keycore
