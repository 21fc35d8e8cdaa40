import type { Analysis } from '../../native-workers/analysis/description/analysis.ts';
import { analysisTask } from '../../native-workers/tasks/analysis.contract.ts';
import type { AnalysisTaskOutput } from '../../native-workers/tasks/analysis.contract.ts';
import type { Job, JobContext } from '../jobs/job-board.ts';
import type { TaskProgress, TaskWatch } from '../jobs/task-watch.ts';
import { taskValue } from '../jobs/task-value.ts';
import { storedAnalysisSample } from '../library/analysis-sample.ts';
import type { ProjectHandle } from '../library/open-project-handle.ts';
import type { SampleFacts } from '../library/sample-library.ts';
import { settingsText } from '../project/report-table.ts';
import { warmSource } from './arrays.ts';
import type { ApiContext } from './context.ts';
import { jobFailure } from './job-failure.ts';

/** Share of an analysis that is done; null where it is not known. */
export function progressOf({ share, done, total }: TaskProgress): number | null {
  if (share > 0) return share;
  return total > 0 ? done / total : null;
}

/** Runs an analysis on a stored sample: on the thread that keeps it warm where that is quick, else in the pool. */
export async function runOnSample(
  context: ApiContext,
  handle: ProjectHandle,
  facts: SampleFacts,
  analysis: Analysis,
  settings: unknown,
  watch: TaskWatch = {},
): Promise<AnalysisTaskOutput> {
  const input = analysis.inputOf(storedAnalysisSample(handle.project, facts, context.modes), settings, true);
  const request = { analysis: analysis.name, input };
  if (facts.numbers.particles <= analysis.warmParticles)
    return taskValue(await context.warm.watch(warmSource(handle, facts), analysisTask, request, watch));
  return taskValue(await context.pool.run(analysisTask, request, watch));
}

/** The jobs that analyse stored samples: what runs already is joined, what is kept already is recalled. */
export class AnalysisJobs {
  readonly #context: ApiContext;
  readonly #running = new Map<string, Job>();

  constructor(context: ApiContext) {
    this.#context = context;
  }

  /** Starts the job that makes a report and keeps it, or gives the running one. */
  start(handle: ProjectHandle, facts: SampleFacts, analysis: Analysis, settings: unknown): Job {
    const { number, particles } = facts.numbers;
    const key = `${handle.id} ${number} ${analysis.name} ${settingsText(settings as object)}`;
    const running = this.#running.get(key);
    if (running?.isFinished === false) return running;
    const context = this.#context;
    const job = context.jobs.start({
      project: handle.id,
      title: `${analysis.heading} of sample ${number}`,
      // What a warm thread does takes nothing from the pool, and nobody waits for a second behind a simulation.
      besides: particles <= analysis.warmParticles,
      work: async (progress) => await this.#work(handle, facts, analysis, settings, progress),
      explain: (error) => jobFailure(error, context),
    });
    this.#running.set(key, job);
    void job.finished.then(() => {
      if (this.#running.get(key) === job) this.#running.delete(key);
    });
    return job;
  }

  async #work(
    handle: ProjectHandle,
    facts: SampleFacts,
    analysis: Analysis,
    settings: unknown,
    job: JobContext,
  ): Promise<void> {
    const { reports } = this.#context;
    const { number } = facts.numbers;
    const known = reports.recall(handle, number, analysis, settings);
    if (known !== null) {
      // The project may be able to keep it by now.
      if (known.notKept !== null) await reports.keepHeld(handle, number, analysis, known);
      return;
    }
    const output = await runOnSample(this.#context, handle, facts, analysis, settings, {
      signal: job.signal,
      onProgress: (progress) =>
        job.report(progress.stage === '' ? analysis.heading.toLowerCase() : progress.stage, progressOf(progress)),
    });
    await reports.keep(handle, number, analysis, output);
    // The sample may have another array to draw.
    handle.changes.mark('samples');
  }
}
