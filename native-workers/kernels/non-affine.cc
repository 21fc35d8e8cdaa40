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

std::vector<double> affine_forces(const System& system, const PairList& pairs) {
  const std::size_t size = system.positions.size();
  // The eight numbers of a particle lie together while pairs are gone through.
  std::vector<double> gathered(4 * size, 0.0);
  for_each_interaction(system, pairs, system.positions, [&](const Interaction& pair) {
    const double r[2] = {pair.dx, pair.dy};
    const double transverse = pair.u.first / pair.r;
    const double stretch = (pair.u.second - transverse) / pair.r_squared;
    double* i = gathered.data() + 8 * static_cast<std::ptrdiff_t>(pair.i);
    double* j = gathered.data() + 8 * static_cast<std::ptrdiff_t>(pair.j);
    for (int a = 0; a < 2; ++a)
      for (int b = 0; b < 2; ++b)
        for (int c = 0; c < 2; ++c) {
          // ε r has the component r_b along a.
          const double force = r[b] * (stretch * r[a] * r[c] + (a == c ? transverse : 0));
          i[4 * a + 2 * b + c] -= force;
          j[4 * a + 2 * b + c] += force;
        }
  });
  std::vector<double> forces(4 * size);
  for (std::size_t p = 0; p < size / 2; ++p)
    for (std::size_t row = 0; row < 4; ++row)
      for (std::size_t c = 0; c < 2; ++c) forces[row * size + 2 * p + c] = gathered[8 * p + 2 * row + c];
  return forces;
}

} // namespace keycore
