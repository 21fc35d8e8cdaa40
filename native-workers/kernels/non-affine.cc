#include "kernels/non-affine.hpp"

#include "kernels/interactions.hpp"

namespace keycore {

std::vector<double> affine_force(const System& system, const PairList& pairs, const Gradient& gradient) {
  std::vector<double> force(system.positions.size(), 0.0);
  for_each_interaction(system, pairs, system.positions, [&](const Interaction& pair) {
    const double ex = gradient[0] * pair.dx + gradient[1] * pair.dy;
    const double ey = gradient[2] * pair.dx + gradient[3] * pair.dy;
    const double transverse = pair.u.first / pair.r;
    const double stretch = (pair.u.second - transverse) * (pair.dx * ex + pair.dy * ey) / pair.r_squared;
    const double fx = stretch * pair.dx + transverse * ex;
    const double fy = stretch * pair.dy + transverse * ey;
    force[2 * pair.i] -= fx;
    force[2 * pair.i + 1] -= fy;
    force[2 * pair.j] += fx;
    force[2 * pair.j + 1] += fy;
  });
  return force;
}

} // namespace keycore
