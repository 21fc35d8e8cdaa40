import type { STAGES } from '../../native-workers/addon.ts';
import type { JobContext } from '../jobs/job-board.ts';
import type { TaskPool } from '../jobs/task-pool.ts';
import type { TaskProgress } from '../jobs/progress-and-cancel.ts';
import type { ProjectHandle } from '../library/open-project-handle.ts';
import { analysedSample, analysisJob, deletedAnalysis, storedAnalysis } from './analysis-job.ts';
import { type AnalysisOptions, settingsOf } from './analysis-options.ts';
import { Cancelled } from '../jobs/cancelled-error.ts';
import type { ReadInput } from './file-readings.ts';
import { type SampleFailure, SamplesFailed } from './samples-failed.ts';
import { tryAnalysis } from './try-analysis.ts';

/**
 * Where each stage begins in the course of an analysis, measured at N = 4096 with 20 modes from a file of six digits
 * (minimise and Newton 25 %, factorise 10 %, modes 35 %, Ψ 10 %, split 20 %). For a progress bar, nothing more.
 */
const STAGE_BEGINS: Readonly<Record<(typeof STAGES)[number], number>> = {
  '': 0,
  // Not part of an analysis.
  dynamics: 0,
  'pseudo-modes': 0,
  minimise: 0,
  newton: 0.15,
  factorise: 0.25,
  modes: 0.35,
  vibrability: 0.7,
  split: 0.8,
};

function isStage(name: string): name is (typeof STAGES)[number] {
  return Object.hasOwn(STAGE_BEGINS, name);
}

/** How far one analysis is, 0 to 1. */
export function analysisShare({ stage, done, total }: Omit<TaskProgress, 'share'>): number {
  if (!isStage(stage)) return 0;
  const begin = STAGE_BEGINS[stage];
  const later = Object.values(STAGE_BEGINS).filter((value) => value > begin);
  const end = Math.min(1, ...later);
  return total > 0 ? begin + (end - begin) * Math.min(1, done / total) : begin;
}

/** What an import works with. */
export interface ImportTools {
  pool: TaskPool;
  jobContext: JobContext;
}

/**
 * Analyses one configuration and stores it, or finds what is stored of it. One without a result is stored as failed; gives
 * why then, null otherwise.
 */
async function addSample(
  input: ReadInput,
  options: AnalysisOptions,
  handle: ProjectHandle,
  { pool, jobContext }: ImportTools,
  onShare: (stage: string, share: number) => void,
): Promise<SampleFailure | null> {
  const settings = settingsOf(options);
  const job = analysisJob(input, settings);
  const deleted = deletedAnalysis(handle.project, job);
  if (deleted !== null) return { reason: `${input.source}: ${deleted}`, fault: null };
  const known = storedAnalysis(handle.project, job);
  if (known !== null) {
    jobContext.stored(known);
    return null;
  }
  const tried = await tryAnalysis(input, settings, pool, {
    signal: jobContext.signal,
    onProgress: (progress) => onShare(progress.stage, analysisShare(progress)),
  });
  if ('reason' in tried) {
    const failure = { reason: `${input.source}: ${tried.reason}`, fault: tried.fault };
    await handle.runExclusive(() => handle.project.addFailed({ configuration: job, seed: null }, failure.reason));
    return failure;
  }
  const sample = analysedSample(input, tried.output);
  // Not while the project is being saved elsewhere, or the copy would lack this sample.
  jobContext.stored(
    await handle.runExclusive(() => handle.project.addSample({ configuration: job, seed: null }, sample)),
  );
  return null;
}

/**
 * Analyses the configurations of a file, of which there are `count`, into a project: each is stored when it is done, as
 * `analyze -o` does. Throws `Cancelled`, `SamplesFailed` after the others are stored, and whatever reading and storing
 * throw.
 */
export async function importFile(
  inputs: AsyncIterable<ReadInput>,
  count: number,
  options: AnalysisOptions,
  handle: ProjectHandle,
  tools: ImportTools,
): Promise<void> {
  const { jobContext } = tools;
  const failures: SampleFailure[] = [];
  let done = 0;
  for await (const input of inputs) {
    if (jobContext.signal.aborted) throw new Cancelled();
    const before = count > 1 ? `${done + 1} of ${count}: ` : '';
    const failure = await addSample(input, options, handle, tools, (stage, share) =>
      jobContext.report(`${before}${stage}`, (done + share) / count),
    );
    if (failure !== null) failures.push(failure);
    done += 1;
    jobContext.report('', done / count);
  }
  if (failures.length > 0) throw new SamplesFailed(failures);
}
