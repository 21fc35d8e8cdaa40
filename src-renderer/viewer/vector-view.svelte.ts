import { workspace } from '../app/workspace.svelte.ts';
import { mechanics } from '../mechanics/mechanics.svelte.ts';
import { protocolNamed } from '../mechanics/protocols.ts';
import { combined } from '../mechanics/turning-field.ts';
import { type ArrowChoice, arrowsOf, turningArrows } from './arrows.ts';

/** Length of the longest arrows at the slider's middle, σ. */
const ARROW_LENGTH = 3;

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
  readonly arrows: ArrowChoice | null = $derived.by(() => {
    if (this.turning !== null) return turningArrows(this.turning);
    return this.still === null ? null : arrowsOf(this.still);
  });
  /** σ drawn per unit of the field, at the slider's middle. */
  readonly length = $derived(ARROW_LENGTH / (this.arrows?.reference ?? 1));

  constructor(name: string | null) {
    this.name = name;
  }
}
