#include "kernels/dynamical-matrix.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

#include "dense-reference.hpp"
#include "deviation.hpp"
#include "glasses.hpp"
#include "systems.hpp"

using namespace keycore;
using namespace keycore::test;

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

TEST_SUITE_BEGIN("dynamical matrix");

TEST_CASE("products with A are those of M^(−1/2) H M^(−1/2)") {
  every_glass([](const System& system) {
    const DynamicalMatrix matrix(system, {});
    const MatrixXd dense = dense_mass_weighted(hessian_of(system), system);
    const auto x = random_numbers(static_cast<std::size_t>(matrix.size()), 1);
    std::vector<double> y(x.size());
    matrix.multiply_mass_weighted(x.data(), y.data());
    CHECK(matrix.particles() == system.particles());
    CHECK(matrix.size() == 2 * system.particles());
    // 12 to 40 pairs a row.
    CHECK(largest_deviation(y, as_numbers(dense * as_vector(x))) <= 1e-14 * dense.cwiseAbs().maxCoeff());
    const VectorXd masses = masses_of(system);
    for (int p = 0; p < matrix.particles(); ++p)
      CHECK(matrix.root_mass()[p] == doctest::Approx(std::sqrt(masses[2 * p])).epsilon(1e-15));
  });
}

TEST_CASE("the norm bounds the spectrum of A from above, not by much; the stiffness that of H") {
  every_glass([](const System& system) {
    const DynamicalMatrix matrix(system, {});
    const MatrixXd a = dense_mass_weighted(hessian_of(system), system);
    const double largest = dense_eigenvalues(a).cwiseAbs().maxCoeff();
    CHECK(matrix.norm() >= largest);
    // A row sum exceeds the norm by at most the root of the entries in a row, ≈ 80.
    CHECK(matrix.norm() <= 9 * largest);
    // No two particles meet twice in a box of twice the cutoff: the bound is the largest row sum itself.
    CHECK(matrix.norm() == doctest::Approx(a.cwiseAbs().rowwise().sum().maxCoeff()).epsilon(1e-13));
    CHECK(matrix.stiffness() >= dense_hessian(matrix.hessian()).cwiseAbs().rowwise().sum().maxCoeff() * (1 - 1e-14));
  });
}

TEST_CASE("at a minimum: no negative eigenvalue, two zeros") {
  every_glass([](const System& system) {
    const Inertia signs = DynamicalMatrix(system, {}).inertia();
    CHECK(signs.negative == 0);
    CHECK(signs.zero == 2);
    CHECK(signs.positive == 2 * system.particles() - 2);
  });
}

TEST_CASE("away from a minimum: negative eigenvalues as the dense solver counts them") {
  every_glass([](const System& relaxed) {
    int negative = 0;
    for (const double amplitude : {0.05, 0.1, 0.2}) {
      const System system = perturbed(relaxed, amplitude, 5);
      const DynamicalMatrix matrix(system, {});
      const VectorXd values = dense_eigenvalues(dense_hessian(matrix.hessian()));
      const Inertia signs = matrix.inertia();
      // Translations are zero to rounding; a fixture with a third value that small would be no test.
      const double zero = 1e-10 * values.cwiseAbs().maxCoeff();
      CHECK((values.array().abs() < zero).count() == 2);
      CHECK(signs.negative == (values.array() < -zero).count());
      CHECK(signs.zero == 2);
      CHECK(signs.negative + signs.zero + signs.positive == values.size());
      negative += signs.negative;
    }
    CHECK(negative > 0);
  });
}

TEST_CASE("pseudo-inverses: H⁺ and A⁺ against the dense eigen-sum") {
  every_glass([](const System& system) {
    const DynamicalMatrix matrix(system, {});
    const auto size = static_cast<std::size_t>(matrix.size());
    const auto b = random_numbers(3 * size, 6);
    for (const bool mass_weighted : {false, true}) {
      const Spectrum dense = dense_spectrum(mass_weighted ? dense_mass_weighted(matrix.hessian(), system)
                                                          : dense_hessian(matrix.hessian()));
      const auto used = dense.vectors.rightCols(matrix.size() - 2);
      const MatrixXd inverse =
          used * dense.values.tail(matrix.size() - 2).cwiseInverse().asDiagonal() * used.transpose();
      auto x = b;
      mass_weighted ? matrix.pseudo_inverse_mass_weighted(x.data(), 3) : matrix.pseudo_inverse(x.data(), 3);
      for (Index k = 0; k < 3; ++k) {
        const Eigen::Map<const VectorXd> found(x.data() + k * matrix.size(), matrix.size());
        const VectorXd expected = inverse * Eigen::Map<const VectorXd>(b.data() + k * matrix.size(), matrix.size());
        // Condition ‖A‖/λ_min ≈ 10⁴ times 2⁻⁵³, for both.
        CHECK((found - expected).norm() <= 2e-11 * expected.norm());
        // No translation is left: Σ u = 0, or Σ √m e = 0.
        for (int axis = 0; axis < 2; ++axis) {
          double drift = 0;
          for (int p = 0; p < matrix.particles(); ++p)
            drift += (mass_weighted ? matrix.root_mass()[p] : 1) * found[2 * p + axis];
          CHECK(std::abs(drift) <= 1e-14 * static_cast<double>(size) * found.cwiseAbs().maxCoeff() * 3);
        }
      }
    }
  });
}

TEST_CASE("H H⁺ b = b for forces that sum to nothing, and a translation gives 0") {
  every_glass([](const System& system) {
    const DynamicalMatrix matrix(system, {});
    std::vector<double> b(static_cast<std::size_t>(matrix.size()));
    const auto v = random_numbers(b.size(), 8);
    matrix.hessian().multiply(v.data(), b.data());
    auto x = b;
    matrix.pseudo_inverse(x.data(), 1);
    std::vector<double> back(b.size());
    matrix.hessian().multiply(x.data(), back.data());
    // Backward stable: ‖H‖‖x‖ 2⁻⁵³ with room for the sums.
    CHECK(largest_deviation(back, b) <= 1e-14 * matrix.stiffness() * largest_magnitude(x));
    std::vector<double> translation(b.size());
    for (std::size_t at = 0; at < b.size(); ++at) translation[at] = at % 2 == 0 ? 0.7 : -1.9;
    matrix.pseudo_inverse(translation.data(), 1);
    CHECK(largest_magnitude(translation) <= 1e-12);
  });
}

TEST_CASE("factorisation of H − μM: inertia and solution") {
  every_glass([](const System& system) {
    const DynamicalMatrix matrix(system, {});
    const VectorXd values = dense_eigenvalues(dense_mass_weighted(matrix.hessian(), system));
    const VectorXd masses = masses_of(system);
    for (const double mu : {-3.0, 0.3 * values[10] + 0.7 * values[11], 0.5 * (values[40] + values[41]), 1e4}) {
      const Ldlt factor = matrix.shifted(mu, {});
      CHECK(factor.inertia().negative == values_below(values, mu));
      CHECK(factor.inertia().zero == 0);
      const VectorXd b = as_vector(random_numbers(static_cast<std::size_t>(matrix.size()), 9));
      VectorXd x = b;
      factor.solve(x.data(), 1);
      const VectorXd residual = dense_hessian(matrix.hessian()) * x - mu * masses.cwiseProduct(x) - b;
      // Growth without pivoting stays below 10⁴ for these.
      CHECK(residual.norm() <= 1e-12 * (matrix.stiffness() + std::abs(mu) * masses.maxCoeff()) * x.norm());
    }
  });
}

TEST_CASE("particles that touch nobody are zero modes of their own") {
  for (const int count : {1, 3}) {
    const System system = with_rattlers(relaxed_system(glasses[1]), count);
    const DynamicalMatrix matrix(system, {});
    const Inertia signs = matrix.inertia();
    CHECK(signs.negative == 0);
    CHECK(signs.zero == 2 + 2 * count);
    CHECK(signs.positive == 2 * 100 - 2);
    CHECK(matrix.count_below(1e-9 * matrix.norm(), {}) == 2 + 2 * count);
    CHECK(matrix.count_below(-1e-9 * matrix.norm(), {}) == 0);
  }
}

TEST_CASE("a sample in two pieces has two translations for each") {
  // The second piece's zeros are what elimination leaves of it: rounding grows with its size, and must still be
  // told from a soft mode.
  for (const auto& [columns, rows] : {std::pair{6, 6}, std::pair{16, 12}, std::pair{40, 30}}) {
    CAPTURE(columns);
    const System system = two_slabs(columns, rows);
    const DynamicalMatrix matrix(system, {});
    const Inertia signs = matrix.inertia();
    CHECK(signs.zero == 4);
    CHECK(signs.negative == 0);
    CHECK(signs.positive == matrix.size() - 4);
  }
}

TEST_CASE("two particles") {
  System system = random_system({.particles = 20, .seed = 1});
  system.positions = {0.1, 0.2, 0.1 + 0.72, 0.2 + 0.96};
  system.species = {0, 0};
  const DynamicalMatrix matrix(system, {});
  const Inertia signs = matrix.inertia();
  // One stretch, one sideways motion under pressure (u′ < 0).
  CHECK(signs.positive == 1);
  CHECK(signs.negative == 1);
  CHECK(signs.zero == 2);
  // Stretching against each other: eigenvalue 2 u″.
  const double stretch = 2 * evaluate_potential(system.potential, 0, 0, 1.2).second;
  CHECK(matrix.count_below(stretch * (1 - 1e-9), {}) == 3);
  CHECK(matrix.count_below(stretch * (1 + 1e-9), {}) == 4);
}

TEST_CASE("a free triangle can turn: a third zero mode") {
  // Three particles far from everything, all bonds at the force-free distance of LJ.
  System system{Box(20, 20, 0),
                {},
                {0, 0, 0},
                {2},
                make_potential({"lennard-jones", 1, {{"epsilon", {1}}, {"sigma", {1}}, {"cutoff", {2.5}}}})};
  double low = 1.1;
  double high = 1.15;
  for (int k = 0; k < 60; ++k) {
    const double middle = 0.5 * (low + high);
    (evaluate_potential(system.potential, 0, 0, middle).first < 0 ? low : high) = middle;
  }
  system.positions = {0, 0, low, 0, 0.5 * low, 0.5 * std::sqrt(3.0) * low};
  const Inertia signs = DynamicalMatrix(system, {}).inertia();
  CHECK(signs.negative == 0);
  CHECK(signs.positive == 3);
  CHECK(signs.zero == 3);
}

TEST_CASE("a single particle is refused, and a request to stop is heard") {
  System system = random_system({.particles = 20, .seed = 1});
  system.positions = {0, 0};
  system.species = {0};
  CHECK_THROWS_WITH_AS(DynamicalMatrix(system, {}), "a Hessian needs at least 2 particles, got 1",
                       std::invalid_argument);
  std::int32_t words[4] = {1, 0, 0, 0};
  const System& glass = relaxed_system(glasses[0]);
  CHECK_THROWS_AS(DynamicalMatrix(glass, Control(words)), Cancelled);
  const DynamicalMatrix matrix(glass, {});
  CHECK_THROWS_AS(static_cast<void>(matrix.shifted(-1, Control(words))), Cancelled);
  CHECK_THROWS_AS(static_cast<void>(matrix.count_below(1, Control(words))), Cancelled);
}

TEST_SUITE_END();
