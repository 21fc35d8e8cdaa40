import type { VoronoiEdges } from '../../addon.ts';
import { BadInput } from '../../text/bad-input.ts';
import { findCoincidence } from '../../configuration/coincidence.ts';
import { type Box, boxArea, wrapPositions } from '../../configuration/configuration.ts';
import { type Covering, coveringTriangulation } from './delaunay-covering.ts';
import { neighboursInAngularOrder, type VoronoiNeighbours } from './voronoi-neighbours.ts';

/** The Voronoi tessellation of a periodic configuration. E edges, N particles; lengths in σ. */
export interface Voronoi {
  particles: number;
  box: Box;
  /** Positions wrapped into the primary cell, 2N: what `edgeShift` and all triangle shifts refer to. */
  positions: Float64Array;
  /** Every undirected edge once, in the form the kernels take. */
  edges: VoronoiEdges;
  /** Image of particle j across each edge: separation = r_j + shift[2e]·a + shift[2e+1]·b − r_i; 2E. */
  edgeShift: Int32Array;
  /** Area of each cell, σ²; they sum to the area of the box. */
  areas: Float64Array;
  /** For each particle its neighbours in angular order. */
  neighbours: VoronoiNeighbours;
  /** Delaunay edges met and left out because their Voronoi edge has no length (see `MIN_EDGE_SPACINGS`). */
  degenerateEdges: number;
}

/**
 * Two particles are neighbours when their cells share an edge longer than this many mean spacings √(V/N).
 * Four or more particles on one circle (any square of a square lattice) meet in one Voronoi vertex; rounding
 * (≈ 1e-15 spacings, times at most some 1e3 for elongated triangles) then splits it into edges of arbitrary
 * direction. Such an edge carries no area and no weight in ∂(area)/∂r, but counting it as a neighbour would make n_i,
 * and with it the divergence, a matter of chance. Real edges of a glass this short have probability ≈ 1e-8 each.
 */
const MIN_EDGE_SPACINGS = 1e-8;

/**
 * Picks from the covering triangulation every edge of the torus once: the copy that starts at the primary image of
 * the smaller index, or, between a particle and its own image, the one whose shift is lexicographically positive.
 */
function edgesOfTorus(covering: Covering, box: Box, positions: Float64Array): Omit<Voronoi, 'neighbours'> {
  const { particles, coordinates, owner, shift, triangles, halfedges, centres } = covering;
  // Euler on the torus: N − E + F = 0 with 3F = 2E gives E = 3N. Rounding may add a few degenerate edges, dropped.
  const most = 3 * particles;
  const edgeI: number[] = [];
  const edgeJ: number[] = [];
  const separation: number[] = [];
  const midpoint: number[] = [];
  const length: number[] = [];
  const edgeShift: number[] = [];
  const areas = new Float64Array(particles);
  const seen = new Uint8Array(particles);
  const shortest = MIN_EDGE_SPACINGS * Math.sqrt(boxArea(box) / particles);
  let degenerateEdges = 0;
  for (let e = 0; e < triangles.length; e++) {
    const p = triangles[e];
    if (p >= particles) continue;
    seen[p] = 1;
    const q = triangles[e % 3 === 2 ? e - 2 : e + 1];
    const j = owner[q];
    if (j < p) continue;
    const a = shift[2 * q];
    const b = shift[2 * q + 1];
    if (j === p && (b < 0 || (b === 0 && a < 0))) continue;
    // Triangles are clockwise, so the one of e lies to the right of p → q and its twin to the left.
    const right = (e - (e % 3)) / 3;
    const twin = halfedges[e];
    const left = (twin - (twin % 3)) / 3;
    const dx = coordinates[2 * q] - coordinates[2 * p];
    const dy = coordinates[2 * q + 1] - coordinates[2 * p + 1];
    const distance = Math.sqrt(dx * dx + dy * dy);
    // The edge is perpendicular to the separation: its length is the component along the left normal.
    const along =
      ((centres[2 * left + 1] - centres[2 * right + 1]) * dx - (centres[2 * left] - centres[2 * right]) * dy) /
      distance;
    // A cell is the union of triangles (r_i, edge): half base times half separation on either side.
    const quarter = 0.25 * along * distance;
    areas[p] += quarter;
    areas[j] += quarter;
    if (along < shortest) {
      degenerateEdges++;
      continue;
    }
    if (edgeI.length === most) throw new Error(`more than 3N = ${most} Voronoi edges: the tessellation is not planar`);
    edgeI.push(p);
    edgeJ.push(j);
    separation.push(dx, dy);
    midpoint.push(
      0.5 * (centres[2 * left] + centres[2 * right]) - coordinates[2 * p],
      0.5 * (centres[2 * left + 1] + centres[2 * right + 1]) - coordinates[2 * p + 1],
    );
    length.push(along);
    edgeShift.push(a, b);
  }
  // A particle in no triangle shares its place with another one.
  const alone = seen.indexOf(0);
  if (alone !== -1) {
    const pair = findCoincidence(box, positions);
    if (pair === null) throw new Error(`particle in row ${alone} belongs to no Delaunay triangle`);
    throw new BadInput(`particles in rows ${pair.j} and ${pair.i} are on one spot`);
  }
  return {
    particles,
    box,
    positions,
    edges: {
      positions,
      box: [box.lx, box.ly, box.xy],
      i: new Int32Array(edgeI),
      j: new Int32Array(edgeJ),
      separation: new Float64Array(separation),
      midpoint: new Float64Array(midpoint),
      length: new Float64Array(length),
    },
    edgeShift: new Int32Array(edgeShift),
    areas,
    degenerateEdges,
  };
}

/**
 * Voronoi tessellation of points in a periodic box, orthogonal or tilted (|xy| ≤ lx/2), any N ≥ 1; a particle may be
 * its own neighbour through an image.
 * `positions`: x0, y0, x1, y1, ...; need not be wrapped.
 * Invariants: Σ areas = lx·ly; without degenerate edges E = 3N.
 * Throws `BadInput` for two particles on one spot, coordinates that are not finite, and hopelessly thin boxes.
 */
export function periodicVoronoi(box: Box, positions: Float64Array): Voronoi {
  if (positions.length < 2 || positions.length % 2 !== 0)
    throw new BadInput(
      `a Voronoi tessellation needs an x and a y for at least one particle, got ${positions.length} numbers`,
    );
  for (let at = 0; at < positions.length; at++)
    if (!Number.isFinite(positions[at]))
      throw new BadInput(`${at % 2 === 0 ? 'x' : 'y'} of the particle in row ${at >> 1} is ${positions[at]}`);
  const wrapped = wrapPositions(box, positions);
  const tessellation = edgesOfTorus(coveringTriangulation(box, wrapped), box, wrapped);
  return { ...tessellation, neighbours: neighboursInAngularOrder(tessellation.particles, tessellation.edges) };
}
