#pragma once

#include <span>
#include <vector>

#include "kernels/dynamical-matrix.hpp"

namespace keycore {

/// C(z) = (zᵀHz)²/Q(z), Q = Σ_pairs |z_ij|⁴, and what it is made of.
struct PseudoHarmonicCost {
  double energy = 0;            ///< zᵀHz
  double quartic = 0;           ///< Q
  double cost = 0;              ///< C
  std::vector<double> gradient; ///< ∂C/∂z = (4 zᵀHz/Q)(Hz − (zᵀHz/Q) g), g = ¼∂Q/∂z
  double residual = 0;          ///< ‖Hz − (zᵀHz/Q) g‖/‖Hz‖
};

/// Of one field of 2N numbers that is no translation.
[[nodiscard]] PseudoHarmonicCost pseudo_harmonic_cost(const DynamicalMatrix& matrix, std::span<const double> z);

} // namespace keycore
