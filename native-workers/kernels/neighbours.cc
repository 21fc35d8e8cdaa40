#include "kernels/neighbours.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace keycore {
namespace {

/// Particles binned into cells no narrower than the range, in compressed form.
struct Cells {
  int columns = 1;
  int rows = 1;
  std::vector<std::int32_t> start;    ///< columns·rows + 1 offsets into `particle`
  std::vector<std::int32_t> particle; ///< particle indices, ascending inside a cell
  std::vector<std::int32_t> of;       ///< cell of each particle
};

Cells bin(const Box& box, const std::vector<double>& wrapped, double range) {
  const auto n = wrapped.size() / 2;
  Cells cells;
  // More cells than particles only cost memory. Clamped before they are made integers, which hold less.
  const double most = std::floor(std::sqrt(static_cast<double>(n))) + 1;
  cells.columns = static_cast<int>(std::clamp(box.width_a() / range, 1.0, most));
  cells.rows = static_cast<int>(std::clamp(box.width_b() / range, 1.0, most));
  cells.of.resize(n);
  cells.start.assign(static_cast<std::size_t>(cells.columns * cells.rows) + 1, 0);
  for (std::size_t p = 0; p < n; ++p) {
    const Vec2 s = box.fractional({wrapped[2 * p], wrapped[2 * p + 1]});
    const int column = static_cast<int>(std::clamp((s.x + 0.5) * cells.columns, 0.0, cells.columns - 1.0));
    const int row = static_cast<int>(std::clamp((s.y + 0.5) * cells.rows, 0.0, cells.rows - 1.0));
    cells.of[p] = row * cells.columns + column;
    ++cells.start[static_cast<std::size_t>(cells.of[p]) + 1];
  }
  for (std::size_t c = 1; c < cells.start.size(); ++c) cells.start[c] += cells.start[c - 1];
  cells.particle.resize(n);
  std::vector<std::int32_t> next(cells.start.begin(), cells.start.end() - 1);
  for (std::size_t p = 0; p < n; ++p) cells.particle[next[cells.of[p]]++] = static_cast<std::int32_t>(p);
  return cells;
}

struct Step {
  int column;
  int row;
};

/// Half of the eight neighbouring cells: each pair of cells is visited from one side only.
constexpr Step half_stencil[] = {{1, 0}, {-1, 1}, {0, 1}, {1, 1}};

} // namespace

PairList find_pairs(const Box& box, const std::vector<double>& positions, double range) {
  if (!(range > 0) || range > std::min(box.width_a(), box.width_b()) * (1 + 1e-12))
    throw std::invalid_argument("neighbour range " + std::to_string(range) +
                                " must be positive and at most the box width " +
                                std::to_string(std::min(box.width_a(), box.width_b())));
  const auto n = positions.size() / 2;
  std::vector<double> wrapped(positions.size());
  std::vector<Vec2> offset(n);
  for (std::size_t p = 0; p < n; ++p) {
    const Vec2 r{positions[2 * p], positions[2 * p + 1]};
    if (!std::isfinite(r.x) || !std::isfinite(r.y))
      throw std::invalid_argument("position of particle index " + std::to_string(p) + " is not finite");
    const Vec2 w = box.wrap_centred(r);
    wrapped[2 * p] = w.x;
    wrapped[2 * p + 1] = w.y;
    offset[p] = {r.x - w.x, r.y - w.y};
  }
  const Cells cells = bin(box, wrapped, range);
  const double range_squared = range * range;

  PairList pairs;
  pairs.first.reserve(n * 8);
  pairs.second.reserve(n * 8);
  pairs.shift.reserve(n * 8);
  const auto consider = [&](std::int32_t i, std::int32_t j, Vec2 image) {
    // `image` is the lattice vector added to j.
    const double dx = wrapped[2 * i] - wrapped[2 * j] - image.x;
    const double dy = wrapped[2 * i + 1] - wrapped[2 * j + 1] - image.y;
    if (dx * dx + dy * dy >= range_squared) return;
    pairs.first.push_back(i);
    pairs.second.push_back(j);
    pairs.shift.push_back({image.x + offset[i].x - offset[j].x, image.y + offset[i].y - offset[j].y});
  };

  for (std::size_t p = 0; p < n; ++p) {
    const auto i = static_cast<std::int32_t>(p);
    const int column = cells.of[p] % cells.columns;
    const int row = cells.of[p] / cells.columns;
    for (auto k = cells.start[cells.of[p]]; k < cells.start[cells.of[p] + 1]; ++k)
      if (cells.particle[k] > i) consider(i, cells.particle[k], {0, 0});
    for (const Step step : half_stencil) {
      int c = column + step.column;
      int r = row + step.row;
      const int na = c < 0 ? -1 : (c >= cells.columns ? 1 : 0);
      const int nb = r < 0 ? -1 : (r >= cells.rows ? 1 : 0);
      c -= na * cells.columns;
      r -= nb * cells.rows;
      const Vec2 image = box.lattice(na, nb);
      const int cell = r * cells.columns + c;
      for (auto k = cells.start[cell]; k < cells.start[cell + 1]; ++k) consider(i, cells.particle[k], image);
    }
  }
  return pairs;
}

} // namespace keycore
