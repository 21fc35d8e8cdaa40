import { squaredNorm } from '../modes/participation-ratio.ts';
import type { DelaunayTriangles } from '../voronoi/delaunay-triangles.ts';
import type { Voronoi } from '../voronoi/voronoi.ts';

/** Four particles whose motion in a mode is a quadrupole: two opposite ones go in while the other two go out. */
export interface KeyCoreSquare {
  /** Indices (rows) counter-clockwise, from the smallest. */
  corners: [number, number, number, number];
  /** Q × squareness: what candidates are ranked by. */
  score: number;
  /** (shortest/longest side) × max(0, 1 − max|corner − 90°|/45°); 1 for a square. */
  squareness: number;
  /** q = |s₁ − s₂ + s₃ − s₄| / (2‖u‖ over the four corners); 1 when they move in nothing but this pattern. */
  purity: number;
}

/** Limits below which the best candidate is not called a square. */
export type SquareLimits = Pick<KeyCoreSquare, 'purity' | 'squareness'>;

export type SquareSearch = { square: KeyCoreSquare } | { square: null; reason: string };

/** Sides from the corners in cyclic order, or null where the quadrilateral is not strictly convex. */
function squarenessOf(x: readonly number[], y: readonly number[]) {
  let shortest = Infinity;
  let longest = 0;
  let worstAngle = 0;
  for (let k = 0; k < 4; k++) {
    const before = (k + 3) % 4;
    const after = (k + 1) % 4;
    const inX = x[before] - x[k];
    const inY = y[before] - y[k];
    const outX = x[after] - x[k];
    const outY = y[after] - y[k];
    const cross = outX * inY - outY * inX;
    if (!(cross > 0)) return null;
    const side = Math.hypot(outX, outY);
    shortest = Math.min(shortest, side);
    longest = Math.max(longest, side);
    const angle = (Math.atan2(cross, outX * inX + outY * inY) * 180) / Math.PI;
    worstAngle = Math.max(worstAngle, Math.abs(angle - 90));
  }
  return (shortest / longest) * Math.max(0, 1 - worstAngle / 45);
}

/**
 * Finds the key-core square of a mode (docs/physics.md, "Key core"). Candidates: convex quadrilaterals made of two
 * Delaunay triangles that share an edge, with at least one corner in the key-core string. With d̂_a the unit vector from
 * the centroid to corner a, s_a = u_a·d̂_a must alternate in sign round the corners. The candidate with the largest
 * Q × squareness wins, Q = |s₁ − s₂ + s₃ − s₄|/(2‖u‖) with ‖u‖ over all particles; it is refused, with the reason,
 * when its purity or squareness is below the limits.
 * `mode`: u of the lowest mode, length 2N. `string`: indices of the key-core string.
 */
export function keyCoreSquare(
  voronoi: Voronoi,
  triangles: DelaunayTriangles,
  mode: Float64Array,
  string: Int32Array,
  limits: SquareLimits,
): SquareSearch {
  const { box, positions, particles } = voronoi;
  const { corners, shifts, across, acrossCorner } = triangles;
  const inString = new Uint8Array(particles);
  for (const i of string) inString[i] = 1;
  const norm = Math.sqrt(squaredNorm(mode));
  let candidates = 0;
  let best: KeyCoreSquare | null = null;
  const x = [0, 0, 0, 0];
  const y = [0, 0, 0, 0];
  const outward = [0, 0, 0, 0];
  for (let c = 0; c < corners.length; c++) {
    const t = (c - (c % 3)) / 3;
    if (across[c] <= t) continue;
    // Counter-clockwise p, s, q, r: triangle t is p, q, r and the one across the edge p–q has its third corner at s.
    const q = 3 * t + ((c + 1) % 3);
    const r = 3 * t + ((c + 2) % 3);
    const other = 3 * across[c];
    const otherQ = other + acrossCorner[c];
    const s = other + ((acrossCorner[c] + 2) % 3);
    if (inString[corners[c]] + inString[corners[s]] + inString[corners[q]] + inString[corners[r]] === 0) continue;
    const quad: [number, number, number, number] = [corners[c], corners[s], corners[q], corners[r]];
    // In a tiny box a particle may meet its own image.
    if (new Set(quad).size < 4) continue;
    const places = [c, s, q, r];
    for (let k = 0; k < 4; k++) {
      const place = places[k];
      // The triangle across counts shifts from its own first corner; q belongs to both and links them.
      const a = shifts[2 * place] + (k === 1 ? shifts[2 * q] - shifts[2 * otherQ] : 0);
      const b = shifts[2 * place + 1] + (k === 1 ? shifts[2 * q + 1] - shifts[2 * otherQ + 1] : 0);
      x[k] = positions[2 * quad[k]] + a * box.lx + b * box.xy;
      y[k] = positions[2 * quad[k] + 1] + b * box.ly;
    }
    const squareness = squarenessOf(x, y);
    if (squareness === null) continue;
    candidates++;
    const centreX = (x[0] + x[1] + x[2] + x[3]) / 4;
    const centreY = (y[0] + y[1] + y[2] + y[3]) / 4;
    let local = 0;
    for (let k = 0; k < 4; k++) {
      const dx = x[k] - centreX;
      const dy = y[k] - centreY;
      const ux = mode[2 * quad[k]];
      const uy = mode[2 * quad[k] + 1];
      outward[k] = (ux * dx + uy * dy) / Math.hypot(dx, dy);
      local += ux * ux + uy * uy;
    }
    const alternates = [0, 1, 2, 3].every((k) => outward[k] * outward[(k + 1) % 4] < 0);
    if (!alternates) continue;
    const amplitude = Math.abs(outward[0] - outward[1] + outward[2] - outward[3]) / 2;
    const score = (amplitude / norm) * squareness;
    if (best === null || score > best.score)
      best = { corners: fromSmallest(quad), score, squareness, purity: amplitude / Math.sqrt(local) };
  }
  if (best === null)
    return {
      square: null,
      reason: `none of the ${candidates} quadrilaterals at the key-core string moves two in, two out`,
    };
  for (const measure of ['purity', 'squareness'] as const)
    if (best[measure] < limits[measure])
      return {
        square: null,
        reason: `the best of ${candidates} quadrilaterals has ${measure} ${best[measure].toFixed(3)}, below ${limits[measure]}`,
      };
  return { square: best };
}

/** The same cyclic order, beginning with the smallest index. */
function fromSmallest(quad: readonly [number, number, number, number]): [number, number, number, number] {
  const first = quad.indexOf(Math.min(...quad));
  const at = (k: number) => quad[(first + k) % 4];
  return [at(0), at(1), at(2), at(3)];
}
