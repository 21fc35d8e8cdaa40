import { z } from 'zod';
import { outcomeOfWhole } from '../../native-workers/analysis/description/outcome-of-whole.ts';
import type { Analysis, AnalysisSample } from '../../native-workers/analysis/description/analysis.ts';
import { analysisTask } from '../../native-workers/tasks/analysis.contract.ts';
import { analysisOptionsSchema } from '../import/analysis-options.ts';
import { shareDone, type TaskWatch } from '../jobs/progress-and-cancel.ts';
import { type Calculation, valueOf } from './calculation.ts';
import type { ExitCode } from './exit-code.ts';
import { jsonOption } from './json-output.ts';
import { waitOption } from './lease-wait.ts';

/** Flags that every analysis may have beside its own and those about reading. */
export const commonSchema = z.strictObject({
  ...analysisOptionsSchema.partial().shape,
  relax: z.boolean().default(true),
  keep: z.boolean().default(false),
  json: jsonOption,
  output: z.string().optional(),
  wait: waitOption,
});

export type CommonOptions = z.output<typeof commonSchema>;

/** One run of the command of an analysis. */
export interface AnalysisRun {
  analysis: Analysis;
  settings: unknown;
  isConfirmed: boolean;
  calculation: Calculation;
}

/** What was made, or found in the project, and the exit code: not 0 where it could not be stored as the user has asked. */
export interface Outcome {
  report: unknown;
  source: string;
  code: ExitCode;
}

/** Shows how far a task on `source` is. */
export function watchOf({ analysis, calculation: { terminal, progress } }: AnalysisRun, source: string): TaskWatch {
  return {
    signal: terminal.signal,
    onProgress: (told) =>
      progress.update(`${source}: ${told.stage === '' ? analysis.name : told.stage}`, shareDone(analysis, told)),
  };
}

/** Computes the report on a sample. */
export async function computed(run: AnalysisRun, sample: AnalysisSample) {
  const { analysis, settings, isConfirmed, calculation } = run;
  const { source } = sample;
  const request = { analysis: analysis.name, input: analysis.inputOf(sample, settings, isConfirmed) };
  const outcome = await calculation.pool.run(analysisTask, request, watchOf(run, source));
  return outcomeOfWhole(analysis, sample, valueOf(calculation, source, outcome));
}
