import { remembered } from '../design/remembered.ts';
import { isTurning, type VectorField } from './arrows/turning-field.ts';
import { arrowDetail } from './arrow-detail.svelte.ts';
import { arrowScale } from './arrows/arrows.ts';
import { type BinGrid, binMeans, turningMeans } from './arrows/bin-grid.ts';
import { fieldCamera } from './field-camera.svelte.ts';
import type { ShownVectors } from './field-parts.ts';
import { type ViewBox, inBox, boxCovering, shownBox } from './geometry/view-box.ts';
import { view } from './view.svelte.ts';

/** Length of the longest arrows at the slider's middle, in distances of neighbouring arrows. */
const ARROW_LENGTH = 3;

/** The averages of a field on a grid, computed once for each. */
const averagesOn = remembered((grid: BinGrid) =>
  remembered((field: VectorField) => (isTurning(field) ? turningMeans(grid, field) : binMeans(grid, field))),
);

/** A field as it is drawn: averaged on the grid of the moment, if there is one. */
function drawnField(field: ArrayLike<number>): ArrayLike<number>;
function drawnField(field: VectorField): VectorField;
function drawnField(field: VectorField): VectorField {
  const { grid } = arrowDetail;
  return grid === null ? field : averagesOn(grid)(field);
}

/** Works out ahead what the arrows of a field will need. */
export function prepareArrows(field: VectorField): void {
  arrowScale(drawnField(field));
}

/** The arrows of a field as they are drawn at the camera's distance: every one in view. */
export class DrawnArrows {
  readonly #vectors: ShownVectors;
  #box: ViewBox | null = null;

  /** The field, arrows × 2. */
  readonly field = $derived.by(() => {
    const { field } = this.#vectors;
    return field === null ? null : drawnField(field);
  });
  /** What the arrows swing with, arrows × 2. */
  readonly swinging = $derived(view.swinging === null ? null : drawnField(view.swinging));
  readonly #scale = $derived(this.field === null ? null : arrowScale(this.field));
  /** σ drawn per unit of the field. */
  readonly length = $derived((view.arrowFactor * ARROW_LENGTH * arrowDetail.spacing) / (this.#scale?.reference ?? 1));
  /** What is kept ready: more than is seen, so that moving the camera costs nothing mostly. */
  readonly #kept = $derived.by(() => {
    // The tail of an arrow whose head is seen may lie outside.
    const margin = this.length * (this.#scale?.longest ?? 0);
    this.#box = boxCovering(this.#box, shownBox(fieldCamera.now, fieldCamera.viewport, margin));
    return this.#box;
  });
  /** Which arrows are handed to the scene, by index. */
  readonly indices = $derived(
    arrowDetail.places === null ? new Int32Array(0) : inBox(arrowDetail.places, arrowDetail.count, this.#kept),
  );

  constructor(vectors: ShownVectors) {
    this.#vectors = vectors;
  }
}
