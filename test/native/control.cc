#include "kernels/control.hpp"

#include <doctest/doctest.h>

#include <thread>

#include "kernels/minimise.hpp"
#include "kernels/modes.hpp"
#include "systems.hpp"

using namespace keycore;
using namespace keycore::test;

TEST_SUITE_BEGIN("control");

TEST_CASE("no thread watches: nothing is asked, nothing is written") {
  const Control control;
  CHECK_FALSE(control.cancelled());
  CHECK_NOTHROW(control.poll());
  CHECK_NOTHROW(control.progress(Stage::modes, 3, 4));
}

TEST_CASE("any word but 0 asks to stop") {
  std::int32_t words[4] = {0, 0, 0, 0};
  const Control control(words);
  CHECK_FALSE(control.cancelled());
  CHECK_NOTHROW(control.poll());
  for (const std::int32_t word : {1, -1, 1 << 30}) {
    words[0] = word;
    CHECK(control.cancelled());
    CHECK_THROWS_AS(control.poll(), Cancelled);
  }
}

TEST_CASE("progress goes to its own words and leaves the request as it is") {
  std::int32_t words[6] = {0, 0, 0, 0, 77, 77};
  const Control control(words);
  control.progress(Stage::vibrability, 5, 9);
  CHECK(words[0] == 0);
  CHECK(words[1] == 4);
  CHECK(words[2] == 5);
  CHECK(words[3] == 9);
  CHECK(words[4] == 77);
  words[0] = 1;
  control.progress(Stage::newton, 1, 2);
  CHECK(words[0] == 1);
  CHECK(words[1] == 6);
}

TEST_CASE("stages are numbered as addon.ts lists them") {
  CHECK(static_cast<int>(Stage::none) == 0);
  CHECK(static_cast<int>(Stage::minimise) == 1);
  CHECK(static_cast<int>(Stage::factorise) == 2);
  CHECK(static_cast<int>(Stage::modes) == 3);
  CHECK(static_cast<int>(Stage::vibrability) == 4);
  CHECK(static_cast<int>(Stage::split) == 5);
  CHECK(static_cast<int>(Stage::newton) == 6);
}

TEST_CASE("another thread stops a kernel that is under way") {
  // The kernel runs again and again until the word is set: wherever it is then, it must stop, and stay usable.
  std::int32_t words[4] = {0, 0, 0, 0};
  const System start = random_system({.particles = 200, .seed = 3});
  std::jthread other([&](const std::stop_token& ended) {
    const std::atomic_ref<std::int32_t> done(words[2]);
    while (done.load() == 0 && !ended.stop_requested()) std::this_thread::yield();
    std::atomic_ref<std::int32_t>(words[0]).store(1);
  });
  Status status = Status::converged;
  int runs = 0;
  while (status == Status::converged) {
    System system = start;
    status = minimise(system, {}, Control(words)).status;
    REQUIRE(++runs < 100000);
  }
  other.join();
  CHECK(status == Status::cancelled);
  std::atomic_ref<std::int32_t>(words[0]).store(0);
  System system = start;
  CHECK(minimise(system, {}, Control(words)).status == Status::converged);
}

TEST_SUITE_END();
