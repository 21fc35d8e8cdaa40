import { extent, minIndex } from 'd3-array';
import { axesShapes } from './axes.ts';
import { type PlotFrame, plotFrame } from './plot-frame.ts';
import type { Path, Shape } from './shapes.ts';

/** Values at the points of a common x. */
export interface Line {
  label: string;
  values: ArrayLike<number>;
  /** Token of its colour. */
  colour: string;
}

export interface LinePlot {
  /** Ascending. */
  x: ArrayLike<number>;
  xLabel: string;
  lines: readonly Line[];
}

/** The numbers of y, and below numbers and name of x. */
const MARGIN = { left: 48, right: 16, top: 6, bottom: 38 };
const LINE_PX = 1.5;
/** Distance of ticks, CSS pixels where text has the usual size. */
const TICK_DISTANCE = { x: 64, y: 26 };
/** Room above and below the lines, as a share of what they span. */
const HEADROOM = 0.1;

/** The least and the greatest finite value, a little wider than they are; of nothing, 0 to 1. */
function spanOf(lines: readonly Line[]) {
  const [low, high] = extent(lines.flatMap(({ values }) => Array.from(values).filter(Number.isFinite)));
  if (low === undefined) return { low: 0, high: 1 };
  const room = HEADROOM * (high - low) || Math.abs(high) / 2 || 0.5;
  // What is never negative does not seem to be.
  return { low: low >= 0 ? Math.max(0, low - room) : low - room, high: high + room };
}

/** The frame of lines in a picture of this size, CSS pixels. */
export function lineFrame({ x, xLabel, lines }: LinePlot, width: number, height: number, textScale: number): PlotFrame {
  const ends = { low: x.length === 0 ? 0 : x[0], high: x.length === 0 ? 1 : x[x.length - 1] };
  const range = ends.low < ends.high ? ends : { low: ends.low - 0.5, high: ends.low + 0.5 };
  return plotFrame(
    width,
    height,
    { label: xLabel, range, scale: 'linear' },
    { label: '', range: spanOf(lines), scale: 'linear' },
    textScale,
    MARGIN,
  );
}

/** The runs of points between which a line has values. */
function runsOf(frame: PlotFrame, x: ArrayLike<number>, { values, colour }: Line): Path[] {
  const runs: [number, number][][] = [];
  let run: [number, number][] = [];
  for (let at = 0; at < x.length; at += 1) {
    if (Number.isFinite(values[at])) {
      if (run.length === 0) runs.push(run);
      run.push([frame.pixelX(x[at]), frame.pixelY(values[at])]);
    } else run = [];
  }
  return runs.map((points) => ({ kind: 'path', points, stroke: { colour, width: LINE_PX } }));
}

/** Lines over a grid, with the numbers of both axes and the name of x. NaN interrupts a line. */
export function lineShapes(frame: PlotFrame, { x, lines }: LinePlot): Shape[] {
  const { width, height } = frame.box;
  const most = {
    x: Math.max(2, Math.floor(width / (frame.textScale * TICK_DISTANCE.x))),
    y: Math.max(2, Math.floor(height / (frame.textScale * TICK_DISTANCE.y))),
  };
  return [
    ...axesShapes(frame, { grid: true, most, named: { x: true, y: false } }),
    ...lines.flatMap((line) => runsOf(frame, x, line)),
  ];
}

/** Index of the point of x that is nearest to a pixel; null where there is none. */
export function nearestPoint(frame: PlotFrame, x: ArrayLike<number>, pixel: number): number | null {
  const wanted = frame.toData(pixel, 0).x;
  const nearest = minIndex(Array.from(x), (value) => Math.abs(value - wanted));
  return nearest === -1 ? null : nearest;
}

/** A dashed line at a point of x, with a dot on every line. */
export function cursorShapes(frame: PlotFrame, { x, lines }: LinePlot, at: number): Shape[] {
  const { top, height } = frame.box;
  const across = frame.pixelX(x[at]);
  const valued = lines.filter(({ values }) => Number.isFinite(values[at]));
  return [
    {
      kind: 'path',
      points: [
        [across, top],
        [across, top + height],
      ],
      stroke: { colour: '--line-strong', width: 1, dash: [3, 3] },
    },
    ...valued.map(({ values, colour }): Shape => {
      return { kind: 'circle', x: across, y: frame.pixelY(values[at]), radius: 2.5, fill: colour };
    }),
  ];
}
