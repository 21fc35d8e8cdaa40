#pragma once

#include <vector>

namespace keycore {

/// A diameter of each particle. Where there are some, a pair's potential takes distances in units of
///   σ_ij = ½(d_i + d_j)(1 − ε|d_i − d_j|/d̄),
/// u_ij(r) = u(r/σ_ij), and its cutoff too. ε = 0 is additive. Source of the non-additive form: Ninarello, Berthier &
/// Coslovich, Phys. Rev. X 7, 021039 (2017).
struct ParticleSizes {
  std::vector<double> diameters; ///< of each particle; none: distances are those of the potential
  double per_difference = 0;     ///< ε/d̄

  ParticleSizes() = default;
  /// `mean`: d̄; 0: that of the diameters, whatever their order, to the last bit.
  ParticleSizes(std::vector<double> of_particles, double non_additivity, double mean);

  [[nodiscard]] bool none() const { return diameters.empty(); }
  [[nodiscard]] double of_pair(double a, double b) const {
    return 0.5 * (a + b) * (1 - per_difference * (a > b ? a - b : b - a));
  }
  [[nodiscard]] double of_pair(int i, int j) const { return of_pair(diameters[i], diameters[j]); }
  /// Of all σ_ij; 1 where there are no diameters.
  [[nodiscard]] double largest() const;
  /// Throws std::invalid_argument naming a diameter that is not positive and finite, a wrong number of them, and a
  /// non-additivity that is negative or leaves a pair without a size.
  void check(std::size_t particles) const;
};

/// σ_ij in every lane of a pack.
template <class Vector, class Real>
[[nodiscard, gnu::always_inline]] inline Vector pair_sizes(Vector a, Vector b, Real per_difference) {
  const Vector difference = a > b ? a - b : b - a;
  return (a + b) * (static_cast<Real>(0.5) - static_cast<Real>(0.5) * per_difference * difference);
}

} // namespace keycore
