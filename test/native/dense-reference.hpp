#pragma once

#include <Eigen/Dense>

#include <vector>

#include "kernels/hessian.hpp"

namespace keycore::test {

struct Spectrum {
  Eigen::VectorXd values; ///< ascending
  Eigen::MatrixXd vectors;
};

/// Eigen's dense symmetric solver.
[[nodiscard]] Spectrum dense_spectrum(const Eigen::MatrixXd& symmetric);
/// Only its eigenvalues, ascending.
[[nodiscard]] Eigen::VectorXd dense_eigenvalues(const Eigen::MatrixXd& symmetric);
/// How many of them lie below μ.
[[nodiscard]] inline int values_below(const Eigen::VectorXd& values, double mu) {
  return static_cast<int>((values.array() < mu).count());
}
/// Inverse by LU with row pivoting.
[[nodiscard]] Eigen::MatrixXd dense_inverse(const Eigen::MatrixXd& matrix);
/// Moore–Penrose inverse by SVD; singular values below `relative` of the largest count as zero.
[[nodiscard]] Eigen::MatrixXd dense_pseudo_inverse(const Eigen::MatrixXd& matrix, double relative);

/// H, written block by block from its pairs.
[[nodiscard]] Eigen::MatrixXd dense_hessian(const Hessian& hessian);
/// A = M^(−1/2) H M^(−1/2).
[[nodiscard]] Eigen::MatrixXd dense_mass_weighted(const Hessian& hessian, const System& system);
/// H of a system over its own pairs.
[[nodiscard]] Hessian hessian_of(const System& system);
/// Mass of each degree of freedom's particle (2N).
[[nodiscard]] Eigen::VectorXd masses_of(const System& system);

[[nodiscard]] inline Eigen::Map<const Eigen::VectorXd> as_vector(const std::vector<double>& values) {
  return {values.data(), static_cast<Eigen::Index>(values.size())};
}
[[nodiscard]] inline std::vector<double> as_numbers(const Eigen::VectorXd& vector) {
  return {vector.data(), vector.data() + vector.size()};
}

} // namespace keycore::test
