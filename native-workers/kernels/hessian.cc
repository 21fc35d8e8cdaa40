#include "kernels/hessian.hpp"

#include <algorithm>
#include <cmath>

namespace keycore {

void Hessian::multiply(const double* x, double* y) const {
  std::fill(y, y + 2 * particles, 0.0);
  for (std::size_t k = 0; k < size(); ++k) {
    const auto i = 2 * first[k];
    const auto j = 2 * second[k];
    const double dx = x[i] - x[j];
    const double dy = x[i + 1] - x[j + 1];
    const double fx = xx[k] * dx + xy[k] * dy;
    const double fy = xy[k] * dx + yy[k] * dy;
    y[i] += fx;
    y[i + 1] += fy;
    y[j] -= fx;
    y[j + 1] -= fy;
  }
}

Hessian assemble_hessian(const System& system, const PairList& pairs) {
  Hessian hessian;
  hessian.particles = system.particles();
  const auto& positions = system.positions;
  std::visit(
      [&](const auto& table) {
        for (std::size_t k = 0; k < pairs.size(); ++k) {
          const auto i = pairs.first[k];
          const auto j = pairs.second[k];
          const double dx = positions[2 * i] - positions[2 * j] - pairs.shift[k].x;
          const double dy = positions[2 * i + 1] - positions[2 * j + 1] - pairs.shift[k].y;
          const double r_squared = dx * dx + dy * dy;
          const auto& pair = table(system.species[i], system.species[j]);
          // A particle's own image moves with it: no second derivative.
          if (r_squared >= pair.cutoff_squared || i == j) continue;
          const double r = std::sqrt(r_squared);
          const Derivatives u = pair(r_squared, r);
          const double transverse = u.first / r;
          const double excess = (u.second - transverse) / r_squared;
          hessian.first.push_back(i);
          hessian.second.push_back(j);
          hessian.xx.push_back(transverse + excess * dx * dx);
          hessian.xy.push_back(excess * dx * dy);
          hessian.yy.push_back(transverse + excess * dy * dy);
        }
      },
      system.potential);
  return hessian;
}

} // namespace keycore
