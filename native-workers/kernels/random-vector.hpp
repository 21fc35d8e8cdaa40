#pragma once

#include <cstdint>
#include <span>

namespace keycore {

/// SplitMix64 (Steele, Lea & Flood 2014) as a counter-based generator: the k-th number depends on seed and k only.
[[nodiscard]] inline std::uint64_t splitmix64(std::uint64_t seed, std::uint64_t k) {
  std::uint64_t z = seed + (k + 1) * 0x9e3779b97f4a7c15ULL;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

/// Fills with uniform numbers in (−1, 1); the same seed gives the same vector everywhere.
inline void fill_random(std::span<double> vector, std::uint64_t seed) {
  for (std::size_t k = 0; k < vector.size(); ++k)
    vector[k] = static_cast<double>(static_cast<std::int64_t>(splitmix64(seed, k))) * 0x1p-63;
}

} // namespace keycore
