#include "kernels/dense-cholesky.hpp"

#include <Eigen/Dense>

#include <string>

namespace keycore {

std::vector<double> solve_positive_definite(std::span<const double> matrix, int order, std::span<const double> right) {
  // Read column by column the lower triangle is the upper one.
  const Eigen::Map<const Eigen::MatrixXd> a(matrix.data(), order, order);
  const Eigen::LLT<Eigen::MatrixXd, Eigen::Upper> factor(a);
  if (factor.info() != Eigen::Success)
    throw NotPositiveDefinite("a matrix of order " + std::to_string(order) + " is not positive definite");
  std::vector<double> solution(right.begin(), right.end());
  Eigen::Map<Eigen::MatrixXd> x(solution.data(), order, static_cast<Eigen::Index>(right.size()) / order);
  factor.solveInPlace(x);
  return solution;
}

} // namespace keycore
