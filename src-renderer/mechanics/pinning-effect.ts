import type { ShearSummary } from '../../native-workers/analysis/elasticity/shear-modulus.ts';

/** Pinning does little where more than this share of the anisotropy is left. */
const LITTLE = 0.5;

/** How pinning the key core changes G(θ). */
export interface PinningEffect {
  /** max |G_pinned(θ) − G_free(θ)| over the mean with the key core pinned. */
  change: number;
  /** (max − min) over that mean, free and pinned. */
  free: number;
  pinned: number;
  /** Most of the anisotropy is left. */
  little: boolean;
}

/** One of two curves: G at an angle in degrees, and what is said of it. */
export interface ShearCurve {
  at: (degrees: number) => number;
  summary: ShearSummary;
}

/** Null where the mean with the key core pinned is not positive: nothing is relative to it. */
export function pinningEffect(free: ShearCurve, pinned: ShearCurve): PinningEffect | null {
  const { mean } = pinned.summary;
  if (!(mean > 0)) return null;
  let greatest = 0;
  // G repeats after half a turn.
  for (let degrees = 0; degrees < 180; degrees += 1)
    greatest = Math.max(greatest, Math.abs(pinned.at(degrees) - free.at(degrees)));
  const relative = ({ max, min }: ShearSummary) => (max - min) / mean;
  const [before, after] = [relative(free.summary), relative(pinned.summary)];
  return { change: greatest / mean, free: before, pinned: after, little: after > LITTLE * before };
}
