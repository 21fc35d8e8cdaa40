#include "kernels/minimise.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "deviation.hpp"
#include "kernels/dynamical-matrix.hpp"
#include "systems.hpp"

using namespace keycore;
using namespace keycore::test;

namespace {

Energetics energetics_of(const System& system) {
  std::vector<double> forces;
  return evaluate(system, interacting_pairs(system), system.positions, forces);
}

/// What `converged` means, checked from the positions alone.
void check_minimum(const System& system, const Minimisation& result, double tolerance) {
  REQUIRE(result.status == Status::converged);
  CHECK(std::isfinite(largest_magnitude(system.positions)));
  const Energetics at = energetics_of(system);
  CHECK(result.max_force <= std::max(tolerance, result.rounding_force));
  // The list of pairs is another one, so sums are rounded otherwise: 40 terms of up to 100.
  CHECK(std::abs(at.max_force - result.max_force) <= 5e-13);
  CHECK(result.energy == doctest::Approx(at.energy).epsilon(1e-13));
  for (int p = 0; p < system.particles(); ++p) {
    const Vec2 s = system.box.fractional({system.positions[2 * p], system.positions[2 * p + 1]});
    CHECK(std::abs(s.x) <= 0.5 + 1e-15);
    CHECK(std::abs(s.y) <= 0.5 + 1e-15);
  }
}

/// Largest and root-mean-square displacement between two sets of positions, the nearest of all images taken.
std::pair<double, double> displacement(const Box& box, const std::vector<double>& from, const std::vector<double>& to) {
  double largest = 0;
  double sum = 0;
  for (std::size_t at = 0; at < from.size(); at += 2) {
    const Vec2 s = box.fractional({to[at] - from[at], to[at + 1] - from[at + 1]});
    double nearest = std::numeric_limits<double>::infinity();
    for (int a = -2; a <= 2; ++a)
      for (int b = -2; b <= 2; ++b) {
        const Vec2 d = box.lattice(s.x - std::floor(s.x) + a, s.y - std::floor(s.y) + b);
        nearest = std::min(nearest, d.x * d.x + d.y * d.y);
      }
    largest = std::max(largest, nearest);
    sum += nearest;
  }
  return {std::sqrt(largest), std::sqrt(sum / (0.5 * static_cast<double>(from.size())))};
}

/// Fast inertial relaxation (Bitzek et al., Phys. Rev. Lett. 97, 170201 (2006)), written for this test: no pair list
/// is kept, no Hessian used, steps short enough to stay in the basin it starts in.
System fire(System system, double tolerance) {
  std::vector<double> force;
  std::vector<double> velocity(system.positions.size(), 0.0);
  double dt = 0.002;
  double mixing = 0.1;
  int downhill = 0;
  for (int step = 0; step < 200000; ++step) {
    const Energetics at = evaluate(system, interacting_pairs(system), system.positions, force);
    if (at.max_force <= tolerance) return system;
    double power = 0;
    double speed = 0;
    double strength = 0;
    for (std::size_t k = 0; k < force.size(); ++k) {
      power += force[k] * velocity[k];
      speed += velocity[k] * velocity[k];
      strength += force[k] * force[k];
    }
    if (power > 0) {
      for (std::size_t k = 0; k < force.size(); ++k)
        velocity[k] = (1 - mixing) * velocity[k] + mixing * std::sqrt(speed / strength) * force[k];
      if (++downhill > 5) {
        dt = std::min(1.1 * dt, 0.01);
        mixing *= 0.99;
      }
    } else {
      std::ranges::fill(velocity, 0.0);
      dt *= 0.5;
      mixing = 0.1;
      downhill = 0;
    }
    for (std::size_t k = 0; k < force.size(); ++k) {
      velocity[k] += dt * force[k];
      system.positions[k] += dt * velocity[k];
    }
  }
  throw std::runtime_error("FIRE did not arrive");
}

/// Lennard-Jones pair in a 10 × 10 box.
System dimer(std::vector<double> positions) {
  return {Box(10, 10, 0),
          std::move(positions),
          {0, 0},
          {1},
          make_potential({"lennard-jones", 1, {{"epsilon", {1}}, {"sigma", {1}}, {"cutoff", {2.5}}}})};
}

} // namespace

TEST_SUITE_BEGIN("minimise");

TEST_CASE("random starts end in a minimum: max|F| ≤ 1e-11, H positive but for the translations") {
  std::uint64_t seed = 20;
  for (const Glass glass : {Glass::inverse_power, Glass::kob_andersen})
    for (const double tilt : {0.0, 0.35, -0.5})
      for (const int particles : {40, 64, 150}) {
        CAPTURE(particles);
        CAPTURE(tilt);
        const System start = random_system({.glass = glass, .particles = particles, .seed = ++seed, .tilt = tilt});
        System system = start;
        const Minimisation result = minimise(system, {}, {});
        check_minimum(system, result, 1e-11);
        const Inertia signs = DynamicalMatrix(system, {}).inertia();
        CHECK(signs.negative == 0);
        // A particle that touches nobody may be left over; each brings two.
        CHECK(signs.zero % 2 == 0);
        CHECK(result.energy < energetics_of(start).energy);
        CHECK(result.newton_steps >= 1);
        // From 1e-3 four or five quadratic steps, and not much to find the basin.
        CHECK(result.newton_steps <= 12);
        CHECK(result.evaluations < 5000);
      }
}

TEST_CASE("from inside the basin it returns to the same minimum, and so does an independent minimiser") {
  for (const Preparation& preparation :
       {Preparation{.glass = Glass::inverse_power, .particles = 64, .seed = 1},
        Preparation{.glass = Glass::kob_andersen, .particles = 64, .seed = 3, .tilt = -0.5, .masses = {0.2, 5}}}) {
    const System& relaxed = relaxed_system(preparation);
    const System start = perturbed(relaxed, 0.02, 4);
    System system = start;
    const Minimisation result = minimise(system, {}, {});
    check_minimum(system, result, 1e-11);
    const System peer = fire(start, 1e-10);
    const double energy = energetics_of(peer).energy;
    // U is stationary: an error of 1e-10 in the forces is 1e-20 in it, and the rest is rounding.
    CHECK(result.energy == doctest::Approx(energy).epsilon(1e-14));
    CHECK(result.energy == doctest::Approx(energetics_of(relaxed).energy).epsilon(1e-14));
    // The same places: max|F| = 1e-10 over the softest stiffness, ≈ 0.1. Neither minimiser moves the centre of mass.
    CHECK(displacement(system.box, system.positions, peer.positions).first < 1e-8);
  }
}

TEST_CASE("masses have no say in where the minimum is") {
  System light = random_system({.particles = 64, .seed = 8});
  System heavy = light;
  heavy.masses = {3, 0.1};
  minimise(light, {}, {});
  minimise(heavy, {}, {});
  // Newton's step is solved for in H itself.
  CHECK(displacement(light.box, light.positions, heavy.positions).first < 1e-10);
}

TEST_CASE("how far particles moved is measured through the boundary, wherever their coordinates lie") {
  // The pair sits across the faces; it relaxes to its force-free distance, half of it each.
  const Potential potential = dimer({0, 0, 1, 1}).potential;
  double low = 1.1;
  double high = 1.15;
  for (int k = 0; k < 60; ++k) {
    const double middle = 0.5 * (low + high);
    (evaluate_potential(potential, 0, 0, middle).first < 0 ? low : high) = middle;
  }
  for (const double far : {0.0, 10.0, -70.0}) {
    CAPTURE(far);
    // Apart by 1.0 along (0.6, 0.8), the first in one corner of the cell, the second in the other; they move outward.
    System system = dimer({4.9 + far, 4.95, 5.5 - 10, 5.75 - 10 - far});
    const Minimisation result = minimise(system, {}, {});
    check_minimum(system, result, 1e-11);
    // Coordinates of 70 are rounded by 1e-14.
    CHECK(result.moved_max == doctest::Approx(0.5 * (low - 1)).epsilon(1e-11));
    CHECK(result.moved_rms == doctest::Approx(0.5 * (low - 1)).epsilon(1e-11));
  }
  // Stretched until each crosses a face.
  System stretched = dimer({-4.95, 0, 4.95 - 1.3, 0});
  const Minimisation result = minimise(stretched, {}, {});
  check_minimum(stretched, result, 1e-11);
  CHECK(result.moved_max == doctest::Approx(0.5 * (1.4 - low)).epsilon(1e-11));

  const System start = random_system({.particles = 100, .seed = 31, .tilt = 0.4});
  System glass = start;
  const Minimisation many = minimise(glass, {}, {});
  const auto [largest, mean] = displacement(glass.box, start.positions, glass.positions);
  // `nearest` is exact up to half the smaller width, which nobody has moved by.
  REQUIRE(largest < 0.5 * glass.box.width_b());
  CHECK(many.moved_max == doctest::Approx(largest).epsilon(1e-12));
  CHECK(many.moved_rms == doctest::Approx(mean).epsilon(1e-12));
}

TEST_CASE("a perfect lattice and a minimum already reached are left where they are") {
  Crystal crystal = triangular_crystal(10, 12);
  const System start = crystal.system;
  const Minimisation result = minimise(crystal.system, {}, {});
  check_minimum(crystal.system, result, 1e-11);
  CHECK(result.newton_steps == 0);
  CHECK(result.evaluations <= 2);
  // Wrapping rounds coordinates by a unit in the last place.
  CHECK(result.moved_max <= 4e-15);
  CHECK(displacement(start.box, start.positions, crystal.system.positions).first <= 4e-15);

  const System& relaxed = relaxed_system({.particles = 64, .seed = 1});
  System again = relaxed;
  const Minimisation second = minimise(again, {}, {});
  CHECK(second.evaluations <= 2);
  CHECK(second.newton_steps == 0);
  CHECK(second.moved_max == 0);
  CHECK(again.positions == relaxed.positions);
}

TEST_CASE("a saddle is left, not mistaken for a minimum") {
  // A square lattice is one: forces vanish by symmetry, some curvatures are negative. Moved by 1e-6 off it.
  System system = random_system({.particles = 64, .seed = 1});
  const double spacing = system.box.lx / 8;
  for (int p = 0; p < 64; ++p) {
    system.positions[2 * p] = (p % 8) * spacing;
    system.positions[2 * p + 1] = (p / 8) * spacing;
    system.species[p] = 0;
  }
  REQUIRE(DynamicalMatrix(system, {}).inertia().negative > 0);
  system = perturbed(system, 1e-6, 2);
  const Minimisation result = minimise(system, {}, {});
  check_minimum(system, result, 1e-11);
  CHECK(DynamicalMatrix(system, {}).inertia().negative == 0);
  CHECK(result.moved_max > 0.1);
}

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

TEST_CASE("without Newton a looser tolerance is reached by L-BFGS alone") {
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

TEST_CASE("the same start gives the same bits") {
  System one = random_system({.glass = Glass::kob_andersen, .particles = 100, .seed = 13});
  System other = one;
  minimise(one, {}, {});
  minimise(other, {}, {});
  CHECK(one.positions == other.positions);
}

TEST_CASE("nearly coincident particles are pushed apart without a number that is none") {
  for (const double distance : {1e-3, 1e-6, 1e-9}) {
    CAPTURE(distance);
    System system = random_system({.particles = 64, .seed = 14});
    for (int k = 0; k < 4; ++k) {
      system.positions[4 * k] = system.positions[4 * k + 2] + distance;
      system.positions[4 * k + 1] = system.positions[4 * k + 3];
    }
    const Minimisation result = minimise(system, {}, {});
    check_minimum(system, result, 1e-11);
  }
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
