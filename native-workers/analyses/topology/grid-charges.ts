import { BadInput } from '../../text/bad-input.ts';
import type { Box } from '../../configuration/configuration.ts';
import { smoothedField } from './smoothed-field.ts';
import type { Defect } from './topology-report.ts';
import { directions, turnBetween, windingNumber } from './winding.ts';

/** Below this many points a side, a plaquette would have its own periodic images as neighbours. */
const FEWEST_POINTS = 3;
const MAX_POINTS = 4_000_000;

export interface Grid {
  nx: number;
  ny: number;
}

/** nx = round(L_x/h), ny = round(L_y/h); throws `BadInput` for a grid too coarse or too fine. */
export function gridOf(box: Box, spacing: number): Grid {
  const [nx, ny] = [Math.round(box.lx / spacing), Math.round(box.ly / spacing)];
  if (nx < FEWEST_POINTS || ny < FEWEST_POINTS || nx * ny > MAX_POINTS)
    throw new BadInput(
      `a spacing of ${spacing} makes a grid of ${nx} × ${ny} points in this box; expected at least ${FEWEST_POINTS} a side and at most ${MAX_POINTS} in all`,
      { field: 'spacing' },
    );
  return { nx, ny };
}

/** Points i/nx a + j/ny b of the grid, row by row: x0, y0, …; a and b the edge vectors of the box. */
export function gridPoints({ lx, ly, xy }: Box, { nx, ny }: Grid): Float64Array {
  const points = new Float64Array(2 * nx * ny);
  for (let j = 0; j < ny; j++)
    for (let i = 0; i < nx; i++) {
      points[2 * (j * nx + i)] = (i / nx) * lx + (j / ny) * xy;
      points[2 * (j * nx + i) + 1] = (j / ny) * ly;
    }
  return points;
}

/**
 * Winding numbers of a field given at the points of a grid, round every plaquette counter-clockwise: (i, j) →
 * (i + 1, j) → (i + 1, j + 1) → (i, j + 1); nx × ny, row by row. On the torus they sum to 0.
 */
export function gridWinding(field: Float64Array, { nx, ny }: Grid): Int32Array {
  const angle = directions(field);
  const right = new Float64Array(nx * ny);
  const up = new Float64Array(nx * ny);
  const at = (i: number, j: number) => (j % ny) * nx + (i % nx);
  for (let j = 0; j < ny; j++)
    for (let i = 0; i < nx; i++) {
      right[at(i, j)] = turnBetween(angle[at(i, j)], angle[at(i + 1, j)]);
      up[at(i, j)] = turnBetween(angle[at(i, j)], angle[at(i, j + 1)]);
    }
  const winding = new Int32Array(nx * ny);
  for (let j = 0; j < ny; j++)
    for (let i = 0; i < nx; i++)
      winding[at(i, j)] = windingNumber(right[at(i, j)] + up[at(i + 1, j)] - right[at(i, j + 1)] - up[at(i, j)]);
  return winding;
}

/**
 * Topological charges of a field of particles on a regular grid, the field averaged with Gaussian weights
 * (docs/physics.md, "Topological defects of a mode").
 */
export function gridDefects(
  box: Box,
  positions: Float64Array,
  field: Float64Array,
  { spacing, smoothing }: { spacing: number; smoothing: number },
): Grid & { defects: Defect[] } {
  const grid = gridOf(box, spacing);
  const { nx, ny } = grid;
  const winding = gridWinding(smoothedField(box, positions, field, smoothing, gridPoints(box, grid)), grid);
  const defects: Defect[] = [];
  winding.forEach((charge, plaquette) => {
    if (charge === 0) return;
    const [along, up] = [((plaquette % nx) + 0.5) / nx, (Math.floor(plaquette / nx) + 0.5) / ny];
    defects.push({ charge, x: along * box.lx + up * box.xy, y: up * box.ly });
  });
  return { ...grid, defects };
}
