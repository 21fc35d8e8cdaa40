#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <thread>

#include "deviation.hpp"
#include "dynamics-clusters.hpp"
#include "kernels/dynamics.hpp"
#include "systems.hpp"

using namespace keycore;
using namespace keycore::test;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr std::array<std::uint32_t, 2> key{3, 4};

const System& glass() {
  return relaxed_system({.particles = 100, .seed = 9});
}

Dynamics warm_glass(double time_step = 0.004) {
  return {glass(), Dynamics::maxwell_velocities(glass(), 0.5, key), time_step, 0, key};
}

DynamicsOptions run_of(std::int64_t steps) {
  DynamicsOptions options;
  options.steps = steps;
  return options;
}

} // namespace

TEST_SUITE_BEGIN("dynamics-limits");

TEST_CASE("what no dynamics can be made from is named") {
  const System system = glass();
  const std::vector<double> rest(200, 0.0);
  const auto throws = [&](const System& of, const std::vector<double>& v, double dt, std::int64_t step,
                          const char* message) {
    CHECK_THROWS_WITH_AS((Dynamics{of, v, dt, step, key}), message, std::invalid_argument);
  };
  throws(system, std::vector<double>(199, 0.0), 0.004, 0, "velocities must have 200 numbers, got 199");
  throws(system, {}, 0.004, 0, "velocities must have 200 numbers, got 0");
  for (const double bad : {not_a_number, infinity, -infinity}) {
    auto velocities = rest;
    velocities[77] = bad;
    throws(system, velocities, 0.004, 0, "velocities must be finite");
  }
  throws(system, rest, 0, 0, "time step must be positive and finite, got 0.000000");
  throws(system, rest, -0.004, 0, "time step must be positive and finite, got -0.004000");
  throws(system, rest, not_a_number, 0, "time step must be positive and finite, got nan");
  throws(system, rest, infinity, 0, "time step must be positive and finite, got inf");
  throws(system, rest, 0.004, -1, "step must not be negative, got -1");
  System narrow = system;
  narrow.box = Box(4, 40, 0);
  throws(narrow, rest, 0.004, 0, "the box is 4.000000 wide, less than twice the cutoff 2.072000");
  System nowhere = system;
  nowhere.positions[6] = not_a_number;
  throws(nowhere, rest, 0.004, 0, "position of particle index 3 is not finite");
}

TEST_CASE("options that cannot be are named, and leave the state as it is") {
  Dynamics dynamics = warm_glass();
  const auto throws = [&](auto change, const char* message) {
    DynamicsOptions options = run_of(5);
    change(options);
    CHECK_THROWS_WITH_AS(dynamics.run(options, {}), message, std::invalid_argument);
    CHECK(dynamics.step() == 0);
    CHECK(dynamics.positions() == glass().positions);
  };
  throws([](auto& o) { o.steps = -1; }, "steps must not be negative, got -1");
  throws([](auto& o) { o.trace_interval = -5; }, "trace interval must not be negative, got -5");
  throws([](auto& o) { o.temperature_start = -0.1; }, "temperature must not be negative, got -0.100000");
  throws([](auto& o) { o.temperature_end = not_a_number; }, "temperature must not be negative, got nan");
  throws([](auto& o) { o.temperature_end = infinity; }, "temperature must not be negative, got inf");
  throws([](auto& o) { o.skin = -0.2; }, "skin must not be negative, got -0.200000");
  throws([](auto& o) { o.skin = not_a_number; }, "skin must not be negative, got nan");
  throws([](auto& o) { o.thermostat = LangevinThermostat{-1}; }, "friction must not be negative, got -1.000000");
  throws([](auto& o) { o.thermostat = LangevinThermostat{not_a_number}; }, "friction must not be negative, got nan");
  throws([](auto& o) { o.thermostat = RescalingThermostat{0}; }, "relaxation time must be positive, got 0.000000");
  throws([](auto& o) { o.thermostat = RescalingThermostat{not_a_number}; },
         "relaxation time must be positive, got nan");
  CHECK_NOTHROW(dynamics.run(run_of(5), {}));
}

TEST_CASE("velocities drawn: refused below absolute zero, none at it, total momentum 0, the particle's own words") {
  CHECK_THROWS_WITH_AS(static_cast<void>(Dynamics::maxwell_velocities(glass(), -1, key)),
                       "temperature must not be negative, got -1.000000", std::invalid_argument);
  CHECK_THROWS_WITH_AS(static_cast<void>(Dynamics::maxwell_velocities(glass(), not_a_number, key)),
                       "temperature must not be negative, got nan", std::invalid_argument);
  CHECK(largest_magnitude(Dynamics::maxwell_velocities(glass(), 0, key)) == 0);
  const System heavy = relaxed_system({.particles = 100, .seed = 9, .masses = {1, 9}});
  const auto velocities = Dynamics::maxwell_velocities(heavy, 2, key);
  double momentum[2] = {};
  for (std::size_t k = 0; k < 200; ++k) momentum[k % 2] += heavy.masses[heavy.species[k / 2]] * velocities[k];
  CHECK(std::abs(momentum[0]) < 1e-12);
  CHECK(std::abs(momentum[1]) < 1e-12);
  CHECK(Dynamics::maxwell_velocities(heavy, 2, key) == velocities);
  CHECK(Dynamics::maxwell_velocities(heavy, 2, {3, 5}) != velocities);
}

TEST_CASE("a start with particles on top of each other diverges: said at which step, the state as it was") {
  // A random start: the closest pairs have forces of 10¹⁰ and more.
  const System random = random_system({.particles = 200, .seed = 4});
  const std::vector<double> rest(400, 0.0);
  for (const int kind : {0, 1, 2}) {
    CAPTURE(kind);
    Dynamics dynamics(random, rest, 0.005, 40, key);
    DynamicsOptions options = run_of(1000);
    if (kind == 1) options.thermostat = LangevinThermostat{1};
    if (kind == 2) options.thermostat = RescalingThermostat{1};
    options.temperature_start = options.temperature_end = 1;
    const DynamicsResult result = dynamics.run(options, {});
    CHECK(result.status == DynamicsStatus::diverged);
    CHECK(result.steps < 100);
    CHECK(result.detail.starts_with("at step 4"));
    CHECK(result.detail.find("with time step 0.005 ") != std::string::npos);
    CHECK((result.detail.find("in one step") != std::string::npos) !=
          (result.detail.find("the motion is not finite") != std::string::npos));
    CHECK(dynamics.positions() == random.positions);
    CHECK(dynamics.velocities() == rest);
    CHECK(dynamics.step() == 40);
  }
}

TEST_CASE("two particles on one spot: the motion is not finite") {
  System system = jittered_lattice({.form = "lennard-jones", .particles = 100});
  system.positions[2] = system.positions[0];
  system.positions[3] = system.positions[1];
  Dynamics dynamics(system, std::vector<double>(200, 0.0), 0.001, 0, key);
  const DynamicsResult result = dynamics.run(run_of(10), {});
  CHECK(result.status == DynamicsStatus::diverged);
  CHECK(result.detail.find("the motion is not finite") != std::string::npos);
  CHECK(dynamics.positions() == system.positions);
}

TEST_CASE("a time step that is too long for a hot liquid diverges within 1000 steps; a shorter one does not") {
  for (const double time_step : {0.1, 0.004}) {
    CAPTURE(time_step);
    Dynamics dynamics = warm_glass(time_step);
    const DynamicsResult result = dynamics.run(run_of(1000), {});
    CHECK((result.status == DynamicsStatus::diverged) == (time_step == 0.1));
    CHECK(result.detail.empty() == (time_step != 0.1));
  }
}

TEST_CASE("a few particles in a vast box: forces in double precision whatever is asked for") {
  for (const double length : {300.0, 30'000.0}) {
    CAPTURE(length);
    System system = glass();
    system.box = Box(length, length, 0);
    const auto velocities = Dynamics::maxwell_velocities(system, 0.1, key);
    std::vector<double> ends[2];
    for (const Precision precision : {Precision::mixed, Precision::full}) {
      Dynamics dynamics(system, velocities, 0.004, 0, key);
      DynamicsOptions options = run_of(50);
      options.precision = precision;
      REQUIRE(dynamics.run(options, {}).status == DynamicsStatus::done);
      ends[precision == Precision::full ? 1 : 0] = dynamics.positions();
    }
    CHECK((ends[0] == ends[1]) == (length > 1e4));
    CHECK(largest_deviation(ends[0], ends[1]) < 1e-5);
  }
}

TEST_CASE("a run that was asked to stop before it began makes no step") {
  std::int32_t words[4] = {1, 0, 0, 0};
  Dynamics dynamics = warm_glass();
  const DynamicsResult result = dynamics.run(run_of(1000), Control(words));
  CHECK(result.status == DynamicsStatus::cancelled);
  CHECK(result.steps == 0);
  CHECK(result.trace.empty());
  CHECK(dynamics.step() == 0);
}

TEST_CASE("a run that is stopped half-way leaves the state after the steps it made, and goes on from there") {
  std::int32_t words[4] = {0, 0, 0, 0};
  Dynamics dynamics = warm_glass();
  DynamicsResult stopped;
  std::thread runner([&] { stopped = dynamics.run(run_of(100'000'000), Control(words)); });
  const std::atomic_ref<std::int32_t> done(words[2]);
  while (done.load() < 500) std::this_thread::yield();
  std::atomic_ref<std::int32_t>(words[0]).store(1);
  runner.join();
  CHECK(stopped.status == DynamicsStatus::cancelled);
  CHECK(stopped.steps >= 500);
  CHECK(dynamics.step() == stopped.steps);
  CHECK(words[1] == static_cast<std::int32_t>(Stage::dynamics));
  CHECK(words[3] == 100'000'000);
  CHECK(words[2] == stopped.steps);
  // The same number of steps asked for: the same bits.
  Dynamics whole = warm_glass();
  REQUIRE(whole.run(run_of(stopped.steps), {}).status == DynamicsStatus::done);
  CHECK(whole.positions() == dynamics.positions());
  CHECK(whole.velocities() == dynamics.velocities());
  whole.run(run_of(100), {});
  CHECK(dynamics.run(run_of(100), {}).status == DynamicsStatus::done);
  CHECK(whole.positions() == dynamics.positions());
}

TEST_CASE("trace: rows at multiples of the interval and at the end, counted from the state's own step") {
  Dynamics dynamics(glass(), Dynamics::maxwell_velocities(glass(), 0.5, key), 0.004, 1000, key);
  DynamicsOptions options = run_of(25);
  options.trace_interval = 10;
  const auto steps = [](const DynamicsResult& result) {
    std::vector<std::int64_t> at;
    for (const TraceRow& row : result.trace) at.push_back(row.step);
    return at;
  };
  CHECK(steps(dynamics.run(options, {})) == std::vector<std::int64_t>{1010, 1020, 1025});
  options.steps = 20;
  CHECK(steps(dynamics.run(options, {})) == std::vector<std::int64_t>{1035, 1045});
  options.trace_interval = 1'000'000;
  CHECK(steps(dynamics.run(options, {})) == std::vector<std::int64_t>{1065});
}

TEST_CASE("tracing changes nothing but rounding") {
  Dynamics bare = warm_glass();
  Dynamics traced = warm_glass();
  bare.run(run_of(200), {});
  DynamicsOptions options = run_of(200);
  options.trace_interval = 1;
  CHECK(traced.run(options, {}).trace.size() == 200);
  CHECK(largest_deviation(bare.positions(), traced.positions()) <= 1e-11);
}

TEST_CASE("a single particle flies straight on; two that meet bounce") {
  System system = jittered_lattice({.form = "inverse-power", .species = 1, .particles = 25});
  system.positions = {0.3, 0.2};
  system.species = {0};
  Dynamics single(system, {1, -2}, 0.01, 0, key);
  REQUIRE(single.run(run_of(1000), {}).status == DynamicsStatus::done);
  CHECK(single.positions()[0] == doctest::Approx(10.3).epsilon(1e-12));
  CHECK(single.positions()[1] == doctest::Approx(-19.8).epsilon(1e-12));
  system.positions = {-2, 0, 0, 0};
  system.species = {0, 0};
  Dynamics two(system, {1, 0, -1, 0}, 0.001, 0, key);
  REQUIRE(two.run(run_of(1500), {}).status == DynamicsStatus::done);
  CHECK(two.velocities()[0] == doctest::Approx(-1).epsilon(1e-5));
  CHECK(two.velocities()[2] == doctest::Approx(1).epsilon(1e-5));
  CHECK(two.velocities()[1] == 0);
}

TEST_SUITE_END();
