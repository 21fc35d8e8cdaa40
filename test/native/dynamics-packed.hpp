#pragma once

#include <Eigen/Core>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "kernels/energetics.hpp"
#include "kernels/verlet-list.hpp"

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

/// Particles as the dynamics keeps them: wrapped, sorted, padded; and their Verlet list.
struct PackedSystem {
  std::vector<double, Eigen::aligned_allocator<double>> points;
  std::vector<std::uint8_t> species;
  std::vector<std::int32_t> index_of; ///< index in the system of each sorted particle
  VerletList list;
  int kinds = 0; ///< species of the potential

  [[nodiscard]] int particles() const { return static_cast<int>(index_of.size()); }
};

/// Sorts and lists with the ranges `cutoff + skin` of each pair of species.
[[nodiscard]] PackedSystem packed(const System& system, double skin);

/// Range of each pair of species, row-major.
[[nodiscard]] std::vector<double> ranges_of(const Potential& potential, double skin);

/// Sorts and lists anew with a search that may have been used before.
void pack_again(CellSearch& search, const System& system, PackedSystem& to);

/// A pair of sorted particles as a list holds it.
struct ListedPair {
  std::int32_t i = 0;
  std::int32_t j = 0;
  bool across = false; ///< its separation is taken through the nearest image
};

/// Everything a list holds, spare lanes left out. Fails the test case for a block that is malformed: an index out of
/// range, a particle twice in a block, a wrong species (the second ones' bits mean nothing for three kinds or more).
[[nodiscard]] std::vector<ListedPair> listed_pairs(const PackedSystem& packed);

} // namespace keycore::test
