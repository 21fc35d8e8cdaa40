import type { Analysis } from '../../native-workers/analysis/description/analysis.ts';
import { outcomeOfWhole } from '../../native-workers/analysis/description/outcome-of-whole.ts';
import { analysisTask, type AnalysisTaskOutput } from '../../native-workers/tasks/analysis.contract.ts';
import type { Job } from '../jobs/job-board.ts';
import { shareDone, type TaskWatch } from '../jobs/progress-and-cancel.ts';
import { taskValue } from '../jobs/task-value.ts';
import { storedAnalysisSample } from '../library/analysis-sample.ts';
import { settingsText } from '../project/report-table.ts';
import { warmSource } from './arrays.ts';
import type { ApiContext } from './context.ts';
import type { OpenSample } from './samples.ts';

/** Runs an analysis on a stored sample: on the thread that keeps it warm where that is quick, else in the pool. */
export async function runOnSample(
  context: ApiContext,
  sample: OpenSample,
  analysis: Analysis,
  settings: unknown,
  watch: TaskWatch = {},
): Promise<AnalysisTaskOutput> {
  const { handle, facts } = sample;
  const stored = storedAnalysisSample(handle.project, facts, context.modes);
  const request = { analysis: analysis.name, input: analysis.inputOf(stored, settings, true) };
  const outcome =
    analysis.runsWarm?.(facts.numbers.particles, settings) === true
      ? await context.warm.watch(warmSource(sample), analysisTask, request, watch)
      : await context.pool.run(analysisTask, request, watch);
  return outcomeOfWhole(analysis, stored, taskValue(outcome));
}

/** Has a report of an analysis of a sample made and kept; what is kept already is recalled. */
export async function analyseAndKeep(
  context: ApiContext,
  sample: OpenSample,
  analysis: Analysis,
  settings: unknown,
  watch: TaskWatch,
): Promise<void> {
  const { reports } = context;
  const { handle, facts } = sample;
  const { number } = facts.numbers;
  if (await reports.recall(handle, number, analysis, settings)) return;
  await reports.keep(handle, number, analysis, await runOnSample(context, sample, analysis, settings, watch));
  // The sample may have another array to draw.
  handle.changes.mark('samples');
}

function keyOf({ handle, facts }: OpenSample, { name }: Analysis, settings: unknown) {
  return `${handle.id} ${facts.numbers.number} ${name} ${settingsText(settings as object)}`;
}

/** The jobs that analyse stored samples: what runs already is joined, what is kept already is recalled. */
export class AnalysisJobs {
  readonly #context: ApiContext;
  readonly #running = new Map<string, Job>();

  constructor(context: ApiContext) {
    this.#context = context;
  }

  /** The job that is making a report with these settings; undefined where none is. */
  running(sample: OpenSample, analysis: Analysis, settings: unknown): Job | undefined {
    const job = this.#running.get(keyOf(sample, analysis, settings));
    return job === undefined || job.isFinished || job.isCancelled ? undefined : job;
  }

  /** Starts the job that makes a report and keeps it, or gives the running one. */
  start(sample: OpenSample, analysis: Analysis, settings: unknown): Job {
    const running = this.running(sample, analysis, settings);
    if (running !== undefined) return running;
    const { handle, facts } = sample;
    const { number, particles } = facts.numbers;
    const job = this.#context.jobs.start({
      project: handle.id,
      title: `${analysis.heading} of sample ${number}`,
      // What a warm thread does takes nothing from the pool, and nobody waits for a second behind a simulation.
      besides: analysis.runsWarm?.(particles, settings) === true,
      work: (jobContext) =>
        analyseAndKeep(this.#context, sample, analysis, settings, {
          signal: jobContext.signal,
          onProgress: (progress) => jobContext.report(progress.stage, shareDone(analysis, progress)),
        }),
    });
    const key = keyOf(sample, analysis, settings);
    this.#running.set(key, job);
    void job.finished.then(() => {
      if (this.#running.get(key) === job) this.#running.delete(key);
    });
    return job;
  }
}
