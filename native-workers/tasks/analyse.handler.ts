import { analyse } from '../analysis/analyse/analyse.ts';
import { modelOf } from '../models/model-of.ts';
import type { AnalyseTaskInput, AnalyseTaskOutput } from './analyse.contract.ts';
import { converged } from './failure.ts';
import { controlOf } from './task.ts';

export function handleAnalyse({ model, control, ...input }: AnalyseTaskInput): AnalyseTaskOutput {
  const { report, fields } = converged(analyse({ ...input, model: modelOf(model) }, controlOf(control)));
  return { report, fields };
}
