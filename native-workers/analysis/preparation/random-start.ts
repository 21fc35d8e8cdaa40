import type { Box, Configuration } from '../../configuration/configuration.ts';
import { meanDiameter } from '../../models/particle-sizes.ts';
import type { Model } from '../../models/registry.ts';
import { diameterAt, meanOf } from '../../models/size-distribution.ts';
import { uniforms } from './philox.ts';
import { keyOfSeed } from './sample-seed.ts';

/** Streams of the generator that positions and diameters are drawn from; other uses of a seed take other streams. */
const POSITION_STREAM = 0;
const DIAMETER_STREAM = 5;

/**
 * How many particles of each species: shares of N rounded down, the particles left over going to the largest
 * remainders (the first species among equals). Sums to N exactly.
 */
export function composition(model: Model, particles: number): number[] {
  const exact = model.species.map((kind) => kind.fraction * particles);
  // 0.35 · 100 is 35.000000000000004 or 34.99…: a whole number within rounding is that number.
  const counts = exact.map((share) => Math.floor(share + 1e-9));
  const left = particles - counts.reduce((sum, count) => sum + count, 0);
  const byRemainder = exact
    .map((_, kind) => kind)
    .sort((a, b) => exact[b] - counts[b] - (exact[a] - counts[a]) || a - b);
  for (let k = 0; k < left; k++) counts[byRemainder[k]]++;
  return counts;
}

/**
 * Diameters drawn independently from the distribution of a model, scaled to its mean: the density N d̄²/V is then what it
 * is meant to be. Nothing for a model that has sizes by species.
 */
function drawnSizes({ perParticle }: Model, particles: number, seed: string): Pick<Configuration, 'sizes'> {
  if (perParticle?.use !== 'required' || perParticle.distribution === undefined) return {};
  const { distribution, nonAdditivity } = perParticle;
  const drawn = uniforms(keyOfSeed(seed), DIAMETER_STREAM, particles).map((share) => diameterAt(distribution, share));
  const scale = meanOf(distribution) / meanDiameter({ diameters: drawn });
  return { sizes: { diameters: drawn.map((diameter) => scale * diameter), nonAdditivity } };
}

/**
 * A random start: particles independent and uniform in the box (orthogonal), ids 1 … N, the first ones of species A,
 * the next of B, … (positions are independent, so the order carries no meaning), diameters drawn where the model has
 * a distribution of them. `counts`: of each species.
 * `seed`: of the sample (see `sampleSeed`); the same seed gives the same bits everywhere.
 */
export function randomStartIn(
  { model, counts, box }: { model: Model; counts: readonly number[]; box: Box },
  seed: string,
): Configuration {
  const particles = counts.reduce((sum, count) => sum + count, 0);
  const positions = uniforms(keyOfSeed(seed), POSITION_STREAM, 2 * particles);
  for (let at = 0; at < positions.length; at += 2) {
    positions[at] *= box.lx;
    positions[at + 1] *= box.ly;
  }
  return {
    ids: idsFrom1(particles),
    species: speciesInOrder(counts),
    positions,
    box,
    ...drawnSizes(model, particles, seed),
  };
}

/** A square box of side √(N/ρ). */
export function squareBox(particles: number, density: number): Box {
  const side = Math.sqrt(particles / density);
  return { lx: side, ly: side, xy: 0 };
}

/** The random start of a model in a square box, composition exact. */
export function randomStart(model: Model, particles: number, density: number, seed: string): Configuration {
  return randomStartIn({ model, counts: composition(model, particles), box: squareBox(particles, density) }, seed);
}

/** Ids 1 … N. */
export function idsFrom1(particles: number): Int32Array {
  return Int32Array.from({ length: particles }, (_, i) => i + 1);
}

/** The first particles of species A, the next of B, …. */
export function speciesInOrder(counts: readonly number[]): Uint8Array {
  return new Uint8Array(counts.flatMap((count, kind) => new Array<number>(count).fill(kind)));
}
