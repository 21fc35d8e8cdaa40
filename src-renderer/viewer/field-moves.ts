import { fieldCamera } from './field-camera.svelte.ts';
import { view } from './view.svelte.ts';

/** The key core in the middle of the cell (across the boundary if need be) and close up. */
export function recentre(): void {
  view.focusOnCore();
  fieldCamera.glideToCore();
}

/** What moves most in the chosen mode in the middle, close up. */
export function centreOnMode(): void {
  view.focusOnMode();
  fieldCamera.glideToCore();
}

/** What moves most by these displacements, N × 2, in the middle, close up. */
export function centreOnDisplacements(displacements: ArrayLike<number>): void {
  view.focusOnMode(displacements);
  fieldCamera.glideToCore();
}

/** The whole cell, centred as it is. */
export function wholeCell(): void {
  if (view.cell !== null) fieldCamera.glideToFit(view.cell);
}
