import { position, type Range, type Scale, valueAt } from './ranges.ts';

export interface Axis {
  label: string;
  unit: string | null;
  range: Range;
  scale: Scale;
}

/** Free CSS pixels round the plotting area. */
const MARGIN = { left: 54, right: 10, top: 8, bottom: 36 };
/** Between pixels of the canvas and data. */
export class PlotFrame {
  readonly #width: number;
  readonly #height: number;
  readonly x: Axis;
  readonly y: Axis;

  constructor(width: number, height: number, x: Axis, y: Axis) {
    this.#width = width - MARGIN.left - MARGIN.right;
    this.#height = height - MARGIN.top - MARGIN.bottom;
    this.x = x;
    this.y = y;
  }

  get box() {
    return { left: MARGIN.left, top: MARGIN.top, width: this.#width, height: this.#height };
  }

  toPixel(x: number, y: number): { x: number; y: number } {
    return {
      x: MARGIN.left + position(x, this.x.range, this.x.scale) * this.#width,
      y: MARGIN.top + (1 - position(y, this.y.range, this.y.scale)) * this.#height,
    };
  }

  toData(px: number, py: number): { x: number; y: number } {
    return {
      x: valueAt((px - MARGIN.left) / this.#width, this.x.range, this.x.scale),
      y: valueAt(1 - (py - MARGIN.top) / this.#height, this.y.range, this.y.scale),
    };
  }
}
