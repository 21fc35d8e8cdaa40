#pragma once

#include <cmath>

#include "kernels/forms/packed-formula.hpp"
#include "kernels/potential-parameters.hpp"

namespace keycore {

/// φ(r) = ε (σ/r)^n with an even exponent n = 2·half, the same for all pairs.
struct InversePower {
  static constexpr std::string_view name = "inverse-power";
  static constexpr std::array pair_parameters{PairParameter{"epsilon", false}, PairParameter{"sigma", true}};
  int half = 0;

  explicit InversePower(const ParameterReader& given) : half(given.even_integer("exponent") / 2) {}

  template <class Number>
  [[nodiscard]] DerivativesOf<Number> phi(const std::array<Number, 2>& pair, Number r_squared, Number r) const {
    const auto& [epsilon, sigma] = pair;
    const Number inverse = sigma * sigma / r_squared;
    Number power = inverse;
    for (int k = 1; k < half; ++k) power *= inverse;
    const auto n = constant<Number>(2.0 * half);
    const Number value = epsilon * power;
    return {value, -n * value / r, n * (n + 1) * value / r_squared};
  }

  template <int Half> struct Packed;

  /// With the exponent of the glasses, 10, as a constant.
  template <class Call> static auto with_packed(const PairTable<InversePower>& table, const Call& call);
};

/// In packs: ε σ^n of each pair multiplied out, so that an even power of 1/r is all that is left. half is a constant
/// where it is Half, else a number.
template <int Half> struct InversePower::Packed {
  static constexpr int force_parameters = 3;
  static constexpr int parameters = 6;
  int half = Half;

  explicit Packed(const PairTable<InversePower>& table) : half(table(0, 0).phi.form.half) {}

  void fill(const PairTable<InversePower>& table, int a, int b, double* to) const {
    const auto& pair = table(a, b);
    const auto& [epsilon, sigma] = pair.phi.parameters;
    const double amplitude = epsilon * std::pow(sigma * sigma, pair.phi.form.half);
    to[0] = pair.cutoff_squared;
    to[1] = 2 * pair.phi.form.half * amplitude;
    to[2] = pair.slope_taken_off;
    to[3] = amplitude;
    to[4] = pair.value_taken_off;
    to[5] = pair.cutoff;
  }
  /// s^half = (1/r)^n.
  template <class Vector> [[nodiscard]] Vector power(Vector s) const {
    Vector result = s;
    for (int k = 1; k < half; ++k) result *= s;
    return result;
  }
  /// s^(half + 1).
  template <class Vector> [[nodiscard]] Vector power_and_one(Vector s) const {
    if constexpr (Half == 5) {
      const Vector cube = s * s * s;
      return cube * cube;
    } else {
      return power(s) * s;
    }
  }
  template <class Vector> [[nodiscard]] Vector force_over_r(const Vector* p, const Distances<Vector>& d) const {
    return p[1] * power_and_one(d.s) + p[2] * d.y;
  }
  template <class Vector> [[nodiscard]] Vector energy(const Vector* p, const Distances<Vector>& d) const {
    return p[3] * power(d.s) - p[4] - (d.r_squared * d.y - p[5]) * p[2];
  }
};

template <class Call> auto InversePower::with_packed(const PairTable<InversePower>& table, const Call& call) {
  return table(0, 0).phi.form.half == 5 ? call(std::type_identity<Packed<5>>()) : call(std::type_identity<Packed<0>>());
}

} // namespace keycore
