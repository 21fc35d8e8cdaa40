import { analyse } from '../analysis/analyse/analyse.ts';
import { modelOf } from '../models/model-of.ts';
import type { AnalyseTaskInput, AnalyseTaskOutput } from './analyse.contract.ts';
import { failure } from './failure.ts';
import type { TaskResult } from './task.ts';

export function handleAnalyse(input: AnalyseTaskInput): TaskResult<AnalyseTaskOutput> {
  const { configuration, settings, source, seed } = input;
  const control = input.control === null ? undefined : new Int32Array(input.control);
  const outcome = analyse({ configuration, model: modelOf(input.model), settings, source, seed }, control);
  if (outcome.status !== 'converged') return failure(outcome);
  return { ok: true, value: { report: outcome.report, fields: outcome.fields } };
}
