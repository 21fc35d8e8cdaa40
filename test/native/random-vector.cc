#include "kernels/random-vector.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

using namespace keycore;

TEST_SUITE_BEGIN("random vector");

TEST_CASE("SplitMix64 as published: the first numbers from seeds 0 and 1234567") {
  // Vigna's splitmix64.c, state 0; and the sequence from state 1234567 that many implementations quote.
  CHECK(splitmix64(0, 0) == 0xe220a8397b1dcdafULL);
  CHECK(splitmix64(0, 1) == 0x6e789e6aa1b965f4ULL);
  CHECK(splitmix64(0, 2) == 0x06c45d188009454fULL);
  constexpr std::array<std::uint64_t, 5> expected = {6457827717110365317ULL, 3203168211198807973ULL,
                                                     9817491932198370423ULL, 4593380528125082431ULL,
                                                     16408922859458223821ULL};
  for (std::uint64_t k = 0; k < expected.size(); ++k) CHECK(splitmix64(1234567, k) == expected[k]);
}

TEST_CASE("a number depends only on seed and place, and vectors are the sequence over 2⁶³") {
  std::vector<double> vector(1000);
  fill_random(vector, 42);
  for (std::size_t k = 0; k < vector.size(); ++k)
    CHECK(vector[k] == static_cast<double>(static_cast<std::int64_t>(splitmix64(42, k))) / 9223372036854775808.0);
  std::vector<double> shorter(10);
  fill_random(shorter, 42);
  for (std::size_t k = 0; k < shorter.size(); ++k) CHECK(shorter[k] == vector[k]);
  fill_random({}, 42);
}

TEST_CASE("uniform in (−1, 1)") {
  std::vector<double> vector(100000);
  fill_random(vector, 7);
  double mean = 0;
  double square = 0;
  double cross = 0;
  for (std::size_t k = 0; k < vector.size(); ++k) {
    REQUIRE(std::abs(vector[k]) < 1);
    mean += vector[k];
    square += vector[k] * vector[k];
    if (k > 0) cross += vector[k] * vector[k - 1];
  }
  const auto n = static_cast<double>(vector.size());
  // Mean 0 ± 1/√(3N), mean square 1/3 ± √(4/45N), neighbours uncorrelated ± 1/(3√N): four standard deviations.
  CHECK(std::abs(mean / n) < 4 / std::sqrt(3 * n));
  CHECK(std::abs(square / n - 1.0 / 3) < 4 * std::sqrt(4 / (45 * n)));
  CHECK(std::abs(cross / n) < 4 / (3 * std::sqrt(n)));
}

TEST_SUITE_END();
