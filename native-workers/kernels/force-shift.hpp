#pragma once

#include <utility>

#include "kernels/forms/form.hpp"

namespace keycore {

/// u(r) = φ(r) − φ(r_c) − (r − r_c) φ′(r_c) for r < r_c, else 0: value and force vanish continuously at r_c.
template <class PairFunction> struct ForceShifted {
  PairFunction phi;
  double cutoff = 0;
  double cutoff_squared = 0;
  double value_at_cutoff = 0;
  double slope_at_cutoff = 0;

  ForceShifted() = default;
  ForceShifted(PairFunction function, double r_c) : phi(std::move(function)), cutoff(r_c), cutoff_squared(r_c * r_c) {
    const Derivatives at = phi(cutoff_squared, cutoff);
    value_at_cutoff = at.value;
    slope_at_cutoff = at.first;
  }

  /// u, u′, u″ at r < cutoff. The caller checks the range: r² is at hand before r is.
  [[nodiscard]] Derivatives operator()(double r_squared, double r) const {
    Derivatives d = phi(r_squared, r);
    d.value -= value_at_cutoff + (r - cutoff) * slope_at_cutoff;
    d.first -= slope_at_cutoff;
    return d;
  }
};

} // namespace keycore
