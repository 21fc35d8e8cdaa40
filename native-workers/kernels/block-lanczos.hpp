#pragma once

#include <Eigen/Dense>

#include <functional>

#include "kernels/control.hpp"

namespace keycore {

/// y ← S x for `count` columns of a symmetric operator; x and y hold one vector after another.
using SymmetricOperator = std::function<void(const double* x, double* y, int count)>;

struct LanczosOptions {
  int count = 1;     ///< eigenpairs wanted, the largest ones
  int block = 4;     ///< vectors taken at a time, at most 8: as many members of a multiple eigenvalue come at once
  int max_basis = 0; ///< 0: chosen from `count`
  int max_restarts = 100;
  double tolerance = 1e-13; ///< ‖S y − θ y‖ ≤ tolerance·|θ|, but never below the rounding of the largest |θ|
  bool both_ends = false;   ///< wanted are those of largest |θ|, of either sign, rather than of largest θ
};

struct LanczosResult {
  Status status = Status::not_converged;
  Eigen::VectorXd values;  ///< descending (their moduli, where both ends are wanted)
  Eigen::MatrixXd vectors; ///< columns, orthonormal
  double next_value = 0;   ///< Ritz estimate of the first eigenvalue that was not asked for (lowest value if none)
  int applications = 0;    ///< vectors S was applied to
};

/// Largest eigenvalues of a symmetric operator by block Lanczos with full orthogonalisation and thick restart
/// (Wu & Simon, SIAM J. Matrix Anal. Appl. 22, 602 (2000)). The columns of `deflated` (orthonormal, null or unwanted
/// vectors) are kept out of the basis. Start vectors come from a fixed seed. Reaching the whole space gives the
/// exact spectrum. Throws `Cancelled`; non-convergence is a status, with the best pairs found.
[[nodiscard]] LanczosResult largest_eigenpairs(const SymmetricOperator& apply, int size,
                                               const Eigen::MatrixXd& deflated, const LanczosOptions& options,
                                               const Control& control);

} // namespace keycore
