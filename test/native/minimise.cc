#include "kernels/minimise.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "kernels/dynamical-matrix.hpp"
#include "minimum-check.hpp"
#include "systems.hpp"

using namespace keycore;
using namespace keycore::test;

namespace {

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

TEST_SUITE_END();
