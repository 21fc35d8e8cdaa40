import type { Addon } from './contract/addon.ts';
import { loadBestAddon } from './load-addon.ts';

// The contract of the kernels, class by class as in bindings/.
export type * from './contract/addon.ts';
export * from './contract/dynamics.ts';
export type * from './contract/hessian.ts';
export * from './contract/kernel-run.ts';
export type * from './contract/plain-rows.ts';
export type * from './contract/pseudo-harmonic.ts';
export type * from './contract/sample.ts';
export type * from './contract/voronoi.ts';

let loaded: Addon | undefined;

/** The kernels, in the best variant this CPU runs (`KEYCORE_ADDON_VARIANT` forces one). Loaded on first use. */
export function addon(): Addon {
  loaded ??= loadBestAddon();
  return loaded;
}
