#include <doctest/doctest.h>

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "kernels/modes.hpp"
#include "kernels/vibrability.hpp"
#include "systems.hpp"

using namespace keycore;
using namespace keycore::test;

namespace {

/// ω²(k) of the triangular lattice with interacting nearest neighbours, for every k the cell admits: eigenvalues of
/// D(k) = (1/m) Σ_bonds [u″ n nᵀ + (u′/r)(1 − n nᵀ)] (1 − cos k·r) over the six neighbours.
std::vector<double> dispersion(const Crystal& crystal) {
  const double a = crystal.spacing;
  const Derivatives u = evaluate_potential(crystal.system.potential, 0, 0, a);
  std::vector<double> squares;
  // Sites (column + ½ (row mod 2), row √3/2) a: the primitive cells of `columns` × `rows/2` rectangles hold two sites,
  // so the zone holds `columns` × `rows` wave vectors: those of the rectangle, kx over two zones.
  const double gx = 2 * std::numbers::pi / crystal.system.box.lx;
  const double gy = 2 * std::numbers::pi / crystal.system.box.ly;
  for (int p = 0; p < crystal.columns; ++p)
    for (int q = 0; q < crystal.rows; ++q) {
      Eigen::Matrix2d d = Eigen::Matrix2d::Zero();
      for (int bond = 0; bond < 6; ++bond) {
        const double angle = bond * std::numbers::pi / 3;
        const Eigen::Vector2d n(std::cos(angle), std::sin(angle));
        const double phase = (p * gx * n.x() + q * gy * n.y()) * a;
        d += (u.second * n * n.transpose() + u.first / a * (Eigen::Matrix2d::Identity() - n * n.transpose())) *
             (1 - std::cos(phase));
      }
      const double half_trace = 0.5 * d.trace() / crystal.system.masses[0];
      const double split = std::hypot(0.5 * (d(0, 0) - d(1, 1)), d(0, 1)) / crystal.system.masses[0];
      squares.push_back(half_trace - split);
      squares.push_back(half_trace + split);
    }
  std::ranges::sort(squares);
  return squares;
}

} // namespace

TEST_SUITE_BEGIN("crystal dispersion");

TEST_CASE("the modes of a perfect crystal are its phonons, degenerate ones included") {
  for (const auto& [columns, rows] : {std::pair{8, 8}, std::pair{12, 14}, std::pair{16, 10}, std::pair{20, 20}})
    for (const double mass : {1.0, 2.5}) {
      CAPTURE(columns);
      CAPTURE(rows);
      Crystal crystal = triangular_crystal(columns, rows);
      crystal.system.masses = {mass};
      const auto expected = dispersion(crystal);
      // The two translations, k = 0.
      REQUIRE(expected.size() == 2 * crystal.system.species.size());
      REQUIRE(std::abs(expected[1]) < 1e-12);
      REQUIRE(expected[2] > 0.1 / mass);
      const DynamicalMatrix matrix(crystal.system, {});
      for (const int count : {1, 7, 40}) {
        CAPTURE(count);
        ModesOptions options;
        options.count = count;
        const Modes modes = lowest_modes(matrix, options, {});
        CHECK(modes.status == Status::converged);
        CHECK(modes.complete);
        REQUIRE(modes.eigenvalues.size() == static_cast<std::size_t>(count));
        for (int k = 0; k < count; ++k)
          // Positions rounded by 1e-15 through stiffnesses of 200: 1e-12 absolute.
          CHECK(std::abs(modes.eigenvalues[k] - expected[k + 2]) <= 1e-12 * matrix.norm());
      }
    }
}

TEST_CASE("inertia counts the phonons at any frequency") {
  const Crystal crystal = triangular_crystal(16, 18);
  const auto expected = dispersion(crystal);
  const DynamicalMatrix matrix(crystal.system, {});
  CHECK(matrix.inertia().zero == 2);
  CHECK(matrix.inertia().negative == 0);
  int tested = 0;
  for (std::size_t k = 1; k + 1 < expected.size(); ++k) {
    // Between levels; inside a multiplet there is nothing to count.
    if (expected[k + 1] - expected[k] < 1e-9 * matrix.norm()) continue;
    CHECK(matrix.count_below(0.5 * (expected[k] + expected[k + 1]), {}) == static_cast<int>(k) + 1);
    ++tested;
  }
  CHECK(tested > 50);
}

TEST_CASE("at a multiplet's own frequency the count lies between its ends") {
  const Crystal crystal = triangular_crystal(12, 14);
  const auto expected = dispersion(crystal);
  const DynamicalMatrix matrix(crystal.system, {});
  const double error = 1e-12 * matrix.norm();
  for (std::size_t k = 2; k < expected.size(); k += 7) {
    const int count = matrix.count_below(expected[k], {});
    CHECK(count >= std::ranges::lower_bound(expected, expected[k] - error) - expected.begin());
    CHECK(count <= std::ranges::upper_bound(expected, expected[k] + error) - expected.begin());
  }
}

TEST_CASE("at the common diagonal of D, where the pivots of all uncoupled sites vanish at once") {
  const Crystal crystal = triangular_crystal(12, 14);
  const auto expected = dispersion(crystal);
  const Derivatives u = evaluate_potential(crystal.system.potential, 0, 0, crystal.spacing);
  const double diagonal = 3 * (u.second + u.first / crystal.spacing);
  const DynamicalMatrix matrix(crystal.system, {});
  for (const double offset : {0.0, 1e-15, 1e-13, -1e-12, 1e-10, -1e-8, 1e-6}) {
    const double mu = diagonal * (1 + offset);
    CAPTURE(offset);
    // No level lies so near.
    const auto count = std::ranges::lower_bound(expected, mu) - expected.begin();
    REQUIRE(expected[static_cast<std::size_t>(count)] - mu > 1e-3);
    REQUIRE(mu - expected[static_cast<std::size_t>(count) - 1] > 1e-3);
    CHECK(matrix.count_below(mu, {}) == count);
  }
}

TEST_CASE("Ψ of a site is the lattice sum over the zone") {
  const Crystal crystal = triangular_crystal(12, 14);
  const auto expected = dispersion(crystal);
  double sum = 0;
  for (std::size_t k = 2; k < expected.size(); ++k) sum += 1 / expected[k];
  sum /= static_cast<double>(crystal.system.species.size());
  for (const double psi : vibrability(DynamicalMatrix(crystal.system, {}), {}))
    // Condition 10³ times rounding of the spectrum, 1e-13.
    CHECK(psi == doctest::Approx(sum).epsilon(1e-11));
}

TEST_SUITE_END();
