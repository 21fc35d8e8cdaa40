import { arrowLevel } from './arrows/arrow-level.ts';
import { SHORTEST_ARROW } from './arrows/arrows.ts';
import { binPlaces, binSize, knownBinGrid, meanSpacing } from './arrows/bin-grid.ts';
import { fieldCamera } from './field-camera.svelte.ts';
import { picture } from './picture.svelte.ts';
import { formatNumber } from '../design/number-text.ts';
import { view } from './view.svelte.ts';

/** How finely arrows are drawn at the camera's distance: one for each particle, or averages over bins. */
class ArrowDetail {
  #before: number | null = null;
  readonly #level = $derived.by(() => {
    if (view.cell === null || view.positions === null) return 0;
    const spacing = meanSpacing(view.cell, view.positions.length / 2) * fieldCamera.now.zoom;
    this.#before = arrowLevel(spacing, this.#before);
    return this.#before;
  });
  /** Null where each particle has an arrow of its own. */
  readonly grid = $derived.by(() => {
    if (this.#level === 0 || view.cell === null || view.positions === null) return null;
    return knownBinGrid(view.cell, view.positions, this.#level);
  });
  /** Tails of the arrows, × 2, relative to the focus, σ; of more than there are arrows where ghosts follow them. */
  readonly places = $derived(
    this.grid === null ? (picture.placement?.position ?? null) : binPlaces(this.grid, view.focus),
  );
  readonly count = $derived(this.grid === null ? (picture.placement?.count ?? 0) : this.grid.counts.length);
  /** Distance of neighbouring arrows, σ; of particles it counts as 1. */
  readonly spacing = $derived.by(() => {
    if (this.grid === null) return 1;
    const { x, y } = binSize(this.grid);
    return Math.sqrt(x * y);
  });
  /** What an arrow stands for and what is left out, in words. */
  readonly summary = $derived.by(() => {
    const left = `from ${SHORTEST_ARROW} px on`;
    if (this.grid === null) return `each particle, ${left}`;
    const { x, y } = binSize(this.grid);
    return `averages over ${formatNumber(x, 2)} × ${formatNumber(y, 2)} σ, ${left}`;
  });
}

export const arrowDetail = new ArrowDetail();
