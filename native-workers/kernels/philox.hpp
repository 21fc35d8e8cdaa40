#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace keycore {

/// Streams of a sample's random numbers; the same key gives independent numbers in each. Streams 0 and 5
/// draw the random start (random-start.ts).
enum class RandomStream : std::uint32_t { positions = 0, velocities = 1, rescaling = 2, langevin = 3, swaps = 4 };

/// Philox4x32-10: a fixed function of counter and key, so that any random number of a run can be had without the
/// ones before it. The same generator as philox.ts.
/// Source: Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11 (2011).
inline std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t first = std::uint64_t{0xd2511f53} * counter[0];
    const std::uint64_t second = std::uint64_t{0xcd9e8d57} * counter[2];
    counter = {static_cast<std::uint32_t>(second >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(second),
               static_cast<std::uint32_t>(first >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(first)};
    key[0] += 0x9e3779b9;
    key[1] += 0xbb67ae85;
  }
  return counter;
}

/// Uniform in (0, 1], 53 random bits: a logarithm of it is finite.
inline double uniform_above_zero(std::uint32_t high, std::uint32_t low) {
  const std::uint64_t bits = (std::uint64_t{high >> 5} << 26) | (low >> 6);
  return static_cast<double>(bits + 1) * 0x1p-53;
}

struct NormalPair {
  double first = 0;
  double second = 0;
};

/// Two independent normal deviates of one block (Box & Muller).
inline NormalPair normal_pair(const std::array<std::uint32_t, 4>& words) {
  const double radius = std::sqrt(-2 * std::log(uniform_above_zero(words[0], words[1])));
  const double angle = 2 * std::numbers::pi * uniform_above_zero(words[2], words[3]);
  return {radius * std::cos(angle), radius * std::sin(angle)};
}

} // namespace keycore
