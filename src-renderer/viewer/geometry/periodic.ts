/** The periodic cell: rows a = (lx, 0) and b = (xy, ly), in σ. */
export interface Cell {
  lx: number;
  ly: number;
  xy: number;
}

export interface Point {
  x: number;
  y: number;
}

export function toFractional(cell: Cell, { x, y }: Point): Point {
  const t = y / cell.ly;
  return { x: (x - t * cell.xy) / cell.lx, y: t };
}

export function toCartesian(cell: Cell, { x, y }: Point): Point {
  return { x: x * cell.lx + y * cell.xy, y: y * cell.ly };
}

/** Corners of the cell about its middle, going round. */
export function cornersOf(cell: Cell): Point[] {
  return [
    { x: -0.5, y: -0.5 },
    { x: 0.5, y: -0.5 },
    { x: 0.5, y: 0.5 },
    { x: -0.5, y: 0.5 },
  ].map((corner) => toCartesian(cell, corner));
}

/** Into −½ ≤ f < ½. */
export function wrapHalf(f: number): number {
  return f - Math.floor(f + 0.5);
}

/** The shortest periodic image of a displacement. Exact for tilts up to half a box length, the largest a file may hold after reduction. */
export function minimumImage(cell: Cell, displacement: Point): Point {
  const f = toFractional(cell, displacement);
  const wrapped = toCartesian(cell, { x: wrapHalf(f.x), y: wrapHalf(f.y) });
  if (cell.xy === 0) return wrapped;
  // In a tilted cell the fractional image nearest the origin need not be the nearest in space.
  let best = wrapped;
  for (let row = -1; row <= 1; row += 1)
    for (let column = -1; column <= 1; column += 1) {
      const image = { x: wrapped.x + column * cell.lx + row * cell.xy, y: wrapped.y + row * cell.ly };
      if (Math.hypot(image.x, image.y) < Math.hypot(best.x, best.y)) best = image;
    }
  return best;
}

/**
 * Particles as drawn: each once in the cell centred on the focus, then those near an edge again as ghosts beyond the
 * opposite one, so that the picture goes on across the boundary.
 */
export interface Placement {
  /** Particle index of each image; the first N are the particles themselves, in order. */
  index: Int32Array;
  /** Images × 2, relative to the focus, σ. */
  position: Float32Array;
  /** Number of particles, N. */
  count: number;
}

/** Perpendicular widths of the cell, σ: a band of width m is m/width in fractional coordinates. */
export function widths(cell: Cell): Point {
  return { x: (cell.lx * cell.ly) / Math.hypot(cell.xy, cell.ly), y: cell.ly };
}

/**
 * Places every particle in the cell centred on `focus` (any point of the plane) and repeats those within `margin` (σ)
 * of an edge on the other side. `positions` has N × 2 values in any image.
 */
export function placeImages(cell: Cell, positions: ArrayLike<number>, focus: Point, margin: number): Placement {
  const count = positions.length / 2;
  const origin = toFractional(cell, focus);
  const width = widths(cell);
  const bandX = Math.min(0.5, margin / width.x);
  const bandY = Math.min(0.5, margin / width.y);
  const fx = new Float64Array(count);
  const fy = new Float64Array(count);
  const ghosts: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const t = positions[2 * i + 1] / cell.ly;
    const s = (positions[2 * i] - t * cell.xy) / cell.lx;
    fx[i] = wrapHalf(s - origin.x);
    fy[i] = wrapHalf(t - origin.y);
    const stepX = fx[i] < bandX - 0.5 ? 1 : fx[i] >= 0.5 - bandX ? -1 : 0;
    const stepY = fy[i] < bandY - 0.5 ? 1 : fy[i] >= 0.5 - bandY ? -1 : 0;
    if (stepX !== 0) ghosts.push(i, stepX, 0);
    if (stepY !== 0) ghosts.push(i, 0, stepY);
    if (stepX !== 0 && stepY !== 0) ghosts.push(i, stepX, stepY);
  }
  const images = count + ghosts.length / 3;
  const index = new Int32Array(images);
  const position = new Float32Array(2 * images);
  const place = (image: number, i: number, x: number, y: number) => {
    index[image] = i;
    position[2 * image] = x * cell.lx + y * cell.xy;
    position[2 * image + 1] = y * cell.ly;
  };
  for (let i = 0; i < count; i += 1) place(i, i, fx[i], fy[i]);
  for (let ghost = 0; ghost < images - count; ghost += 1) {
    const i = ghosts[3 * ghost];
    place(count + ghost, i, fx[i] + ghosts[3 * ghost + 1], fy[i] + ghosts[3 * ghost + 2]);
  }
  return { index, position, count };
}

/**
 * Centre of a few particles that belong together (a key core), across the boundary: the first one's position plus the
 * mean of the shortest displacements from it. Throws RangeError for none.
 */
export function centreOf(cell: Cell, positions: ArrayLike<number>, indices: readonly number[]): Point {
  if (indices.length === 0) throw new RangeError('no particle has no centre');
  return weightedCentre(cell, positions, indices[0], indices, () => 1);
}

/** Σ w_i r_i / Σ w_i over `indices`, each by its image nearest to particle `about`. */
export function weightedCentre(
  cell: Cell,
  positions: ArrayLike<number>,
  about: number,
  indices: Iterable<number>,
  weight: (index: number) => number,
): Point {
  const [x, y] = [positions[2 * about], positions[2 * about + 1]];
  let [total, sumX, sumY] = [0, 0, 0];
  for (const i of indices) {
    const image = minimumImage(cell, { x: positions[2 * i] - x, y: positions[2 * i + 1] - y });
    const share = weight(i);
    total += share;
    sumX += share * image.x;
    sumY += share * image.y;
  }
  return { x: x + sumX / total, y: y + sumY / total };
}
