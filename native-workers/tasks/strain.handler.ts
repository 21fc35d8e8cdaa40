import { finiteStrain } from '../analyses/strain/finite-strain.ts';
import { modelOf } from '../models/model-of.ts';
import { failure } from './failure.ts';
import type { StrainTaskInput, StrainTaskOutput } from './strain.contract.ts';
import type { TaskResult } from './task.ts';

export function handleStrain({ model, control, ...input }: StrainTaskInput): TaskResult<StrainTaskOutput> {
  const outcome = finiteStrain(
    { ...input, model: modelOf(model) },
    control === null ? undefined : new Int32Array(control),
  );
  if (outcome.status !== 'converged') return failure(outcome);
  return { ok: true, value: { report: outcome.report, fields: outcome.fields } };
}
