import { workspace } from '../state/workspace.svelte.ts';
import type { ShownVectors } from '../viewer/field-parts.ts';
import { dial } from '../viewer/dial.svelte.ts';
import { isTurning, overlapOf, type TurningField, turningOverlap } from '../viewer/arrows/turning-field.ts';

type AtAngle = (degrees: number) => number | null;

const known = new WeakMap<TurningField, { mode: ArrayLike<number>; at: AtAngle }>();

/** The inner products are worked out once for a field and a mode, not frame by frame. */
function turning(field: TurningField, mode: ArrayLike<number>): AtAngle {
  const before = known.get(field);
  if (before?.mode === mode) return before.at;
  const at = turningOverlap(field, mode);
  known.set(field, { mode, at });
  return at;
}

/** Overlap of a strain's non-affine displacement with the mode that is shown; null where one is not at hand. */
export function modeOverlap(vectors: ShownVectors): number | null {
  const mode = workspace.modeArrays.get('u');
  const { field } = vectors;
  if (mode === undefined || field === null) return null;
  return isTurning(field) ? turning(field, mode)(dial.degrees) : overlapOf(field, mode);
}
