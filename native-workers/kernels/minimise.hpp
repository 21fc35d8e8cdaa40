#pragma once

#include "kernels/control.hpp"
#include "kernels/energetics.hpp"

namespace keycore {

struct MinimiseOptions {
  double force_tolerance = 1e-11; ///< on max|F_i|
  int max_evaluations = 200000;   ///< of the forces, all phases together
  bool newton = true;
};

struct Minimisation {
  Status status = Status::not_converged;
  double energy = 0;
  double max_force = 0;
  /// Where Newton stalled: the largest force that rounding the coordinates to doubles can leave; else 0.
  double rounding_force = 0;
  int evaluations = 0;  ///< force evaluations
  int newton_steps = 0; ///< accepted Newton steps, one factorisation each
  double moved_max = 0; ///< largest displacement of a particle from the start
  double moved_rms = 0;
};

/// Takes the system into the minimum of its energy: L-BFGS (Liu & Nocedal, Math. Program. 45, 503 (1989)) with a
/// bounded step into the Newton basin, then Newton steps on the factorised Hessian, each guarded: taken only where
/// the Hessian is positive, no particle moves further than a bound, and max|F| falls.
/// `converged` means max|F| ≤ tolerance, or that Newton steps stopped helping at a max|F| below what rounding the
/// coordinates does through the stiffest row of H (above N ≈ 3·10⁴ that is more than 1e-11).
/// Positions are left wrapped into the centred cell (−½ … ½ of the box): rounded coordinates there carry one bit
/// more than in 0 … L, and that bit is what max|F| = 1e-11 needs at N = 10⁴.
/// Cancelling leaves the system where it was then. Throws std::invalid_argument for a tolerance below 1e-13 or two
/// particles at the same place.
Minimisation minimise(System& system, const MinimiseOptions& options, const Control& control);

} // namespace keycore
