#pragma once

#include <cstdint>
#include <memory>

#include "kernels/box.hpp"
#include "kernels/cluster-list.hpp"
#include "kernels/clusters.hpp"
#include "kernels/potential.hpp"
#include "kernels/slot-sizes.hpp"

namespace keycore {

/// Sums over pairs that a trace wants; not computed on the steps between.
struct PairSums {
  double energy = 0; ///< Σ u
  double virial = 0; ///< Σ r·F = −Σ r u′
};

/// Forces F = −∂U/∂r of the pairs of a list, added to cluster arrays.
class PairForces {
public:
  virtual ~PairForces() = default;
  /// In single precision, from grid positions: each force to some 1e-7 of the largest that a pair contributes to it.
  virtual void add(const ClusterList& list, const PeriodicGrid& box, const std::int32_t* grid,
                   const ClusterSpecies* species, float* forces) const = 0;
  /// In double precision, from points.
  virtual void add(const ClusterList& list, const Box& box, const double* points, const ClusterSpecies* species,
                   double* forces) const = 0;
  /// The sums, in double precision.
  [[nodiscard]] virtual PairSums sums(const ClusterList& list, const Box& box, const double* points,
                                      const ClusterSpecies* species) const = 0;
};

/// Throws std::logic_error for a formula with the polynomial of `CutoffScheme::smoothed`, which is evaluated with sizes
/// only: with diameters of 1 where particles have none (`packed_sizes`).
[[nodiscard]] std::unique_ptr<PairForces> make_pair_forces(const Potential& potential);
/// Those of particles with sizes, which must outlive them and be arranged as the particles are at every call.
[[nodiscard]] std::unique_ptr<PairForces> make_pair_forces(const Potential& potential, const SlotSizes& sizes);

} // namespace keycore
