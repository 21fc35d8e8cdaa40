import type { QuantityForm } from '../painter/movie.ts';

/** Decimals of energies and stresses, and the size from which on these say enough. */
const DECIMALS = 4;
const ENOUGH = 0.1;

/** How a quantity that has these values is written: those of packings are very small. */
export function formFor(values: readonly number[]): QuantityForm {
  return values.some((value) => Math.abs(value) >= ENOUGH) ? { decimals: DECIMALS } : 'rounded';
}
