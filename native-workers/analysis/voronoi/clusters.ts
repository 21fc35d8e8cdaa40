import type { VoronoiNeighbours } from './voronoi-neighbours.ts';

/** The cluster of marked particles, connected by Voronoi adjacency, that holds `seed`; they are unmarked. */
export function clusterFrom({ start, index }: VoronoiNeighbours, seed: number, marks: Uint8Array): number[] {
  marks[seed] = 0;
  const cluster = [seed];
  for (const member of cluster)
    for (let slot = start[member]; slot < start[member + 1]; slot++) {
      const neighbour = index[slot];
      if (marks[neighbour] === 0) continue;
      marks[neighbour] = 0;
      cluster.push(neighbour);
    }
  return cluster;
}

/**
 * Clusters of some particles (indices) that are connected by Voronoi adjacency, in order of their first particle.
 * `marks`: N zeros, which are zeros again afterwards; who asks often brings them along.
 */
export function clustersOf(neighbours: VoronoiNeighbours, particles: readonly number[], marks: Uint8Array): number[][] {
  for (const particle of particles) marks[particle] = 1;
  const clusters: number[][] = [];
  for (const particle of particles) if (marks[particle] === 1) clusters.push(clusterFrom(neighbours, particle, marks));
  return clusters;
}
