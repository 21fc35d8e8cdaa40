#include "kernels/thermostat.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace keycore;

TEST_SUITE_BEGIN("thermostat");

TEST_CASE("sums of squares: mean n, variance 2n, third central moment 8n") {
  for (const double count : {2.0, 3.0, 29.0, 8189.0}) {
    CAPTURE(count);
    constexpr int draws = 200'000;
    double mean = 0;
    double square = 0;
    double cube = 0;
    for (int at = 0; at < draws; ++at) {
      const double d = sum_of_squares(count, 1, at, {7, 8}) - count;
      mean += d / draws;
      square += d * d / draws;
      cube += d * d * d / draws;
    }
    // χ²: κ₄ = 48 n, κ₆ = 3840 n give Var[d²] = 48 n + 8 n², Var[d³] from μ₆ = κ₆ + 15 κ₄κ₂ + 10 κ₃² + 15 κ₂³.
    const double six = 3840 * count + (15 * 48 * 2 + 10 * 64) * count * count + 15 * 8 * std::pow(count, 3);
    CHECK(std::abs(mean) < 4 * std::sqrt(2 * count / draws));
    CHECK(std::abs(square - 2 * count) < 4 * std::sqrt((48 * count + 8 * count * count) / draws));
    CHECK(std::abs(cube - 8 * count) < 4 * std::sqrt((six - 64 * count * count) / draws));
  }
}

TEST_CASE("sums of squares of two are exponential: the share above x is e^(−x/2)") {
  constexpr int draws = 100'000;
  int above[4] = {};
  for (int at = 0; at < draws; ++at) {
    const double sum = sum_of_squares(2, 1, at, {1, 2});
    REQUIRE(sum > 0);
    for (int k = 0; k < 4; ++k) above[k] += sum > 2 * k + 0.5;
  }
  for (int k = 0; k < 4; ++k) {
    const double share = std::exp(-k - 0.25);
    CHECK(std::abs(above[k] / static_cast<double>(draws) - share) < 4 * std::sqrt(share * (1 - share) / draws));
  }
}

TEST_CASE("rescaling without a bath's heat: K decays as e^(−Δt/τ)") {
  for (const double kinetic : {1e-300, 1.0, 1e12})
    CHECK(rescaling_factor(kinetic, 30, 0, 0.01, 0.5, 3, {1, 2}) == doctest::Approx(std::exp(-0.01)).epsilon(1e-15));
}

TEST_CASE("rescaling with τ far below Δt draws a new K: no memory, no error") {
  double mean = 0;
  constexpr int draws = 40'000;
  for (int at = 0; at < draws; ++at) {
    const double factor = rescaling_factor(1e6, 30, 2, 1, 1e-6, at, {3, 4});
    REQUIRE(std::isfinite(factor));
    mean += factor * factor * 1e6 / draws;
  }
  // K of 30 degrees of freedom at T = 2: 30 ± √60 · … Var K = N_f T²/2 = 60.
  CHECK(std::abs(mean - 30) < 4 * std::sqrt(60.0 / draws));
}

TEST_CASE("rescaling leaves the canonical K canonical: mean, variance and third moment; it forgets as e^(−Δt/τ)") {
  constexpr double freedoms = 30;
  constexpr double temperature = 1.7;
  constexpr double step = 0.4;
  constexpr double time = 0.5;
  constexpr int steps = 400'000;
  const double mean = freedoms * temperature / 2;
  const double variance = mean * temperature;
  double kinetic = mean;
  double sums[4] = {};
  double lagged = 0;
  for (int at = 0; at < steps; ++at) {
    const double before = kinetic - mean;
    const double factor = rescaling_factor(kinetic, freedoms, temperature, step, time, at, {5, 6});
    kinetic *= factor * factor;
    const double d = kinetic - mean;
    for (int k = 1; k <= 3; ++k) sums[k] += std::pow(d, k) / steps;
    lagged += before * d / steps;
  }
  const double memory = std::exp(-step / time);
  // Γ(a, T), a = N_f/2: μ₃ = 2 a T³, μ₄ = 3 a² T⁴ + 6 a T⁴. A correlated mean counts (1 + c)/(1 − c) as few.
  const double fewer = (1 + memory) / (1 - memory);
  const double a = freedoms / 2;
  const double fourth = (3 * a * a + 6 * a) * std::pow(temperature, 4);
  CHECK(std::abs(sums[1]) < 4 * std::sqrt(variance * fewer / steps));
  CHECK(std::abs(sums[2] - variance) < 4 * std::sqrt((fourth - variance * variance) * fewer / steps));
  const double third = 2 * a * std::pow(temperature, 3);
  const double sixth = (15 * a * a * a + 130 * a * a + 120 * a) * std::pow(temperature, 6);
  CHECK(std::abs(sums[3] - third) < 4 * std::sqrt((sixth - third * third) * fewer / steps));
  CHECK(std::abs(lagged / variance - memory) < 4 * std::sqrt(2 * fewer / steps));
}

TEST_CASE("Langevin: decay e^(−γΔt), and the width that keeps T: width² = (1 − decay²) T") {
  for (const double friction : {0.0, 1e-9, 0.3, 20.0, 1e5})
    for (const double temperature : {0.0, 0.7}) {
      const LangevinStep bath(friction, temperature, 0.01);
      CHECK(bath.decay == std::exp(-friction * 0.01));
      CHECK(bath.width * bath.width ==
            doctest::Approx((1 - std::exp(-2 * friction * 0.01)) * temperature).epsilon(1e-6).scale(1e-12));
    }
  // 1 − e^(−x) at x = 2e-11, where the difference itself has lost five digits.
  CHECK(LangevinStep(1e-9, 1, 0.01).width == doctest::Approx(std::sqrt(2e-11)).epsilon(1e-10));
}

TEST_SUITE_END();
