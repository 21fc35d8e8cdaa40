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
const BOTH_AXES: Margin = { left: 54, right: 10, top: 8, bottom: 38 };

/** Between pixels of a picture and data. */
export class PlotFrame {
  /** The plotting area. */
  readonly box: { left: number; top: number; width: number; height: number };
  readonly x: Axis;
  readonly y: Axis;
  /** How many times larger than usual text is. */
  readonly textScale: number;

  /** `width` and `height` of the whole picture, CSS pixels. */
  constructor(width: number, height: number, x: Axis, y: Axis, textScale = 1, margin = BOTH_AXES) {
    this.textScale = textScale;
    this.box = {
      left: textScale * margin.left,
      top: textScale * margin.top,
      width: Math.max(1, width - textScale * (margin.left + margin.right)),
      height: Math.max(1, height - textScale * (margin.top + margin.bottom)),
    };
    this.x = x;
    this.y = y;
  }

  toPixel(x: number, y: number): { x: number; y: number } {
    const pixels = this.pixels();
    return { x: pixels.x(x), y: pixels.y(y) };
  }

  /** Both coordinates of `toPixel`, for many points. */
  pixels(): { x: (value: number) => number; y: (value: number) => number } {
    const { left, top, width, height } = this.box;
    const [across, up] = [positionIn(this.x.range, this.x.scale), positionIn(this.y.range, this.y.scale)];
    return {
      x: (value) => left + across(value) * width,
      y: (value) => top + (1 - up(value)) * height,
    };
  }

  toData(px: number, py: number): { x: number; y: number } {
    const { left, top, width, height } = this.box;
    return {
      x: valueAt((px - left) / width, this.x.range, this.x.scale),
      y: valueAt(1 - (py - top) / height, this.y.range, this.y.scale),
    };
  }
}
