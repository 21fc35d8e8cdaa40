#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "dense-reference.hpp"
#include "lanczos-run.hpp"

using namespace keycore;
using namespace keycore::test;

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

TEST_SUITE_BEGIN("block lanczos");

TEST_CASE("a basis too small without restarts is a status, with the best there is") {
  const VectorXd values = roots_up_to(400);
  const MatrixXd s = with_spectrum(values, 9);
  LanczosOptions options;
  options.count = 6;
  options.max_basis = 1;
  options.max_restarts = 0;
  const LanczosRun found = run_lanczos(s, options);
  CHECK(found.result.status == Status::not_converged);
  check_eigenpairs(s, nothing_deflated(400), options, found, values);
  // The least basis: those wanted and three blocks. Every Ritz value lies below its eigenvalue.
  CHECK(found.applied <= 6 + 3 * 4);
  for (Index k = 0; k < 6; ++k) CHECK(found.result.values[k] <= values[399 - k] + 1e-12);
  options.max_restarts = 2;
  const LanczosRun more = run_lanczos(s, options);
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
  const LanczosRun found = run_lanczos(s, options);
  CHECK(found.result.status == Status::converged);
  check_eigenpairs(s, nothing_deflated(150), options, found, dense_eigenvalues(s));
}

TEST_CASE("spaces of dimension one and two") {
  LanczosOptions options;
  options.count = 3;
  const LanczosRun one = run_lanczos(MatrixXd::Constant(1, 1, -4), options);
  REQUIRE(one.result.values.size() == 1);
  CHECK(one.result.values[0] == doctest::Approx(-4).epsilon(1e-15));
  MatrixXd two(2, 2);
  two << 1, 2, 2, -2;
  const LanczosRun pair = run_lanczos(two, options);
  REQUIRE(pair.result.values.size() == 2);
  CHECK(pair.result.values[0] == doctest::Approx(2).epsilon(1e-14));
  CHECK(pair.result.values[1] == doctest::Approx(-3).epsilon(1e-14));
}

TEST_CASE("misuse throws, and an operator that breaks is not believed") {
  const MatrixXd s = MatrixXd::Identity(10, 10);
  const auto throws = [&](int count, const MatrixXd& deflated, const char* message) {
    LanczosOptions options;
    options.count = count;
    CHECK_THROWS_WITH_AS(run_lanczos(s, deflated, options), message, std::invalid_argument);
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
  const VectorXd values = roots_up_to(400);
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
