import { sortIntoCells } from '../../configuration/cell-grid.ts';
import { wrapPositions, type Box } from '../../configuration/configuration.ts';
import { nearestSeparation } from './nearest-separation.ts';

/** Weights beyond this many s are left out: exp(−18) = 1.5e-8 of the largest. */
const CUTOFF_WIDTHS = 6;
/** But never fewer mean spacings than this, so that nearly every point has particles to average over. */
const CUTOFF_SPACINGS = 3;

function nearestParticle(box: Box, wrapped: Float64Array, x: number, y: number) {
  let [nearest, least] = [0, Infinity];
  for (let i = 0; i < wrapped.length / 2; i++) {
    const distance = Math.hypot(...nearestSeparation(box, wrapped[2 * i] - x, wrapped[2 * i + 1] - y));
    if (distance < least) [nearest, least] = [i, distance];
  }
  return nearest;
}

/**
 * A vector field averaged over the particles round each point: Σ_j w u_j / Σ_j w, w = exp(−d²/2s²), over all particles
 * and their periodic images. Vectors are not normalised. Box orthogonal or tilted, however small.
 * `points`: x0, y0, …, in the primary cell; `positions` need not be wrapped. Returns as many vectors as points.
 */
export function smoothedField(
  box: Box,
  positions: Float64Array,
  field: Float64Array,
  width: number,
  points: Float64Array,
): Float64Array {
  const wrapped = wrapPositions(box, positions);
  const spacing = Math.sqrt((box.lx * box.ly) / (positions.length / 2));
  const reach = Math.max(CUTOFF_WIDTHS * width, CUTOFF_SPACINGS * spacing);
  const [columns, rows] = [box.lx, box.ly].map((length) => Math.max(1, Math.floor(length / reach)));
  const { start, order } = sortIntoCells(box, wrapped, columns, rows);
  const rowReach = Math.ceil((reach * rows) / box.ly);
  // A way of length `reach` covers at most this much of the first edge vector.
  const columnReach = Math.ceil((reach * Math.hypot(1, box.xy / box.ly) * columns) / box.lx);
  const smoothed = new Float64Array(points.length);
  for (let at = 0; at < points.length; at += 2) {
    const [x, y] = [points[at], points[at + 1]];
    const row = Math.floor((y / box.ly) * rows);
    const column = Math.floor(((x - (box.xy * y) / box.ly) / box.lx) * columns);
    let [sumX, sumY, weights] = [0, 0, 0];
    for (let r = row - rowReach; r <= row + rowReach; r++) {
      const above = Math.floor(r / rows);
      for (let c = column - columnReach; c <= column + columnReach; c++) {
        const beside = Math.floor(c / columns);
        const cell = (r - above * rows) * columns + (c - beside * columns);
        const [shiftX, shiftY] = [beside * box.lx + above * box.xy, above * box.ly];
        for (let slot = start[cell]; slot < start[cell + 1]; slot++) {
          const j = order[slot];
          const dx = wrapped[2 * j] + shiftX - x;
          const dy = wrapped[2 * j + 1] + shiftY - y;
          const square = dx * dx + dy * dy;
          if (square > reach * reach) continue;
          const weight = Math.exp(-square / (2 * width * width));
          sumX += weight * field[2 * j];
          sumY += weight * field[2 * j + 1];
          weights += weight;
        }
      }
    }
    // In a void wider than the reach: the limit of narrow weights.
    const nearest = weights > 0 ? null : nearestParticle(box, wrapped, x, y);
    smoothed[at] = nearest === null ? sumX / weights : field[2 * nearest];
    smoothed[at + 1] = nearest === null ? sumY / weights : field[2 * nearest + 1];
  }
  return smoothed;
}
