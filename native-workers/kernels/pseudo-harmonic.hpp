#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/dynamical-matrix.hpp"
#include "kernels/pair-softness.hpp"
#include "kernels/pseudo-harmonic-cost.hpp"

namespace keycore {

/// A force −(x, y) on the first particle and +(x, y) on the second.
struct Dipole {
  std::int32_t first = 0;
  std::int32_t second = 0;
  double x = 0;
  double y = 0;
};

struct PseudoHarmonicOptions {
  int count = 20;           ///< modes wanted, those of lowest κ
  double tolerance = 1e-8;  ///< of the residual
  int max_iterations = 300; ///< steps of one start
  double overlap = 0.9;     ///< |z·z′|, mass-weighted and normalised, from which two results are one mode
  bool merge_early = true;  ///< end a search that has come that close to a known mode from above
};

struct PseudoHarmonicMode {
  double stiffness = 0; ///< κ = zᵀHz/zᵀMz
  double cost = 0;      ///< C
  double residual = 0;  ///< of the mode as returned, computed again
  int iterations = 0;
  int start = 0; ///< fields first, then dipoles
  int hits = 1;  ///< starts that ended here
};

struct PseudoHarmonicModes {
  Status status = Status::not_converged; ///< not_converged: no start came to its end
  std::vector<PseudoHarmonicMode> modes; ///< by κ ascending, at most `count`
  std::vector<double> displacements;     ///< z of each, zᵀMz = 1, without translation
  int distinct = 0;                      ///< different modes found
  int merged = 0;                        ///< starts that ended on a known mode
  int merged_early = 0;                  ///< of them before they had converged
  int unconverged = 0;
  std::int64_t solves = 0;
};

/// Pseudo-harmonic modes: minima of C (Richard, Kapteijns, Giannini, Manning & Lerner, PRL 126, 015501 (2021)).
///
/// Where C is stationary, Hz = (zᵀHz/Q) g(z). On the ellipsoid zᵀHz = 1, C = 1/Q, and Q is convex: with
/// w = H⁺ g(z), the maximum of the linearised Q on the ellipsoid is w/√(wᵀHw), and convexity gives
/// Q(w/√(wᵀHw)) ≥ Q(z) + 4 g·(w/√(wᵀHw) − z) ≥ Q(z), with equality at stationary points only. So z ← H⁺ g(z) lowers C
/// at every step without a line search (a generalised power method; Journée, Nesterov, Richtárik & Sepulchre, JMLR 11,
/// 517 (2010)), and removes the translations by itself. r = w/Q − z is the gradient in the metric of H; we take
/// conjugate directions of it (Polak–Ribière, restarted), along each of which E²/Q is a quotient of known polynomials
/// whose first minimum is found exactly. A direction along which C would not fall is replaced by r.
///
/// Eight starts share each pass over the factor; a lane that has ended takes the next start. Everything happens in a
/// fixed order: the same input gives the same bits on the same build. Throws std::invalid_argument for options or
/// starts that make no sense and for a sample that is not at a minimum; `Cancelled`.
[[nodiscard]] PseudoHarmonicModes pseudo_harmonic_modes(const DynamicalMatrix& matrix, std::span<const double> fields,
                                                        std::span<const Dipole> dipoles,
                                                        const PseudoHarmonicOptions& options, const Control& control);

} // namespace keycore
