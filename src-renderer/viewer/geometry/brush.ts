/** A rectangle in data coordinates; the ends come in either order from a drag. */
export interface Brush {
  x0: number;
  x1: number;
  y0: number;
  y1: number;
}

/** Which of the points (x_i, y_i) lie in the rectangle, edges included. NaN lies nowhere. */
export function brushed(x: ArrayLike<number>, y: ArrayLike<number>, brush: Brush): Selection {
  const [left, right] = [Math.min(brush.x0, brush.x1), Math.max(brush.x0, brush.x1)];
  const [bottom, top] = [Math.min(brush.y0, brush.y1), Math.max(brush.y0, brush.y1)];
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
