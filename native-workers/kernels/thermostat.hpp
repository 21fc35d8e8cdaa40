#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "kernels/philox.hpp"

namespace keycore {

/// Random words number `n` of a step, in a stream of their own.
inline std::array<std::uint32_t, 4> step_words(std::uint32_t n, std::int64_t step, RandomStream stream,
                                               std::array<std::uint32_t, 2> key) {
  return philox(
      {n, static_cast<std::uint32_t>(step), static_cast<std::uint32_t>(stream), static_cast<std::uint32_t>(step >> 32)},
      key);
}

/// The middle of a BAOAB step, v ← e^(−γΔt) v + √((1 − e^(−2γΔt)) T/m) ξ: exact for a free particle.
struct LangevinStep {
  double decay = 1;
  double width = 0; ///< for m = 1

  LangevinStep(double friction, double temperature, double time_step)
      : decay(std::exp(-friction * time_step)), width(std::sqrt(-std::expm1(-2 * friction * time_step) * temperature)) {
  }
};

/// Sum of the squares of `count` ≥ 1 normal deviates, 2 Γ(count/2).
/// Source: Marsaglia & Tsang, ACM Trans. Math. Softw. 26, 363 (2000).
inline double sum_of_squares(double count, std::uint32_t first, std::int64_t step, std::array<std::uint32_t, 2> key) {
  if (count < 2) {
    const double deviate = normal_pair(step_words(first, step, RandomStream::rescaling, key)).first;
    return deviate * deviate;
  }
  const double d = 0.5 * count - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  for (std::uint32_t n = first;; n += 2) {
    const double x = normal_pair(step_words(n, step, RandomStream::rescaling, key)).first;
    const double root = 1 + c * x;
    if (root <= 0) continue;
    const double v = root * root * root;
    const auto words = step_words(n + 1, step, RandomStream::rescaling, key);
    if (std::log(uniform_above_zero(words[0], words[1])) < 0.5 * x * x + d - d * v + d * std::log(v)) return 2 * d * v;
  }
}

/// Factor for all velocities after a step of stochastic rescaling: K_new = c K + (1 − c) k̄ (R² + S) + 2 R √(c (1 − c) k̄
/// K) with c = e^(−Δt/τ), k̄ = T/2, R normal and S a sum of N_f − 1 squares; the sign of √K_new as Bussi, Donadio &
/// Parrinello (2007), eq. A8. `kinetic` > 0 is the energy of `freedoms` degrees of freedom.
inline double rescaling_factor(double kinetic, double freedoms, double temperature, double time_step,
                               double relaxation_time, std::int64_t step, std::array<std::uint32_t, 2> key) {
  const double c = std::exp(-time_step / relaxation_time);
  const double ratio = (1 - c) * 0.5 * temperature / kinetic;
  const double r = normal_pair(step_words(0, step, RandomStream::rescaling, key)).first;
  const double others = freedoms > 1 ? sum_of_squares(freedoms - 1, 1, step, key) : 0;
  const double squared = c + ratio * (r * r + others) + 2 * r * std::sqrt(c * ratio);
  const double factor = std::sqrt(std::max(0.0, squared));
  return r + std::sqrt(c / ratio) >= 0 ? factor : -factor;
}

} // namespace keycore
