import type { Box } from '../../native-workers/configuration/configuration.ts';

/** Reproducible numbers in [0, 1): the fractional parts of multiples of an irrational, whitened by sin. */
export function uniforms(count: number, seed: number): Float64Array {
  return Float64Array.from({ length: count }, (_, at) => {
    const value = Math.sin((at + 1) * 12.9898 + seed * 78.233) * 43758.5453;
    return value - Math.floor(value);
  });
}

/** Independent uniform positions in a box, x0, y0, x1, y1, .... */
export function randomPositions(box: Box, particles: number, seed: number): Float64Array {
  const fractions = uniforms(2 * particles, seed);
  const positions = new Float64Array(2 * particles);
  for (let i = 0; i < particles; i++) {
    positions[2 * i] = fractions[2 * i] * box.lx + fractions[2 * i + 1] * box.xy;
    positions[2 * i + 1] = fractions[2 * i + 1] * box.ly;
  }
  return positions;
}

/** A lattice of `columns` × `rows` sites (rows even) with nearest-neighbour distance `spacing`, rows along x. */
export function triangularLattice(
  columns: number,
  rows: number,
  spacing: number,
): { box: Box; positions: Float64Array } {
  const height = (spacing * Math.sqrt(3)) / 2;
  const positions = new Float64Array(2 * columns * rows);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const i = row * columns + column;
      // A quarter spacing off the corner, so that no site lies on the edge of the box.
      positions[2 * i] = (column + 0.25 + (row % 2) / 2) * spacing;
      positions[2 * i + 1] = (row + 0.25) * height;
    }
  return { box: { lx: columns * spacing, ly: rows * height, xy: 0 }, positions };
}

/** A square lattice of columns × rows sites. */
export function squareLattice(columns: number, rows: number, spacing: number): { box: Box; positions: Float64Array } {
  const positions = new Float64Array(2 * columns * rows);
  for (let i = 0; i < columns * rows; i++) {
    positions[2 * i] = ((i % columns) + 0.25) * spacing;
    positions[2 * i + 1] = (Math.floor(i / columns) + 0.25) * spacing;
  }
  return { box: { lx: columns * spacing, ly: rows * spacing, xy: 0 }, positions };
}
