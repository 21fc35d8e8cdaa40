import type { VoronoiNeighbours } from '../../analysis/voronoi/voronoi-neighbours.ts';

/**
 * Clusters of some particles (indices) that are connected by Voronoi adjacency, in order of their first particle.
 * `marks`: N zeros, which are zeros again afterwards; who asks often brings them along.
 */
export function clustersOf(
  { start, index }: VoronoiNeighbours,
  particles: readonly number[],
  marks: Uint8Array,
): number[][] {
  for (const particle of particles) marks[particle] = 1;
  const clusters: number[][] = [];
  for (const particle of particles) {
    if (marks[particle] === 0) continue;
    marks[particle] = 0;
    const cluster = [particle];
    for (const member of cluster)
      for (let slot = start[member]; slot < start[member + 1]; slot++) {
        const neighbour = index[slot];
        if (marks[neighbour] === 0) continue;
        marks[neighbour] = 0;
        cluster.push(neighbour);
      }
    clusters.push(cluster);
  }
  return clusters;
}
