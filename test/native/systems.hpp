#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/energetics.hpp"
#include "kernels/random-vector.hpp"

namespace keycore::test {

/// The k-th of a fixed sequence of uniform numbers in [0, 1).
[[nodiscard]] inline double uniform(std::uint64_t seed, std::uint64_t k) {
  return static_cast<double>(splitmix64(seed, k) >> 11) * 0x1p-53;
}

/// `count` fixed numbers in (−1, 1).
[[nodiscard]] std::vector<double> random_numbers(std::size_t count, std::uint64_t seed);

/// The two glass formers of the registry (same parameters as native-workers/models), as a system to fill.
enum class Glass { inverse_power, kob_andersen };

struct Preparation {
  Glass glass = Glass::inverse_power;
  int particles = 64;
  std::uint64_t seed = 1;
  double tilt = 0; ///< xy / lx
  std::vector<double> masses = {1, 1};
};

/// Particles at random places in a box of the model's density, lx = ly.
[[nodiscard]] System random_system(const Preparation& preparation);

/// The same after `minimise`; made once for each preparation. Requires convergence to 1e-11.
[[nodiscard]] const System& relaxed_system(const Preparation& preparation);

/// `system` with every coordinate moved by up to ± amplitude.
[[nodiscard]] System perturbed(System system, double amplitude, std::uint64_t seed);

/// Perfect triangular lattice of columns × rows sites (rows even) at density 0.86: nearest neighbours only.
struct Crystal {
  int columns;
  int rows;
  double spacing; ///< nearest-neighbour distance
  System system;
};
[[nodiscard]] Crystal triangular_crystal(int columns, int rows);

/// Two Lennard-Jones slabs of columns × rows sites each, further apart than the cutoff, periodic along x: a sample
/// that falls in two pieces, each free to slide. Relaxed.
[[nodiscard]] System two_slabs(int columns, int rows);

/// Every pair within the cutoff.
[[nodiscard]] PairList interacting_pairs(const System& system);

/// `base` (two species) and `count` particles of a third kind, which interacts with nobody, at random places.
[[nodiscard]] System with_rattlers(const System& base, int count);

} // namespace keycore::test
