#include <doctest/doctest.h>

#include <cmath>

#include "dense-reference.hpp"
#include "deviation.hpp"
#include "kernels/vibrability.hpp"
#include "systems.hpp"

using namespace keycore;
using namespace keycore::test;

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Ψ_i = Σ_λ |u_λ,i|²/ω_λ² with u = M^(−1/2) e, over all modes but the two translations.
std::vector<double> eigen_sum(const System& system) {
  const Spectrum dense = dense_spectrum(dense_mass_weighted(hessian_of(system), system));
  const VectorXd masses = masses_of(system);
  std::vector<double> psi(system.species.size(), 0.0);
  for (Index k = 2; k < dense.values.size(); ++k)
    for (Index at = 0; at < dense.values.size(); ++at)
      psi[static_cast<std::size_t>(at / 2)] +=
          dense.vectors(at, k) * dense.vectors(at, k) / (masses[at] * dense.values[k]);
  return psi;
}

double worst_relative(const std::vector<double>& found, const std::vector<double>& expected) {
  if (found.size() != expected.size()) return 1;
  double worst = 0;
  for (std::size_t p = 0; p < found.size(); ++p)
    worst = std::max(worst, std::abs(found[p] - expected[p]) / expected[p]);
  return worst;
}

} // namespace

TEST_SUITE_BEGIN("vibrability");

TEST_CASE("the selected inversion agrees with the dense eigen-sum") {
  const Preparation preparations[] = {
      {.glass = Glass::inverse_power, .particles = 64, .seed = 1},
      {.glass = Glass::inverse_power, .particles = 200, .seed = 5},
      {.glass = Glass::inverse_power, .particles = 100, .seed = 2, .tilt = 0.4, .masses = {1, 3.7}},
      {.glass = Glass::kob_andersen, .particles = 64, .seed = 3, .tilt = -0.5, .masses = {0.2, 5}},
      {.glass = Glass::kob_andersen, .particles = 90, .seed = 4}};
  for (const Preparation& preparation : preparations) {
    CAPTURE(preparation.particles);
    CAPTURE(preparation.seed);
    const System& system = relaxed_system(preparation);
    const auto psi = vibrability(DynamicalMatrix(system, {}), {});
    // 1e-9 is what is promised; the softest mode of these is 10⁻⁴ of the norm, so that 1e-12 · 10 must come out.
    CHECK(worst_relative(psi, eigen_sum(system)) < 1e-11);
  }
}

TEST_CASE("masses m everywhere are no masses at all: Ψ is a property of H") {
  Preparation preparation{.glass = Glass::inverse_power, .particles = 64, .seed = 1};
  const auto unit = vibrability(DynamicalMatrix(relaxed_system(preparation), {}), {});
  System heavy = relaxed_system(preparation);
  heavy.masses = {16, 16};
  // Powers of two: the same bits but for the weights' normalisation.
  CHECK(worst_relative(vibrability(DynamicalMatrix(heavy, {}), {}), unit) < 1e-12);
}

TEST_CASE("every site of a perfect crystal is alike, and has the lattice sum's Ψ") {
  const Crystal crystal = triangular_crystal(8, 10);
  const auto psi = vibrability(DynamicalMatrix(crystal.system, {}), {});
  const auto expected = eigen_sum(crystal.system);
  double low = psi[0];
  double high = psi[0];
  for (const double value : psi) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  // Condition 10³.
  CHECK(high - low <= 1e-12 * high);
  CHECK(worst_relative(psi, expected) < 1e-11);
}

TEST_CASE("a cancelled calculation throws") {
  std::int32_t words[4] = {1, 0, 0, 0};
  const DynamicalMatrix matrix(relaxed_system({.glass = Glass::inverse_power, .particles = 64, .seed = 1}), {});
  CHECK_THROWS_AS(static_cast<void>(vibrability(matrix, Control(words))), Cancelled);
}

TEST_CASE("progress runs to the end of its own count") {
  std::int32_t words[4] = {0, 0, 0, 0};
  const DynamicalMatrix matrix(relaxed_system({.glass = Glass::inverse_power, .particles = 200, .seed = 5}), {});
  static_cast<void>(vibrability(matrix, Control(words)));
  CHECK(words[1] == static_cast<std::int32_t>(Stage::vibrability));
  CHECK(words[2] > 0);
  CHECK(words[2] <= words[3]);
}

TEST_SUITE_END();
