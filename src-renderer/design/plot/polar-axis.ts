import { type Tick, ticksOf } from './ticks.ts';

/** A point about the middle, y downwards as on a screen; 0° to the right, counter-clockwise. */
export function onCircle(radius: number, degrees: number): { x: number; y: number } {
  const angle = (degrees * Math.PI) / 180;
  return { x: radius * Math.cos(angle), y: -radius * Math.sin(angle) };
}

/** Share of the plot that is kept free in the middle where the axis does not begin at zero. */
const HOLE = 0.14;
const MAX_TICKS = 5;
/** The axis reaches this share of its span beyond the largest value. */
const HEADROOM = 0.04;

/**
 * Radial axis of a polar plot of moduli. Where every value is positive, the middle is G = 0 and lengths are in
 * proportion to G. Where some are not, the axis begins with the least of them at the rim of a hole in the middle, so
 * that zero is a circle; it is not mirrored to the other side, which is another angle.
 */
export class PolarAxis {
  readonly low: number;
  readonly high: number;
  /** Radius of the low end, px; 0 where that is G = 0. */
  readonly inner: number;
  readonly outer: number;

  /** `values`: everything that is to be seen. `outer`: radius of the plot, px. Throws RangeError for no finite value. */
  constructor(values: readonly number[], outer: number) {
    const finite = values.filter(Number.isFinite);
    if (finite.length === 0) throw new RangeError('no finite modulus to plot');
    const most = Math.max(0, ...finite);
    this.low = Math.min(0, ...finite);
    this.high = most + HEADROOM * (most - this.low || 1);
    this.outer = outer;
    this.inner = this.negative ? HOLE * outer : 0;
  }

  get negative(): boolean {
    return this.low < 0;
  }

  radius(value: number): number {
    return this.inner + ((value - this.low) / (this.high - this.low)) * (this.outer - this.inner);
  }

  /** Where a value at an angle lies. */
  point(value: number, degrees: number) {
    return onCircle(this.radius(value), degrees);
  }

  /** Circles at round values; zero is among them where it is not the middle. */
  get ticks(): (Tick & { radius: number })[] {
    return ticksOf(this, 'linear', MAX_TICKS)
      .filter(({ value }) => this.negative || value !== 0)
      .map((tick) => ({ ...tick, radius: this.radius(tick.value) }));
  }
}
