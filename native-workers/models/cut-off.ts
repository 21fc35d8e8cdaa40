import type { CutoffScheme } from '../contract/sample.ts';

/** φ, φ′ and φ″ of one pair of species. */
export interface PairFunction {
  value: (r: number) => number;
  first: (r: number) => number;
  second: (r: number) => number;
}

/** Where a pair potential ends, and how. */
export interface Cutoff {
  /** r_c, > 0. */
  distance: number;
  scheme: CutoffScheme;
}

/** u(r) for r ≤ r_c, as the kernels' own forms are cut off (`CutoffScheme`). */
export function cutOff(f: PairFunction, { distance, scheme }: Cutoff): PairFunction {
  const [value, slope, curvature] = [f.value(distance), f.first(distance), f.second(distance)];
  switch (scheme) {
    case 'force-shifted':
      return {
        value: (r) => f.value(r) - value - (r - distance) * slope,
        first: (r) => f.first(r) - slope,
        second: f.second,
      };
    case 'potential-shifted':
      return { ...f, value: (r) => f.value(r) - value };
    case 'smoothed': {
      const c4 = (slope / distance - curvature) / (8 * distance ** 2);
      const c2 = (curvature - (3 * slope) / distance) / 4;
      const c0 = -value - distance ** 2 * (c2 + distance ** 2 * c4);
      return {
        value: (r) => f.value(r) + c0 + r ** 2 * (c2 + r ** 2 * c4),
        first: (r) => f.first(r) + r * (2 * c2 + 4 * c4 * r ** 2),
        second: (r) => f.second(r) + 2 * c2 + 12 * c4 * r ** 2,
      };
    }
    case 'plain':
      return f;
  }
}
