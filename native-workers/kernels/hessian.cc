#include "kernels/hessian.hpp"

#include <algorithm>

#include "kernels/interactions.hpp"

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

Hessian assemble_hessian(const System& system, const PairList& pairs, Prestress prestress) {
  Hessian hessian;
  hessian.particles = system.particles();
  for_each_interaction(system, pairs, system.positions, [&](const Interaction& pair) {
    // A particle's own image moves with it: no second derivative.
    if (pair.i == pair.j) return;
    const bool kept = prestress == Prestress::kept;
    const double transverse = kept ? pair.u.first / pair.r : 0;
    const double along = kept ? pair.u.second : std::max(pair.u.second, 0.0);
    const double excess = (along - transverse) / pair.r_squared;
    hessian.first.push_back(pair.i);
    hessian.second.push_back(pair.j);
    hessian.xx.push_back(transverse + excess * pair.dx * pair.dx);
    hessian.xy.push_back(excess * pair.dx * pair.dy);
    hessian.yy.push_back(transverse + excess * pair.dy * pair.dy);
  });
  return hessian;
}

} // namespace keycore
