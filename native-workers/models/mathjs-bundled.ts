import { derivative, parse } from 'mathjs/number';

/** math.js where there is no folder of packages to load it from: part of the bundle (scripts/vite.main.config.ts). */
export function mathjs(): { parse: typeof parse; derivative: typeof derivative } {
  return { parse, derivative };
}
