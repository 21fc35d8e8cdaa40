import type { Voronoi } from './voronoi.ts';

/** The Delaunay triangles of a periodic configuration, each once; M = 2N of them, counter-clockwise. */
export interface DelaunayTriangles {
  /** Particle at each corner; 3M. */
  corners: Int32Array;
  /**
   * Image of each corner relative to the wrapped positions, 6M: corner c lies at
   * r + shift[2c]·a + shift[2c+1]·b. The first corner of a triangle has shift (0, 0).
   */
  shifts: Int32Array;
  /** Triangle on the other side of the edge from corner c to the next corner; 3M. */
  across: Int32Array;
  /** Corner of that triangle at which the same edge (reversed) starts; 3M. */
  acrossCorner: Int32Array;
}

/**
 * Traces the faces of the Delaunay tessellation. Particles on one circle (no Voronoi edge between the diagonals)
 * bound one face with more than three corners; it is cut into a fan from its corner of smallest index, so that every
 * periodic image is cut alike. Throws if the faces do not close to M = 2N, which would be a fault of ours.
 */
export function delaunayTriangles(voronoi: Voronoi): DelaunayTriangles {
  const { particles, neighbours, edgeShift } = voronoi;
  const { start, index, end, twin } = neighbours;
  const slots = index.length;
  const triangles = 2 * particles;
  const corners: number[] = [];
  const shifts: number[] = [];
  /** 3·triangle + corner at which the edge of a slot runs, or −1 before its face is traced. */
  const cornerOfSlot = new Int32Array(slots).fill(-1);
  const partner = new Int32Array(3 * triangles).fill(-1);
  const particleOfSlot = new Int32Array(slots);
  for (let i = 0; i < particles; i++) particleOfSlot.fill(i, start[i], start[i + 1]);
  const face: number[] = [];

  const emit = (apex: number) => {
    const size = face.length;
    // Shift of every corner relative to the apex, walking round the face.
    let a = 0;
    let b = 0;
    const turn = (slot: number) => {
      const edge = end[slot] >> 1;
      const sign = (end[slot] & 1) === 0 ? 1 : -1;
      a += sign * edgeShift[2 * edge];
      b += sign * edgeShift[2 * edge + 1];
    };
    const apexSlot = face[apex];
    turn(apexSlot);
    for (let k = 1; k < size - 1; k++) {
      const t = corners.length;
      if (t === 3 * triangles)
        throw new Error(`more than 2N = ${triangles} Delaunay triangles: the faces do not close`);
      const near = face[(apex + k) % size];
      corners.push(particleOfSlot[apexSlot], particleOfSlot[near], index[near]);
      shifts.push(0, 0, a, b);
      turn(near);
      shifts.push(a, b);
      cornerOfSlot[near] = t + 1;
      if (k === 1) cornerOfSlot[apexSlot] = t;
      else {
        // The diagonal from the apex is the previous triangle's last edge.
        partner[t] = t - 1;
        partner[t - 1] = t;
      }
      if (k === size - 2) cornerOfSlot[face[(apex + size - 1) % size]] = t + 2;
    }
  };

  for (let first = 0; first < slots; first++) {
    if (cornerOfSlot[first] !== -1) continue;
    face.length = 0;
    let apex = 0;
    let slot = first;
    do {
      if (particleOfSlot[slot] < particleOfSlot[face[apex] ?? slot]) apex = face.length;
      face.push(slot);
      // At the far end, the next edge of the face on the left is the one clockwise of the edge we came by.
      const back = twin[slot];
      const i = index[slot];
      slot = back === start[i] ? start[i + 1] - 1 : back - 1;
    } while (slot !== first && face.length <= slots);
    if (face.length < 3 || face.length > slots) throw new Error(`a Delaunay face with ${face.length} corners`);
    emit(apex);
  }
  const count = corners.length / 3;
  if (count !== triangles) throw new Error(`${count} Delaunay triangles instead of 2N = ${triangles}`);
  for (let slot = 0; slot < slots; slot++) partner[cornerOfSlot[slot]] = cornerOfSlot[twin[slot]];
  return {
    corners: new Int32Array(corners),
    shifts: new Int32Array(shifts),
    across: partner.map((corner) => Math.floor(corner / 3)),
    acrossCorner: partner.map((corner) => corner % 3),
  };
}
