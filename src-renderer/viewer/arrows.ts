import { percentile } from './ranges.ts';

/** Most arrows drawn at once: more would be a carpet. The largest are kept. */
const MAX_ARROWS = 20_000;
/** Share of particles whose arrows may be longer than the default length, per cent. */
const SCALE_PERCENTILE = 99.9;

/**
 * In an extended mode nearly all arrows are long and would cover each other: the size that is drawn at the default length
 * (about three particles) is at least this many times the root mean square, so that the mean arrow spans one particle.
 */
const CROWDING = 3.2;

/** |v_i| of N × 2 components. */
export function magnitudes(vectors: ArrayLike<number>): Float64Array {
  const sizes = new Float64Array(vectors.length / 2);
  for (let i = 0; i < sizes.length; i += 1) sizes[i] = Math.hypot(vectors[2 * i], vectors[2 * i + 1]);
  return sizes;
}

export interface ArrowChoice {
  /** Indices of the particles that get an arrow, ascending. */
  indices: Int32Array;
  /** The size that is drawn at the default length; 1 for a field of zeros. */
  reference: number;
}

/** The largest vectors, at most MAX_ARROWS of them, and the size that sets their length. Zero and NaN get none. */
export function chooseArrows(vectors: ArrayLike<number>, most = MAX_ARROWS): ArrowChoice {
  const sizes = magnitudes(vectors);
  const ascending = sizes.filter((size) => size > 0 && Number.isFinite(size)).sort();
  if (ascending.length === 0) return { indices: new Int32Array(0), reference: 1 };
  const least = ascending[Math.max(0, ascending.length - most)];
  const indices: number[] = [];
  for (let i = 0; i < sizes.length && indices.length < most; i += 1)
    if (sizes[i] >= least && sizes[i] > 0 && Number.isFinite(sizes[i])) indices.push(i);
  const meanSquare = ascending.reduce((sum, size) => sum + size * size, 0) / sizes.length;
  const reference = Math.max(percentile(ascending, SCALE_PERCENTILE), CROWDING * Math.sqrt(meanSquare));
  return { indices: Int32Array.from(indices), reference };
}
