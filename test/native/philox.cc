#include "kernels/philox.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "kernels/thermostat.hpp"

using namespace keycore;

namespace {

using Words = std::array<std::uint32_t, 4>;
using Key = std::array<std::uint32_t, 2>;

/// Philox4x32-10 once more, product by product on 16-bit halves.
Words philox_by_halves(Words c, Key k) {
  const auto high = [](std::uint32_t a, std::uint32_t b) {
    const std::uint32_t a0 = a & 0xffff;
    const std::uint32_t a1 = a >> 16;
    const std::uint32_t b0 = b & 0xffff;
    const std::uint32_t b1 = b >> 16;
    const std::uint32_t low = (a0 * b0 >> 16) + (a1 * b0 & 0xffff) + (a0 * b1 & 0xffff);
    return a1 * b1 + (a1 * b0 >> 16) + (a0 * b1 >> 16) + (low >> 16);
  };
  constexpr std::uint32_t m0 = 3528531795;
  constexpr std::uint32_t m1 = 3449720151;
  for (int round = 0; round < 10; ++round) {
    const Words before = c;
    c[0] = high(m1, before[2]) ^ before[1] ^ k[0];
    c[1] = m1 * before[2];
    c[2] = high(m0, before[0]) ^ before[3] ^ k[1];
    c[3] = m0 * before[0];
    k[0] += 2654435769;
    k[1] += 3144134277;
  }
  return c;
}

} // namespace

TEST_SUITE_BEGIN("philox");

TEST_CASE("the known answers published with Random123 (kat_vectors, philox4x32 10)") {
  CHECK(philox({0, 0, 0, 0}, {0, 0}) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
        Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("a thousand counters and keys: the same words as by another multiplication") {
  Words counter{1, 2, 3, 4};
  Key key{5, 6};
  int wrong = 0;
  for (int turn = 0; turn < 1000; ++turn) {
    const Words words = philox(counter, key);
    wrong += words != philox_by_halves(counter, key);
    counter = words;
    key = {words[3] ^ key[1], words[1]};
  }
  CHECK(wrong == 0);
}

TEST_CASE("uniform numbers lie in (0, 1], both ends included as said, and use 53 bits") {
  CHECK(uniform_above_zero(0, 0) == 0x1p-53);
  CHECK(uniform_above_zero(0xffffffff, 0xffffffff) == 1.0);
  // The lowest bits that count are 5 and 6; those below do nothing.
  CHECK(uniform_above_zero(0, 1U << 6) == 0x1p-52);
  CHECK(uniform_above_zero(0, 63) == 0x1p-53);
  CHECK(uniform_above_zero(1U << 5, 0) == 0x1p-27 + 0x1p-53);
  CHECK(uniform_above_zero(31, 0) == 0x1p-53);
  CHECK(uniform_above_zero(0x80000000, 0) == 0.5 + 0x1p-53);
}

TEST_CASE("normal pairs are finite at the ends of the words and those of Box and Muller between") {
  for (const std::uint32_t a : {0U, 0xffffffffU})
    for (const std::uint32_t b : {0U, 0xffffffffU}) {
      const NormalPair pair = normal_pair({a, a, b, b});
      CHECK(std::isfinite(pair.first));
      CHECK(std::isfinite(pair.second));
    }
  // The longest deviate 53 bits can make: √(2 · 53 ln 2) = 8.57.
  CHECK(std::hypot(normal_pair({0, 0, 7, 9}).first, normal_pair({0, 0, 7, 9}).second) ==
        doctest::Approx(std::sqrt(106 * std::log(2.0))).epsilon(1e-15));
  // u = ½ + 2⁻⁵³ and a quarter of a turn.
  const NormalPair quarter = normal_pair({0x80000000, 0, 0x40000000, 0});
  CHECK(std::abs(quarter.first) < 1e-15);
  CHECK(quarter.second == doctest::Approx(std::sqrt(2 * std::log(2.0))).epsilon(1e-15));
}

TEST_CASE("words of a step: number, step (64 bits) and stream each give others") {
  std::set<Words> seen;
  for (const std::uint32_t n : {0U, 1U, 77U})
    for (const std::int64_t step : {std::int64_t{0}, std::int64_t{1}, std::int64_t{1} << 32, std::int64_t{5} << 40})
      for (const RandomStream stream : {RandomStream::velocities, RandomStream::rescaling, RandomStream::langevin})
        for (const Key key : {Key{1, 2}, Key{2, 1}}) seen.insert(step_words(n, step, stream, key));
  CHECK(seen.size() == 3 * 4 * 3 * 2);
  CHECK(step_words(9, (std::int64_t{3} << 32) + 8, RandomStream::langevin, {1, 2}) == philox({9, 8, 3, 3}, {1, 2}));
}

TEST_CASE("normal deviates: moments to the sixth of 2·10⁵, and no correlation along or between the pairs") {
  constexpr int pairs = 100'000;
  double moment[7] = {};
  double cross = 0;
  double lagged = 0;
  double before = 0;
  for (int n = 0; n < pairs; ++n) {
    const NormalPair pair =
        normal_pair(step_words(static_cast<std::uint32_t>(n), 12, RandomStream::langevin, {0xdeadbeef, 4}));
    for (const double x : {pair.first, pair.second})
      for (int k = 1; k <= 6; ++k) moment[k] += std::pow(x, k) / (2 * pairs);
    cross += pair.first * pair.second / pairs;
    lagged += pair.first * before / pairs;
    before = pair.first;
  }
  // Var[x^k] = (2k − 1)!! − ((k − 1)!!)² for even k, (2k − 1)!! for odd; five standard errors.
  const double mean[7] = {0, 0, 1, 0, 3, 0, 15};
  const double variance[7] = {0, 1, 2, 15, 96, 945, 10'395 - 225};
  for (int k = 1; k <= 6; ++k) {
    CAPTURE(k);
    CHECK(std::abs(moment[k] - mean[k]) < 5 * std::sqrt(variance[k] / (2 * pairs)));
  }
  CHECK(std::abs(cross) < 5 / std::sqrt(pairs));
  CHECK(std::abs(lagged) < 5 / std::sqrt(pairs));
}

TEST_SUITE_END();
