#pragma once

#include <array>

#include "kernels/energetics.hpp"

namespace keycore {

/// Symmetric 4 × 4 matrix over displacement gradients ε = (xx, xy, yx, yy), row-major.
using GradientMatrix = std::array<double, 16>;

/// Born term of the elasticity: V⁻¹ ∂²U/∂ε∂ε′ for purely affine motion r → r + ε r, prestress included,
/// C(ε, ε′) = V⁻¹ Σ_pairs [u″ (n·εr)(n·ε′r) + (u′/r)(εr·ε′r − (n·εr)(n·ε′r))], n = r/|r|, V the area before the strain.
[[nodiscard]] GradientMatrix born_term(const System& system, const PairList& pairs);

} // namespace keycore
