import { clusterOf } from '../core.ts';
import type { VoronoiNeighbours } from '../voronoi-neighbours.ts';

/** Clusters of some particles (indices) that are connected by Voronoi adjacency, in order of their first particle. */
export function clustersOf(neighbours: VoronoiNeighbours, particles: readonly number[]): Int32Array[] {
  const left = new Uint8Array(neighbours.start.length - 1);
  for (const particle of particles) left[particle] = 1;
  const clusters: Int32Array[] = [];
  for (const particle of particles) {
    if (left[particle] === 0) continue;
    const cluster = clusterOf(neighbours, left, particle);
    for (const member of cluster) left[member] = 0;
    clusters.push(cluster);
  }
  return clusters;
}
