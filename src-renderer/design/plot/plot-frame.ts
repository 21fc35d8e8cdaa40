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
  readonly #width: number;
  readonly #height: number;
  readonly #margin: Margin;
  readonly x: Axis;
  readonly y: Axis;
  /** How many times larger than usual text is. */
  readonly textScale: number;

  /** `width` and `height` of the whole picture, CSS pixels. */
  constructor(width: number, height: number, x: Axis, y: Axis, textScale = 1, margin = BOTH_AXES) {
    this.textScale = textScale;
    this.#margin = margin;
    this.#width = Math.max(1, width - textScale * (margin.left + margin.right));
    this.#height = Math.max(1, height - textScale * (margin.top + margin.bottom));
    this.x = x;
    this.y = y;
  }

  /** The plotting area. */
  get box() {
    const { left, top } = this.#margin;
    return { left: this.textScale * left, top: this.textScale * top, width: this.#width, height: this.#height };
  }

  toPixel(x: number, y: number): { x: number; y: number } {
    const pixels = this.pixels();
    return { x: pixels.x(x), y: pixels.y(y) };
  }

  /** Both coordinates of `toPixel`, for many points. */
  pixels(): { x: (value: number) => number; y: (value: number) => number } {
    const { left, top } = this.box;
    const [across, up] = [positionIn(this.x.range, this.x.scale), positionIn(this.y.range, this.y.scale)];
    return {
      x: (value) => left + across(value) * this.#width,
      y: (value) => top + (1 - up(value)) * this.#height,
    };
  }

  toData(px: number, py: number): { x: number; y: number } {
    const { left, top } = this.box;
    return {
      x: valueAt((px - left) / this.#width, this.x.range, this.x.scale),
      y: valueAt(1 - (py - top) / this.#height, this.y.range, this.y.scale),
    };
  }
}
