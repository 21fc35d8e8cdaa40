#include "kernels/elasticity.hpp"

#include "kernels/interactions.hpp"

namespace keycore {

GradientMatrix born_term(const System& system, const PairList& pairs) {
  GradientMatrix sum{};
  for_each_interaction(system, pairs, system.positions, [&](const Interaction& pair) {
    const double r[2] = {pair.dx, pair.dy};
    const double transverse = pair.u.first / pair.r;
    const double stretch = (pair.u.second - transverse) / pair.r_squared;
    // ε r has the component r_b along a for the unit gradient ab; only the upper triangle is summed.
    for (int row = 0; row < 4; ++row)
      for (int column = row; column < 4; ++column) {
        const int a = row / 2;
        const int c = column / 2;
        const double product = r[row % 2] * r[column % 2];
        sum[4 * row + column] += product * (stretch * r[a] * r[c] + (a == c ? transverse : 0));
      }
  });
  for (int row = 0; row < 4; ++row)
    for (int column = row; column < 4; ++column) sum[4 * column + row] = sum[4 * row + column] /= system.box.area();
  return sum;
}

} // namespace keycore
