import { type Box, boxArea, nearestImage, wrapPositions } from '../../configuration/configuration.ts';
import { softestFirst, TOP_PER_VACANCY } from '../preparation/crystal-reconstruction.ts';
import { coordinationNumbers } from '../voronoi/voronoi-neighbours.ts';
import type { Voronoi } from '../voronoi/voronoi.ts';

/** Neighbours of a particle of the perfect triangular crystal. */
const PERFECT = 6;
/** Above this share of particles with another number of neighbours a sample is no crystal with vacancies. */
const MAX_DEFECTS = 0.1;
/**
 * Particles without six neighbours are of one vacancy up to this distance, in lattice spacings: about one that relaxed
 * and kept its mirror planes two such particles face each other 1.9 spacings apart.
 */
const REACH_SPACINGS = 2.5;

/** A vacancy of a crystal: its core of particles without six neighbours, and its key core. Indices are rows. */
export interface Vacancy {
  /**
   * Particles near to each other that do not have six neighbours: the 5 and the 7 of a reconstructed one. Ascending.
   */
  defects: number[];
  /** Middle of them, in the cell 0 ≤ fractional coordinate < 1. */
  centre: [number, number];
  /** The particles of largest Ψ among those nearer to this vacancy than to the others, the largest first. */
  keyCore: number[];
  /** Whether these are among the 2n particles of largest Ψ of all, n vacancies. */
  softest: boolean;
}

export type Vacancies = { found: Vacancy[]; reason: null } | { found: []; reason: string };

/** Positions as seen from a centre: vectors to the nearest images, x0, y0, …; 2N. A field is drawn about it on these. */
export function recentred(box: Box, positions: Float64Array, [x, y]: readonly [number, number]): Float64Array {
  const seen = new Float64Array(positions.length);
  for (let at = 0; at < positions.length; at += 2)
    seen.set(nearestImage(box, positions[at] - x, positions[at + 1] - y), at);
  return seen;
}

/** Middle of some particles, through the images nearest to the first. */
function middleOf(box: Box, positions: Float64Array, indices: readonly number[]): [number, number] {
  const own = Float64Array.from(indices.flatMap((index) => [positions[2 * index], positions[2 * index + 1]]));
  const [x, y] = own;
  const seen = recentred(box, own, [x, y]);
  const mean = (axis: number) => indices.reduce((sum, _, at) => sum + seen[2 * at + axis], 0) / indices.length;
  const [cx, cy] = wrapPositions(box, Float64Array.of(x + mean(0), y + mean(1)));
  return [cx, cy];
}

/** Clusters of some particles by distance, in order of their first particle, each ascending. */
function clustersWithin(box: Box, positions: Float64Array, particles: readonly number[], reach: number) {
  const left = new Set(particles);
  const clusters: number[][] = [];
  for (const seed of particles) {
    if (!left.delete(seed)) continue;
    const cluster = [seed];
    // Grows while it is gone through.
    for (const i of cluster)
      for (const j of left) {
        const [dx, dy] = [positions[2 * j] - positions[2 * i], positions[2 * j + 1] - positions[2 * i + 1]];
        if (Math.hypot(...nearestImage(box, dx, dy)) > reach) continue;
        left.delete(j);
        cluster.push(j);
      }
    clusters.push(cluster.sort((a, b) => a - b));
  }
  return clusters;
}

/**
 * The vacancies of a crystal, by Voronoi coordination: a vacancy (or what it has become) is a cluster of particles that
 * do not have six neighbours, within 2.5 lattice spacings of each other, and its key core are the two particles of largest Ψ about it (Hu & Tanaka 2025, Fig. 6).
 * A vacancy that kept its symmetry is Voronoi-degenerate: its cluster is there, the numbers in it mean nothing.
 * `vibrability`: Ψ, length N.
 */
export function findVacancies(voronoi: Voronoi, vibrability: Float64Array): Vacancies {
  const { box, positions, neighbours, particles } = voronoi;
  const coordination = coordinationNumbers(neighbours);
  const defects = Array.from(coordination.keys()).filter((index) => coordination[index] !== PERFECT);
  if (defects.length === 0) return { found: [], reason: 'every particle has six neighbours: there is no vacancy' };
  if (defects.length > MAX_DEFECTS * particles)
    return {
      found: [],
      reason: `${defects.length} of ${particles} particles do not have six neighbours: this is no crystal with vacancies`,
    };
  const spacing = Math.sqrt((2 / Math.sqrt(3)) * (boxArea(box) / particles));
  const clusters = clustersWithin(box, positions, defects, REACH_SPACINGS * spacing);
  const centres = clusters.map((cluster) => middleOf(box, positions, cluster));
  const distances = centres.map((centre) => {
    const seen = recentred(box, positions, centre);
    return Float64Array.from(coordination, (_, i) => Math.hypot(seen[2 * i], seen[2 * i + 1]));
  });
  const nearest = Array.from(coordination, (_, i) =>
    distances.reduce((best, distance, at) => (distance[i] < distances[best][i] ? at : best), 0),
  );
  const bySoftness = softestFirst(vibrability);
  const softest = new Set(bySoftness.slice(0, TOP_PER_VACANCY * clusters.length));
  const found = clusters.map((cluster, at): Vacancy => {
    const keyCore = bySoftness.filter((index) => nearest[index] === at).slice(0, TOP_PER_VACANCY);
    return { defects: cluster, centre: centres[at], keyCore, softest: keyCore.every((index) => softest.has(index)) };
  });
  return { found, reason: null };
}
