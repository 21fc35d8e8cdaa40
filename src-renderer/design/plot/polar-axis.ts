import { ticksOf } from './ticks.ts';

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
 * `values`: everything that is to be seen. `outer`: radius of the plot, px. Throws RangeError for no finite value.
 */
export function polarAxis(values: readonly number[], outer: number) {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) throw new RangeError('no finite modulus to plot');
  const most = Math.max(0, ...finite);
  const low = Math.min(0, ...finite);
  const high = most + HEADROOM * (most - low || 1);
  const negative = low < 0;
  /** Radius of the low end, px; 0 where that is G = 0. */
  const inner = negative ? HOLE * outer : 0;
  const radius = (value: number) => inner + ((value - low) / (high - low)) * (outer - inner);
  return {
    negative,
    inner,
    radius,
    /** Where a value at an angle lies. */
    point: (value: number, degrees: number) => onCircle(radius(value), degrees),
    /** Circles at round values; zero is among them where it is not the middle. */
    ticks: ticksOf({ low, high }, 'linear', MAX_TICKS)
      .filter(({ value }) => negative || value !== 0)
      .map((tick) => ({ ...tick, radius: radius(tick.value) })),
  };
}

export type PolarAxis = ReturnType<typeof polarAxis>;
