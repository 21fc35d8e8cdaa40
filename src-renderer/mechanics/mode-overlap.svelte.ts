import { remembered } from '../design/remembered.ts';
import { workspace } from '../state/workspace.svelte.ts';
import type { ShownVectors } from '../viewer/field-parts.ts';
import { dial } from '../viewer/dial.svelte.ts';
import { isTurning, overlapOf, type TurningField, turningOverlap } from '../viewer/arrows/turning-field.ts';

/** The inner products are worked out once for a field and a mode, not frame by frame. */
const overlapsOf = remembered((field: TurningField) =>
  remembered((mode: ArrayLike<number>) => turningOverlap(field, mode)),
);

/** Overlap of a strain's non-affine displacement with the mode that is shown; null where one is not at hand. */
export function modeOverlap(vectors: ShownVectors): number | null {
  const mode = workspace.modeArrays.get('u');
  const { field } = vectors;
  if (mode === undefined || field === null) return null;
  return isTurning(field) ? overlapsOf(field)(mode)(dial.degrees) : overlapOf(field, mode);
}
