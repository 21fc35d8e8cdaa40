#include "kernels/block-lanczos.hpp"

#include <doctest/doctest.h>

#include <Spectra/MatOp/DenseSymMatProd.h>
#include <Spectra/SymEigsSolver.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "dense-reference.hpp"
#include "systems.hpp"

using namespace keycore;
using namespace keycore::test;

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

const MatrixXd nothing_deflated(Index size) {
  return MatrixXd(size, 0);
}

/// A fixed random matrix of size × size with entries in (−1, 1).
MatrixXd random_matrix(Index rows, Index columns, std::uint64_t seed) {
  const auto numbers = random_numbers(static_cast<std::size_t>(rows * columns), seed);
  return Eigen::Map<const MatrixXd>(numbers.data(), rows, columns);
}

MatrixXd random_orthogonal(Index size, std::uint64_t seed) {
  return Eigen::HouseholderQR<MatrixXd>(random_matrix(size, size, seed)).householderQ();
}

/// Symmetric with these eigenvalues along a random basis.
MatrixXd with_spectrum(const VectorXd& values, std::uint64_t seed) {
  const MatrixXd q = random_orthogonal(values.size(), seed);
  MatrixXd s = q * values.asDiagonal() * q.transpose();
  return 0.5 * (s + s.transpose().eval());
}

struct Run {
  LanczosResult result;
  int applied = 0; ///< vectors the operator was given
};

Run run(const MatrixXd& s, const MatrixXd& deflated, const LanczosOptions& options) {
  Run run;
  const SymmetricOperator apply = [&](const double* x, double* y, int count) {
    run.applied += count;
    Eigen::Map<MatrixXd>(y, s.rows(), count).noalias() = s * Eigen::Map<const MatrixXd>(x, s.rows(), count);
  };
  run.result = largest_eigenpairs(apply, static_cast<int>(s.rows()), deflated, options, {});
  return run;
}

Run run(const MatrixXd& s, const LanczosOptions& options) {
  return run(s, nothing_deflated(s.rows()), options);
}

/// What every result must satisfy, converged or not, and the tolerance asked for if converged.
void check_pairs(const MatrixXd& s, const MatrixXd& deflated, const LanczosOptions& options, const Run& run,
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

} // namespace

TEST_SUITE_BEGIN("block lanczos");

TEST_CASE("largest eigenpairs of random symmetric matrices agree with the dense solver") {
  std::uint64_t seed = 10;
  for (const int size : {5, 30, 120, 250})
    for (const int count : {1, 3, 12})
      for (const int block : {1, 2, 4, 7}) {
        CAPTURE(size);
        CAPTURE(count);
        CAPTURE(block);
        const MatrixXd half = random_matrix(size, size, ++seed);
        const MatrixXd s = half + half.transpose();
        LanczosOptions options;
        options.count = count;
        options.block = block;
        const Run found = run(s, options);
        CHECK(found.result.status == Status::converged);
        check_pairs(s, nothing_deflated(size), options, found, dense_eigenvalues(s));
      }
}

TEST_CASE("Spectra's implicitly restarted Lanczos finds the same") {
  // Spectrum of an inverse: what modes are computed from.
  VectorXd values(200);
  for (Index k = 0; k < 200; ++k) values[k] = 1 / (0.01 + 0.05 * static_cast<double>(k));
  const MatrixXd s = with_spectrum(values, 3);
  LanczosOptions options;
  options.count = 20;
  const Run found = run(s, options);
  REQUIRE(found.result.status == Status::converged);
  Spectra::DenseSymMatProd<double> product(s);
  Spectra::SymEigsSolver<Spectra::DenseSymMatProd<double>> peer(product, 20, 60);
  peer.init();
  REQUIRE(peer.compute(Spectra::SortRule::LargestAlge, 1000, 1e-13) == 20);
  // Both residuals are below 1e-13 of the largest value, 100.
  CHECK((peer.eigenvalues() - found.result.values).cwiseAbs().maxCoeff() < 2e-11);
  const MatrixXd overlap = (peer.eigenvectors().transpose() * found.result.vectors).cwiseAbs();
  // Vectors: residual 1e-11 over the smallest gap, 0.05/1² at the twentieth.
  CHECK((overlap - MatrixXd::Identity(20, 20)).cwiseAbs().maxCoeff() < 1e-8);
}

TEST_CASE("multiple eigenvalues up to the block's width are found with all their vectors") {
  VectorXd values = VectorXd::LinSpaced(150, -3, 5);
  values.tail(12) << 7, 7, 8, 8, 8, 9, 10, 10, 10, 10, 11, 12;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const MatrixXd s = with_spectrum(values, seed);
    for (const int block : {4, 6}) {
      LanczosOptions options;
      options.count = 12;
      options.block = block;
      const Run found = run(s, options);
      CHECK(found.result.status == Status::converged);
      check_pairs(s, nothing_deflated(150), options, found, values);
    }
  }
}

TEST_CASE("close eigenvalues are told apart") {
  VectorXd values = VectorXd::LinSpaced(120, 0, 1);
  values.tail(4) << 2, 2 + 1e-9, 2 + 2e-9, 3;
  const MatrixXd s = with_spectrum(values, 5);
  LanczosOptions options;
  options.count = 4;
  const Run found = run(s, options);
  CHECK(found.result.status == Status::converged);
  check_pairs(s, nothing_deflated(120), options, found, values);
}

TEST_CASE("the whole space: every eigenvalue, more than asked for is what there is") {
  const MatrixXd half = random_matrix(40, 40, 77);
  const MatrixXd s = half + half.transpose();
  for (const int count : {39, 40, 41, 500}) {
    LanczosOptions options;
    options.count = count;
    const Run found = run(s, options);
    CHECK(found.result.status == Status::converged);
    check_pairs(s, nothing_deflated(40), options, found, dense_eigenvalues(s));
  }
  // With a deflated space the rest is everything.
  const Spectrum dense = dense_spectrum(s);
  const MatrixXd deflated = dense.vectors.rightCols(15);
  LanczosOptions options;
  options.count = 25;
  const Run found = run(s, deflated, options);
  CHECK(found.result.status == Status::converged);
  check_pairs(s, deflated, options, found, dense.values.head(25));
  CHECK(found.result.next_value == doctest::Approx(dense.values[0]).epsilon(1e-12));
}

TEST_CASE("deflated vectors are left out") {
  const MatrixXd half = random_matrix(150, 150, 78);
  const MatrixXd s = half + half.transpose();
  const Spectrum dense = dense_spectrum(s);
  // The two largest and two from the middle.
  MatrixXd deflated(150, 4);
  deflated << dense.vectors.rightCols(2), dense.vectors.middleCols(70, 2);
  LanczosOptions options;
  options.count = 6;
  const Run found = run(s, deflated, options);
  CHECK(found.result.status == Status::converged);
  check_pairs(s, deflated, options, found, dense.values.head(148));
}

TEST_CASE("a Krylov space that closes early goes on from a fresh start") {
  LanczosOptions options;
  options.count = 7;
  VectorXd two_values = VectorXd::Constant(60, 1);
  two_values.tail(5).setConstant(3);
  VectorXd rank_two = VectorXd::Zero(60);
  rank_two.tail(2) << 4, 6;
  for (const VectorXd& values : {VectorXd(VectorXd::Constant(60, 2.5)), two_values, rank_two}) {
    const MatrixXd s = with_spectrum(values, 6);
    const Run found = run(s, options);
    CHECK(found.result.status == Status::converged);
    check_pairs(s, nothing_deflated(60), options, found, values);
  }
  // Exactly: diagonal matrices, the identity, and nothing at all.
  for (const double value : {1.0, 0.0, -2.0}) {
    const Run found = run(value * MatrixXd::Identity(50, 50), options);
    CHECK(found.result.status == Status::converged);
    check_pairs(value * MatrixXd::Identity(50, 50), nothing_deflated(50), options, found,
                VectorXd::Constant(50, value));
  }
}

TEST_CASE("one value far above the others leaves the basis orthonormal, and clear of what is deflated") {
  // Multiplying a block by S makes its columns parallel to 1e-10; what rounding leaves of deflated vectors, which S
  // amplifies as well, is magnified as much when they are told apart.
  VectorXd values = VectorXd::LinSpaced(100, 1, 2);
  values[99] = 1e10;
  values[98] = 1e9;
  const MatrixXd q = random_orthogonal(100, 8);
  const MatrixXd s = q * values.asDiagonal() * q.transpose();
  LanczosOptions options;
  options.count = 5;
  const Run found = run(s, options);
  CHECK(found.result.status == Status::converged);
  check_pairs(s, nothing_deflated(100), options, found, values);
  const MatrixXd deflated = q.middleCols(97, 2);
  const Run rest = run(s, deflated, options);
  CHECK(rest.result.status == Status::converged);
  VectorXd left(98);
  left << values.head(97), values[99];
  check_pairs(s, deflated, options, rest, left);
}

TEST_CASE("restarts lead to the same values as one large basis") {
  VectorXd values(300);
  for (Index k = 0; k < 300; ++k) values[k] = std::sqrt(1.0 + static_cast<double>(k));
  const MatrixXd s = with_spectrum(values, 9);
  LanczosOptions small;
  small.count = 8;
  small.max_basis = 24;
  small.max_restarts = 1000;
  const Run restarted = run(s, small);
  CHECK(restarted.result.status == Status::converged);
  check_pairs(s, nothing_deflated(300), small, restarted, values);
  LanczosOptions large = small;
  large.max_basis = 300;
  const Run direct = run(s, large);
  CHECK(direct.result.status == Status::converged);
  check_pairs(s, nothing_deflated(300), large, direct, values);
  CHECK(restarted.applied > direct.applied);
}

TEST_CASE("the first value not asked for is estimated from below") {
  VectorXd values(200);
  for (Index k = 0; k < 200; ++k) values[k] = 1 / (0.01 + 0.05 * static_cast<double>(199 - k));
  const MatrixXd s = with_spectrum(values, 4);
  for (const int count : {1, 5, 20}) {
    LanczosOptions options;
    options.count = count;
    const double next = run(s, options).result.next_value;
    const double exact = values[199 - count];
    // A Ritz value lies below its eigenvalue (Cauchy), up to rounding of the largest, 100.
    CHECK(next <= exact + 1e-12);
    CHECK(next >= 0.9 * exact);
  }
}

TEST_CASE("a basis too small without restarts is a status, with the best there is") {
  VectorXd values(400);
  for (Index k = 0; k < 400; ++k) values[k] = std::sqrt(1.0 + static_cast<double>(k));
  const MatrixXd s = with_spectrum(values, 9);
  LanczosOptions options;
  options.count = 6;
  options.max_basis = 1;
  options.max_restarts = 0;
  const Run found = run(s, options);
  CHECK(found.result.status == Status::not_converged);
  check_pairs(s, nothing_deflated(400), options, found, values);
  // The least basis: those wanted and three blocks. Every Ritz value lies below its eigenvalue.
  CHECK(found.applied <= 6 + 3 * 4);
  for (Index k = 0; k < 6; ++k) CHECK(found.result.values[k] <= values[399 - k] + 1e-12);
  options.max_restarts = 2;
  const Run more = run(s, options);
  CHECK(more.result.status == Status::not_converged);
  // Restarts only improve on it.
  for (Index k = 0; k < 6; ++k) CHECK(more.result.values[k] >= found.result.values[k] - 1e-12);
}

TEST_CASE("an impossible tolerance ends at rounding, not in a loop") {
  const MatrixXd half = random_matrix(150, 150, 79);
  const MatrixXd s = half + half.transpose();
  LanczosOptions options;
  options.count = 4;
  options.tolerance = 0;
  const Run found = run(s, options);
  CHECK(found.result.status == Status::converged);
  check_pairs(s, nothing_deflated(150), options, found, dense_eigenvalues(s));
}

TEST_CASE("the same run gives the same bits") {
  const MatrixXd half = random_matrix(90, 90, 80);
  const MatrixXd s = half + half.transpose();
  LanczosOptions options;
  options.count = 5;
  const Run one = run(s, options);
  const Run other = run(s, options);
  CHECK(one.result.values == other.result.values);
  CHECK(one.result.vectors == other.result.vectors);
}

TEST_CASE("spaces of dimension one and two") {
  LanczosOptions options;
  options.count = 3;
  const Run one = run(MatrixXd::Constant(1, 1, -4), options);
  REQUIRE(one.result.values.size() == 1);
  CHECK(one.result.values[0] == doctest::Approx(-4).epsilon(1e-15));
  MatrixXd two(2, 2);
  two << 1, 2, 2, -2;
  const Run pair = run(two, options);
  REQUIRE(pair.result.values.size() == 2);
  CHECK(pair.result.values[0] == doctest::Approx(2).epsilon(1e-14));
  CHECK(pair.result.values[1] == doctest::Approx(-3).epsilon(1e-14));
}

TEST_CASE("misuse throws, and an operator that breaks is not believed") {
  const MatrixXd s = MatrixXd::Identity(10, 10);
  const auto throws = [&](int count, const MatrixXd& deflated, const char* message) {
    LanczosOptions options;
    options.count = count;
    CHECK_THROWS_WITH_AS(run(s, deflated, options), message, std::invalid_argument);
  };
  throws(0, nothing_deflated(10), "cannot find 0 eigenpairs in a space of dimension 10");
  throws(-2, nothing_deflated(10), "cannot find -2 eigenpairs in a space of dimension 10");
  throws(1, MatrixXd::Identity(10, 10), "cannot find 1 eigenpairs in a space of dimension 0");

  for (const double value : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    const SymmetricOperator broken = [&](const double* x, double* y, int count) {
      std::copy(x, x + 10 * count, y);
      y[10 * count - 1] = value;
    };
    CHECK_THROWS_WITH_AS(static_cast<void>(largest_eigenpairs(broken, 10, nothing_deflated(10), {}, {})),
                         "Lanczos: the operator returned a number that is not finite", std::runtime_error);
  }
}

TEST_CASE("an exception from the operator and a request to stop come through") {
  const SymmetricOperator failing = [](const double*, double*, int) { throw std::runtime_error("disk on fire"); };
  CHECK_THROWS_WITH_AS(static_cast<void>(largest_eigenpairs(failing, 10, nothing_deflated(10), {}, {})), "disk on fire",
                       std::runtime_error);

  std::int32_t words[4] = {0, 0, 0, 0};
  int calls = 0;
  VectorXd values(400);
  for (Index k = 0; k < 400; ++k) values[k] = std::sqrt(1.0 + static_cast<double>(k));
  const SymmetricOperator stopping = [&](const double* x, double* y, int count) {
    for (int k = 0; k < count; ++k)
      Eigen::Map<VectorXd>(y + 400 * k, 400) = values.cwiseProduct(Eigen::Map<const VectorXd>(x + 400 * k, 400));
    if (++calls == 3) words[0] = 1;
  };
  LanczosOptions options;
  options.count = 10;
  CHECK_THROWS_AS(static_cast<void>(largest_eigenpairs(stopping, 400, nothing_deflated(400), options, Control(words))),
                  Cancelled);
  // Stopped at once: not one more application.
  CHECK(calls == 3);
  CHECK(words[1] == static_cast<std::int32_t>(Stage::modes));
  CHECK(words[2] > 0);
  CHECK(words[3] >= words[2]);
}

TEST_SUITE_END();
