#include "kernels/block-lanczos.hpp"

#include <doctest/doctest.h>

#include <Spectra/MatOp/DenseSymMatProd.h>
#include <Spectra/SymEigsSolver.h>

#include "dense-reference.hpp"
#include "lanczos-run.hpp"

using namespace keycore;
using namespace keycore::test;

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

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
        const LanczosRun found = run_lanczos(s, options);
        CHECK(found.result.status == Status::converged);
        check_eigenpairs(s, nothing_deflated(size), options, found, dense_eigenvalues(s));
      }
}

TEST_CASE("Spectra's implicitly restarted Lanczos finds the same") {
  // Spectrum of an inverse: what modes are computed from.
  VectorXd values(200);
  for (Index k = 0; k < 200; ++k) values[k] = 1 / (0.01 + 0.05 * static_cast<double>(k));
  const MatrixXd s = with_spectrum(values, 3);
  LanczosOptions options;
  options.count = 20;
  const LanczosRun found = run_lanczos(s, options);
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
      const LanczosRun found = run_lanczos(s, options);
      CHECK(found.result.status == Status::converged);
      check_eigenpairs(s, nothing_deflated(150), options, found, values);
    }
  }
}

TEST_CASE("close eigenvalues are told apart") {
  VectorXd values = VectorXd::LinSpaced(120, 0, 1);
  values.tail(4) << 2, 2 + 1e-9, 2 + 2e-9, 3;
  const MatrixXd s = with_spectrum(values, 5);
  LanczosOptions options;
  options.count = 4;
  const LanczosRun found = run_lanczos(s, options);
  CHECK(found.result.status == Status::converged);
  check_eigenpairs(s, nothing_deflated(120), options, found, values);
}

TEST_CASE("the whole space: every eigenvalue, more than asked for is what there is") {
  const MatrixXd half = random_matrix(40, 40, 77);
  const MatrixXd s = half + half.transpose();
  for (const int count : {39, 40, 41, 500}) {
    LanczosOptions options;
    options.count = count;
    const LanczosRun found = run_lanczos(s, options);
    CHECK(found.result.status == Status::converged);
    check_eigenpairs(s, nothing_deflated(40), options, found, dense_eigenvalues(s));
  }
  // With a deflated space the rest is everything.
  const Spectrum dense = dense_spectrum(s);
  const MatrixXd deflated = dense.vectors.rightCols(15);
  LanczosOptions options;
  options.count = 25;
  const LanczosRun found = run_lanczos(s, deflated, options);
  CHECK(found.result.status == Status::converged);
  check_eigenpairs(s, deflated, options, found, dense.values.head(25));
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
  const LanczosRun found = run_lanczos(s, deflated, options);
  CHECK(found.result.status == Status::converged);
  check_eigenpairs(s, deflated, options, found, dense.values.head(148));
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
    const LanczosRun found = run_lanczos(s, options);
    CHECK(found.result.status == Status::converged);
    check_eigenpairs(s, nothing_deflated(60), options, found, values);
  }
  // Exactly: diagonal matrices, the identity, and nothing at all.
  for (const double value : {1.0, 0.0, -2.0}) {
    const LanczosRun found = run_lanczos(value * MatrixXd::Identity(50, 50), options);
    CHECK(found.result.status == Status::converged);
    check_eigenpairs(value * MatrixXd::Identity(50, 50), nothing_deflated(50), options, found,
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
  const LanczosRun found = run_lanczos(s, options);
  CHECK(found.result.status == Status::converged);
  check_eigenpairs(s, nothing_deflated(100), options, found, values);
  const MatrixXd deflated = q.middleCols(97, 2);
  const LanczosRun rest = run_lanczos(s, deflated, options);
  CHECK(rest.result.status == Status::converged);
  VectorXd left(98);
  left << values.head(97), values[99];
  check_eigenpairs(s, deflated, options, rest, left);
}

TEST_CASE("restarts lead to the same values as one large basis") {
  const VectorXd values = roots_up_to(300);
  const MatrixXd s = with_spectrum(values, 9);
  LanczosOptions small;
  small.count = 8;
  small.max_basis = 24;
  small.max_restarts = 1000;
  const LanczosRun restarted = run_lanczos(s, small);
  CHECK(restarted.result.status == Status::converged);
  check_eigenpairs(s, nothing_deflated(300), small, restarted, values);
  LanczosOptions large = small;
  large.max_basis = 300;
  const LanczosRun direct = run_lanczos(s, large);
  CHECK(direct.result.status == Status::converged);
  check_eigenpairs(s, nothing_deflated(300), large, direct, values);
  CHECK(restarted.applied > direct.applied);
}

TEST_CASE("the first value not asked for is estimated from below") {
  VectorXd values(200);
  for (Index k = 0; k < 200; ++k) values[k] = 1 / (0.01 + 0.05 * static_cast<double>(199 - k));
  const MatrixXd s = with_spectrum(values, 4);
  for (const int count : {1, 5, 20}) {
    LanczosOptions options;
    options.count = count;
    const double next = run_lanczos(s, options).result.next_value;
    const double exact = values[199 - count];
    // A Ritz value lies below its eigenvalue (Cauchy), up to rounding of the largest, 100.
    CHECK(next <= exact + 1e-12);
    CHECK(next >= 0.9 * exact);
  }
}

TEST_CASE("the same run gives the same bits") {
  const MatrixXd half = random_matrix(90, 90, 80);
  const MatrixXd s = half + half.transpose();
  LanczosOptions options;
  options.count = 5;
  const LanczosRun one = run_lanczos(s, options);
  const LanczosRun other = run_lanczos(s, options);
  CHECK(one.result.values == other.result.values);
  CHECK(one.result.vectors == other.result.vectors);
}

TEST_SUITE_END();
