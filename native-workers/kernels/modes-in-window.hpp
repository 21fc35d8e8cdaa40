#pragma once

#include "kernels/modes.hpp"

namespace keycore {

struct WindowOptions {
  int expected = 0;         ///< modes in the window, as the inertia at its edges tells
  double tolerance = 1e-12; ///< largest ‖Ae − λe‖/‖A‖ of a mode that counts
};

/// All modes of A = M^(−1/2) H M^(−1/2) with lower < λ < upper, by block Lanczos on (A − σ)⁻¹ with σ in the middle of
/// the window, where those of largest |θ| are just the modes of the window. Members of a multiple eigenvalue that
/// a Krylov space has lost are looked for again with all that was found deflated. No pivoting is done in the
/// factorisation: where that has cost digits, solves are refined once; where it has cost too many, σ is moved. Meant
/// for windows of up to some hundred modes: wider ones are to be cut in slices. What is not complete is told as such,
/// with what was found; `complete` are as many modes as expected, every residual within the tolerance and none so close
/// to an edge that rounding might have taken it across: with the inertia at the edges the proof. Throws
/// std::invalid_argument for lower ≥ upper, edges that are not finite and expected < 0; `Cancelled`.
[[nodiscard]] Modes modes_in_window(const DynamicalMatrix& matrix, double lower, double upper,
                                    const WindowOptions& options, const Control& control);

} // namespace keycore
