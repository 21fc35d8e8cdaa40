#include "kernels/normal-octet.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "kernels/thermostat.hpp"

using namespace keycore;

TEST_SUITE_BEGIN("normal-octet");

TEST_CASE("eight particles at once have the deviates that each has by itself") {
  double worst = 0;
  for (const std::int64_t step : {std::int64_t{0}, std::int64_t{1}, std::int64_t{4294967297}, std::int64_t{1} << 40})
    for (std::uint64_t first = 0; first < 40'000; first += 8) {
      Octet<std::uint64_t> particles;
      for (std::uint64_t l = 0; l < 8; ++l) particles[l] = first * 53 + 7 * l;
      const NormalOctets found = normal_octets(particles, step, RandomStream::langevin, {17, 18});
      for (std::uint64_t l = 0; l < 8; ++l) {
        const auto particle = static_cast<std::uint32_t>(particles[l]);
        const NormalPair single = normal_pair(step_words(particle, step, RandomStream::langevin, {17, 18}));
        worst = std::max({worst, std::abs(found.first[l] - single.first), std::abs(found.second[l] - single.second)});
      }
    }
  // Of numbers up to 5: a dozen operations each rounded at 1e-16, and 2π times the angle in the reference.
  CHECK(worst < 8e-15);
}

TEST_CASE("logarithm over its whole range, both ends included") {
  const auto check = [](double x) {
    const Octet<double> found = logarithm(Octet<double>{} + x);
    CAPTURE(x);
    CHECK(std::abs(found[0] - std::log(x)) <= 4e-16 * std::abs(std::log(x)));
    CHECK(found[0] == found[7]);
  };
  check(1);
  check(0x1p-53);
  for (int exponent = 0; exponent >= -53; --exponent)
    for (const double mantissa : {1.0, 0.5000001, 0.6, 0.7071067811865475, 0.7071067811865476, 0.9, 0.99999999999})
      if (std::ldexp(mantissa, exponent) >= 0x1p-53) check(std::ldexp(mantissa, exponent));
}

TEST_CASE("cosine and sine round the circle, quarters and their middles included") {
  for (int k = 1; k <= 4096; ++k) {
    const double x = k / 4096.0;
    Octet<double> cosine;
    Octet<double> sine;
    circle(Octet<double>{} + x, cosine, sine);
    CAPTURE(k);
    // The angle 2πx itself is rounded at 4e-16 on the other side.
    CHECK(std::abs(cosine[3] - std::cos(2 * std::numbers::pi * x)) < 1.2e-15);
    CHECK(std::abs(sine[3] - std::sin(2 * std::numbers::pi * x)) < 1.2e-15);
  }
}

TEST_SUITE_END();
