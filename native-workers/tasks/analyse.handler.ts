import { analyse, type AnalyseOutcome } from '../analysis/analyse/analyse.ts';
import { modelOf } from '../models/model-of.ts';
import type { AnalyseTaskInput } from './analyse.contract.ts';
import { controlOf } from './task.ts';

export function handleAnalyse({ model, control, ...input }: AnalyseTaskInput): AnalyseOutcome {
  return analyse({ ...input, model: modelOf(model) }, controlOf(control));
}
