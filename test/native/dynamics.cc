#include "kernels/dynamics.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "deviation.hpp"
#include "dynamics-clusters.hpp"
#include "kernels/philox.hpp"
#include "kernels/thermostat.hpp"
#include "systems.hpp"

using namespace keycore;
using namespace keycore::test;

namespace {

constexpr std::array<std::uint32_t, 2> key{11, 22};

/// A state and what moves it, step by step through the plain loop over pairs found again each time, positions never
/// wrapped: knows nothing of packs, lists that are kept, sorting or images.
struct PlainDynamics {
  System system;
  std::vector<double> velocities;
  double time_step;
  std::vector<double> forces;
  double energy = 0;

  PlainDynamics(System start, std::vector<double> v, double dt)
      : system(std::move(start)), velocities(std::move(v)), time_step(dt) {
    evaluate_here();
  }

  void evaluate_here() { energy = evaluate(system, interacting_pairs(system), system.positions, forces).energy; }
  [[nodiscard]] double mass(std::size_t k) const { return system.masses[system.species[k / 2]]; }
  [[nodiscard]] double kinetic() const {
    double sum = 0;
    for (std::size_t k = 0; k < velocities.size(); ++k) sum += 0.5 * mass(k) * velocities[k] * velocities[k];
    return sum;
  }
  void kick() {
    for (std::size_t k = 0; k < velocities.size(); ++k) velocities[k] += 0.5 * time_step * forces[k] / mass(k);
  }
  void drift(double part) {
    for (std::size_t k = 0; k < velocities.size(); ++k) system.positions[k] += part * time_step * velocities[k];
  }
  void step() {
    kick();
    drift(1);
    evaluate_here();
    kick();
  }
  /// B A O A B of Leimkuhler & Matthews, the noise of particle p from its own block of random words.
  void langevin_step(double friction, double temperature, std::int64_t at) {
    kick();
    drift(0.5);
    const double decay = std::exp(-friction * time_step);
    for (std::size_t p = 0; p < velocities.size() / 2; ++p) {
      const NormalPair noise =
          normal_pair(philox({static_cast<std::uint32_t>(p), static_cast<std::uint32_t>(at), 3, 0}, key));
      const double width = std::sqrt((1 - decay * decay) * temperature / mass(2 * p));
      velocities[2 * p] = decay * velocities[2 * p] + width * noise.first;
      velocities[2 * p + 1] = decay * velocities[2 * p + 1] + width * noise.second;
    }
    drift(0.5);
    evaluate_here();
    kick();
  }
};

struct Start {
  System system;
  std::vector<double> velocities;
};

/// A relaxed glass with masses 1 and 2.5 and velocities of a temperature.
Start hot_glass(Glass glass, double tilt, int particles = 150, double temperature = 0.8) {
  Start start{relaxed_system({.glass = glass, .particles = particles, .seed = 5, .tilt = tilt, .masses = {1, 2.5}}),
              {}};
  start.velocities = Dynamics::maxwell_velocities(start.system, temperature, key);
  return start;
}

DynamicsOptions plain_run(std::int64_t steps, double skin = 0) {
  DynamicsOptions options;
  options.steps = steps;
  options.skin = skin;
  // In double precision, so that what differs from the plain integrator by more than rounding is a fault.
  options.precision = Precision::full;
  return options;
}

double momentum(const System& system, const std::vector<double>& velocities, std::size_t axis) {
  double sum = 0;
  for (std::size_t p = 0; p < system.species.size(); ++p)
    sum += system.masses[system.species[p]] * velocities[2 * p + axis];
  return sum;
}

} // namespace

TEST_SUITE_BEGIN("dynamics");

TEST_CASE("one step from rest: x + Δt² F/2m and Δt (F + F′)/2m, for every form, tilt, number of species, N") {
  for (const std::string& form : potential_forms())
    for (const int species : {1, 2, 3})
      for (const double tilt : {0.0, 0.4})
        for (const int particles : {16, 25, 100, 400}) {
          CAPTURE(form);
          CAPTURE(species);
          CAPTURE(tilt);
          CAPTURE(particles);
          const System system = jittered_lattice(
              {.form = form, .species = species, .particles = particles, .spacing = 1.2, .tilt = tilt});
          constexpr double dt = 0.001;
          Dynamics dynamics(system, std::vector<double>(system.positions.size(), 0.0), dt, 0, key);
          REQUIRE(dynamics.run(plain_run(1), {}).status == DynamicsStatus::done);
          CHECK(dynamics.step() == 1);
          PlainDynamics plain(system, std::vector<double>(system.positions.size(), 0.0), dt);
          plain.step();
          // Positions are wrapped and unwrapped, which rounds them at 1e-15; velocities of 0.1 feel that through
          // Δt times a stiffness of 10⁴.
          CHECK(largest_deviation(dynamics.positions(), plain.system.positions) <= 1e-14);
          CHECK(largest_deviation(dynamics.velocities(), plain.velocities) <=
                1e-12 * largest_magnitude(plain.velocities));
        }
}

TEST_CASE("500 steps with rebuilds: the trajectory of the plain integrator, whatever the skin") {
  for (const Glass glass : {Glass::inverse_power, Glass::kob_andersen})
    for (const double tilt : {0.0, -0.45}) {
      CAPTURE(static_cast<int>(glass));
      CAPTURE(tilt);
      const Start start = hot_glass(glass, tilt);
      constexpr double dt = 0.004;
      constexpr int steps = 500;
      PlainDynamics plain(start.system, start.velocities, dt);
      for (int k = 0; k < steps; ++k) plain.step();
      std::int64_t fewest = std::numeric_limits<std::int64_t>::max();
      for (const double skin : {1e-12, 0.02, 0.0, 0.5}) {
        CAPTURE(skin);
        Dynamics dynamics(start.system, start.velocities, dt, 0, key);
        const DynamicsResult result = dynamics.run(plain_run(steps, skin), {});
        REQUIRE(result.status == DynamicsStatus::done);
        if (skin == 1e-12) CHECK(result.rebuilds == steps);
        fewest = std::min(fewest, result.rebuilds);
        if (skin == 0.02) CHECK(result.rebuilds > 50);
        CHECK(result.rebuilds <= steps);
        // Rounding of 1e-15 grows as e^(λt), λ of the order of 3: by 10³ in 2 units of time.
        CHECK(largest_deviation(dynamics.positions(), plain.system.positions) <= 3e-11);
        CHECK(largest_deviation(dynamics.velocities(), plain.velocities) <= 3e-10);
        // The trace's one row is the state after the last step.
        REQUIRE(result.trace.size() == 1);
        const double particles = dynamics.particles();
        CHECK(result.trace[0].step == steps);
        CHECK(result.trace[0].potential_energy == doctest::Approx(plain.energy / particles).epsilon(1e-10));
        CHECK(result.trace[0].kinetic_energy == doctest::Approx(plain.kinetic() / particles).epsilon(1e-10));
        CHECK(result.trace[0].temperature == doctest::Approx(plain.kinetic() / (particles - 1)).epsilon(1e-10));
      }
      CHECK(fewest < steps / 10);
    }
}

TEST_CASE("forces in single precision: the same trajectory as far as rounding grows") {
  for (const Glass glass : {Glass::inverse_power, Glass::kob_andersen})
    for (const double tilt : {0.0, -0.45}) {
      CAPTURE(static_cast<int>(glass));
      CAPTURE(tilt);
      const Start start = hot_glass(glass, tilt);
      constexpr double dt = 0.004;
      PlainDynamics plain(start.system, start.velocities, dt);
      Dynamics dynamics(start.system, start.velocities, dt, 0, key);
      DynamicsOptions options = plain_run(1);
      options.precision = Precision::mixed;
      REQUIRE(dynamics.run(options, {}).status == DynamicsStatus::done);
      plain.step();
      // Forces of 10² rounded at 3e-7, times Δt; in positions once more.
      CHECK(largest_deviation(dynamics.velocities(), plain.velocities) <= 2e-7);
      CHECK(largest_deviation(dynamics.positions(), plain.system.positions) <= 1e-9);
      options.steps = 249;
      const DynamicsResult result = dynamics.run(options, {});
      REQUIRE(result.status == DynamicsStatus::done);
      for (int k = 1; k < 250; ++k) plain.step();
      // Grows as e^(λt), λ of the order of 3: by 20 in one unit of time, from what all steps on the way put in.
      CHECK(largest_deviation(dynamics.positions(), plain.system.positions) <= 3e-6);
      CHECK(largest_deviation(dynamics.velocities(), plain.velocities) <= 3e-5);
      // The energies of a trace are those of the positions, in double precision, whatever the forces were.
      System now = start.system;
      now.positions = dynamics.positions();
      std::vector<double> forces;
      const double energy = evaluate(now, interacting_pairs(now), now.positions, forces).energy;
      CHECK(result.trace.at(0).potential_energy == doctest::Approx(energy / now.particles()).epsilon(1e-12));
    }
}

TEST_CASE("energy is conserved in single precision of the forces as well as in double, and its error goes with Δt²") {
  // What velocity Verlet itself makes of the energy hides what rounding adds to it: over 20,000 steps 1e-7 a particle.
  const Start start = hot_glass(Glass::inverse_power, 0.2, 256);
  const auto error = [&](Precision precision, double dt) {
    Dynamics dynamics(start.system, start.velocities, dt, 0, key);
    DynamicsOptions options = plain_run(static_cast<std::int64_t>(40 / dt));
    options.precision = precision;
    options.trace_interval = 20;
    const DynamicsResult result = dynamics.run(options, {});
    REQUIRE(result.status == DynamicsStatus::done);
    double mean = 0;
    double mean_square = 0;
    const auto rows = static_cast<double>(result.trace.size());
    const auto energy = [](const TraceRow& row) { return row.potential_energy + row.kinetic_energy; };
    for (const TraceRow& row : result.trace) mean += energy(row) / rows;
    for (const TraceRow& row : result.trace) mean_square += std::pow(energy(row) - mean, 2) / rows;
    return std::sqrt(mean_square);
  };
  const double coarse = error(Precision::mixed, 0.004);
  const double fine = error(Precision::mixed, 0.002);
  // A factor of 4; over 40 units of time its estimate has an error of a few percent.
  CHECK(coarse / fine > 3.4);
  CHECK(coarse / fine < 4.6);
  CHECK(fine / error(Precision::full, 0.002) > 0.85);
  CHECK(fine / error(Precision::full, 0.002) < 1.18);
}

TEST_CASE("16 particles in a box of exactly twice the cutoff: no room for a skin, a list each step") {
  for (const std::string& form : potential_forms())
    for (const double skin : {0.0, 0.3}) {
      CAPTURE(form);
      CAPTURE(skin);
      System system = jittered_lattice({.form = form, .species = 1, .particles = 16, .spacing = 1.0, .seed = 2});
      // The cutoff of this species is 1.9.
      system.box = Box(4, 3.8, 0);
      const std::vector<double> rest(32, 0.0);
      Dynamics dynamics(system, rest, 0.001, 0, key);
      const DynamicsResult result = dynamics.run(plain_run(300, skin), {});
      REQUIRE(result.status == DynamicsStatus::done);
      CHECK(result.rebuilds == 300);
      PlainDynamics plain(system, rest, 0.001);
      for (int k = 0; k < 300; ++k) plain.step();
      CHECK(largest_deviation(dynamics.positions(), plain.system.positions) <= 1e-11);
    }
}

TEST_CASE("Langevin: the trajectory of a plain BAOAB with the same noise, unequal masses, late steps") {
  const Start start = hot_glass(Glass::inverse_power, 0.3);
  constexpr double dt = 0.004;
  constexpr std::int64_t first = 1'000'000;
  PlainDynamics plain(start.system, start.velocities, dt);
  for (int k = 0; k < 200; ++k) plain.langevin_step(0.7, 0.5 + (k + 0.5) / 200 * (1.5 - 0.5), first + k);
  Dynamics dynamics(start.system, start.velocities, dt, first, key);
  DynamicsOptions options = plain_run(200);
  options.thermostat = LangevinThermostat{0.7};
  options.temperature_start = 0.5;
  options.temperature_end = 1.5;
  const DynamicsResult result = dynamics.run(options, {});
  REQUIRE(result.status == DynamicsStatus::done);
  CHECK(dynamics.step() == first + 200);
  CHECK(result.trace.at(0).step == first + 200);
  CHECK(largest_deviation(dynamics.positions(), plain.system.positions) <= 1e-11);
  CHECK(largest_deviation(dynamics.velocities(), plain.velocities) <= 1e-10);
  // 2N degrees of freedom: the noise moves the centre as well.
  CHECK(result.trace[0].temperature == doctest::Approx(plain.kinetic() / dynamics.particles()).epsilon(1e-10));
}

TEST_CASE("rescaling changes the velocities by one factor a step") {
  const Start start = hot_glass(Glass::kob_andersen, 0);
  constexpr double dt = 0.004;
  PlainDynamics plain(start.system, start.velocities, dt);
  const double freedoms = 2.0 * start.system.particles() - 2;
  for (int k = 0; k < 100; ++k) {
    plain.step();
    const double factor = rescaling_factor(plain.kinetic(), freedoms, 1.2, dt, 0.1, k, key);
    for (double& v : plain.velocities) v *= factor;
  }
  Dynamics dynamics(start.system, start.velocities, dt, 0, key);
  DynamicsOptions options = plain_run(100);
  options.thermostat = RescalingThermostat{0.1};
  options.temperature_start = options.temperature_end = 1.2;
  const DynamicsResult result = dynamics.run(options, {});
  CHECK(largest_deviation(dynamics.velocities(), plain.velocities) <= 1e-11);
  CHECK(result.trace.at(0).kinetic_energy ==
        doctest::Approx(plain.kinetic() / start.system.particles()).epsilon(1e-11));
}

TEST_CASE("pressure: N T and the virial over the area, from the stress of the plain loop") {
  for (const double tilt : {0.0, 0.35}) {
    const Start start = hot_glass(Glass::kob_andersen, tilt);
    Dynamics dynamics(start.system, start.velocities, 0.002, 0, key);
    DynamicsOptions options = plain_run(40);
    options.trace_interval = 20;
    const DynamicsResult result = dynamics.run(options, {});
    REQUIRE(result.trace.size() == 2);
    CHECK(result.trace[0].step == 20);
    CHECK(result.trace[1].step == 40);
    System now = start.system;
    now.positions = dynamics.positions();
    std::vector<double> forces;
    const Energetics plain = evaluate(now, interacting_pairs(now), now.positions, forces);
    const TraceRow& last = result.trace[1];
    const double ideal = now.particles() * last.temperature / now.box.area();
    CHECK(last.pressure == doctest::Approx(ideal - 0.5 * (plain.stress[0] + plain.stress[2])).epsilon(1e-11));
    CHECK(last.potential_energy == doctest::Approx(plain.energy / now.particles()).epsilon(1e-11));
  }
}

TEST_CASE("momentum stays 0 to rounding without a bath and under rescaling; positions follow it unwrapped") {
  for (const bool rescaled : {false, true}) {
    Start start = hot_glass(Glass::inverse_power, 0.2);
    // A drift of the whole through the box several times over.
    for (std::size_t k = 0; k < start.velocities.size(); k += 2) start.velocities[k] += rescaled ? 0 : 10;
    const double before[2] = {momentum(start.system, start.velocities, 0), momentum(start.system, start.velocities, 1)};
    Dynamics dynamics(start.system, start.velocities, 0.004, 0, key);
    DynamicsOptions options = plain_run(2000);
    if (rescaled) options.thermostat = RescalingThermostat{0.2};
    options.temperature_start = options.temperature_end = 0.8;
    REQUIRE(dynamics.run(options, {}).status == DynamicsStatus::done);
    const double mass = momentum(start.system, std::vector<double>(start.velocities.size(), 1.0), 0);
    for (const std::size_t axis : {0U, 1U}) {
      // 2000 steps round Δt F of 0.1 a particle and velocities of 10: 1e-15 each, at random.
      CHECK(std::abs(momentum(start.system, dynamics.velocities(), axis) - before[axis]) <= 1e-11 * mass);
      double moved = 0;
      for (std::size_t p = 0; p < start.system.species.size(); ++p)
        moved += start.system.masses[start.system.species[p]] *
                 (dynamics.positions()[2 * p + axis] - start.system.positions[2 * p + axis]);
      CHECK(std::abs(moved - before[axis] * 8) <= 1e-9 * mass);
    }
  }
}

TEST_CASE("momentum with forces in single precision: what their rounding adds goes to and fro") {
  const Start start = hot_glass(Glass::inverse_power, 0.2);
  Dynamics dynamics(start.system, start.velocities, 0.004, 0, key);
  DynamicsOptions options = plain_run(2000);
  options.precision = Precision::mixed;
  REQUIRE(dynamics.run(options, {}).status == DynamicsStatus::done);
  const double mass = momentum(start.system, std::vector<double>(start.velocities.size(), 1.0), 0);
  // 2000 kicks of Δt F of 0.1 a particle, each rounded at 1e-7, at random.
  for (const std::size_t axis : {0U, 1U})
    CHECK(std::abs(momentum(start.system, dynamics.velocities(), axis)) <= 1e-7 * mass);
}

TEST_CASE("velocities turned round lead back to the start") {
  const Start start = hot_glass(Glass::kob_andersen, 0.3);
  Dynamics forward(start.system, start.velocities, 0.003, 0, key);
  REQUIRE(forward.run(plain_run(400), {}).status == DynamicsStatus::done);
  System there = start.system;
  there.positions = forward.positions();
  std::vector<double> turned = forward.velocities();
  for (double& v : turned) v = -v;
  CHECK(largest_deviation(there.positions, start.system.positions) > 0.2);
  Dynamics back(there, turned, 0.003, 0, key);
  REQUIRE(back.run(plain_run(400), {}).status == DynamicsStatus::done);
  // As above: rounding grows by some 10³ or 10⁴ on the way there and back.
  CHECK(largest_deviation(back.positions(), start.system.positions) <= 1e-10);
}

TEST_CASE("segments: one object run twice is two objects with the state passed through arrays, bit for bit") {
  for (const int kind : {0, 1, 2, 3}) {
    const Start start = hot_glass(Glass::inverse_power, 0.25);
    DynamicsOptions options = plain_run(150);
    if (kind != 3) options.precision = Precision::mixed;
    if (kind == 1) options.thermostat = LangevinThermostat{1.5};
    if (kind == 2) options.thermostat = RescalingThermostat{0.3};
    options.temperature_start = 0.9;
    options.temperature_end = 0.6;
    Dynamics one(start.system, start.velocities, 0.004, 7, key);
    one.run(options, {});
    System middle = start.system;
    middle.positions = one.positions();
    Dynamics other(middle, one.velocities(), 0.004, one.step(), key);
    const DynamicsResult a = one.run(options, {});
    const DynamicsResult b = other.run(options, {});
    CHECK(one.positions() == other.positions());
    CHECK(one.velocities() == other.velocities());
    CHECK(one.step() == 307);
    CHECK(other.step() == 307);
    CHECK(a.trace.at(0).pressure == b.trace.at(0).pressure);
  }
}

TEST_CASE("the key matters under a thermostat and only there") {
  const Start start = hot_glass(Glass::inverse_power, 0);
  for (const int kind : {0, 1, 2}) {
    DynamicsOptions options = plain_run(50);
    if (kind == 1) options.thermostat = LangevinThermostat{1.5};
    if (kind == 2) options.thermostat = RescalingThermostat{0.3};
    options.temperature_start = options.temperature_end = 0.9;
    Dynamics one(start.system, start.velocities, 0.004, 0, {1, 2});
    Dynamics other(start.system, start.velocities, 0.004, 0, {1, 3});
    Dynamics later(start.system, start.velocities, 0.004, 1, {1, 2});
    one.run(options, {});
    other.run(options, {});
    later.run(options, {});
    CHECK((one.positions() == other.positions()) == (kind == 0));
    CHECK((one.positions() == later.positions()) == (kind == 0));
  }
}

TEST_CASE("no steps: nothing happens") {
  const Start start = hot_glass(Glass::inverse_power, 0);
  Dynamics dynamics(start.system, start.velocities, 0.004, 5, key);
  const DynamicsResult result = dynamics.run(plain_run(0), {});
  CHECK(result.status == DynamicsStatus::done);
  CHECK(result.steps == 0);
  CHECK(result.trace.empty());
  CHECK(dynamics.step() == 5);
  CHECK(dynamics.velocities() == start.velocities);
  CHECK(largest_deviation(dynamics.positions(), start.system.positions) <= 1e-14);
}

TEST_SUITE_END();
