import { position, type Range, type Scale, valueAt } from './ranges.ts';

export interface Axis {
  label: string;
  unit: string | null;
  range: Range;
  scale: Scale;
}

/** Free CSS pixels round the plotting area, for text of the usual size. */
const MARGIN = { left: 54, right: 10, top: 8, bottom: 38 };

/** Between pixels of the canvas and data. */
export class PlotFrame {
  readonly #width: number;
  readonly #height: number;
  readonly x: Axis;
  readonly y: Axis;
  /** How many times larger than usual text is. */
  readonly textScale: number;

  constructor(width: number, height: number, x: Axis, y: Axis, textScale = 1) {
    this.textScale = textScale;
    this.#width = Math.max(1, width - textScale * (MARGIN.left + MARGIN.right));
    this.#height = Math.max(1, height - textScale * (MARGIN.top + MARGIN.bottom));
    this.x = x;
    this.y = y;
  }

  get box() {
    const { left, top } = MARGIN;
    return { left: this.textScale * left, top: this.textScale * top, width: this.#width, height: this.#height };
  }

  toPixel(x: number, y: number): { x: number; y: number } {
    const { left, top } = this.box;
    return {
      x: left + position(x, this.x.range, this.x.scale) * this.#width,
      y: top + (1 - position(y, this.y.range, this.y.scale)) * this.#height,
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
