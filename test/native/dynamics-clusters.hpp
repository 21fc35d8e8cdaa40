#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "kernels/cluster-list.hpp"
#include "kernels/energetics.hpp"
#include "kernels/pair-forces.hpp"

namespace keycore::test {

/// The first `species` kinds of a form's example.
[[nodiscard]] Potential potential_of_species(const std::string& form, int species);

/// What lies on a jittered square lattice: no two particles too close, forces of a liquid.
struct JitteredLattice {
  std::string form;
  int species = 2;
  int particles = 100;
  double spacing = 1.02;
  double tilt = 0; ///< xy / lx
  std::uint64_t seed = 1;
};

/// `particles` of the sites of the smallest square that holds them, each moved by up to 0.2 spacings; species in turn,
/// masses 1, 2, 3. Not wrapped: some particles lie a cell away. The box is at least twice the cutoff wide.
[[nodiscard]] System jittered_lattice(const JitteredLattice& wanted);

/// Particles as the dynamics keeps them: sorted into clusters, and the list of those.
struct ClusteredSystem {
  int clusters = 0;
  ClusterArray<double> points; ///< wrapped
  ClusterArray<std::int32_t> grid;
  std::vector<ClusterSpecies> species;
  std::vector<std::int32_t> index_of; ///< index in the system of the particle in each slot, −1 in an empty one
  ClusterList list;

  [[nodiscard]] int slots() const { return clusters * cluster_size; }
  [[nodiscard]] Vec2 point(std::int32_t slot) const {
    return {points[x_of_slot(slot)], points[x_of_slot(slot) + cluster_size]};
  }
};

/// Sorts and lists with the ranges `cutoff + skin` of each pair of species.
[[nodiscard]] ClusteredSystem clustered(const System& system, double skin);

/// Sorts and lists again with a search that may have been used before.
/// `sizes`: those that the search was made with.
void cluster_again(CellSearch& search, const System& system, ClusteredSystem& to, SlotSizes* sizes = nullptr);

/// Forces over the list in order of the system's particles, and sums.
struct ClusterEvaluation {
  std::vector<double> forces;
  PairSums sums;
};

/// In single (float) or double precision. Fails the test case for a force on a slot without a particle.
template <class Real>
[[nodiscard]] ClusterEvaluation evaluate_clusters(const System& system, const ClusteredSystem& at);
template <class Real>
[[nodiscard]] ClusterEvaluation evaluate_clusters(const System& system, const ClusteredSystem& at,
                                                  const PairForces& kernel);

/// Two clusters that a list holds.
using ListedClusters = std::pair<std::int32_t, std::int32_t>;

/// All of them, as the list gives them, those of a cluster with itself left out. Fails the test case for a list that is
/// malformed: a cluster that is not there, one that is not the first of exactly one group, counts that do not add up.
[[nodiscard]] std::vector<ListedClusters> listed_clusters(const ClusteredSystem& system);

} // namespace keycore::test
