import type { NativeSample } from '../../addon.ts';
import { largestDisplacement } from './participation-ratio.ts';

/** Largest particle displacement at which the two directions of a mode are compared, σ. */
const PROBE_DISPLACEMENT = 0.05;

/**
 * Energies closer than this fraction are equal: U is a sum of some 1e4 … 1e6 pair terms and carries that much
 * rounding. Happens in crystals, where a mode and its reverse are mirror images.
 */
const EQUAL_ENERGY = 1e-13;

/**
 * Fixes the sign of every mode in place: an eigenvector has none, ours is the softer side, U(x + s·u) < U(x − s·u)
 * with s·max_i|u_i| = 0.05 σ. Where the two energies agree to rounding, the component of largest magnitude (the first
 * of them) is made positive, so that the sign is still the same in every run.
 * `displacements`: modes × 2N, one a row.
 */
export function fixModeSigns(sample: NativeSample, displacements: Float64Array): void {
  const size = 2 * sample.particles;
  for (let from = 0; from < displacements.length; from += size) {
    const mode = displacements.subarray(from, from + size);
    const scale = PROBE_DISPLACEMENT / largestDisplacement(mode);
    // The kernel takes a whole array, not a window into one.
    const [plus, minus] = sample.energiesAlong(mode.slice(), Float64Array.of(scale, -scale));
    const flip =
      Math.abs(plus - minus) > EQUAL_ENERGY * (Math.abs(plus) + Math.abs(minus))
        ? plus > minus
        : firstLargestComponent(mode) < 0;
    if (flip) for (let at = 0; at < size; at++) mode[at] = -mode[at];
  }
}

function firstLargestComponent(mode: Float64Array) {
  let component = 0;
  // Strictly larger by more than rounding, or a tie between two components would be decided by noise.
  for (const value of mode) if (Math.abs(value) > Math.abs(component) * (1 + 1e-6)) component = value;
  return component;
}
