import { Delaunay } from 'd3-delaunay';
import { BadInput } from '../../text/bad-input.ts';
import { perpendicularWidths } from '../../configuration/check-configuration.ts';
import { type Box, boxArea } from '../../configuration/configuration.ts';

/**
 * A piece of the infinite periodic Delaunay triangulation that holds, complete and proven, every triangle with a
 * corner at a primary particle. Points 0 … N−1 are the primary particles; the rest are periodic images.
 */
export interface Covering {
  /** Primary particles in the array: N. */
  particles: number;
  /** x0, y0, x1, y1, ... of all points. */
  coordinates: Float64Array;
  /** Particle that a point is (an image of). */
  owner: number[];
  /** Image of a point: position = r_owner + shift[2p]·a + shift[2p+1]·b. */
  shift: number[];
  /** Point at the start of half-edge e; half-edges 3t, 3t+1, 3t+2 bound triangle t **clockwise**. */
  triangles: Uint32Array;
  /** Opposite half-edge, or −1 on the hull. */
  halfedges: Int32Array;
  /** Circumcentre of each triangle, x and y; meaningful only for triangles with a primary corner. */
  centres: Float64Array;
}

/**
 * First guess of how far the images reach beyond the box, in mean spacings √(V/N). A triangle at the edge of the box
 * needs twice its circumradius, which is at most 0.85 spacings in a glass; a void makes the guess fail and grow.
 */
const FIRST_MARGIN_SPACINGS = 2;

/** More points than this many per particle (plus a constant) means a box so thin that images cannot cover it. */
const MAX_IMAGES = { perParticle: 64, constant: 200_000 };

/** Points of all images whose fractional coordinates lie within the margins (in box units) of the primary cell. */
function imagesWithin(box: Box, positions: Float64Array, marginA: number, marginB: number) {
  const particles = positions.length / 2;
  const reachA = Math.ceil(marginA);
  const reachB = Math.ceil(marginB);
  // The covered region holds (1 + 2 margin) cells in each direction; uneven particles may put more of them near an edge.
  const expected = particles * (1 + 2 * marginA) * (1 + 2 * marginB);
  if (expected > MAX_IMAGES.perParticle * particles + MAX_IMAGES.constant)
    throw new BadInput(
      `box ${box.lx} × ${box.ly} (tilt ${box.xy}) with ${particles} particles is too thin or too empty for a Voronoi ` +
        `tessellation: it would take ${Math.round(expected - particles)} periodic images`,
    );
  const coordinates = Array.from(positions);
  const owner = Array.from({ length: particles }, (_, i) => i);
  const shift = coordinates.map(() => 0);
  for (let i = 0; i < particles; i++) {
    const x = positions[2 * i];
    const y = positions[2 * i + 1];
    const fractionB = y / box.ly;
    const fractionA = (x - box.xy * fractionB) / box.lx;
    for (let b = -reachB; b <= reachB; b++) {
      if (fractionB + b < -marginB || fractionB + b > 1 + marginB) continue;
      for (let a = -reachA; a <= reachA; a++) {
        if (fractionA + a < -marginA || fractionA + a > 1 + marginA || (a === 0 && b === 0)) continue;
        coordinates.push(x + a * box.lx + b * box.xy, y + b * box.ly);
        owner.push(i);
        shift.push(a, b);
      }
    }
  }
  return { particles, coordinates: new Float64Array(coordinates), owner, shift };
}

/** Circumcentre of every triangle, computed relative to its first corner so that only the last addition rounds. */
function circumcentres(coordinates: Float64Array, triangles: Uint32Array) {
  const centres = new Float64Array((2 * triangles.length) / 3);
  for (let t = 0; t < triangles.length / 3; t++) {
    const p = 2 * triangles[3 * t];
    const q = 2 * triangles[3 * t + 1];
    const r = 2 * triangles[3 * t + 2];
    const dx = coordinates[q] - coordinates[p];
    const dy = coordinates[q + 1] - coordinates[p + 1];
    const ex = coordinates[r] - coordinates[p];
    const ey = coordinates[r + 1] - coordinates[p + 1];
    const d2 = dx * dx + dy * dy;
    const e2 = ex * ex + ey * ey;
    const factor = 0.5 / (dx * ey - dy * ex);
    centres[2 * t] = coordinates[p] + (ey * d2 - dy * e2) * factor;
    centres[2 * t + 1] = coordinates[p + 1] + (dx * e2 - ex * d2) * factor;
  }
  return centres;
}

/**
 * How far beyond the primary cell, as a length, the images must reach for the proof: a triangle with a primary corner
 * is a triangle of the infinite triangulation when its circumcircle is empty, and only points inside the covered
 * region are known, so the circumcircle must lie within it. Infinity when a primary particle is on the hull.
 */
function neededMargin(box: Box, covering: Covering) {
  const { particles, coordinates, triangles, halfedges, centres } = covering;
  const [widthA, widthB] = perpendicularWidths(box);
  let needed = 0;
  for (let t = 0; t < triangles.length / 3; t++) {
    const p = triangles[3 * t];
    if (Math.min(p, triangles[3 * t + 1], triangles[3 * t + 2]) >= particles) continue;
    // An edge of the hull that ends at a primary particle: its surroundings are not closed.
    for (let k = 0; k < 3; k++)
      if (halfedges[3 * t + k] === -1 && Math.min(triangles[3 * t + k], triangles[3 * t + ((k + 1) % 3)]) < particles)
        return Infinity;
    const x = centres[2 * t];
    const y = centres[2 * t + 1];
    const dx = coordinates[2 * p] - x;
    const dy = coordinates[2 * p + 1] - y;
    const radius = Math.sqrt(dx * dx + dy * dy);
    const v = y / box.ly;
    const u = (x - box.xy * v) / box.lx;
    const reachA = radius + widthA * Math.max(-u, u - 1);
    const reachB = radius + widthB * Math.max(-v, v - 1);
    // NaN (a triangle of zero area) must fail the proof too.
    if (!(reachA <= needed && reachB <= needed)) needed = Math.max(needed, reachA, reachB);
  }
  return Number.isNaN(needed) ? Infinity : needed;
}

/**
 * Triangulates the particles and as many periodic images as it takes, and proves that it took enough
 * (see `neededMargin`); otherwise enlarges the margin and does it again.
 * `positions`: wrapped, length 2N, N ≥ 1. Throws `BadInput` for a box so thin or empty that the images would
 * outnumber the particles beyond all measure.
 */
export function coveringTriangulation(box: Box, positions: Float64Array): Covering {
  const particles = positions.length / 2;
  const [widthA, widthB] = perpendicularWidths(box);
  const spacing = Math.sqrt(boxArea(box) / particles);
  let margin = FIRST_MARGIN_SPACINGS * spacing;
  for (;;) {
    const points = imagesWithin(box, positions, margin / widthA, margin / widthB);
    const { triangles, halfedges } = new Delaunay(points.coordinates);
    const covering = { ...points, triangles, halfedges, centres: circumcentres(points.coordinates, triangles) };
    const needed = neededMargin(box, covering);
    if (needed <= margin) return covering;
    margin = needed === Infinity ? 2 * margin : Math.max(1.5 * margin, Math.min(needed * 1.01, 3 * margin));
  }
}
