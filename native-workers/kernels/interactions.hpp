#pragma once

#include <cmath>

#include "kernels/energetics.hpp"

namespace keycore {

/// A pair of particles within its cutoff.
struct Interaction {
  std::int32_t i = 0;
  std::int32_t j = 0;
  double dx = 0; ///< r = r_i − r_j through the right image
  double dy = 0;
  double r_squared = 0;
  double r = 0;
  double cutoff = 0; ///< r_c of the pair
  Derivatives u;
};

/// Calls `visit(const Interaction&)` for every pair of the list within its cutoff: the one loop behind energy, forces,
/// Hessian and affine forces. What a visitor does not use of u is not computed (everything here is inlined).
template <class Visit>
void for_each_interaction(const System& system, const PairList& pairs, const std::vector<double>& positions,
                          Visit&& visit) {
  const bool sized = !system.sizes.none();
  std::visit(
      [&](const auto& table) {
        for (std::size_t k = 0; k < pairs.size(); ++k) {
          Interaction pair;
          pair.i = pairs.first[k];
          pair.j = pairs.second[k];
          pair.dx = positions[2 * pair.i] - positions[2 * pair.j] - pairs.shift[k].x;
          pair.dy = positions[2 * pair.i + 1] - positions[2 * pair.j + 1] - pairs.shift[k].y;
          pair.r_squared = pair.dx * pair.dx + pair.dy * pair.dy;
          const auto& potential = table(system.species[pair.i], system.species[pair.j]);
          const double size = sized ? system.sizes.of_pair(pair.i, pair.j) : 1.0;
          if (pair.r_squared >= potential.cutoff_squared * size * size) continue;
          pair.r = std::sqrt(pair.r_squared);
          pair.cutoff = potential.cutoff * size;
          if (sized) {
            const double x = pair.r / size;
            pair.u = potential(x * x, x);
            pair.u.first /= size;
            pair.u.second /= size * size;
          } else {
            pair.u = potential(pair.r_squared, pair.r);
          }
          visit(pair);
        }
      },
      system.potential);
}

} // namespace keycore
