import type { ArrayInfo } from '../../src-main/api/contract.ts';
import { dial } from '../viewer/dial.svelte.ts';
import type { ScalarDrawing } from '../viewer/layers.ts';
import { mechanics } from './mechanics.svelte.ts';
import { reach, sizesAt, type TurningField } from '../viewer/arrows/turning-field.ts';

const SIZE = 'x:size';
const N_ANGLE = 'x:nAngle';

/** Scalars that the page makes of the response to strain; as the arrays of the API. */
export const MECHANICS_ARRAYS: readonly ArrayInfo[] = [
  { name: SIZE, label: '|x(θ)|', unit: 'σ', kind: 'scalar', signed: false, perMode: false },
  { name: N_ANGLE, label: 'N_angle', unit: null, kind: 'scalar', signed: false, perMode: false },
];

/** How they are drawn. */
export const MECHANICS_DRAWINGS: Readonly<Record<string, ScalarDrawing>> = {
  [SIZE]: {
    map: 'magma',
    scale: 'log',
    about: 'Size of the non-affine displacement per unit strain under shear along the dial’s angle',
  },
  [N_ANGLE]: {
    map: 'viridis',
    scale: 'linear',
    about: 'At how many angles the particle is excited, with the key core pinned',
  },
};

/** Whether a scalar changes with the dial. */
export function turns(name: string): boolean {
  return name === SIZE;
}

interface Sizes {
  now: Float64Array;
  reach: Float64Array;
}
const known = new WeakMap<TurningField, Sizes>();

function sizesOf(field: TurningField): Sizes {
  const sizes = known.get(field) ?? { now: new Float64Array(field.constant.length / 2), reach: reach(field) };
  known.set(field, sizes);
  return sizes;
}

/** What a scalar is drawn with. */
class MechanicsLayers {
  /**
   * |x_i(θ)| at the angle of the dial. Always the same memory, as a new view from angle to angle: what looks at it is told,
   * and nothing of the size of the sample is allocated.
   */
  readonly #sizes = $derived.by(() => {
    if (mechanics.turning === null) return null;
    const { now } = sizesOf(mechanics.turning);
    sizesAt(mechanics.turning, dial.degrees, now);
    return now.subarray();
  });
  readonly #nAngle = $derived(mechanics.report?.strings ? Float64Array.from(mechanics.report.strings.nAngle) : null);

  /** Null where there is no such scalar, or not yet. */
  values(name: string): Float64Array | null {
    if (name === SIZE) return this.#sizes;
    return name === N_ANGLE ? this.#nAngle : null;
  }

  /** What the range of the colours is found from: of a scalar that turns, its greatest value at any angle. */
  spread(name: string): Float64Array | null {
    return name === SIZE && mechanics.turning !== null ? sizesOf(mechanics.turning).reach : this.values(name);
  }

  /** Whether there is such a scalar; does not follow the dial. */
  has(name: string): boolean {
    return (name === SIZE && mechanics.turning !== null) || (name === N_ANGLE && this.#nAngle !== null);
  }
}

export const mechanicsLayers = new MechanicsLayers();
