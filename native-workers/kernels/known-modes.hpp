#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

namespace keycore {

/// Unit vectors of 2N numbers that have been met, for the question whether another one is among them. Most are
/// localised, so that a few particles tell nearly always that it is not.
class KnownModes {
public:
  struct Match {
    int index = -1; ///< −1: none
    double overlap = 0;
  };

  [[nodiscard]] int size() const { return static_cast<int>(vectors_.size()); }
  [[nodiscard]] const std::vector<double>& operator[](int index) const { return vectors_[index]; }

  void add(std::vector<double> unit) {
    cores_.push_back(core_of(unit));
    vectors_.push_back(std::move(unit));
  }
  void replace(int index, std::vector<double> unit) {
    cores_[index] = core_of(unit);
    vectors_[index] = std::move(unit);
  }

  /// The one with the largest |e·e′|, if that is at least `least`.
  [[nodiscard]] Match nearest(std::span<const double> unit, double least) const {
    Match best{-1, least};
    for (int k = 0; k < size(); ++k) {
      double share = 0;
      for (const int particle : cores_[k].particles) share += square(unit, particle);
      if (bound(cores_[k], share) < best.overlap) continue;
      const double overlap = std::abs(std::inner_product(unit.begin(), unit.end(), vectors_[k].begin(), 0.0));
      if (overlap >= best.overlap) best = {k, overlap};
    }
    return best;
  }

  /// Whether `nearest` could find one, told from |e_i|² of a few particles only: `square(particle)`.
  template <class Square> [[nodiscard]] bool may_match(Square square_of, double least) const {
    return std::any_of(cores_.begin(), cores_.end(), [&](const Core& core) {
      double share = 0;
      for (const int particle : core.particles) share += square_of(particle);
      return bound(core, share) >= least;
    });
  }

private:
  /// The particles that move most, and their share of Σ|e_i|² = 1.
  struct Core {
    std::vector<int> particles;
    double share = 0;
  };
  static constexpr std::size_t core_particles = 16;

  static double square(std::span<const double> unit, int particle) {
    return unit[2 * particle] * unit[2 * particle] + unit[2 * particle + 1] * unit[2 * particle + 1];
  }

  static Core core_of(std::span<const double> unit) {
    std::vector<int> order(unit.size() / 2);
    std::iota(order.begin(), order.end(), 0);
    const std::size_t kept = std::min(core_particles, order.size());
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(kept), order.end(),
                      [&](int a, int b) { return square(unit, a) > square(unit, b); });
    Core core;
    core.particles.assign(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(kept));
    for (const int particle : core.particles) core.share += square(unit, particle);
    return core;
  }

  /// Cauchy and Schwarz on the core and on the rest: |e·e′| ≤ √(w v) + √((1 − w)(1 − v)), w and v the two shares. The
  /// last digits are left room.
  static double bound(const Core& core, double share) {
    return std::sqrt(core.share * share) + std::sqrt(std::max(0.0, 1 - core.share) * std::max(0.0, 1 - share)) + 1e-12;
  }

  std::vector<std::vector<double>> vectors_;
  std::vector<Core> cores_;
};

} // namespace keycore
