#pragma once

#include <array>
#include <vector>

#include "kernels/energetics.hpp"

namespace keycore {

/// Displacement gradient ε, r → r + ε r: xx, xy, yx, yy.
using Gradient = std::array<double, 4>;

/// Affine force Ξ(ε)_i = −Σ_j [u″ (n·εr) n + (u′/r)(εr − (n·εr) n)] with r = r_i − r_j, n = r/|r|: the force on
/// particle i per unit strain when everybody moves affinely. Length 2N.
[[nodiscard]] std::vector<double> affine_force(const System& system, const PairList& pairs, const Gradient& gradient);

/// Ξ of the four unit gradients xx, xy, yx, yy, one after another (4 × 2N), in one pass over the pairs.
[[nodiscard]] std::vector<double> affine_forces(const System& system, const PairList& pairs);

} // namespace keycore
