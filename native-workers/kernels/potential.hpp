#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace keycore {

/// φ and its first two derivatives at one distance.
struct Derivatives {
  double value = 0;  ///< u
  double first = 0;  ///< u′ = du/dr
  double second = 0; ///< u″ = d²u/dr²
};

/// φ(r) = ε (σ/r)^n with an even exponent n = 2·half.
struct InversePower {
  double epsilon = 0;
  double sigma_squared = 0;
  int half = 0;

  [[nodiscard]] Derivatives operator()(double r_squared, double r) const {
    const double inverse = sigma_squared / r_squared;
    double power = inverse;
    for (int k = 1; k < half; ++k) power *= inverse;
    const double n = 2.0 * half;
    const double phi = epsilon * power;
    return {phi, -n * phi / r, n * (n + 1) * phi / r_squared};
  }
};

/// φ(r) = 4ε [(σ/r)¹² − (σ/r)⁶].
struct LennardJones {
  double epsilon = 0;
  double sigma_squared = 0;

  [[nodiscard]] Derivatives operator()(double r_squared, double r) const {
    const double s2 = sigma_squared / r_squared;
    const double s6 = s2 * s2 * s2;
    const double s12 = s6 * s6;
    return {4 * epsilon * (s12 - s6), 4 * epsilon * (6 * s6 - 12 * s12) / r,
            4 * epsilon * (156 * s12 - 42 * s6) / r_squared};
  }
};

/// Any φ, given by φ, φ′ and φ″ at equidistant nodes: between two nodes the quintic through both ends' three values
/// (Hermite interpolation), so that u, u′ and u″ are continuous and exact derivatives of each other; below the first
/// node the parabola of that node. Copies share the nodes.
class Tabulated {
public:
  Tabulated() = default;
  /// At least two nodes, the same number of each; node k lies at first + k·(last − first)/(nodes − 1).
  Tabulated(double first, double last, std::span<const double> value, std::span<const double> slope,
            std::span<const double> curvature);

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

/// u(r) = φ(r) − φ(r_c) − (r − r_c) φ′(r_c) for r < r_c, else 0: value and force vanish continuously at r_c.
template <class Form> struct ForceShifted {
  Form form;
  double cutoff = 0;
  double cutoff_squared = 0;
  double value_at_cutoff = 0;
  double slope_at_cutoff = 0;

  ForceShifted() = default;
  ForceShifted(Form f, double r_c) : form(std::move(f)), cutoff(r_c), cutoff_squared(r_c * r_c) {
    const Derivatives at = form(cutoff_squared, cutoff);
    value_at_cutoff = at.value;
    slope_at_cutoff = at.first;
  }

  /// u, u′, u″ at r < cutoff. The caller checks the range: r² is at hand before r is.
  [[nodiscard]] Derivatives operator()(double r_squared, double r) const {
    Derivatives d = form(r_squared, r);
    d.value -= value_at_cutoff + (r - cutoff) * slope_at_cutoff;
    d.first -= slope_at_cutoff;
    return d;
  }
};

/// One force-shifted potential for every ordered pair of species.
template <class Form> class PairTable {
public:
  PairTable(int species, std::vector<ForceShifted<Form>> pairs) : species_(species), pairs_(std::move(pairs)) {
    for (const auto& pair : pairs_) cutoff_ = std::max(cutoff_, pair.cutoff);
  }
  [[nodiscard]] const ForceShifted<Form>& operator()(int a, int b) const {
    return pairs_[static_cast<std::size_t>(a * species_ + b)];
  }
  [[nodiscard]] int species() const { return species_; }
  [[nodiscard]] double cutoff() const { return cutoff_; }

private:
  int species_;
  std::vector<ForceShifted<Form>> pairs_;
  double cutoff_ = 0;
};

/// Every form the kernels know. To add one: (1) write the value type above with φ, φ′, φ″; (2) name it here;
/// (3) add its line to the table in potential.cc; (4) add it to `PotentialSpec` in contract/sample.ts. The tests run
/// over the table, so a new form is checked against finite differences at once.
using Potential = std::variant<PairTable<InversePower>, PairTable<LennardJones>, PairTable<Tabulated>>;

/// Parameters by name: a matrix has species² values (row-major, symmetric), a scalar one, nodes species² × points.
struct PotentialParameters {
  std::string form;
  int species = 0;
  std::map<std::string, std::vector<double>> values;
};

/// Names of all forms, in the table's order.
[[nodiscard]] std::vector<std::string> potential_forms();

/// Builds the table of pairs. Throws std::invalid_argument naming an unknown form or a parameter that is
/// missing, of the wrong size, not symmetric, or out of range.
[[nodiscard]] Potential make_potential(const PotentialParameters& parameters);

[[nodiscard]] double potential_cutoff(const Potential& potential);
[[nodiscard]] int potential_species(const Potential& potential);
/// u, u′, u″ of the pair (a, b) at distance r; zero from the cutoff on.
[[nodiscard]] Derivatives evaluate_potential(const Potential& potential, int a, int b, double r);

} // namespace keycore
