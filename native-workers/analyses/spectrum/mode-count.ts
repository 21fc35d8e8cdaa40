import type { Control, NativeHessian } from '../../addon.ts';

/** The two translations. */
const TRANSLATIONS = 2;

/** Steps, relative, by which an ω is moved where the inertia there cannot be told (an eigenvalue and a pivot at once). */
const ESCAPES = [0, 3e-5, -3e-5, 1e-4, -1e-4];

/** Of which modes there are: those below zero, those at zero beside the translations, and the rest. */
interface ModeCounts {
  negative: number;
  zero: number;
  /** Modes in all, 2N − 2. */
  all: number;
}

export function modeCounts({ inertia, particles }: NativeHessian): ModeCounts {
  return {
    negative: inertia.negative,
    zero: inertia.zero - TRANSLATIONS,
    all: 2 * particles - TRANSLATIONS,
  };
}

/** Whether an error of the kernels says that no factorisation near that shift can be trusted. */
function isUndetermined(error: unknown) {
  return error instanceof Error && error.message.includes('could not be determined');
}

/**
 * Modes with 0 < λ < `eigenvalue`: the inertia of H − λM (Sylvester), less what lies at or below zero. One
 * factorisation. Throws where the inertia cannot be told.
 */
export function positiveModesBelow(hessian: NativeHessian, eigenvalue: number, control?: Control): number {
  if (eigenvalue <= 0) return 0;
  const { negative, zero } = hessian.inertia;
  return hessian.countBelow(Float64Array.of(eigenvalue), control)[0] - negative - zero;
}

/** The same below a frequency ω, or as close to it as the inertia can be told. */
export function modesBelowFrequency(hessian: NativeHessian, omega: number, control?: Control): number {
  for (const escape of ESCAPES) {
    try {
      return positiveModesBelow(hessian, (omega * (1 + escape)) ** 2, control);
    } catch (error) {
      if (!isUndetermined(error)) throw error;
    }
  }
  throw new Error(`the modes below ω = ${omega} cannot be counted: every factorisation near it is singular`);
}

/** How closely the end of the spectrum is searched for. */
const END_TOLERANCE = 1e-3;

/** A frequency that no mode reaches, at most 0.1 % above the highest; some ten factorisations. */
export function spectrumEnd(hessian: NativeHessian, control?: Control): number {
  const { all, negative, zero } = modeCounts(hessian);
  // The row-sum bound of ‖A‖ holds every eigenvalue.
  let above = Math.sqrt(hessian.norm) * (1 + END_TOLERANCE);
  let below = 0;
  while (above - below > END_TOLERANCE * above) {
    const middle = 0.5 * (above + below);
    if (modesBelowFrequency(hessian, middle, control) === all - negative - zero) above = middle;
    else below = middle;
  }
  return above;
}
