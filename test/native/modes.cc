#include "kernels/modes.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "dense-reference.hpp"
#include "systems.hpp"

using namespace keycore;
using namespace keycore::test;

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Eigenvalues of A without the two closest to 0 (the translations), ascending.
VectorXd without_translations(const VectorXd& values) {
  std::vector<double> rest(values.begin(), values.end());
  for (int k = 0; k < 2; ++k)
    rest.erase(std::ranges::min_element(rest, {}, [](double value) { return std::abs(value); }));
  return as_vector(rest);
}

/// What every converged result must satisfy, against the dense spectrum.
void check_modes(const System& system, const DynamicalMatrix& matrix, const Modes& modes, int count) {
  const MatrixXd a = dense_mass_weighted(matrix.hessian(), system);
  const VectorXd expected = without_translations(dense_eigenvalues(a));
  const VectorXd root_mass = masses_of(system).cwiseSqrt();
  const auto found = std::min<Index>(count, expected.size());
  CHECK(modes.status == Status::converged);
  CHECK(modes.complete);
  CHECK(modes.solves > 0);
  REQUIRE(modes.eigenvalues.size() == static_cast<std::size_t>(found));
  REQUIRE(modes.residuals.size() == static_cast<std::size_t>(found));
  REQUIRE(modes.displacements.size() == static_cast<std::size_t>(found * a.rows()));
  CHECK(std::ranges::is_sorted(modes.eigenvalues));
  const double norm = matrix.norm();
  MatrixXd e(a.rows(), found);
  for (Index k = 0; k < found; ++k) {
    const auto at = static_cast<std::size_t>(k);
    // Rayleigh quotients are good to 2⁻⁵³ of the norm; the dense solver to that times 2N, at most 400.
    CHECK(std::abs(modes.eigenvalues[at] - expected[k]) <= 2e-14 * norm);
    e.col(k) = root_mass.cwiseProduct(Eigen::Map<const VectorXd>(modes.displacements.data() + k * a.rows(), a.rows()));
    const double residual = (a * e.col(k) - modes.eigenvalues[at] * e.col(k)).norm() / norm;
    // `converged` means that the default tolerance is met; what is reported must be what is there.
    CHECK(modes.residuals[at] <= 1e-12);
    CHECK(std::abs(modes.residuals[at] - residual) <= 1e-15);
  }
  // e is orthonormal, hence u in the metric of the masses, and free of translations.
  CHECK((e.transpose() * e - MatrixXd::Identity(found, found)).cwiseAbs().maxCoeff() <= 1e-12);
  for (int axis = 0; axis < 2; ++axis) {
    VectorXd translation = VectorXd::Zero(a.rows());
    for (Index at = axis; at < a.rows(); at += 2) translation[at] = root_mass[at];
    CHECK((e.transpose() * translation.normalized()).cwiseAbs().maxCoeff() <= 1e-12);
  }
}

Modes modes_of(const DynamicalMatrix& matrix, int count) {
  ModesOptions options;
  options.count = count;
  return lowest_modes(matrix, options, {});
}

const std::vector<Preparation> prepared = {
    {.glass = Glass::inverse_power, .particles = 64, .seed = 1},
    {.glass = Glass::inverse_power, .particles = 200, .seed = 5},
    {.glass = Glass::inverse_power, .particles = 100, .seed = 2, .tilt = 0.4, .masses = {1, 3.7}},
    {.glass = Glass::kob_andersen, .particles = 64, .seed = 3, .tilt = -0.5, .masses = {0.2, 5}}};

} // namespace

TEST_SUITE_BEGIN("modes");

TEST_CASE("the lowest modes of a glass are the dense solver's") {
  for (const Preparation& preparation : prepared)
    for (const int count : {1, 2, 20, 50}) {
      CAPTURE(preparation.particles);
      CAPTURE(preparation.seed);
      CAPTURE(count);
      const System& system = relaxed_system(preparation);
      const DynamicalMatrix matrix(system, {});
      check_modes(system, matrix, modes_of(matrix, count), count);
    }
}

TEST_CASE("all modes there are, and no more") {
  const System& system = relaxed_system(prepared[3]);
  const DynamicalMatrix matrix(system, {});
  for (const int count : {125, 126, 127, 1000}) {
    CAPTURE(count);
    check_modes(system, matrix, modes_of(matrix, count), count);
  }
}

TEST_CASE("an unstable configuration shows its negative modes, the lowest first") {
  for (const Preparation& preparation : prepared)
    for (const double amplitude : {0.04, 0.1, 0.3}) {
      CAPTURE(preparation.particles);
      CAPTURE(amplitude);
      const System system = perturbed(relaxed_system(preparation), amplitude, 11);
      const DynamicalMatrix matrix(system, {});
      const int negative = matrix.inertia().negative;
      REQUIRE(negative > 0);
      const int count = std::min(negative + 5, 40);
      const Modes modes = modes_of(matrix, count);
      check_modes(system, matrix, modes, count);
      CHECK(std::ranges::count_if(modes.eigenvalues, [](double value) { return value < 0; }) ==
            std::min(negative, count));
    }
}

TEST_CASE("particles that touch nobody are modes at 0, below the others") {
  for (const int rattlers : {1, 3}) {
    CAPTURE(rattlers);
    const System system = with_rattlers(relaxed_system(prepared[2]), rattlers);
    const DynamicalMatrix matrix(system, {});
    const Modes modes = modes_of(matrix, 12);
    check_modes(system, matrix, modes, 12);
    for (int k = 0; k < 2 * rattlers; ++k) CHECK(std::abs(modes.eigenvalues[k]) <= 1e-14 * matrix.norm());
    CHECK(modes.eigenvalues[2 * rattlers] > 1e-6 * matrix.norm());
  }
}

TEST_CASE("pieces that slide past each other are modes at 0") {
  const System system = two_slabs(16, 12);
  const DynamicalMatrix matrix(system, {});
  const Modes modes = modes_of(matrix, 6);
  check_modes(system, matrix, modes, 6);
  CHECK(std::abs(modes.eigenvalues[0]) <= 1e-14 * matrix.norm());
  CHECK(std::abs(modes.eigenvalues[1]) <= 1e-14 * matrix.norm());
  CHECK(modes.eigenvalues[2] > 1e-6 * matrix.norm());
}

TEST_CASE("sixteen equal molecules: no member of a large multiplet is lost") {
  // Triangles at rest, far apart: 48 zero modes, 32 at one eigenvalue and 16 at another, to the last bit. No Krylov
  // space of 4 vectors holds them all: members are lost, and the inertia must tell. The doublet is a diagonal entry of
  // H as well, so that just above it a pivot vanishes.
  System system{Box(40, 40, 0),
                {},
                {},
                {1},
                make_potential({"lennard-jones", 1, {{"epsilon", {1}}, {"sigma", {1}}, {"cutoff", {2.5}}}})};
  double low = 1.1;
  double high = 1.15;
  for (int k = 0; k < 60; ++k) {
    const double middle = 0.5 * (low + high);
    (evaluate_potential(system.potential, 0, 0, middle).first < 0 ? low : high) = middle;
  }
  for (int molecule = 0; molecule < 16; ++molecule)
    for (const Vec2 corner : {Vec2{0, 0}, Vec2{low, 0}, Vec2{0.5 * low, std::sqrt(0.75) * low}}) {
      system.positions.push_back(10 * (molecule % 4) + corner.x);
      system.positions.push_back(10 * (molecule / 4) + corner.y);
      system.species.push_back(0);
    }
  const DynamicalMatrix matrix(system, {});
  REQUIRE(matrix.inertia().zero == 48);
  const VectorXd expected = without_translations(dense_eigenvalues(dense_hessian(matrix.hessian())));
  for (const int count : {1, 5, 20, 46, 47, 50, 60, 78, 79, 90, 94}) {
    CAPTURE(count);
    const Modes modes = modes_of(matrix, count);
    REQUIRE(modes.eigenvalues.size() == static_cast<std::size_t>(count));
    CHECK(modes.complete);
    for (Index k = 0; k < count; ++k)
      CHECK(std::abs(modes.eigenvalues[static_cast<std::size_t>(k)] - expected[k]) <= 2e-14 * matrix.norm());
  }
}

TEST_CASE("a soft mode close to instability is found to full accuracy") {
  // Down the line from a minimum along its softest mode, to where its curvature is nearly gone.
  const System& relaxed = relaxed_system(prepared[1]);
  const Modes at_rest = modes_of(DynamicalMatrix(relaxed, {}), 1);
  double low = 0;
  double high = 0;
  const auto along = [&](double s) {
    System system = relaxed;
    for (std::size_t at = 0; at < system.positions.size(); ++at) system.positions[at] += s * at_rest.displacements[at];
    return system;
  };
  for (double s = 0.02; s < 5 && high == 0; s += 0.02) {
    for (const double signed_s : {s, -s})
      if (DynamicalMatrix(along(signed_s), {}).inertia().negative > 0) high = signed_s;
    if (high == 0) low = s;
  }
  REQUIRE(high != 0);
  if (high < 0) low = -low;
  for (int k = 0; k < 24; ++k) {
    const double middle = 0.5 * (low + high);
    (DynamicalMatrix(along(middle), {}).inertia().negative > 0 ? high : low) = middle;
  }
  for (const double s : {low, high}) {
    const System system = along(s);
    const DynamicalMatrix matrix(system, {});
    const Modes modes = modes_of(matrix, 10);
    check_modes(system, matrix, modes, 10);
    CHECK(std::abs(modes.eigenvalues[0]) < 1e-6 * matrix.norm());
    CHECK((modes.eigenvalues[0] < 0) == (s == high));
  }
}

TEST_CASE("the same bits every time") {
  const DynamicalMatrix matrix(relaxed_system(prepared[0]), {});
  const Modes one = modes_of(matrix, 10);
  const Modes other = modes_of(matrix, 10);
  CHECK(one.eigenvalues == other.eigenvalues);
  CHECK(one.displacements == other.displacements);
}

TEST_CASE("too small a basis without restarts is a status, and nothing is called complete") {
  const System& system = relaxed_system({.glass = Glass::inverse_power, .particles = 200, .seed = 5});
  ModesOptions options;
  options.count = 20;
  options.max_basis = 1;
  options.max_restarts = 0;
  const DynamicalMatrix matrix(system, {});
  const Modes modes = lowest_modes(matrix, options, {});
  CHECK(modes.status == Status::not_converged);
  CHECK_FALSE(modes.complete);
  REQUIRE(modes.eigenvalues.size() == 20);
  const VectorXd expected = without_translations(dense_eigenvalues(dense_mass_weighted(matrix.hessian(), system)));
  // Rayleigh quotients lie above the eigenvalues they stand for, and some residual says that it is not there yet.
  for (Index k = 0; k < 20; ++k)
    CHECK(modes.eigenvalues[static_cast<std::size_t>(k)] >= expected[k] - 1e-13 * matrix.norm());
  CHECK(*std::ranges::max_element(modes.residuals) > 1e-12);
}

TEST_CASE("misuse and a request to stop") {
  const DynamicalMatrix matrix(relaxed_system(prepared[0]), {});
  for (const int count : {0, -7}) {
    const std::string message = "number of modes must be at least 1, got " + std::to_string(count);
    CHECK_THROWS_WITH_AS(static_cast<void>(modes_of(matrix, count)), message.c_str(), std::invalid_argument);
  }
  std::int32_t words[4] = {1, 0, 0, 0};
  CHECK_THROWS_AS(static_cast<void>(lowest_modes(matrix, {}, Control(words))), Cancelled);
}

TEST_CASE("two particles have two modes") {
  System system = random_system({.particles = 20, .seed = 1});
  system.positions = {0.1, 0.2, 0.1 + 0.72, 0.2 + 0.96};
  system.species = {0, 1};
  system.masses = {1, 3};
  const DynamicalMatrix matrix(system, {});
  const Modes modes = modes_of(matrix, 5);
  REQUIRE(modes.eigenvalues.size() == 2);
  // Reduced mass 3/4; sideways u′/r, along the bond u″.
  const Derivatives u = evaluate_potential(system.potential, 0, 1, 1.2);
  CHECK(modes.eigenvalues[0] == doctest::Approx(u.first / 1.2 / 0.75).epsilon(1e-12));
  CHECK(modes.eigenvalues[1] == doctest::Approx(u.second / 0.75).epsilon(1e-12));
}

TEST_SUITE_END();
