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
#include "kernels/vibrability.hpp"

using namespace keycore;
using namespace keycore::test;

// What two threads may touch at once: the words of `Control`, and nothing else. To be run under ThreadSanitizer, which
// finds what is shared without being atomic; what is asserted here holds in any build.
namespace {

const Preparation preparation{.particles = 100, .seed = 11};

/// A thread that does what a window does: reads the progress, and stops a kernel that has begun where it is to.
class Watcher {
public:
  explicit Watcher(bool stops)
      : thread_([this, stops](const std::stop_token& ended) {
          while (!ended.stop_requested()) {
            for (const std::size_t word : {1, 2, 3}) seen_ += at(word).load(std::memory_order_relaxed) != 0 ? 1 : 0;
            if (stops && seen_ > 0) at(0).store(1, std::memory_order_relaxed);
            std::this_thread::yield();
          }
        }) {}

  /// Of the kernel that is watched.
  [[nodiscard]] Control control() { return Control(words_); }

private:
  [[nodiscard]] std::atomic_ref<std::int32_t> at(std::size_t word) { return std::atomic_ref(words_[word]); }

  std::int32_t words_[4] = {};
  long seen_ = 0;
  std::jthread thread_; ///< last: it ends before what it uses
};

/// Runs a kernel under the eyes of another thread, to its end and until it is stopped, some times each.
void run_watched(const std::function<bool(const Control&)>& was_stopped) {
  const auto run = [&](bool stops) {
    Watcher watcher(stops);
    try {
      return was_stopped(watcher.control());
    } catch (const Cancelled&) {
      return true;
    }
  };
  for (int turn = 0; turn < 3; ++turn) {
    CHECK_FALSE(run(false));
    // One that ends before it can be stopped is run again.
    bool stopped = false;
    for (int attempt = 0; attempt < 500 && !stopped; ++attempt) stopped = run(true);
    CHECK(stopped);
  }
}

DynamicsOptions some_steps() {
  DynamicsOptions options;
  options.steps = 300;
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
  const auto softness = vibrability(matrix, {});
  numbers.insert(numbers.end(), softness.begin(), softness.end());
  Dynamics dynamics(system, Dynamics::maxwell_velocities(system, 0.2, {1, 2}), 0.004, 0, {1, 2});
  DynamicsOptions options = some_steps();
  options.steps = 100;
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
    static_cast<void>(vibrability(matrix, control));
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

TEST_CASE("workers at once: each gets the bits it gets by itself") {
  const std::vector<double> single[2] = {work(3), work(4)};
  std::vector<double> together[4];
  {
    std::vector<std::jthread> workers;
    for (std::size_t w = 0; w < 4; ++w) workers.emplace_back([&, w] { together[w] = work(3 + w % 2); });
  }
  for (std::size_t w = 0; w < 4; ++w) CHECK(together[w] == single[w % 2]);
}

TEST_SUITE_END();
