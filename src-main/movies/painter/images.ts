import type { Box } from '../../../native-workers/configuration/configuration.ts';
import type { PlanePoint } from '../../figures/plot/placement.ts';

/** Edges of a cell: a = (ax, ay), b = (bx, by). */
export interface CellEdges {
  ax: number;
  ay: number;
  bx: number;
  by: number;
}

/** Edges of a box that is deformed by F = 1 + gradient (xx, xy, yx, yy). */
export function deformedEdges(
  { lx, ly, xy }: Box,
  [xx, xTilt, yTilt, yy]: readonly [number, number, number, number],
): CellEdges {
  return {
    ax: lx + xx * lx,
    ay: yTilt * lx,
    bx: xy + xx * xy + xTilt * ly,
    by: ly + yTilt * xy + yy * ly,
  };
}

/** A point that moves with a deformation F = 1 + gradient. */
export function deformedPoint(
  { x, y }: PlanePoint,
  [xx, xTilt, yTilt, yy]: readonly [number, number, number, number],
): PlanePoint {
  return { x: x + xx * x + xTilt * y, y: y + yTilt * x + yy * y };
}

/** Images of particles: whose each is, and where it lies from the centre of the view, x0, y0, x1, y1, …, σ. */
export interface Images {
  index: number[];
  places: number[];
}

const nearest = (fraction: number) => fraction - Math.round(fraction);

/**
 * Every periodic image of particles in a rectangle about a centre, `half` its half edges and `margin` how far a disc may
 * reach in from outside, σ.
 */
export function imagesIn(
  edges: CellEdges,
  positions: ArrayLike<number>,
  centre: PlanePoint,
  half: PlanePoint,
  margin: number,
): Images {
  const { ax, ay, bx, by } = edges;
  const area = ax * by - ay * bx;
  const [reachX, reachY] = [half.x + margin, half.y + margin];
  // Every point of the rectangle is at most so many edges from a particle's image nearest to the centre.
  const rows = Math.ceil((reachX * Math.abs(ay) + reachY * Math.abs(ax)) / area + 0.5);
  const columns = Math.ceil((reachX * Math.abs(by) + reachY * Math.abs(bx)) / area + 0.5);
  const index: number[] = [];
  const places: number[] = [];
  for (let i = 0; 2 * i < positions.length; i += 1) {
    const [dx, dy] = [positions[2 * i] - centre.x, positions[2 * i + 1] - centre.y];
    const s = nearest((dx * by - dy * bx) / area);
    const t = nearest((dy * ax - dx * ay) / area);
    for (let row = -rows; row <= rows; row += 1)
      for (let column = -columns; column <= columns; column += 1) {
        const x = (s + column) * ax + (t + row) * bx;
        const y = (s + column) * ay + (t + row) * by;
        if (Math.abs(x) > reachX || Math.abs(y) > reachY) continue;
        index.push(i);
        places.push(x, y);
      }
  }
  return { index, places };
}
