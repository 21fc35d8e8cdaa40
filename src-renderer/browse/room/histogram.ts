import { axesShapes } from '../../design/plot/axes.ts';
import type { PlotFrame } from '../../design/plot/plot-frame.ts';
import { positionIn, type Range, type Scale } from '../../design/plot/ranges.ts';
import type { Shape } from '../../design/plot/shapes.ts';

export const BINS = 40;

/** How many values lie in each of `BINS` equal parts of a range, on its scale; NaN and what lies outside nowhere. */
export function binned(values: ArrayLike<number>, range: Range, scale: Scale, only?: ArrayLike<boolean>): Int32Array {
  const counts = new Int32Array(BINS);
  const position = positionIn(range, scale);
  for (let i = 0; i < values.length; i += 1) {
    const at = position(values[i]);
    if (at >= 0 && at <= 1 && (only === undefined || only[i])) counts[Math.min(BINS - 1, Math.floor(at * BINS))] += 1;
  }
  return counts;
}

/** Bars of counts over the axis x of a frame; those of the selected on top of all. */
export function histogramShapes(frame: PlotFrame, all: Int32Array, selected: Int32Array | null): Shape[] {
  const { left, top, width, height } = frame.box;
  const bottom = top + height;
  const edge = width / BINS;
  const bars = (counts: Int32Array, fill: string, opacity: number): Shape[] =>
    Array.from(counts, (count, bin): Shape => {
      const y = frame.pixelY(count);
      return { kind: 'rectangle', x: left + bin * edge + 0.5, y, width: edge - 1, height: bottom - y, fill, opacity };
    });
  return [
    ...axesShapes(frame, { grid: false, most: { x: 5, y: 4 }, named: { x: true, y: true } }),
    ...bars(all, '--text-dim', selected === null ? 0.55 : 0.25),
    ...(selected === null ? [] : bars(selected, '--accent', 1)),
  ];
}
