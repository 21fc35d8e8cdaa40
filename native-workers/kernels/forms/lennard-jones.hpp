#pragma once

#include <cmath>

#include "kernels/forms/packed-formula.hpp"

namespace keycore {

/// φ(r) = 4ε [(σ/r)¹² − (σ/r)⁶].
struct LennardJones {
  static constexpr std::string_view name = "lennard-jones";
  static constexpr std::array pair_parameters{PairParameter{"epsilon", false}, PairParameter{"sigma", true}};

  template <class Number>
  [[nodiscard]] DerivativesOf<Number> phi(const std::array<Number, 2>& pair, Number r_squared, Number r) const {
    const auto& [epsilon, sigma] = pair;
    const Number s2 = sigma * sigma / r_squared;
    const Number s6 = s2 * s2 * s2;
    const Number s12 = s6 * s6;
    return {4 * epsilon * (s12 - s6), 4 * epsilon * (6 * s6 - 12 * s12) / r,
            4 * epsilon * (156 * s12 - 42 * s6) / r_squared};
  }

  struct Packed;

  template <class Call> static auto with_packed(const PairTable<LennardJones>&, const Call& call) {
    return call(std::type_identity<Packed>());
  }
};

/// In packs: 48 ε σ¹² and 24 ε σ⁶ of each pair multiplied out.
struct LennardJones::Packed {
  static constexpr int force_parameters = 4;
  static constexpr int parameters = 6;

  explicit Packed(const PairTable<LennardJones>&) {}

  void fill(const PairTable<LennardJones>& table, int a, int b, double* to) const {
    const auto& pair = table(a, b);
    const auto& [epsilon, sigma] = pair.phi.parameters;
    const double s6 = std::pow(sigma * sigma, 3);
    to[0] = pair.cutoff_squared;
    to[1] = 48 * epsilon * s6 * s6;
    to[2] = 24 * epsilon * s6;
    to[3] = pair.slope_taken_off;
    to[4] = pair.value_taken_off;
    to[5] = pair.cutoff;
  }
  template <class Vector> [[nodiscard]] Vector force_over_r(const Vector* p, const Distances<Vector>& d) const {
    const Vector s3 = d.s * d.s * d.s;
    return (p[1] * s3 - p[2]) * (s3 * d.s) + p[3] * d.y;
  }
  template <class Vector> [[nodiscard]] Vector energy(const Vector* p, const Distances<Vector>& d) const {
    const Vector s3 = d.s * d.s * d.s;
    return (p[1] * s3 - 2 * p[2]) * s3 * (1.0 / 12) - p[4] - (d.r_squared * d.y - p[5]) * p[3];
  }
};

} // namespace keycore
