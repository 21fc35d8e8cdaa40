import type { AnalysisCode, AnalysisEstimate, AnalysisOutcome } from '../analysis/description/analysis.ts';
import type { WarmSample } from '../analysis/warm/warm-sample.ts';
import type { AnalysisTaskInput, EstimateInput } from './analysis.contract.ts';
import { controlOf } from './task.ts';

/**
 * The code of an analysis of the table, found by its name: without the table, whose descriptions take a worker as long to
 * load as a small sample takes to analyse.
 */
async function codeOf(name: string): Promise<AnalysisCode> {
  return (await import(`../analyses/${name}/${name}-run.ts`)) as AnalysisCode;
}

export async function handleAnalysis(
  { analysis, input, control }: AnalysisTaskInput,
  warm: WarmSample | null,
): Promise<AnalysisOutcome> {
  const code = await codeOf(analysis);
  return code.run(input, { warm, control: controlOf(control) });
}

export async function handleEstimate(
  { analysis, settings }: EstimateInput,
  warm: WarmSample,
): Promise<AnalysisEstimate> {
  const code = await codeOf(analysis);
  return code.estimate?.(warm, settings) ?? { needsConfirmation: false, message: '', seconds: 0 };
}
