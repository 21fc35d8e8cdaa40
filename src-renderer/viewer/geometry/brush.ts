import type { Point } from './periodic.ts';

/**
 * Which of the points (x_i, y_i) lie in the rectangle between two opposite corners, in either order, edges included. NaN
 * lies nowhere.
 */
export function brushed(x: ArrayLike<number>, y: ArrayLike<number>, from: Point, to: Point): Selection {
  const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)];
  const [bottom, top] = [Math.min(from.y, to.y), Math.max(from.y, to.y)];
  const inside = new Uint8Array(x.length);
  let count = 0;
  for (let i = 0; i < x.length; i += 1)
    if (x[i] >= left && x[i] <= right && y[i] >= bottom && y[i] <= top) {
      inside[i] = 1;
      count += 1;
    }
  return { inside, count };
}

/** Particles chosen by a brush, in the scatter plot or in the field. */
export interface Selection {
  /** 1 for each chosen particle, by index. */
  inside: Uint8Array;
  count: number;
}
