#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/lanes.hpp"

namespace keycore {

/// Q(z) = Σ_pairs |z_ij|⁴, z_ij = z_j − z_i, for eight fields in lanes at once.
inline constexpr int quartic_lanes = 8;

/// The pairs, as rows of the fields: particle p has the rows 2p and 2p + 1.
struct QuarticPairs {
  int particles = 0;
  std::vector<std::int32_t> first;
  std::vector<std::int32_t> second;
};

/// One number for each of the eight.
struct LaneNumbers {
  double value[quartic_lanes] = {};
  double& operator[](int lane) { return value[lane]; }
  double operator[](int lane) const { return value[lane]; }
};

/// g = ¼∂Q/∂z, that is g_j = Σ_i |z_ij|² z_ij, and Q. The components of g sum to nothing.
inline void quartic_gradient(const QuarticPairs& pairs, const double* z, double* g, LaneNumbers& quartic) {
  using Row = Lanes<quartic_lanes>;
  std::fill_n(g, static_cast<std::size_t>(pairs.particles) * 2 * quartic_lanes, 0.0);
  Row::Register sum{};
  for (std::size_t k = 0; k < pairs.first.size(); ++k) {
    const std::ptrdiff_t i = 2 * static_cast<std::ptrdiff_t>(pairs.first[k]);
    const std::ptrdiff_t j = 2 * static_cast<std::ptrdiff_t>(pairs.second[k]);
    const Row::Register x = Row::at(z, j) - Row::at(z, i);
    const Row::Register y = Row::at(z, j + 1) - Row::at(z, i + 1);
    const Row::Register square = x * x + y * y;
    const Row::Register gx = square * x;
    const Row::Register gy = square * y;
    Row::at(g, i) -= gx;
    Row::at(g, i + 1) -= gy;
    Row::at(g, j) += gx;
    Row::at(g, j + 1) += gy;
    sum += square * square;
  }
  Row::at(quartic.value, 0) = sum;
}

/// Q(z + αp) = Σ_k c_k α^k, k = 0 … 4.
inline void quartic_along(const QuarticPairs& pairs, const double* z, const double* p, LaneNumbers (&coefficients)[5]) {
  using Row = Lanes<quartic_lanes>;
  Row::Register sum[5] = {};
  for (std::size_t k = 0; k < pairs.first.size(); ++k) {
    const std::ptrdiff_t i = 2 * static_cast<std::ptrdiff_t>(pairs.first[k]);
    const std::ptrdiff_t j = 2 * static_cast<std::ptrdiff_t>(pairs.second[k]);
    const Row::Register x = Row::at(z, j) - Row::at(z, i);
    const Row::Register y = Row::at(z, j + 1) - Row::at(z, i + 1);
    const Row::Register px = Row::at(p, j) - Row::at(p, i);
    const Row::Register py = Row::at(p, j + 1) - Row::at(p, i + 1);
    // |z + αp|² = a + 2bα + dα²
    const Row::Register a = x * x + y * y;
    const Row::Register b = x * px + y * py;
    const Row::Register d = px * px + py * py;
    sum[0] += a * a;
    sum[1] += a * b;
    sum[2] += 2 * b * b + a * d;
    sum[3] += b * d;
    sum[4] += d * d;
  }
  const double weight[5] = {1, 4, 2, 4, 1};
  for (int k = 0; k < 5; ++k) Row::at(coefficients[k].value, 0) = weight[k] * sum[k];
}

} // namespace keycore
