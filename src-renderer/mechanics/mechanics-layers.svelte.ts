import { remembered } from '../design/remembered.ts';
import { reach, sizesAt, type TurningField } from '../viewer/arrows/turning-field.ts';
import { dial } from '../viewer/dial.svelte.ts';
import type { ScalarPart } from '../viewer/field-parts.ts';
import { mechanics } from './mechanics.svelte.ts';

/** Memory for the sizes at an angle, and the greatest size at any. */
const sizesOf = remembered((field: TurningField) => ({
  now: new Float64Array(field.constant.length / 2),
  reach: reach(field),
}));

/**
 * |x_i(θ)| at the angle of the dial. Always the same memory, as a new view from angle to angle: what looks at it is told,
 * and nothing of the size of the sample is allocated.
 */
const sizes = $derived.by(() => {
  if (mechanics.turning === null) return null;
  const { now } = sizesOf(mechanics.turning);
  sizesAt(mechanics.turning, dial.degrees, now);
  return now.subarray();
});
const nAngle = $derived(mechanics.report?.strings ? Float64Array.from(mechanics.report.strings.nAngle) : null);

/** Scalars that the page makes of the response to strain. */
export const MECHANICS_SCALARS: readonly ScalarPart[] = [
  {
    array: { name: 'x:size', label: '|x(θ)|', unit: 'σ', kind: 'scalar', signed: false, perMode: false },
    drawing: {
      map: 'magma',
      scale: 'log',
      about: 'Size of the non-affine displacement per unit strain under shear along the dial’s angle',
    },
    has: () => mechanics.turning !== null,
    values: () => sizes,
    spread: () => (mechanics.turning === null ? null : sizesOf(mechanics.turning).reach),
  },
  {
    array: { name: 'x:nAngle', label: 'N_angle', unit: null, kind: 'scalar', signed: false, perMode: false },
    drawing: {
      map: 'viridis',
      scale: 'linear',
      about: 'At how many angles the particle is excited, with the key core pinned',
    },
    has: () => nAngle !== null,
    values: () => nAngle,
    spread: null,
  },
];
