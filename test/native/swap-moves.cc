#include "kernels/swap-moves.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

#include "dynamics-clusters.hpp"
#include "kernels/dynamics.hpp"
#include "systems.hpp"

using namespace keycore;
using namespace keycore::test;

namespace {

constexpr std::array<std::uint32_t, 2> key = {17, 23};

System swappable(int particles, double non_additivity) {
  System system = jittered_lattice({.form = "inverse-power", .species = 1, .particles = particles, .spacing = 1.15});
  std::vector<double> diameters;
  for (std::uint64_t p = 0; p < system.species.size(); ++p) diameters.push_back(0.75 + 0.5 * uniform(3, p));
  system.sizes = ParticleSizes(diameters, non_additivity, 0);
  return system;
}

double energy_of(const System& system) {
  return potential_energy(system, interacting_pairs(system), system.positions);
}

} // namespace

TEST_SUITE_BEGIN("swap-moves");

TEST_CASE("the arrangements of few diameters come as often as e^(−U/T) says") {
  // Four particles close together in a wide box, all 24 arrangements of their diameters.
  System system = swappable(36, 0.2);
  system.positions = {0, 0, 1.05, 0.1, 0.5, 0.95, 1.6, 1.0};
  system.species = {0, 0, 0, 0};
  system.sizes = ParticleSizes({0.8, 0.95, 1.1, 1.25}, 0.2, 0);
  constexpr double temperature = 2;
  std::array<int, 4> order = {0, 1, 2, 3};
  const std::vector<double> sorted = system.sizes.diameters;
  std::map<std::vector<double>, double> weight;
  double sum = 0;
  do {
    System other = system;
    for (std::size_t p = 0; p < 4; ++p) other.sizes.diameters[p] = sorted[static_cast<std::size_t>(order[p])];
    const double w = std::exp(-energy_of(other) / temperature);
    weight[other.sizes.diameters] = w;
    sum += w;
  } while (std::next_permutation(order.begin(), order.end()));
  REQUIRE(weight.size() == 24);

  constexpr std::int64_t rounds = 200'000;
  std::map<std::vector<double>, std::int64_t> seen;
  SwapCount total;
  for (std::int64_t round = 0; round < rounds; ++round) {
    const SwapCount count = swap_diameters(system, 8, temperature, round, key);
    total.attempts += count.attempts;
    total.accepted += count.accepted;
    ++seen[system.sizes.diameters];
  }
  CHECK(total.attempts == 8 * rounds);
  // Weights differ, or the test would say nothing.
  const auto [least, most] =
      std::minmax_element(weight.begin(), weight.end(), [](auto& a, auto& b) { return a.second < b.second; });
  CHECK(most->second > 3 * least->second);
  for (const auto& [diameters, w] : weight) {
    const double share = w / sum;
    // Eight attempts leave some memory of the arrangement before: three times the independent error, four σ.
    const double error = 3 * std::sqrt(share * (1 - share) / rounds);
    CHECK(std::abs(static_cast<double>(seen[diameters]) / rounds - share) <= 4 * error);
  }
}

TEST_CASE("cold swaps never raise the energy, hot ones are all made; diameters only change places") {
  for (const double non_additivity : {0.0, 0.2}) {
    System cold = swappable(400, non_additivity);
    std::vector<double> before = cold.sizes.diameters;
    double energy = energy_of(cold);
    for (int round = 0; round < 20; ++round) {
      const SwapCount count = swap_diameters(cold, 100, 0, round, key);
      const double now = energy_of(cold);
      CHECK(now <= energy + 1e-10 * std::abs(energy));
      CHECK((count.accepted == 0) == (now == energy));
      energy = now;
    }
    std::vector<double> after = cold.sizes.diameters;
    std::sort(before.begin(), before.end());
    std::sort(after.begin(), after.end());
    CHECK(before == after);

    System hot = swappable(400, non_additivity);
    const SwapCount count = swap_diameters(hot, 10'000, 1e12, 0, key);
    // But those of a particle with itself, one in 400.
    CHECK(count.accepted > 9900);
    CHECK(count.accepted < 10'000);
  }
}

TEST_CASE("the dynamics with swaps goes on from its state as if it had not stopped") {
  const System start = swappable(100, 0.2);
  const DynamicsOptions options{.steps = 60,
                                .thermostat = LangevinThermostat{1},
                                .temperature_start = 0.5,
                                .temperature_end = 0.5,
                                .swaps = {10, 100}};
  const auto velocities = Dynamics::maxwell_velocities(start, 0.5, key);
  Dynamics whole(start, velocities, 0.002, 0, key);
  whole.run(options, {});
  whole.run(options, {});
  Dynamics first(start, velocities, 0.002, 0, key);
  const DynamicsResult half = first.run(options, {});
  CHECK(half.swaps.attempts == 600);
  CHECK(half.swaps.accepted > 0);
  System middle = start;
  middle.positions = first.positions();
  middle.sizes = ParticleSizes(first.diameters(), 0.2, 0);
  Dynamics second(middle, first.velocities(), 0.002, first.step(), key);
  second.run(options, {});
  CHECK(second.positions() == whole.positions());
  CHECK(second.velocities() == whole.velocities());
  CHECK(second.diameters() == whole.diameters());
  CHECK(whole.diameters() != start.sizes.diameters);
}

TEST_CASE("a run that diverges leaves the diameters as they were") {
  const System start = swappable(100, 0);
  Dynamics dynamics(start, Dynamics::maxwell_velocities(start, 1e-3, key), 0.3, 0, key);
  const DynamicsResult result = dynamics.run(
      {.steps = 1000, .thermostat = {}, .temperature_start = 1, .temperature_end = 1, .swaps = {1, 50}}, {});
  CHECK(result.status == DynamicsStatus::diverged);
  CHECK(dynamics.diameters() == start.sizes.diameters);
  CHECK(dynamics.positions() == start.positions);
}

TEST_CASE("particles without diameters have none to swap") {
  const System system = jittered_lattice({.form = "inverse-power", .species = 1});
  Dynamics dynamics(system, Dynamics::maxwell_velocities(system, 1, key), 0.001, 0, key);
  CHECK_THROWS_WITH_AS(dynamics.run({.steps = 1, .thermostat = {}, .swaps = {1, 1}}, {}),
                       "particles without diameters have none to swap", std::invalid_argument);
}

TEST_SUITE_END();
