import { pseudoHarmonicModes } from '../analyses/pseudo-modes/pseudo-harmonic-modes.ts';
import { modelOf } from '../models/model-of.ts';
import { failure } from './failure.ts';
import type { PseudoModesTaskInput, PseudoModesTaskOutput } from './pseudo-modes.contract.ts';
import type { TaskResult } from './task.ts';

export function handlePseudoModes({
  model,
  control,
  ...input
}: PseudoModesTaskInput): TaskResult<PseudoModesTaskOutput> {
  const outcome = pseudoHarmonicModes(
    { ...input, model: modelOf(model) },
    control === null ? undefined : new Int32Array(control),
  );
  if (outcome.status !== 'converged') return failure(outcome);
  return { ok: true, value: { report: outcome.report, fields: outcome.fields } };
}
