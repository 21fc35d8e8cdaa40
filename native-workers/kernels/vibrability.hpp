#pragma once

#include <vector>

#include "kernels/control.hpp"
#include "kernels/dynamical-matrix.hpp"

namespace keycore {

/// Vibrability Ψ_i = Σ_λ |u_λ,i|²/ω_λ² of every particle, over all modes λ but the translations (u = M^(−1/2) e): the
/// trace of the i-th 2 × 2 block of M^(−1/2) A⁺ M^(−1/2), for unit masses of H⁺. In σ²/ε; length N. Exact, from one
/// selected inversion, while the inertia shows no zero mode but the translations. Throws `Cancelled`.
[[nodiscard]] std::vector<double> vibrability(const DynamicalMatrix& matrix, const Control& control);

} // namespace keycore
