import type { VoronoiNeighbours } from '../../analysis/voronoi/voronoi-neighbours.ts';
import { doubledAngle, perAngle, squaredLengths, type AngularField } from './angular-field.ts';
import { clustersOf } from '../../analysis/voronoi/clusters.ts';

/** Strings of at most so many particles are not counted as long ones (Hu & Tanaka 2025 give P(L) for L > 3). */
const SHORT_STRING = 3;

/** Particles that still move much with the key core pinned; by index, ascending. */
export interface HiddenStrings {
  /** c · X. */
  cutoff: number;
  /** X, σ per unit strain. */
  rmsDisplacement: number;
  /** Excited particles at each angle. */
  excited: number[][];
  /** At any angle. */
  union: number[];
  /** Those of the union that are at some angle in a string of more than `SHORT_STRING`. */
  long: number[];
  /** Strings of each length over all angles, by length. */
  lengths: { length: number; count: number }[];
  /** Angles at which each particle is excited; length N. */
  angles: Int32Array;
}

/**
 * Hidden strings (Hu & Tanaka 2025): with the key core pinned, particle i is excited at θ if |x_i(θ)| > c·X, where X²
 * is the mean of |x_i|² over all particles and all angles (of the whole turn, whatever the step of `degrees`), so that
 * one cutoff serves every angle. Key-core particles are not counted. Strings are their Voronoi-connected clusters.
 *
 * `field`: the non-affine displacement with the key core pinned. One pinned particle only fixes where the sample lies;
 * displacements are then counted from their mean, as in the free sample.
 */
export function hiddenStrings(
  field: AngularField,
  keyCore: readonly number[],
  neighbours: VoronoiNeighbours,
  degrees: readonly number[],
  factor: number,
): HiddenStrings {
  const lengths = squaredLengths(field);
  const particles = lengths.length / 5;
  let sum = 0;
  for (let i = 0; i < particles; i++) sum += lengths[5 * i];
  const rmsDisplacement = Math.sqrt(sum / particles);
  const cutoff = factor * rmsDisplacement;
  const inKeyCore = new Set(keyCore);
  const candidates = Array.from({ length: particles }, (_, i) => i).filter(
    (i) => !inKeyCore.has(i) && upperBound(lengths, i) > cutoff * cutoff,
  );

  const marks = new Uint8Array(particles);
  const angles = new Int32Array(particles);
  const isLong = new Uint8Array(particles);
  const counts = new Map<number, number>();
  const atAngles = perAngle(degrees, (angle) => {
    const [c, s, c2, s2] = doubledAngle(angle);
    const moving = candidates.filter(
      (i) =>
        lengths[5 * i] +
          lengths[5 * i + 1] * c +
          lengths[5 * i + 2] * s +
          lengths[5 * i + 3] * c2 +
          lengths[5 * i + 4] * s2 >
        cutoff * cutoff,
    );
    return { moving, clusters: clustersOf(neighbours, moving, marks) };
  });
  for (const { moving, clusters } of atAngles) {
    for (const i of moving) angles[i]++;
    for (const cluster of clusters) {
      counts.set(cluster.length, (counts.get(cluster.length) ?? 0) + 1);
      if (cluster.length > SHORT_STRING) for (const i of cluster) isLong[i] = 1;
    }
  }
  const union = candidates.filter((i) => angles[i] > 0);
  return {
    cutoff,
    rmsDisplacement,
    excited: atAngles.map(({ moving }) => moving),
    union,
    long: union.filter((i) => isLong[i] === 1),
    lengths: [...counts].sort(([a], [b]) => a - b).map(([length, count]) => ({ length, count })),
    angles,
  };
}

/** What |x_i(θ)|² does not exceed at any angle. */
function upperBound(lengths: Float64Array, i: number) {
  const [mean, c, s, c2, s2] = lengths.subarray(5 * i, 5 * i + 5);
  return mean + Math.hypot(c, s) + Math.hypot(c2, s2);
}
