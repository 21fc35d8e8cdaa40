#pragma once

#include <cstdint>
#include <vector>

#include "kernels/energetics.hpp"

namespace keycore {

/// Every pair of particles within its cutoff, one entry a pair.
struct InteractionList {
  std::vector<std::int32_t> pairs; ///< i0, j0, i1, j1, …; i < j or not: as the list of neighbours has them
  std::vector<double> separations; ///< r = r_i − r_j through the right image: x0, y0, …
  std::vector<double> first;       ///< u′, below 0 where the pair repels
  std::vector<double> second;      ///< u″
  std::vector<double> cutoffs;     ///< r_c of the pair
};

/// The terms of the sums behind energy, forces and Hessian, over a list whose range covers the cutoff.
[[nodiscard]] InteractionList list_interactions(const System& system, const PairList& pairs);

} // namespace keycore
