#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "minimum-check.hpp"
#include "systems.hpp"

using namespace keycore;
using namespace keycore::test;

TEST_SUITE_BEGIN("minimise");

TEST_CASE("a tolerance below rounding ends soon, and says what rounding leaves") {
  MinimiseOptions options;
  options.force_tolerance = 1e-13;
  for (const Glass glass : {Glass::inverse_power, Glass::kob_andersen}) {
    System system = random_system({.glass = glass, .particles = 200, .seed = 9});
    const Minimisation result = minimise(system, options, {});
    check_minimum(system, result, 1e-13);
    if (result.max_force > 1e-13) {
      CHECK(result.rounding_force > 1e-13);
      // Stiffest row ≈ 10⁴ times half a unit in the last place of 8: 1e-11 at most.
      CHECK(result.rounding_force < 1e-11);
    }
    CHECK(result.evaluations < 5000);
  }
}

TEST_CASE("particles that touch nobody do not keep the others from arriving") {
  for (const double tolerance : {1e-11, 1e-13}) {
    System system = with_rattlers(perturbed(relaxed_system({.particles = 100, .seed = 2}), 0.05, 3), 2);
    MinimiseOptions options;
    options.force_tolerance = tolerance;
    const System start = system;
    const Minimisation result = minimise(system, options, {});
    check_minimum(system, result, tolerance);
    CHECK(result.newton_steps >= 1);
    CHECK(result.evaluations < 500);
    // They stay where they were, but for the centre of mass that Newton's steps keep.
    for (std::size_t at = 2 * 100; at < start.positions.size(); at += 2) {
      const Vec2 d = system.box.nearest(
          {system.positions[at] - start.positions[at], system.positions[at + 1] - start.positions[at + 1]});
      CHECK(std::hypot(d.x, d.y) < 1e-4);
    }
  }
}

TEST_CASE("without Newton a looser tolerance is reached by L-BFGS only") {
  MinimiseOptions options;
  options.newton = false;
  options.force_tolerance = 1e-9;
  System system = random_system({.particles = 100, .seed = 12});
  const Minimisation result = minimise(system, options, {});
  check_minimum(system, result, 1e-9);
  CHECK(result.newton_steps == 0);
  CHECK(result.rounding_force == 0);
}

TEST_CASE("a spent budget is a status, with the best there is") {
  for (const int budget : {1, 2, 10, 60}) {
    CAPTURE(budget);
    System system = random_system({.particles = 100, .seed = 12});
    const System start = system;
    MinimiseOptions options;
    options.max_evaluations = budget;
    const Minimisation result = minimise(system, options, {});
    CHECK(result.status == Status::not_converged);
    // One line search of 20 and the last look may go beyond it.
    CHECK(result.evaluations <= budget + 22);
    CHECK(result.max_force > 1e-11);
    const Energetics at = energetics_of(system);
    CHECK(result.energy == doctest::Approx(at.energy).epsilon(1e-12));
    CHECK(result.max_force == doctest::Approx(at.max_force).epsilon(1e-10));
    CHECK(at.energy <= energetics_of(start).energy);
  }
}

TEST_CASE("the energy never rises on the way down") {
  // Runs are the same up to their budgets, so budgets cut one run at every point. No overlaps: nothing is pushed.
  const System start = perturbed(relaxed_system({.particles = 100, .seed = 2}), 0.12, 6);
  double before = energetics_of(start).energy;
  REQUIRE(energetics_of(start).max_force < 1e3);
  for (int budget = 1; budget <= 150; ++budget) {
    System system = start;
    MinimiseOptions options;
    options.max_evaluations = budget;
    options.newton = false;
    const double energy = minimise(system, options, {}).energy;
    // Sums over other lists of pairs.
    CHECK(energy <= before * (1 + 1e-13));
    before = std::min(before, energy);
  }
}

TEST_CASE("asked to stop, it stops and leaves what it has") {
  std::int32_t words[4] = {1, 0, 0, 0};
  System system = random_system({.particles = 100, .seed = 12});
  const System start = system;
  const Minimisation result = minimise(system, {}, Control(words));
  CHECK(result.status == Status::cancelled);
  CHECK(result.evaluations <= 2);
  CHECK(displacement(system.box, start.positions, system.positions).first <= 1e-14);
  CHECK(result.energy == doctest::Approx(energetics_of(start).energy).epsilon(1e-12));
}

TEST_CASE("progress is told in thousandths and does not run backwards past its ends") {
  std::int32_t words[4] = {0, 0, 0, 0};
  System system = random_system({.particles = 100, .seed = 12});
  minimise(system, {}, Control(words));
  // The last word is that of the last factorisation or of the descent itself.
  CHECK((words[1] == static_cast<std::int32_t>(Stage::minimise) ||
         words[1] == static_cast<std::int32_t>(Stage::factorise)));
  CHECK(words[2] >= 0);
  CHECK(words[2] <= words[3]);
}

TEST_CASE("two particles on one spot are refused") {
  const char* message = "the energy is not finite: two particles lie on one spot";
  System system = random_system({.particles = 64, .seed = 15});
  system.positions[10] = system.positions[20];
  system.positions[11] = system.positions[21];
  CHECK_THROWS_WITH_AS(minimise(system, {}, {}), message, std::invalid_argument);
  // Through the boundary, and so close that no double can hold the force.
  System across = dimer({-5, 1, 5, 1});
  CHECK_THROWS_WITH_AS(minimise(across, {}, {}), message, std::invalid_argument);
  System close = dimer({0, 0, 1e-180, 0});
  CHECK_THROWS_WITH_AS(minimise(close, {}, {}), message, std::invalid_argument);
}

TEST_CASE("options out of range are refused with what they were") {
  System system = random_system({.particles = 64, .seed = 15});
  const auto throws = [&](double tolerance, int evaluations, const char* message) {
    MinimiseOptions options;
    options.force_tolerance = tolerance;
    options.max_evaluations = evaluations;
    CHECK_THROWS_WITH_AS(minimise(system, options, {}), message, std::invalid_argument);
  };
  throws(9e-14, 100, "force tolerance must be at least 1e-13, got 9e-14");
  throws(0, 100, "force tolerance must be at least 1e-13, got 0");
  throws(-1, 100, "force tolerance must be at least 1e-13, got -1");
  throws(std::numeric_limits<double>::quiet_NaN(), 100, "force tolerance must be at least 1e-13, got nan");
  throws(1e-11, 0, "the number of force evaluations must be at least 1, got 0");
  throws(1e-11, -5, "the number of force evaluations must be at least 1, got -5");
}

TEST_CASE("one particle, and none") {
  System system = dimer({1, 2});
  system.species = {0};
  const Minimisation one = minimise(system, {}, {});
  CHECK(one.status == Status::converged);
  CHECK(one.energy == 0);
  CHECK(one.moved_rms == 0);
  system.positions.clear();
  system.species.clear();
  const Minimisation none = minimise(system, {}, {});
  CHECK(none.status == Status::converged);
  CHECK(none.moved_max == 0);
  CHECK(none.moved_rms == 0);
}

TEST_SUITE_END();
