import type { TurningField } from './arrows/turning-field.ts';
import { arrowDetail } from './arrow-detail.svelte.ts';
import { arrowScale, turningScale } from './arrows/arrows.ts';
import { type BinGrid, binMeans, turningMeans } from './arrows/bin-grid.ts';
import { fieldCamera } from './field-camera.svelte.ts';
import type { ShownVectors } from './field-parts.ts';
import { type ViewBox, inBox, boxCovering, shownBox, within } from './geometry/view-box.ts';
import { view } from './view.svelte.ts';

/** Length of the longest arrows at the slider's middle, in distances of neighbouring arrows. */
const ARROW_LENGTH = 3;

const knownMeans = new WeakMap<object, { grid: BinGrid; means: Float32Array }>();
const knownTurning = new WeakMap<TurningField, { grid: BinGrid; means: TurningField }>();

/** `binMeans`, computed once for each field on the grid of the moment. */
function meansOf(grid: BinGrid, vectors: ArrayLike<number>): Float32Array {
  const known = knownMeans.get(vectors);
  if (known?.grid === grid) return known.means;
  const means = binMeans(grid, vectors);
  knownMeans.set(vectors, { grid, means });
  return means;
}

function turningMeansOf(grid: BinGrid, field: TurningField): TurningField {
  const known = knownTurning.get(field);
  if (known?.grid === grid) return known.means;
  const means = turningMeans(grid, field);
  knownTurning.set(field, { grid, means });
  return means;
}

/** Works out ahead what the arrows of a field will need. */
export function prepareArrows(vectors: ArrayLike<number>): void {
  const { grid } = arrowDetail;
  arrowScale(grid === null ? vectors : meansOf(grid, vectors));
}

/** The arrows of a field as they are drawn at the camera's distance: every one in view. */
export class DrawnArrows {
  readonly #vectors: ShownVectors;
  #box: ViewBox | null = null;

  /** The field where it does not turn with the dial, arrows × 2. */
  readonly still = $derived.by(() => {
    const { still } = this.#vectors;
    return still === null || arrowDetail.grid === null ? still : meansOf(arrowDetail.grid, still);
  });
  /** The field where it does. */
  readonly turning = $derived.by(() => {
    const { turning } = this.#vectors;
    return turning === null || arrowDetail.grid === null ? turning : turningMeansOf(arrowDetail.grid, turning);
  });
  /** What the arrows swing with, arrows × 2. */
  readonly swinging = $derived.by(() => {
    const { swinging } = view;
    return swinging === null || arrowDetail.grid === null ? swinging : meansOf(arrowDetail.grid, swinging);
  });
  readonly #scale = $derived.by(() => {
    if (this.turning !== null) return turningScale(this.turning);
    return this.still === null ? null : arrowScale(this.still);
  });
  /** σ drawn per unit of the field. */
  readonly length = $derived((view.arrowFactor * ARROW_LENGTH * arrowDetail.spacing) / (this.#scale?.reference ?? 1));
  readonly #places = $derived(arrowDetail.places?.subarray(0, 2 * arrowDetail.count) ?? null);
  readonly #bounds = $derived.by(() => {
    const bounds = { left: Infinity, right: -Infinity, bottom: Infinity, top: -Infinity };
    const places = this.#places ?? [];
    for (let at = 0; at < places.length; at += 2) {
      bounds.left = Math.min(bounds.left, places[at]);
      bounds.right = Math.max(bounds.right, places[at]);
      bounds.bottom = Math.min(bounds.bottom, places[at + 1]);
      bounds.top = Math.max(bounds.top, places[at + 1]);
    }
    return bounds;
  });
  /** What is kept ready: more than is seen, so that moving the camera costs nothing mostly. */
  readonly #kept = $derived.by(() => {
    // The tail of an arrow whose head is seen may lie outside.
    const margin = this.length * (this.#scale?.longest ?? 0);
    const needed = within(shownBox(fieldCamera.now, fieldCamera.viewport, margin), this.#bounds);
    this.#box = boxCovering(this.#box, needed);
    return this.#box;
  });
  /** Which arrows are handed to the scene, by index. */
  readonly indices = $derived(
    this.#places === null ? new Int32Array(0) : inBox(this.#places, arrowDetail.count, this.#kept),
  );

  constructor(vectors: ShownVectors) {
    this.#vectors = vectors;
  }
}
