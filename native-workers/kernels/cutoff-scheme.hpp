#pragma once

#include <array>
#include <utility>

#include "kernels/forms/form.hpp"

namespace keycore {

/// How a pair function φ is brought to its end at the cutoff r_c; beyond it u = 0. With φ_c = φ(r_c) and φ′_c:
///   force-shifted      u = φ − φ_c − (r − r_c) φ′_c       u and u′ continuous, u″ = φ″
///   potential-shifted  u = φ − φ_c                        the force jumps by φ′_c
///   smoothed           u = φ + c0 + c2 r² + c4 r⁴         u, u′ and u″ continuous
///   plain              u = φ                              energy and force jump
/// The polynomial is that of Ninarello, Berthier & Coslovich, Phys. Rev. X 7, 021039 (2017), for any φ.
enum class CutoffScheme { force_shifted, potential_shifted, smoothed, plain };

struct NamedCutoffScheme {
  CutoffScheme scheme;
  const char* name; ///< in `PotentialSpec.scheme`
};
inline constexpr std::array cutoff_schemes{NamedCutoffScheme{CutoffScheme::force_shifted, "force-shifted"},
                                           NamedCutoffScheme{CutoffScheme::potential_shifted, "potential-shifted"},
                                           NamedCutoffScheme{CutoffScheme::smoothed, "smoothed"},
                                           NamedCutoffScheme{CutoffScheme::plain, "plain"}};

/// u of a pair function that gives φ, φ′ and φ″.
template <class PairFunction> struct CutOff {
  PairFunction phi;
  double cutoff = 0; ///< r_c
  double cutoff_squared = 0;
  bool smoothed = false;
  // u = φ − value − (r − r_c) slope + c0 + c2 r² + c4 r⁴; what a scheme does not have is 0.
  double value_taken_off = 0;
  double slope_taken_off = 0;
  double c0 = 0;
  double c2 = 0;
  double c4 = 0;

  CutOff(PairFunction f, double r_c, CutoffScheme scheme) : phi(std::move(f)), cutoff(r_c), cutoff_squared(r_c * r_c) {
    const Derivatives at = phi(cutoff_squared, cutoff);
    if (scheme == CutoffScheme::force_shifted || scheme == CutoffScheme::potential_shifted) value_taken_off = at.value;
    if (scheme == CutoffScheme::force_shifted) slope_taken_off = at.first;
    smoothed = scheme == CutoffScheme::smoothed;
    if (smoothed) {
      // From u′ = φ′ + 2 c2 r + 4 c4 r³ = 0 and u″ = φ″ + 2 c2 + 12 c4 r² = 0 at r_c, then u = 0.
      const double tension = at.first / cutoff;
      c4 = (tension - at.second) / (8 * cutoff_squared);
      c2 = (at.second - 3 * tension) / 4;
      c0 = -at.value - cutoff_squared * (c2 + cutoff_squared * c4);
    }
  }

  /// u, u′, u″ at r < cutoff. The caller checks the range: r² is at hand before r is.
  [[nodiscard]] Derivatives operator()(double r_squared, double r) const {
    Derivatives d = phi(r_squared, r);
    d.value -= value_taken_off + (r - cutoff) * slope_taken_off;
    d.first -= slope_taken_off;
    if (smoothed) {
      d.value += c0 + r_squared * (c2 + r_squared * c4);
      d.first += r * (2 * c2 + 4 * c4 * r_squared);
      d.second += 2 * c2 + 12 * c4 * r_squared;
    }
    return d;
  }
};

} // namespace keycore
