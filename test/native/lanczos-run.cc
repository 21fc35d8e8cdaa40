#include "lanczos-run.hpp"

#include <algorithm>
#include <cmath>

#include "systems.hpp"

namespace keycore::test {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

MatrixXd random_matrix(Index rows, Index columns, std::uint64_t seed) {
  const auto numbers = random_numbers(static_cast<std::size_t>(rows * columns), seed);
  return Eigen::Map<const MatrixXd>(numbers.data(), rows, columns);
}

MatrixXd random_orthogonal(Index size, std::uint64_t seed) {
  return Eigen::HouseholderQR<MatrixXd>(random_matrix(size, size, seed)).householderQ();
}

MatrixXd with_spectrum(const VectorXd& values, std::uint64_t seed) {
  const MatrixXd q = random_orthogonal(values.size(), seed);
  MatrixXd s = q * values.asDiagonal() * q.transpose();
  return 0.5 * (s + s.transpose().eval());
}

LanczosRun run_lanczos(const MatrixXd& s, const MatrixXd& deflated, const LanczosOptions& options) {
  LanczosRun run;
  const SymmetricOperator apply = [&](const double* x, double* y, int count) {
    run.applied += count;
    Eigen::Map<MatrixXd>(y, s.rows(), count).noalias() = s * Eigen::Map<const MatrixXd>(x, s.rows(), count);
  };
  run.result = largest_eigenpairs(apply, static_cast<int>(s.rows()), deflated, options, {});
  return run;
}

void check_eigenpairs(const MatrixXd& s, const MatrixXd& deflated, const LanczosOptions& options, const LanczosRun& run,
                      const VectorXd& spectrum) {
  const auto& found = run.result;
  const Index count = std::min<Index>(options.count, s.rows() - deflated.cols());
  REQUIRE(found.values.size() == count);
  REQUIRE(found.vectors.rows() == s.rows());
  REQUIRE(found.vectors.cols() == count);
  CHECK(std::is_sorted(found.values.begin(), found.values.end(), std::greater{}));
  CHECK(found.applications == run.applied);
  // Full orthogonalisation, twice: rounding of sums over the length.
  CHECK((found.vectors.transpose() * found.vectors - MatrixXd::Identity(count, count)).cwiseAbs().maxCoeff() < 1e-13);
  if (deflated.cols() > 0) CHECK((deflated.transpose() * found.vectors).cwiseAbs().maxCoeff() < 1e-13);
  if (found.status != Status::converged) return;
  const double norm = spectrum.cwiseAbs().maxCoeff();
  for (Index k = 0; k < count; ++k) {
    const double theta = found.values[k];
    const double residual = (s * found.vectors.col(k) - theta * found.vectors.col(k)).norm();
    // The promise, and the rounding of forming the residual itself and of the Ritz vector.
    CHECK(residual <= options.tolerance * std::abs(theta) + 4e-14 * norm);
    // |θ − λ| is at most the residual; the order says which λ.
    CHECK(std::abs(theta - spectrum[spectrum.size() - 1 - k]) <= options.tolerance * std::abs(theta) + 4e-14 * norm);
  }
}

} // namespace keycore::test
