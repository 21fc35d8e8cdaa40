#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>

#include "kernels/pack.hpp"
#include "kernels/potential.hpp"

namespace keycore {

/// What a pack of pairs is made of: s = 1/r² and y = 1/r are shared by all forms.
template <class Vector> struct Distances {
  Vector r_squared;
  Vector s;
  Vector y;
};

/// A form in packs of any precision: `fill` gives `parameters` numbers for each pair of species, the first one the
/// squared cutoff; −u′/r and u from them in every lane. Only the first `force_parameters` are needed for the force.

/// φ = ε (σ/r)^n, n = 2·half; half is a constant where it is Half, else a number.
template <int Half> struct InversePowerPack {
  static constexpr int force_parameters = 3;
  static constexpr int parameters = 6;
  int half = Half;

  explicit InversePowerPack(const PairTable<InversePower>& table) : half(table(0, 0).form.half) {}

  void fill(const PairTable<InversePower>& table, int a, int b, double* to) const {
    const ForceShifted<InversePower>& pair = table(a, b);
    const double amplitude = pair.form.epsilon * std::pow(pair.form.sigma_squared, pair.form.half);
    to[0] = pair.cutoff_squared;
    to[1] = 2 * pair.form.half * amplitude;
    to[2] = pair.slope_at_cutoff;
    to[3] = amplitude;
    to[4] = pair.value_at_cutoff;
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

/// φ = 4ε [(σ/r)¹² − (σ/r)⁶].
struct LennardJonesPack {
  static constexpr int force_parameters = 4;
  static constexpr int parameters = 6;

  explicit LennardJonesPack(const PairTable<LennardJones>&) {}

  void fill(const PairTable<LennardJones>& table, int a, int b, double* to) const {
    const ForceShifted<LennardJones>& pair = table(a, b);
    const double s6 = std::pow(pair.form.sigma_squared, 3);
    to[0] = pair.cutoff_squared;
    to[1] = 48 * pair.form.epsilon * s6 * s6;
    to[2] = 24 * pair.form.epsilon * s6;
    to[3] = pair.slope_at_cutoff;
    to[4] = pair.value_at_cutoff;
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

/// Any φ from its table, a lane at a time, for the pairs within reach only.
class TabulatedPack {
public:
  static constexpr int force_parameters = 2;
  static constexpr int parameters = 2;

  explicit TabulatedPack(const PairTable<Tabulated>& table)
      : table_(std::make_shared<const PairTable<Tabulated>>(table)) {}

  /// Beside the cutoff the number of the pair, by which its table is found again.
  void fill(const PairTable<Tabulated>& table, int a, int b, double* to) const {
    to[0] = table(a, b).cutoff_squared;
    to[1] = a * table.species() + b;
  }
  template <class Vector> [[nodiscard]] Vector force_over_r(const Vector* p, const Distances<Vector>& d) const {
    return by_lane(p, d, [](const Derivatives& u, double r) { return -u.first / r; });
  }
  template <class Vector> [[nodiscard]] Vector energy(const Vector* p, const Distances<Vector>& d) const {
    return by_lane(p, d, [](const Derivatives& u, double) { return u.value; });
  }

private:
  template <class Vector, class Take>
  [[nodiscard]] Vector by_lane(const Vector* p, const Distances<Vector>& d, const Take& take) const {
    using Real = std::remove_cvref_t<decltype(d.s[0])>;
    Vector result{};
    for (std::size_t l = 0; l < sizeof(Vector) / sizeof(Real); ++l) {
      if (!(d.r_squared[l] < p[0][l])) continue;
      const auto r_squared = static_cast<double>(d.r_squared[l]);
      const double r = std::sqrt(r_squared);
      const int pair = static_cast<int>(p[1][l]);
      const auto& u = (*table_)(pair / table_->species(), pair % table_->species());
      result[l] = static_cast<Real>(take(u(r_squared, r), r));
    }
    return result;
  }

  std::shared_ptr<const PairTable<Tabulated>> table_;
};

} // namespace keycore
