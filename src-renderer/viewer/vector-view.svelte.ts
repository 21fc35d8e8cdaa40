import { workspace } from '../state/workspace.svelte.ts';
import { fieldParts, type ShownVectors, type VectorLayerPart } from './field-parts.ts';

/** The vector field of a pane: of the mode, or one that a room computes. */
export class VectorView implements ShownVectors {
  /** Null draws none. */
  name = $state<string | null>(null);
  /** The room's layer of this name; null for a field of the mode and for none. */
  readonly layer: VectorLayerPart | null = $derived(
    fieldParts('vectors')
      .flatMap(({ layers }) => layers)
      .find(({ name }) => name === this.name) ?? null,
  );
  /** The field as it turns with the dial, where it does. */
  readonly turning = $derived(this.layer?.turning() ?? null);
  /** The field where it does not, N × 2. */
  readonly still: ArrayLike<number> | null = $derived.by(() => {
    if (this.name === null) return null;
    return this.layer === null ? (workspace.modeArrays.get(this.name) ?? null) : this.layer.still();
  });
  /** Whether there is anything to draw yet. */
  readonly present = $derived(this.turning !== null || this.still !== null);

  /** What the arrows are: a field of the mode, or a room's; labels as the API writes them. Null for none. */
  readonly title = $derived.by(() => {
    if (this.layer !== null) return this.layer.title();
    const label = workspace.detail?.arrays.find(({ name, perMode }) => perMode && name === this.name)?.label;
    return label === undefined || workspace.loadedMode === null ? null : `${label} of mode ${workspace.loadedMode}`;
  });

  constructor(name: string | null) {
    this.name = name;
  }
}
