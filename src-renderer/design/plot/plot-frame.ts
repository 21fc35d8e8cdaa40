import { positionIn, type Range, type Scale, valueAt } from './ranges.ts';

export interface Axis {
  label: string;
  range: Range;
  scale: Scale;
}

/** Free CSS pixels round the plotting area, for text of the usual size. */
export interface Margin {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Room for the numbers and names of both axes. */
const BOTH_AXES = { left: 54, right: 10, top: 8, bottom: 38 };

/**
 * Between pixels of a picture and data. `width` and `height` of the whole picture, CSS pixels; `textScale`: how many times
 * larger than usual text is.
 */
export function plotFrame(width: number, height: number, x: Axis, y: Axis, textScale = 1, margin = BOTH_AXES) {
  /** The plotting area. */
  const box = {
    left: textScale * margin.left,
    top: textScale * margin.top,
    width: Math.max(1, width - textScale * (margin.left + margin.right)),
    height: Math.max(1, height - textScale * (margin.top + margin.bottom)),
  };
  const [across, up] = [positionIn(x.range, x.scale), positionIn(y.range, y.scale)];
  return {
    box,
    x,
    y,
    textScale,
    pixelX: (value: number) => box.left + across(value) * box.width,
    pixelY: (value: number) => box.top + (1 - up(value)) * box.height,
    toData: (px: number, py: number) => ({
      x: valueAt((px - box.left) / box.width, x.range, x.scale),
      y: valueAt(1 - (py - box.top) / box.height, y.range, y.scale),
    }),
  };
}

export type PlotFrame = ReturnType<typeof plotFrame>;
