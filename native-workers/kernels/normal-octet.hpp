#pragma once

#include <array>
#include <cstdint>
#include <numbers>

#include "kernels/pack.hpp"
#include "kernels/philox.hpp"

namespace keycore {

/// The numbers of `philox` and `normal_pair` for eight counters at once: the same random bits, and normal deviates that
/// agree to some 1e-15.
struct NormalOctets {
  Octet<double> first;
  Octet<double> second;
};

/// Products of lanes below 2³².
[[gnu::always_inline]] inline Octet<std::uint64_t> product_of_words(Octet<std::uint64_t> a, Octet<std::uint64_t> b) {
#if defined(__AVX512F__)
  // Only the lower halves of the lanes are looked at; a full product takes three operations.
  return (Octet<std::uint64_t>)_mm512_mul_epu32((__m512i)a, (__m512i)b);
#else
  return a * b;
#endif
}

/// ln x, 2⁻⁵³ ≤ x ≤ 1: the exponent, and 2 artanh of (m − 1)/(m + 1) of what is left, √½ < m ≤ √2, by its series.
inline Octet<double> logarithm(Octet<double> x) {
  const auto bits = (Octet<std::int64_t>)x;
  Octet<std::int64_t> exponent = (bits >> 52) - 1023;
  auto m = (Octet<double>)((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  const auto upper = m > std::numbers::sqrt2;
  m = upper ? 0.5 * m : m;
  exponent -= upper;
  const Octet<double> f = (m - 1.0) / (m + 1.0);
  const Octet<double> z = f * f;
  // z < 0.03: the term after these is below 1e-17.
  Octet<double> sum = Octet<double>{} + 1.0 / 21;
  for (int k = 19; k >= 3; k -= 2) sum = sum * z + 1.0 / k;
  return __builtin_convertvector(exponent, Octet<double>) * std::numbers::ln2 + 2.0 * (f + f * z * sum);
}

/// cos 2πx and sin 2πx, 0 < x ≤ 1: of the distance to the nearest quarter by their series.
inline void circle(Octet<double> x, Octet<double>& cosine, Octet<double>& sine) {
  const Octet<double> quarters = round_to_whole(4.0 * x);
  const Octet<double> r = (x - 0.25 * quarters) * (2 * std::numbers::pi);
  const Octet<double> z = r * r;
  // |r| ≤ π/4: the terms after these are below 1e-16.
  Octet<double> s = Octet<double>{} + 1.0 / (16 * 17);
  Octet<double> c = Octet<double>{} + 1.0 / (15 * 16);
  s = 1.0 - z * s;
  c = 1.0 - z * c;
  for (int k = 14; k >= 2; k -= 2) {
    s = 1.0 - z * s * (1.0 / (k * (k + 1)));
    c = 1.0 - z * c * (1.0 / ((k - 1) * k));
  }
  s *= r;
  const auto quarter = __builtin_convertvector(quarters, Octet<std::int64_t>);
  const auto odd = (quarter & 1) != 0;
  const Octet<double> along = odd ? s : c;
  const Octet<double> across = odd ? c : s;
  cosine = ((quarter + 1) & 2) != 0 ? -along : along;
  sine = (quarter & 2) != 0 ? -across : across;
}

/// `normal_pair` of the words of eight particles (`step_words`), each a whole number that is not negative.
inline NormalOctets normal_octets(Octet<std::uint64_t> particles, std::int64_t step, RandomStream stream,
                                  std::array<std::uint32_t, 2> key) {
  using Words = Octet<std::uint64_t>;
  constexpr std::uint64_t low = 0xffffffff;
  const auto same = [](std::uint64_t word) { return Words{} + word; };
  Words words[4] = {particles, same(static_cast<std::uint32_t>(step)), same(static_cast<std::uint32_t>(stream)),
                    same(static_cast<std::uint64_t>(step) >> 32)};
  for (int round = 0; round < 10; ++round) {
    const Words first = product_of_words(words[0], same(0xd2511f53));
    const Words second = product_of_words(words[2], same(0xcd9e8d57));
    words[0] = (second >> 32) ^ words[1] ^ same(key[0]);
    words[1] = second & low;
    words[2] = (first >> 32) ^ words[3] ^ same(key[1]);
    words[3] = first & low;
    key[0] += 0x9e3779b9;
    key[1] += 0xbb67ae85;
  }
  const auto uniform_above_zero = [](Words high, Words lower) {
    const Words bits = ((high >> 5) << 26) | (lower >> 6);
    return __builtin_convertvector((Octet<std::int64_t>)(bits + 1), Octet<double>) * 0x1p-53;
  };
  const Octet<double> radius = square_root(-2.0 * logarithm(uniform_above_zero(words[0], words[1])));
  Octet<double> cosine;
  Octet<double> sine;
  circle(uniform_above_zero(words[2], words[3]), cosine, sine);
  return {radius * cosine, radius * sine};
}

} // namespace keycore
