#include <doctest/doctest.h>

#include <atomic>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include "../systems.hpp"
#include "kernels/dynamics.hpp"
#include "kernels/minimise.hpp"
#include "kernels/modes-in-window.hpp"
#include "kernels/modes.hpp"
#include "kernels/pseudo-harmonic.hpp"

using namespace keycore;
using namespace keycore::test;

// What two threads may touch at once: the words of `Control`, and nothing else. To be run under ThreadSanitizer, which
// finds what is shared without being atomic; what is asserted here holds in any build.
namespace {

const Preparation preparation{.particles = 100, .seed = 11};

/// A thread that does what a window does: reads the progress, and asks a kernel to stop every so often.
class Watcher {
public:
  Watcher()
      : thread_([this](const std::stop_token& ended) {
          for (int turn = 0; !ended.stop_requested(); ++turn) {
            for (const std::size_t word : {1, 2, 3}) seen_ += at(word).load(std::memory_order_relaxed) != 0 ? 1 : 0;
            at(0).store(turn % 8 == 7 ? 1 : 0, std::memory_order_relaxed);
            std::this_thread::yield();
          }
        }) {}

  /// Of the kernel that is watched.
  [[nodiscard]] Control control() { return Control(words_); }

  /// Words that were not 0 when they were read.
  [[nodiscard]] long end() {
    thread_.request_stop();
    thread_.join();
    return seen_;
  }

private:
  [[nodiscard]] std::atomic_ref<std::int32_t> at(std::size_t word) { return std::atomic_ref(words_[word]); }

  std::int32_t words_[4] = {};
  long seen_ = 0;
  std::jthread thread_;
};

/// Runs a kernel until it has come to its end five times and has been stopped five times.
void run_watched(const std::function<bool(const Control&)>& stopped) {
  Watcher watcher;
  int ends = 0;
  int stops = 0;
  for (int turn = 0; turn < 20'000 && (ends < 5 || stops < 5); ++turn) {
    bool was_stopped = false;
    try {
      was_stopped = stopped(watcher.control());
    } catch (const Cancelled&) {
      was_stopped = true;
    }
    (was_stopped ? stops : ends) += 1;
  }
  CHECK(stops >= 5);
  CHECK(ends >= 5);
  CHECK(watcher.end() > 0);
}

DynamicsOptions some_steps() {
  DynamicsOptions options;
  options.steps = 2000;
  options.thermostat = LangevinThermostat{1};
  options.temperature_start = options.temperature_end = 0.2;
  return options;
}

/// Numbers that a worker computes from a sample of its own.
std::vector<double> work(std::uint64_t seed) {
  System system = random_system({.particles = 100, .seed = seed});
  minimise(system, {}, {});
  const DynamicalMatrix matrix(system, {});
  std::vector<double> numbers = lowest_modes(matrix, {.count = 4}, {}).eigenvalues;
  const auto softness = matrix.vibrability({});
  numbers.insert(numbers.end(), softness.begin(), softness.end());
  Dynamics dynamics(system, Dynamics::maxwell_velocities(system, 0.2, {1, 2}), 0.004, 0, {1, 2});
  DynamicsOptions options = some_steps();
  options.steps = 200;
  dynamics.run(options, {});
  numbers.insert(numbers.end(), dynamics.positions().begin(), dynamics.positions().end());
  return numbers;
}

} // namespace

TEST_SUITE_BEGIN("threads");

TEST_CASE("the minimiser, watched and stopped from another thread") {
  run_watched([](const Control& control) {
    System system = random_system(preparation);
    return minimise(system, {}, control).status == Status::cancelled;
  });
}

TEST_CASE("the factorisation, modes and Ψ, watched and stopped from another thread") {
  const System& system = relaxed_system(preparation);
  run_watched([&](const Control& control) {
    const DynamicalMatrix matrix(system, control);
    if (lowest_modes(matrix, {.count = 6}, control).status == Status::cancelled) return true;
    static_cast<void>(matrix.vibrability(control));
    return false;
  });
}

TEST_CASE("dynamics, watched and stopped from another thread") {
  const System& system = relaxed_system(preparation);
  for (const Precision precision : {Precision::mixed, Precision::full})
    run_watched([&](const Control& control) {
      Dynamics dynamics(system, Dynamics::maxwell_velocities(system, 0.2, {1, 2}), 0.004, 0, {1, 2});
      DynamicsOptions options = some_steps();
      options.precision = precision;
      return dynamics.run(options, control).status == DynamicsStatus::cancelled;
    });
}

TEST_CASE("pseudo-harmonic modes, watched and stopped from another thread") {
  const DynamicalMatrix matrix(relaxed_system(preparation), {});
  const auto fields = random_numbers(std::size_t{8} * 200, 5);
  run_watched([&](const Control& control) {
    return pseudo_harmonic_modes(matrix, fields, {}, {.count = 4}, control).status == Status::cancelled;
  });
}

TEST_CASE("workers at once: each gets the bits it gets alone") {
  const std::vector<double> alone[2] = {work(3), work(4)};
  std::vector<double> together[4];
  {
    std::vector<std::jthread> workers;
    for (std::size_t w = 0; w < 4; ++w) workers.emplace_back([&, w] { together[w] = work(3 + w % 2); });
  }
  for (std::size_t w = 0; w < 4; ++w) CHECK(together[w] == alone[w % 2]);
}

TEST_SUITE_END();
