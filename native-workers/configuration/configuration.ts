import type { ParticleSizes } from '../models/particle-sizes.ts';

/**
 * A periodic two-dimensional box with edge vectors a = (lx, 0) and b = (xy, ly) (LAMMPS's restricted triclinic
 * form: `xy` is the tilt, a length). Its origin is (0, 0) everywhere below the file formats.
 */
export interface Box {
  /** Length of the first edge vector, > 0. */
  lx: number;
  /** Height of the box, > 0. */
  ly: number;
  /** x-component of the second edge vector; 0 for an orthogonal box. */
  xy: number;
}

/**
 * Particles of one sample as everything below the file formats sees them.
 * Rows are ordered by particle id ascending. "id" is the file's own number, "index" is the row.
 */
export interface Configuration {
  /** Particle ids, strictly ascending, length N. */
  ids: Int32Array;
  /** Species index (0 = A, 1 = B, ...) in the order of the model's species, length N. */
  species: Uint8Array;
  /** x0, y0, x1, y1, ...; length 2N; not necessarily wrapped into the box. */
  positions: Float64Array;
  box: Box;
  /** Where each particle has a size of its own; missing: sizes follow from the species. */
  sizes?: ParticleSizes;
}

/** Area of the box, lx·ly (the tilt shears it without changing the area). */
export function boxArea(box: Box): number {
  return box.lx * box.ly;
}

/** Box and positions larger by a factor: each particle keeps its place in the cell. */
export function scaledConfiguration(configuration: Configuration, factor: number): Configuration {
  const { lx, ly, xy } = configuration.box;
  return {
    ...configuration,
    positions: configuration.positions.map((coordinate) => factor * coordinate),
    box: { lx: factor * lx, ly: factor * ly, xy: factor * xy },
  };
}

/**
 * Nearest periodic image of the separation (dx, dy): reduces along b, then along a.
 * Exact nearest image for any separation shorter than half the smaller perpendicular width of the box,
 * provided |xy| ≤ lx/2; returns [dx, dy].
 */
export function nearestImage(box: Box, dx: number, dy: number): [number, number] {
  const rows = Math.round(dy / box.ly);
  const y = dy - rows * box.ly;
  const sheared = dx - rows * box.xy;
  return [sheared - Math.round(sheared / box.lx) * box.lx, y];
}

/** Wraps every position into the primary cell, 0 ≤ fractional coordinate < 1; returns a new array. */
export function wrapPositions(box: Box, positions: Float64Array): Float64Array {
  const wrapped = new Float64Array(positions.length);
  for (let at = 0; at < positions.length; at += 2) {
    const rows = Math.floor(positions[at + 1] / box.ly);
    let y = positions[at + 1] - rows * box.ly;
    let x = positions[at] - rows * box.xy;
    const shear = (box.xy * y) / box.ly;
    x -= Math.floor((x - shear) / box.lx) * box.lx;
    // Rounding can land exactly on the far edge, which is the near edge of the next cell.
    if (y >= box.ly) {
      y = 0;
      x -= box.xy;
    }
    if (x - (box.xy * y) / box.ly >= box.lx) x -= box.lx;
    wrapped[at] = x;
    wrapped[at + 1] = y;
  }
  return wrapped;
}
