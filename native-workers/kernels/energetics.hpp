#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "kernels/box.hpp"
#include "kernels/neighbours.hpp"
#include "kernels/particle-sizes.hpp"
#include "kernels/potential.hpp"

namespace keycore {

/// Particles, box and interaction of one sample.
struct System {
  Box box;
  std::vector<double> positions;     ///< x0, y0, x1, y1, …
  std::vector<std::uint8_t> species; ///< length N
  std::vector<double> masses;        ///< of each species
  Potential potential;
  ParticleSizes sizes{}; ///< where particles have sizes of their own

  [[nodiscard]] int particles() const { return static_cast<int>(species.size()); }
  /// The largest distance of an interacting pair.
  [[nodiscard]] double cutoff() const { return potential_cutoff(potential) * sizes.largest(); }
  /// Throws std::invalid_argument naming what does not fit: lengths, species out of range, a mass or a diameter that is
  /// not positive, coordinates that are not finite, a box under twice the cutoff.
  void check() const;
};

/// U and what is read off the same sum over pairs.
struct Energetics {
  double energy = 0;
  double max_force = 0;           ///< largest |F_i|
  std::array<double, 3> stress{}; ///< σ_xx, σ_xy, σ_yy = V⁻¹ Σ_pairs (u′/r) r_a r_b
  std::int64_t pairs = 0;         ///< interacting pairs
};

/// U, and F = −∂U/∂r into `forces` (resized to 2N), over a list whose range covers the cutoff.
Energetics evaluate(const System& system, const PairList& pairs, const std::vector<double>& positions,
                    std::vector<double>& forces);

/// U only.
double potential_energy(const System& system, const PairList& pairs, const std::vector<double>& positions);

/// Largest |F_i| of a force field of length 2N.
double largest_force(const std::vector<double>& forces);

} // namespace keycore
