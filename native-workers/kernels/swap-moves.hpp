#pragma once

#include <array>
#include <cstdint>

#include "kernels/energetics.hpp"

namespace keycore {

/// Of the exchanges of diameters that were tried, how many were made.
struct SwapCount {
  std::int64_t attempts = 0;
  std::int64_t accepted = 0;
};

/// Monte Carlo moves at fixed positions: two particles, drawn at random, exchange their diameters with the probability
/// min(1, e^(−ΔU/T)). Any two are drawn as often before an exchange as after it, so that the canonical distribution at
/// T is stationary. Random numbers follow from `step` and `key` alone. Source: Ninarello, Berthier & Coslovich, Phys.
/// Rev. X 7, 021039 (2017).
SwapCount swap_diameters(System& system, std::int64_t attempts, double temperature, std::int64_t step,
                         std::array<std::uint32_t, 2> key);

} // namespace keycore
