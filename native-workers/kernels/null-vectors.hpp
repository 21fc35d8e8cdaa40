#pragma once

#include <cstdint>
#include <vector>

#include "kernels/dynamical-matrix.hpp"

namespace keycore {

/// Random vectors of the null space of H, `count` × 2N, in which every zero mode has a part, the grounded particle at
/// rest: x = y − G H y for a random y, G the generalised inverse of the grounded factorisation (a zero pivot's inverse
/// is zero, so that H G H = H). Two particles move alike in a few of them only if they move alike in every zero mode.
/// The same seed gives the same vectors. Throws `Cancelled`.
[[nodiscard]] std::vector<double> random_null_vectors(const DynamicalMatrix& matrix, int count, std::uint64_t seed,
                                                      const Control& control);

} // namespace keycore
