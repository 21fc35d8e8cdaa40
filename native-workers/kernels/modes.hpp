#pragma once

#include <vector>

#include "kernels/dynamical-matrix.hpp"

namespace keycore {

struct ModesOptions {
  int count = 20;
  double tolerance = 1e-12; ///< target for ‖Ae − λe‖/‖A‖
  int max_basis = 0;        ///< of the Krylov space; 0: chosen from `count`
  int max_restarts = 100;
};

/// Modes of one stretch of the spectrum: what every search for them gives.
struct Modes {
  Status status = Status::not_converged;
  std::vector<double> eigenvalues;   ///< ascending
  std::vector<double> displacements; ///< u = M^(−1/2) e, one mode of 2N numbers after another
  std::vector<double> residuals;     ///< ‖Ae − λe‖₂ over the row-sum bound of ‖A‖
  bool complete = false;             ///< inertia proves that no mode of the stretch is missing
  int solves = 0;
};

/// The lowest modes of A = M^(−1/2) H M^(−1/2), the two translations excluded.
/// A stable sample: block Lanczos on A⁺ through the grounded factorisation. A sample with negative or further
/// zero modes: on (A − σ)⁻¹ with σ just below the whole spectrum (checked by inertia), so that the most negative
/// come first. Where the residuals miss the tolerance, a mode far softer than the others having swamped them, the
/// search is repeated from a shift further down. The number of modes found is compared with the inertia of A just
/// above the last one; where a multiple eigenvalue has lost members, more are asked for until the counts agree:
/// `complete` says that no mode below the last one is missing.
/// Eigenvalues are Rayleigh quotients of A. Throws std::invalid_argument for count < 1; `Cancelled`.
[[nodiscard]] Modes lowest_modes(const DynamicalMatrix& matrix, const ModesOptions& options, const Control& control);

} // namespace keycore
