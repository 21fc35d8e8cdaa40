import { workspace } from '../state/workspace.svelte.ts';
import { dial } from './dial.svelte.ts';
import { mechanics } from '../mechanics/mechanics.svelte.ts';
import { protocolNamed } from '../mechanics/protocols.ts';
import { combined } from './arrows/turning-field.ts';

/** The vector field of a picture: of the mode, or the non-affine displacement of a strain. */
export class VectorView {
  /** Null draws none. */
  name = $state<string | null>(null);
  readonly protocol = $derived(protocolNamed(this.name));
  /** The field as it turns with the dial, where it does. */
  readonly turning = $derived(this.protocol?.gradient === null ? mechanics.turning : null);
  /** The field where it does not, N × 2. */
  readonly still: ArrayLike<number> | null = $derived.by(() => {
    if (this.name === null) return null;
    if (this.protocol === null) return workspace.modeArrays.get(this.name) ?? null;
    const { gradient } = this.protocol;
    return gradient === null || mechanics.units === null ? null : combined(mechanics.units, gradient);
  });
  /** Whether there is anything to draw yet. */
  readonly present = $derived(this.turning !== null || this.still !== null);

  /** What the arrows are: a field of the mode, or a strain's displacement; labels as the API writes them. Null for none. */
  readonly title = $derived.by(() => {
    if (this.protocol !== null)
      return this.protocol.gradient === null ? `x(θ), θ = ${dial.degrees.toFixed(0)}°` : this.protocol.label;
    const label = workspace.detail?.arrays.find(({ name, perMode }) => perMode && name === this.name)?.label;
    return label === undefined || workspace.loadedMode === null ? null : `${label} of mode ${workspace.loadedMode}`;
  });

  constructor(name: string | null) {
    this.name = name;
  }
}
