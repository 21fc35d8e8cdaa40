#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "kernels/clusters.hpp"
#include "kernels/lanes.hpp"

using namespace keycore;

namespace {

/// The signal that ends a process which does this, 0 for none.
int signal_of(const std::function<void()>& deed) {
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGSEGV, SIG_DFL);
    std::signal(SIGABRT, SIG_DFL);
    // What the memory says when it stops is expected.
    close(STDERR_FILENO);
    deed();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

/// The place so many numbers from an array's start; the compiler does not know what lies there, nor may refuse it.
template <class Number> volatile Number* place(const Number* start, std::ptrdiff_t at) {
  volatile auto address = reinterpret_cast<std::uintptr_t>(start);
  return reinterpret_cast<volatile Number*>(address + static_cast<std::uintptr_t>(at) * sizeof(Number));
}

std::string guard() {
  const char* const asked = std::getenv("KEYCORE_GUARD");
  return asked == nullptr ? "behind" : asked;
}

template <class Array> void check_ends() {
  const Array array(64, 1);
  const auto* const data = array.data();
  const auto read = [&](std::ptrdiff_t at) { return signal_of([=] { static_cast<void>(*place(data, at)); }); };
  CHECK(read(0) == 0);
  CHECK(read(63) == 0);
  if (guard() == "behind") CHECK(read(64) == SIGSEGV);
  // Eigen's allocator keeps up to 64 bytes in front for itself.
  if (guard() == "before") CHECK(read(-static_cast<std::ptrdiff_t>(64 / sizeof *data) - 1) == SIGSEGV);
}

} // namespace

TEST_SUITE_BEGIN("guarded memory");

TEST_CASE("a step beyond an end of an array stops the program") {
  check_ends<std::vector<double>>();
  check_ends<std::vector<float>>();
  check_ends<std::vector<std::int32_t>>();
  check_ends<ClusterArray<double>>();
  check_ends<LaneRows>();
}

TEST_CASE("writing where only the alignment leaves room stops it when the array is given back") {
  if (guard() != "behind") return;
  CHECK(signal_of([] {
          const std::vector<std::uint8_t> array(67, 1);
          *place(array.data(), 67) = 2;
        }) == SIGABRT);
}

TEST_CASE("memory that has been given back may not be read") {
  CHECK(signal_of([] {
          volatile double* left = nullptr;
          {
            const std::vector<double> array(64, 1);
            left = place(array.data(), 0);
          }
          static_cast<void>(*left);
        }) == SIGSEGV);
}

TEST_CASE("no more alignment than was asked for") {
  if (guard() != "odd") return;
  for (const std::size_t size : {40, 64, 512, 4096}) {
    const std::vector<std::uint8_t> array(size, 0);
    CHECK(reinterpret_cast<std::uintptr_t>(array.data()) % 32 == 16);
  }
  struct alignas(64) Line {
    double of[8];
  };
  const std::vector<Line> lines(3);
  CHECK(reinterpret_cast<std::uintptr_t>(lines.data()) % 128 == 64);
}

TEST_SUITE_END();
