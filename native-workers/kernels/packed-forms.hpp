#pragma once

#include <cmath>

#include "kernels/pack.hpp"
#include "kernels/potential.hpp"

namespace keycore {

/// What a pack of pairs is made of: s = 1/r² and y = 1/r are shared by all forms.
struct Distances {
  Pack r_squared;
  Pack s;
  Pack y;
};

/// A form in packs: `parameters` numbers for each pair of species, the first one the squared cutoff; −u′/r and u from
/// them in every lane. Only the first `force_parameters` are needed for the force.

/// φ = ε (σ/r)^n, n = 2·half; half is a constant where it is Half, else a number.
template <int Half> struct InversePowerPack {
  static constexpr int force_parameters = 3;
  static constexpr int parameters = 6;
  int half = Half;

  explicit InversePowerPack(const PairTable<InversePower>& table) : half(table(0, 0).form.half) {}

  void fill(const ForceShifted<InversePower>& pair, double* to) const {
    const double amplitude = pair.form.epsilon * std::pow(pair.form.sigma_squared, pair.form.half);
    to[0] = pair.cutoff_squared;
    to[1] = 2 * pair.form.half * amplitude;
    to[2] = pair.slope_at_cutoff;
    to[3] = amplitude;
    to[4] = pair.value_at_cutoff;
    to[5] = pair.cutoff;
  }
  /// s^half = (1/r)^n.
  [[nodiscard]] Pack power(Pack s) const {
    Pack result = s;
    for (int k = 1; k < half; ++k) result *= s;
    return result;
  }
  /// s^(half + 1).
  [[nodiscard]] Pack power_and_one(Pack s) const {
    if constexpr (Half == 5) {
      const Pack cube = s * s * s;
      return cube * cube;
    } else {
      return power(s) * s;
    }
  }
  [[nodiscard]] Pack force_over_r(const Pack* p, const Distances& d) const {
    return p[1] * power_and_one(d.s) + p[2] * d.y;
  }
  [[nodiscard]] Pack energy(const Pack* p, const Distances& d) const {
    return p[3] * power(d.s) - p[4] - (d.r_squared * d.y - p[5]) * p[2];
  }
};

/// φ = 4ε [(σ/r)¹² − (σ/r)⁶].
struct LennardJonesPack {
  static constexpr int force_parameters = 4;
  static constexpr int parameters = 6;

  explicit LennardJonesPack(const PairTable<LennardJones>&) {}

  void fill(const ForceShifted<LennardJones>& pair, double* to) const {
    const double s6 = std::pow(pair.form.sigma_squared, 3);
    to[0] = pair.cutoff_squared;
    to[1] = 48 * pair.form.epsilon * s6 * s6;
    to[2] = 24 * pair.form.epsilon * s6;
    to[3] = pair.slope_at_cutoff;
    to[4] = pair.value_at_cutoff;
    to[5] = pair.cutoff;
  }
  [[nodiscard]] Pack force_over_r(const Pack* p, const Distances& d) const {
    const Pack s3 = d.s * d.s * d.s;
    return (p[1] * s3 - p[2]) * (s3 * d.s) + p[3] * d.y;
  }
  [[nodiscard]] Pack energy(const Pack* p, const Distances& d) const {
    const Pack s3 = d.s * d.s * d.s;
    return (p[1] * s3 - 2 * p[2]) * s3 * (1.0 / 12) - p[4] - (d.r_squared * d.y - p[5]) * p[3];
  }
};

} // namespace keycore
