import { axesShapes } from './axes.ts';
import type { PlotFrame } from './plot-frame.ts';
import type { Dots, Path, Shape } from './shapes.ts';

/** Points of one kind. */
export interface PointSeries {
  /** x and y of each. */
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /** Which of them are drawn, by index; all where it is absent. */
  only?: Iterable<number>;
  /** A token or a CSS colour. */
  colour: string;
  /** Diameter, or edge of a square, CSS pixels. */
  size: number;
  form?: Dots['form'];
  opacity?: number;
}

/** A line across a plot, with its name at the end. */
export interface Guide {
  label: string;
  points: readonly (readonly [number, number])[];
}

export interface ScatterPlot {
  /** Those drawn first come first. */
  series: readonly PointSeries[];
  guides?: readonly Guide[];
  /** A point with a ring about it. */
  picked?: readonly [number, number] | null;
}

const MAX_TICKS = 5;
const GUIDE_DASH = [4, 3];
const GUIDE_PX = 12;
/** A value at the end of an axis may lie so far outside it, CSS pixels. */
const ROUNDING = 1e-6;

/** The points of a series inside the plotting area, in pixels, x and y interleaved. */
function inside(frame: PlotFrame, { x, y, only }: PointSeries) {
  const { left, top, width, height } = frame.box;
  const middle = { x: left + width / 2, y: top + height / 2 };
  const found = new Float64Array(2 * x.length);
  let count = 0;
  const take = (i: number) => {
    const px = frame.pixelX(x[i]);
    const py = frame.pixelY(y[i]);
    if (!(Math.abs(px - middle.x) <= width / 2 + ROUNDING && Math.abs(py - middle.y) <= height / 2 + ROUNDING)) return;
    found[count] = px;
    found[count + 1] = py;
    count += 2;
  };
  if (only === undefined) for (let i = 0; i < x.length; i += 1) take(i);
  else for (const i of only) take(i);
  return found.subarray(0, count);
}

function guideShapes(frame: PlotFrame, { label, points }: Guide): Shape[] {
  const drawn = points.map(([x, y]) => [frame.pixelX(x), frame.pixelY(y)] as const);
  const last = drawn.at(-1);
  const path: Path = { kind: 'path', points: drawn, stroke: { colour: '--text-dim', width: 1, dash: GUIDE_DASH } };
  if (label === '' || last === undefined) return [path];
  const [x, y] = [last[0] + 5, last[1] - 4];
  const size = frame.textScale * GUIDE_PX;
  return [path, { kind: 'text', x, y, text: label, size, fill: '--text', anchor: 'start', baseline: 'alphabetic' }];
}

/** A scatter plot with its axes; points outside the axes are left out. */
export function scatterShapes(frame: PlotFrame, { series, guides = [], picked = null }: ScatterPlot): Shape[] {
  const shapes = axesShapes(frame, {
    grid: false,
    most: { x: MAX_TICKS, y: MAX_TICKS },
    named: { x: true, y: true },
  });
  shapes.push(...guides.flatMap((guide) => guideShapes(frame, guide)));
  for (const each of series) {
    const { form = 'disc', size, colour, opacity } = each;
    shapes.push({ kind: 'dots', points: inside(frame, each), form, size, fill: colour, opacity });
  }
  if (picked !== null) {
    const [x, y] = [frame.pixelX(picked[0]), frame.pixelY(picked[1])];
    shapes.push({ kind: 'circle', x, y, radius: 6, stroke: { colour: '--text', width: 2 } });
  }
  return shapes;
}
