#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "kernels/potential.hpp"
#include "kernels/verlet-list.hpp"

namespace keycore {

/// Sums over pairs that a trace wants; not computed on the steps between.
struct PairSums {
  double energy = 0; ///< Σ u
  double virial = 0; ///< Σ r·F = −Σ r u′
};

/// Forces of a Verlet list on sorted particles, in packs of W pairs.
class PairForces {
public:
  virtual ~PairForces() = default;
  /// Adds F = −∂U/∂r to `forces` (2 (particles + W) numbers). `points` and `species` hold W entries more than there
  /// are particles: points that are not numbers, of species 0.
  virtual void add(const VerletList& list, const Box& box, const double* points, const std::uint8_t* species,
                   double* forces) const = 0;
  /// The same, and the sums.
  virtual PairSums add_with_sums(const VerletList& list, const Box& box, const double* points,
                                 const std::uint8_t* species, double* forces) const = 0;
};

[[nodiscard]] std::unique_ptr<PairForces> make_pair_forces(const Potential& potential);

} // namespace keycore
