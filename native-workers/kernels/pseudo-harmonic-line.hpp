#pragma once

namespace keycore {

/// Q(α) = Σ c_k α^k over E(α)² with E(α) = 1 + 2bα + eα², e ≥ 0: 1/C on a line.
struct QuarticLine {
  double c[5] = {};
  double b = 0;
  double e = 0;

  [[nodiscard]] double energy(double alpha) const { return 1 + alpha * (2 * b + e * alpha); }
  [[nodiscard]] double quartic(double alpha) const {
    return c[0] + alpha * (c[1] + alpha * (c[2] + alpha * (c[3] + alpha * c[4])));
  }
  [[nodiscard]] double value(double alpha) const {
    const double energy_here = energy(alpha);
    return quartic(alpha) / (energy_here * energy_here);
  }
  /// E³ times the derivative of Q/E²: Q′E − 2QE′.
  [[nodiscard]] double slope(double alpha) const {
    const double derivative = c[1] + alpha * (2 * c[2] + alpha * (3 * c[3] + alpha * 4 * c[4]));
    return derivative * energy(alpha) - 4 * quartic(alpha) * (b + e * alpha);
  }

  /// Where Q/E² has risen from α = 0 to a maximum; 0 where it does not rise.
  [[nodiscard]] double ascend() const {
    if (!(slope(0) > 0)) return 0;
    double low = 0;
    double high = 0.25;
    for (int doubling = 0; slope(high) > 0; ++doubling) {
      if (doubling == 60) return 0;
      low = high;
      high *= 2;
    }
    // Regula falsi, Illinois form: a bracket that shrinks, some eight evaluations for all digits.
    double slope_low = slope(low);
    double slope_high = slope(high);
    double alpha = high;
    for (int step = 0; step < 100 && high - low > 1e-14 * high; ++step) {
      alpha = slope_low > slope_high ? (low * slope_high - high * slope_low) / (slope_high - slope_low)
                                     : 0.5 * (low + high);
      if (!(alpha > low && alpha < high)) alpha = 0.5 * (low + high);
      const double here = slope(alpha);
      if (here == 0) break;
      if (here > 0) {
        low = alpha;
        slope_low = here;
        slope_high *= 0.5;
      } else {
        high = alpha;
        slope_high = here;
        slope_low *= 0.5;
      }
    }
    // The bracket may have stepped over a higher place; C never rises all the same.
    for (int halving = 0; halving < 60; ++halving, alpha *= 0.5)
      if (value(alpha) >= c[0]) return alpha;
    return 0;
  }
};

} // namespace keycore
