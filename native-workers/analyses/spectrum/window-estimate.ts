import type { Control, NativeHessian } from '../../addon.ts';
import { BadInput } from '../../text/bad-input.ts';
import { modesBelowFrequency, spectrumEnd } from './mode-count.ts';
import type { WindowEstimate } from './spectrum-report.ts';
import { UNASKED_MODES } from './spectrum-settings.ts';
import { modesOfASlice } from './window-slices.ts';

/** Right-hand sides that are timed: as many as the search takes at a time. */
const TIMED = 8;

/** Vectors that the search in a slice is made of: measured on slices of 24 to 112 modes. */
const VECTORS_OF_A_SLICE = 150;
const VECTORS_OF_A_MODE = 2.4;
/** Solves for a vector: one, and one to refine it. */
const SOLVES_OF_A_VECTOR = 2;
/** Numbers per second that orthogonalisation works off, four for each component of a pair of vectors: a modest core. */
const ORTHOGONALISED_PER_SECOND = 1e10;

function secondsOf(work: () => unknown) {
  const begin = performance.now();
  work();
  return (performance.now() - begin) / 1000;
}

/** Why a window is not computed unasked, for the user. */
export function confirmationText({ modes, seconds }: WindowEstimate): string {
  const time = seconds < 100 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} minutes`;
  return `the window holds ${modes} modes, about ${time} of work; more than ${UNASKED_MODES} have to be confirmed`;
}

/** Throws `BadInput` for a window that is no window. */
export function checkWindow({ lower, upper }: { lower: number; upper: number }): void {
  if (!Number.isFinite(lower) || lower < 0)
    throw new BadInput(`the window begins at ω = ${lower}; expected 0 or above`, { field: 'window' });
  if (!(upper > lower) || !Number.isFinite(upper))
    throw new BadInput(`the window from ω = ${lower} to ${upper} is upside down: expected lower < upper`, {
      field: 'window',
    });
}

/** The translations, which are zero modes of every sample. */
const TRANSLATIONS = 2;

/** Seconds of a solve with the factorisation, also where loose particles leave H⁺ undefined: a null vector takes two. */
function secondsOfSolve(hessian: NativeHessian) {
  if (hessian.inertia.zero > TRANSLATIONS) return secondsOf(() => hessian.nullVectors(TIMED)) / (2 * TIMED);
  return secondsOf(() => hessian.solve(new Float64Array(2 * TIMED * hessian.particles).fill(1))) / TIMED;
}

/**
 * What all modes of a window will cost: their number exactly, by inertia, and the time from that of a factorisation and
 * of some solves. Throws `BadInput` for a window that is none, or lies beyond the spectrum.
 */
export function estimateWindow(
  hessian: NativeHessian,
  window: { lower: number; upper: number },
  control?: Control,
): WindowEstimate {
  checkWindow(window);
  const size = 2 * hessian.particles;
  let modes = 0;
  const factorisationSeconds =
    secondsOf(() => {
      modes = modesBelowFrequency(hessian, window.upper, control) - modesBelowFrequency(hessian, window.lower, control);
    }) / 2;
  if (modes === 0) {
    const end = spectrumEnd(hessian, control);
    if (window.lower >= end)
      throw new BadInput(`the window begins at ω = ${window.lower}, but no mode lies above ${end.toPrecision(4)}`, {
        field: 'window',
      });
  }
  const solveSeconds = secondsOfSolve(hessian);
  const slices = Math.max(1, Math.ceil((1.4 * modes) / modesOfASlice(hessian.particles)));
  const vectors = VECTORS_OF_A_SLICE * slices + VECTORS_OF_A_MODE * modes;
  const basis = vectors / slices;
  const orthogonalisation = (4 * size * (basis / 2) * vectors) / ORTHOGONALISED_PER_SECOND;
  const seconds =
    modes === 0
      ? 4 * factorisationSeconds
      : (2 * slices + 4) * factorisationSeconds +
        (SOLVES_OF_A_VECTOR * vectors + modes) * solveSeconds +
        orthogonalisation;
  return {
    modes,
    seconds,
    factorisationSeconds,
    solveSeconds,
    needsConfirmation: modes > UNASKED_MODES,
  };
}
