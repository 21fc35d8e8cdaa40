import { type Box, nearestImage } from '../../../native-workers/configuration/configuration.ts';

export interface PlanePoint {
  x: number;
  y: number;
}

/** What of a periodic sample a field shows. */
export interface FieldView {
  centre: PlanePoint;
  /** Side of the square that is shown, or both sides of a rectangle, σ; null shows the whole cell. */
  side: number | { width: number; height: number } | null;
}

/** Particles as they are drawn: an index for each image, and where it lies from the centre of the view, σ. */
export interface PlacedImages {
  index: number[];
  /** x0, y0, x1, y1, … */
  places: number[];
  /** Half of what is shown in either direction, σ. */
  half: PlanePoint;
  /** Corners of the cell from the centre of the view, where the whole of it is shown. */
  outline: readonly PlanePoint[] | null;
}

/** How far a disc may reach into a view from outside, σ. */
const MARGIN = 1.5;

const half = (fraction: number) => fraction - Math.floor(fraction + 0.5);

/** The centre of some particles of a periodic sample: the mean of their places about the first. */
export function centreOfParticles(box: Box, positions: Float64Array, indices: readonly number[]): PlanePoint {
  const [first] = indices;
  const [x, y] = [positions[2 * first], positions[2 * first + 1]];
  let [sumX, sumY] = [0, 0];
  for (const index of indices) {
    const [dx, dy] = nearestImage(box, positions[2 * index] - x, positions[2 * index + 1] - y);
    sumX += dx;
    sumY += dy;
  }
  return { x: x + sumX / indices.length, y: y + sumY / indices.length };
}

/** What of the cell is shown, and whether that is all of it. A view is never wider or higher than the cell. */
function extentOf({ lx, ly, xy }: Box, side: FieldView['side']) {
  const whole = { x: (lx + Math.abs(xy)) / 2, y: ly / 2 };
  if (side === null || (typeof side === 'number' && side >= Math.min(lx, ly))) return { isWhole: true, half: whole };
  const { width, height } = typeof side === 'number' ? { width: side, height: side } : side;
  const isWhole = width >= 2 * whole.x && height >= 2 * whole.y;
  return { isWhole, half: { x: Math.min(width / 2, whole.x), y: Math.min(height / 2, whole.y) } };
}

/** Where a place of a periodic sample is drawn: its image about the centre of the view. */
export function placedPoint({ lx, ly, xy }: Box, { x, y }: PlanePoint, centre: PlanePoint): PlanePoint {
  const fy = (y - centre.y) / ly;
  const fx = (x - centre.x - xy * fy) / lx;
  return { x: half(fx) * lx + half(fy) * xy, y: half(fy) * ly };
}

/** Views that were asked for last, of each sample: panels of one page show the same. */
const known = new WeakMap<Float64Array, Map<string, PlacedImages>>();
const MOST_KNOWN = 8;

/** Where the particles of a sample are drawn; those of a view smaller than the cell once more where it crosses an edge. */
export function placed(box: Box, positions: Float64Array, view: FieldView): PlacedImages {
  const views = known.get(positions) ?? new Map<string, PlacedImages>();
  known.set(positions, views);
  const key = JSON.stringify([box, view]);
  let images = views.get(key);
  if (images === undefined) {
    if (views.size >= MOST_KNOWN) views.clear();
    views.set(key, (images = imagesOf(box, positions, view)));
  }
  return images;
}

function imagesOf(box: Box, positions: Float64Array, { centre, side }: FieldView): PlacedImages {
  const { lx, ly, xy } = box;
  const { isWhole, half: extent } = extentOf(box, side);
  const index: number[] = [];
  const places: number[] = [];
  const [reachX, reachY] = [extent.x + MARGIN, extent.y + MARGIN];
  // A tilted cell that is shown as a whole has each particle once.
  const furthest = isWhole && xy !== 0 ? 0 : 1;
  for (let i = 0; 2 * i < positions.length; i += 1) {
    const { x, y } = placedPoint(box, { x: positions[2 * i], y: positions[2 * i + 1] }, centre);
    for (let row = -furthest; row <= furthest; row += 1) {
      const imageY = y + row * ly;
      if (Math.abs(imageY) > reachY) continue;
      for (let column = -furthest; column <= furthest; column += 1) {
        const imageX = x + column * lx + row * xy;
        if (Math.abs(imageX) > reachX) continue;
        index.push(i);
        places.push(imageX, imageY);
      }
    }
  }
  const corner = (s: number, t: number) => ({ x: s * lx + t * xy, y: t * ly });
  const outline = isWhole ? [corner(-0.5, -0.5), corner(0.5, -0.5), corner(0.5, 0.5), corner(-0.5, 0.5)] : null;
  return { index, places, half: extent, outline };
}
