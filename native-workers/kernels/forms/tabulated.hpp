#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "kernels/forms/packed-formula.hpp"
#include "kernels/potential-parameters.hpp"

namespace keycore {

/// Any φ, given by φ, φ′ and φ″ at equidistant nodes: between two nodes the quintic through both ends' three values
/// (Hermite interpolation), so that u, u′ and u″ are continuous and exact derivatives of each other; below the first
/// node the parabola of that node. Copies share the nodes.
class Tabulated {
public:
  static constexpr std::string_view name = "tabulated";

  Tabulated() = default;
  /// At least two nodes, the same number of each; node k lies at first + k·(last − first)/(nodes − 1).
  Tabulated(double first, double last, std::span<const double> value, std::span<const double> slope,
            std::span<const double> curvature);

  /// φ of every ordered pair of species: `points` nodes of each from `first` to the cutoff.
  [[nodiscard]] static std::vector<Tabulated> read_pairs(const ParameterReader& given);

  [[nodiscard]] Derivatives operator()(double /*r_squared*/, double r) const {
    const double x = (r - first_) * per_spacing_;
    // Also a distance that is not a number, which is no index.
    if (!(x >= 0)) return below(r - first_);
    // Rounding may take r just below the cutoff to x = the number of intervals.
    const std::size_t k = std::min(static_cast<std::size_t>(x), last_interval_);
    const double t = x - static_cast<double>(k);
    const Quintic& c = (*intervals_)[k];
    const double value = c[0] + t * (c[1] + t * (c[2] + t * (c[3] + t * (c[4] + t * c[5]))));
    const double first = c[1] + t * (2 * c[2] + t * (3 * c[3] + t * (4 * c[4] + t * (5 * c[5]))));
    const double second = 2 * c[2] + t * (6 * c[3] + t * (12 * c[4] + t * (20 * c[5])));
    return {value, first * per_spacing_, second * per_spacing_ * per_spacing_};
  }

  class Packed;

  template <class Call> static auto with_packed(const PairTable<Tabulated>&, const Call& call) {
    return call(std::type_identity<Packed>());
  }

private:
  /// φ = Σ c_m t^m, t = 0 … 1 across the interval.
  using Quintic = std::array<double, 6>;

  [[nodiscard]] Derivatives below(double d) const {
    return {first_node_.value + d * (first_node_.first + 0.5 * d * first_node_.second),
            first_node_.first + d * first_node_.second, first_node_.second};
  }

  double first_ = 0;
  double per_spacing_ = 0;
  std::size_t last_interval_ = 0;
  Derivatives first_node_;
  std::shared_ptr<const std::vector<Quintic>> intervals_;
};

/// In packs: a lane at a time, for the pairs within reach only.
class Tabulated::Packed {
public:
  static constexpr int force_parameters = 2;
  static constexpr int parameters = 2;

  explicit Packed(const PairTable<Tabulated>& table) : table_(std::make_shared<const PairTable<Tabulated>>(table)) {}

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
