#pragma once

#include <vector>

#include "kernels/dynamical-matrix.hpp"

namespace keycore {

/// How easily a pair of particles gives way: the larger eigenvalue of R = dᵀ H⁺ d (2 × 2, d = δ_second − δ_first) and
/// its unit vector. The response z = H⁺ f to the dipole f along it has zᵀHz = λ and |z_ij| = λ for that pair.
struct PairSoftness {
  double compliance = 0;
  double x = 0;
  double y = 0;
};

/// Throws std::invalid_argument unless H is positive but for the two translations.
void require_minimum(const DynamicalMatrix& matrix);

/// That of every pair, in the order of the Hessian, from one selected inversion. Throws `Cancelled`, and
/// std::invalid_argument for a sample that is not at a minimum.
[[nodiscard]] std::vector<PairSoftness> pair_softness(const DynamicalMatrix& matrix, const Control& control);

} // namespace keycore
