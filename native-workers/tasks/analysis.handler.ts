import type { Analysis, AnalysisEstimate, AnalysisOutcome } from '../analysis/description/analysis.ts';
import type { WarmSample } from '../analysis/warm/warm-sample.ts';
import type { AnalysisTaskInput, EstimateInput } from './analysis.contract.ts';
import { controlOf } from './task.ts';

/** The table is loaded with the first analysis that is asked for: most workers never need it. */
async function tableEntry(name: string): Promise<Analysis> {
  const { analysisNamed } = await import('../analyses/table.ts');
  const analysis = analysisNamed(name);
  if (analysis === undefined) throw new Error(`there is no analysis '${name}'`);
  return analysis;
}

export async function handleAnalysis(
  { analysis, input, control }: AnalysisTaskInput,
  warm: WarmSample | null,
): Promise<AnalysisOutcome> {
  const code = await (await tableEntry(analysis)).load();
  return code.run(input, { warm, control: controlOf(control) });
}

export async function handleEstimate(
  { analysis, settings }: EstimateInput,
  warm: WarmSample,
): Promise<AnalysisEstimate> {
  const code = await (await tableEntry(analysis)).load();
  return code.estimate?.(warm, settings) ?? { needsConfirmation: false, message: '', seconds: 0 };
}
