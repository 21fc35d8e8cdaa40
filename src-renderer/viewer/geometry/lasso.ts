import type { Point } from './periodic.ts';

/**
 * Indices of the first `count` of the points (x, y interleaved) that lie inside the closed polygon through `path`, by
 * the parity of its crossings with the ray to the right. A path of less than three points encloses nothing.
 */
export function enclosed(path: readonly Point[], points: ArrayLike<number>, count: number): number[] {
  if (path.length < 3) return [];
  const inside: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const [x, y] = [points[2 * i], points[2 * i + 1]];
    let odd = false;
    for (let k = 0, before = path.length - 1; k < path.length; before = k, k += 1) {
      const [a, b] = [path[before], path[k]];
      if (a.y > y !== b.y > y && x < a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x)) odd = !odd;
    }
    if (odd) inside.push(i);
  }
  return inside;
}
