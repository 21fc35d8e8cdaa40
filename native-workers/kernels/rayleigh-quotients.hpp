#pragma once

#include <Eigen/Dense>

#include "kernels/dynamical-matrix.hpp"

namespace keycore {

/// λ = e·Ae/e·e of each column e, and ‖Ae − λe‖/(‖e‖ ‖A‖) with the row-sum bound of ‖A‖.
struct RayleighQuotients {
  Eigen::VectorXd values;
  Eigen::VectorXd residuals;
};
[[nodiscard]] RayleighQuotients rayleigh_quotients(const DynamicalMatrix& matrix, const Eigen::MatrixXd& vectors);

/// The two translations in mass-weighted coordinates, normalised: 2N × 2.
[[nodiscard]] Eigen::MatrixXd mass_weighted_translations(const DynamicalMatrix& matrix);

/// x ← (A − σ)⁻¹ x = M^(1/2) (H − σM)⁻¹ M^(1/2) x for `count` vectors; `factor` is that of H − σM.
void shifted_inverse_mass_weighted(const DynamicalMatrix& matrix, const Ldlt& factor, double* x, int count);

} // namespace keycore
