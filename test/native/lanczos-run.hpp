#pragma once

#include <doctest/doctest.h>

#include <Eigen/Dense>

#include "kernels/block-lanczos.hpp"

namespace keycore::test {

/// A matrix without columns: nothing deflated.
[[nodiscard]] inline Eigen::MatrixXd nothing_deflated(Eigen::Index size) {
  return Eigen::MatrixXd(size, 0);
}
/// Fixed random entries in (−1, 1).
[[nodiscard]] Eigen::MatrixXd random_matrix(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed);
[[nodiscard]] Eigen::MatrixXd random_orthogonal(Eigen::Index size, std::uint64_t seed);
/// Symmetric, with these eigenvalues along a random basis.
[[nodiscard]] Eigen::MatrixXd with_spectrum(const Eigen::VectorXd& values, std::uint64_t seed);

/// √1, √2, …, √size: closer together the larger they are, so that the largest take many steps.
[[nodiscard]] inline Eigen::VectorXd roots_up_to(Eigen::Index size) {
  return Eigen::VectorXd::LinSpaced(size, 1, static_cast<double>(size)).cwiseSqrt();
}

struct LanczosRun {
  LanczosResult result;
  int applied = 0; ///< vectors the operator was given
};

/// `largest_eigenpairs` of a dense matrix.
[[nodiscard]] LanczosRun run_lanczos(const Eigen::MatrixXd& s, const Eigen::MatrixXd& deflated,
                                     const LanczosOptions& options);
[[nodiscard]] inline LanczosRun run_lanczos(const Eigen::MatrixXd& s, const LanczosOptions& options) {
  return run_lanczos(s, nothing_deflated(s.rows()), options);
}

/// What every result must satisfy, converged or not, and the tolerance asked for if converged. `spectrum` is
/// ascending and without the deflated vectors' values.
void check_eigenpairs(const Eigen::MatrixXd& s, const Eigen::MatrixXd& deflated, const LanczosOptions& options,
                      const LanczosRun& run, const Eigen::VectorXd& spectrum);

} // namespace keycore::test
