#include <doctest/doctest.h>

#include <limits>

#include "dense-reference.hpp"
#include "glasses.hpp"
#include "kernels/dynamical-matrix.hpp"
#include "systems.hpp"

using namespace keycore;
using namespace keycore::test;

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

TEST_SUITE_BEGIN("modes below a frequency");

TEST_CASE("modes below μ, at hundreds of μ") {
  every_glass([](const System& system) {
    const DynamicalMatrix matrix(system, {});
    const VectorXd values = dense_eigenvalues(dense_mass_weighted(matrix.hessian(), system));
    for (Index k = 1; k + 1 < values.size(); k += 3) {
      // Between neighbours, and close above and below an eigenvalue: 1e-9 of the norm is far beyond the dense
      // solver's error, 1e-14, and mostly below the spacing.
      const double near = 1e-9 * matrix.norm();
      for (const double mu : {0.5 * (values[k] + values[k + 1]), values[k] + near, values[k] - near}) {
        CAPTURE(k);
        CAPTURE(mu);
        CHECK(matrix.count_below(mu, {}) == values_below(values, mu));
      }
    }
    CHECK(matrix.count_below(-1, {}) == 0);
    CHECK(matrix.count_below(-1e-9 * matrix.norm(), {}) == 0);
    CHECK(matrix.count_below(1e-9 * matrix.norm(), {}) == 2);
    CHECK(matrix.count_below(1.01 * matrix.norm(), {}) == values.size());
    CHECK(matrix.count_below(1e12, {}) == values.size());
  });
}

TEST_CASE("modes below μ when μ is an eigenvalue: one side or the other of it, never elsewhere") {
  every_glass([](const System& system) {
    const DynamicalMatrix matrix(system, {});
    const VectorXd values = dense_eigenvalues(dense_mass_weighted(matrix.hessian(), system));
    for (Index k = 2; k < values.size(); k += 5) {
      const int count = matrix.count_below(values[k], {});
      CHECK(count >= k);
      CHECK(count <= k + 1);
    }
  });
}

TEST_CASE("modes below μ when μ is a diagonal entry of A: the first pivot of some front vanishes") {
  // No pivoting is done; what it costs in digits must be noticed, and another shift taken.
  every_glass([](const System& system) {
    const DynamicalMatrix matrix(system, {});
    const MatrixXd a = dense_mass_weighted(matrix.hessian(), system);
    const VectorXd values = dense_eigenvalues(a);
    for (Index k = 0; k < a.rows(); ++k)
      for (const double factor : {1.0, 1 + 1e-11, 1 - 1e-9}) {
        const double mu = a(k, k) * factor;
        CAPTURE(k);
        CAPTURE(factor);
        CHECK(matrix.count_below(mu, {}) == values_below(values, mu));
      }
  });
}

TEST_CASE("a μ that is no number has no count") {
  const DynamicalMatrix matrix(relaxed_system(glasses[0]), {});
  CHECK_THROWS_WITH_AS(static_cast<void>(matrix.count_below(std::numeric_limits<double>::quiet_NaN(), {})),
                       "inertia at nan could not be determined: the shifted matrix is singular", UndeterminedInertia);
  CHECK_THROWS_WITH_AS(static_cast<void>(matrix.count_below(std::numeric_limits<double>::infinity(), {})),
                       "inertia at inf could not be determined: the shifted matrix is singular", UndeterminedInertia);
}

TEST_CASE("below μ = 0 lie the negative eigenvalues and not the translations") {
  every_glass([](const System& relaxed) {
    CHECK(DynamicalMatrix(relaxed, {}).count_below(0, {}) == 0);
    const System system = perturbed(relaxed, 0.15, 5);
    const DynamicalMatrix matrix(system, {});
    REQUIRE(matrix.inertia().negative > 0);
    CHECK(matrix.count_below(0, {}) == matrix.inertia().negative);
  });
}

TEST_SUITE_END();
