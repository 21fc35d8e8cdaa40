import type { VoronoiEdges } from '../../addon.ts';

/**
 * Neighbours of every particle in compressed rows: those of particle i are slots start[i] … start[i+1] − 1, by angle
 * counter-clockwise from the negative x axis. Every undirected edge fills two slots, one at either end.
 */
export interface VoronoiNeighbours {
  /** N + 1 offsets. */
  start: Int32Array;
  /** Neighbour in each slot; 2E. */
  index: Int32Array;
  /** Vector from the particle to that neighbour through the right image, x and y a slot; 4E. */
  separation: Float64Array;
  /** 2·edge + 0 where the particle is the edge's i, 2·edge + 1 where it is its j; 2E. */
  end: Int32Array;
  /** Slot of the same edge at the other particle; 2E. */
  twin: Int32Array;
}

/**
 * Increases with the angle of (dx, dy) over (−π, π], from −2 to 2, without trigonometry.
 */
function pseudoAngle(dx: number, dy: number) {
  const slope = dx / (Math.abs(dx) + Math.abs(dy));
  return dy < 0 ? slope - 1 : 1 - slope;
}

/** Builds the rows from the edge list, so that neighbourhood is symmetric by construction. */
export function neighboursInAngularOrder(particles: number, edges: VoronoiEdges): VoronoiNeighbours {
  const count = edges.i.length;
  const start = new Int32Array(particles + 1);
  for (let e = 0; e < count; e++) {
    start[edges.i[e] + 1]++;
    start[edges.j[e] + 1]++;
  }
  for (let i = 0; i < particles; i++) start[i + 1] += start[i];
  const end = new Int32Array(2 * count);
  const filled = start.slice(0, particles);
  for (let e = 0; e < count; e++) {
    end[filled[edges.i[e]]++] = 2 * e;
    end[filled[edges.j[e]]++] = 2 * e + 1;
  }
  const angle = new Float64Array(2 * count);
  for (let e = 0; e < count; e++) {
    const dx = edges.separation[2 * e];
    const dy = edges.separation[2 * e + 1];
    angle[2 * e] = pseudoAngle(dx, dy);
    angle[2 * e + 1] = pseudoAngle(-dx, -dy);
  }
  // Insertion sort: rows have about six entries.
  for (let i = 0; i < particles; i++)
    for (let slot = start[i] + 1; slot < start[i + 1]; slot++) {
      const moving = end[slot];
      let at = slot;
      while (at > start[i] && angle[end[at - 1]] > angle[moving]) {
        end[at] = end[at - 1];
        at--;
      }
      end[at] = moving;
    }
  const slotOfEnd = new Int32Array(2 * count);
  for (let slot = 0; slot < 2 * count; slot++) slotOfEnd[end[slot]] = slot;
  const index = new Int32Array(2 * count);
  const separation = new Float64Array(4 * count);
  const twin = new Int32Array(2 * count);
  for (let slot = 0; slot < 2 * count; slot++) {
    const edge = end[slot] >> 1;
    const sign = (end[slot] & 1) === 0 ? 1 : -1;
    index[slot] = sign === 1 ? edges.j[edge] : edges.i[edge];
    separation[2 * slot] = sign * edges.separation[2 * edge];
    separation[2 * slot + 1] = sign * edges.separation[2 * edge + 1];
    twin[slot] = slotOfEnd[end[slot] ^ 1];
  }
  return { start, index, separation, end, twin };
}

/** Number of Voronoi neighbours of each particle (5, 6 and 7 in most of a glass), length N. */
export function coordinationNumbers({ start }: VoronoiNeighbours): Int32Array {
  return start.subarray(1).map((end, i) => end - start[i]);
}
