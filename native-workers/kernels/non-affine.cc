#include "kernels/non-affine.hpp"

#include <cmath>

namespace keycore {

std::vector<double> affine_force(const System& system, const PairList& pairs, const Gradient& gradient) {
  const auto& positions = system.positions;
  std::vector<double> force(positions.size(), 0.0);
  std::visit(
      [&](const auto& table) {
        for (std::size_t k = 0; k < pairs.size(); ++k) {
          const auto i = pairs.first[k];
          const auto j = pairs.second[k];
          const double dx = positions[2 * i] - positions[2 * j] - pairs.shift[k].x;
          const double dy = positions[2 * i + 1] - positions[2 * j + 1] - pairs.shift[k].y;
          const double r_squared = dx * dx + dy * dy;
          const auto& pair = table(system.species[i], system.species[j]);
          if (r_squared >= pair.cutoff_squared) continue;
          const double r = std::sqrt(r_squared);
          const Derivatives u = pair(r_squared, r);
          const double ex = gradient[0] * dx + gradient[1] * dy;
          const double ey = gradient[2] * dx + gradient[3] * dy;
          const double transverse = u.first / r;
          const double stretch = (u.second - transverse) * (dx * ex + dy * ey) / r_squared;
          const double fx = stretch * dx + transverse * ex;
          const double fy = stretch * dy + transverse * ey;
          force[2 * i] -= fx;
          force[2 * i + 1] -= fy;
          force[2 * j] += fx;
          force[2 * j + 1] += fy;
        }
      },
      system.potential);
  return force;
}

} // namespace keycore
