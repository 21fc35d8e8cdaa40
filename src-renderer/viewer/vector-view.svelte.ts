import { workspace } from '../state/workspace.svelte.ts';
import { fieldParts, type ShownVectors } from './field-parts.ts';

/** The vector field of a pane: of the mode, or one that a room computes. */
export class VectorView implements ShownVectors {
  /** Null draws none. */
  name = $state<string | null>(null);
  /** The room's layer of this name; null for a field of the mode and for none. */
  readonly layer = $derived(
    fieldParts('vectors')
      .flatMap(({ layers }) => layers)
      .find(({ name }) => name === this.name) ?? null,
  );
  /** Null while there is nothing to draw. */
  readonly field = $derived.by(() => {
    if (this.layer !== null) return this.layer.field();
    return this.name === null ? null : (workspace.modeArrays.get(this.name) ?? null);
  });

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
