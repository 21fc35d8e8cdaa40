import type { Analysis, AnalysisEstimate } from '../analysis/description/analysis.ts';
import type { WarmSample } from '../analysis/warm/warm-sample.ts';
import type { AnalysisTaskInput, AnalysisTaskOutput, EstimateInput } from './analysis.contract.ts';
import { failure } from './failure.ts';
import type { TaskResult } from './task.ts';

/** The table is loaded with the first analysis that is asked for: most workers never need it. */
async function tableEntry(name: string): Promise<Analysis> {
  const { analysisNamed } = await import('../analyses/table.ts');
  const analysis = analysisNamed(name);
  if (analysis === undefined) throw new Error(`there is no analysis '${name}'`);
  return analysis;
}

async function analysed(
  { analysis: name, input, control }: AnalysisTaskInput,
  warm: WarmSample | null,
): Promise<TaskResult<AnalysisTaskOutput>> {
  const code = await (await tableEntry(name)).load();
  const outcome = code.run(input, { warm, control: control === null ? undefined : new Int32Array(control) });
  if (outcome.status !== 'converged') return failure(outcome);
  return { ok: true, value: { report: outcome.report, arrays: outcome.arrays } };
}

export async function handleAnalysis(input: AnalysisTaskInput): Promise<TaskResult<AnalysisTaskOutput>> {
  return await analysed(input, null);
}

export async function handleWarmAnalysis(
  warm: WarmSample,
  input: AnalysisTaskInput,
): Promise<TaskResult<AnalysisTaskOutput>> {
  return await analysed(input, warm);
}

export async function handleEstimate(
  warm: WarmSample,
  { analysis: name, settings }: EstimateInput,
): Promise<TaskResult<AnalysisEstimate>> {
  const code = await (await tableEntry(name)).load();
  const value = code.estimate?.(warm, settings) ?? { needsConfirmation: false, message: '', seconds: 0 };
  return { ok: true, value };
}
