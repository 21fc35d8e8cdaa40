import { criterionOf } from '../../native-workers/analysis/report/analysis-identity.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { sampleSeed } from '../../native-workers/analysis/preparation/sample-seed.ts';
import { simulationOf } from '../../native-workers/analysis/preparation/simulation.ts';
import { speciesInOrder } from '../../native-workers/analysis/preparation/random-start.ts';
import type { QlmCriterion } from '../../native-workers/analysis/report/verdicts.ts';
import type { SimulationSettings } from '../../native-workers/analysis/preparation/simulation-settings.ts';
import type { SimulateTaskOutput } from '../../native-workers/tasks/simulate.contract.ts';
import { Cancelled } from '../jobs/cancelled-error.ts';
import { TaskPool } from '../jobs/task-pool.ts';
import type { TaskProgress } from '../jobs/progress-and-cancel.ts';
import { RefusedByTask, TaskFault, WorkerDeath } from '../jobs/task-result.ts';
import { countsAsQlm, ensembleJob, STORED_MODES, madeSample, settingsOfRun, storedAsQlm } from './ensemble-job.ts';
import type { LiveState } from './ensemble-events.ts';
import { makeSample } from './make-sample.ts';
import { Pace } from './pace.ts';
import type { EnsembleRequest, EnsembleResult } from './ensemble-request.ts';
import { SampleLedger } from './sample-ledger.ts';

const CHECKPOINT_INTERVAL_MS = 15_000;

/** How many samples per worker are made beyond those that belong to the run for certain (`untilQlm`). */
const AHEAD_PER_WORKER = 1;

/** So many samples end in a fault before the first is stored: the others would, too, and a run may have a million. */
const MOST_FAULTS_ALONE = 50;

/** A sample that was finished, or a reason why it never will be. */
type Finished = { made: SimulateTaskOutput } | { reason: string };

/** One call of `runEnsemble`. */
class EnsembleRun {
  readonly #request: EnsembleRequest;
  /** Those of the request, or of the job that goes on. */
  readonly #settings: SimulationSettings;
  readonly #criterion: QlmCriterion;
  readonly #first: number;
  readonly #storedModes: number;
  readonly #ledger: SampleLedger;
  readonly #pace = new Pace();
  readonly #pool: TaskPool;
  readonly #stop = new AbortController();
  /** Sample numbers by position. */
  readonly #numbers = new Map<number, number>();
  /** Sample numbers that the user has deleted. */
  readonly #deleted = new Set<number>();
  /** Finished before it was certain that they belong to the run. */
  readonly #held = new Map<number, Finished>();
  readonly #inWork = new Map<number, Promise<void>>();
  readonly #scene: Pick<LiveState, 'box' | 'species'>;
  #job = 0;
  #share = 0;
  /** Samples stored by this run, and faults of its workers. */
  #stored = 0;
  #faults = 0;
  #failure: { error: unknown } | null = null;
  /** Results are settled one after another. */
  #settling: Promise<void> = Promise.resolve();

  constructor(request: EnsembleRequest) {
    const { project, first = 0, untilQlm, workers, storedModes } = request;
    const settings = settingsOfRun(request.settings, project);
    if (!Number.isInteger(workers) || workers < 1) throw new BadInput(`${workers} workers; expected 1 or more`);
    if (untilQlm !== undefined && (!Number.isInteger(untilQlm) || untilQlm < 1))
      throw new BadInput(`${untilQlm} QLM samples; expected 1 or more`);
    this.#request = request;
    this.#settings = settings;
    this.#criterion = criterionOf(settings.analysis);
    this.#first = first;
    const isEnsemble = settings.samples > 1 || request.first !== undefined;
    this.#storedModes = storedModes ?? (isEnsemble ? STORED_MODES.ensemble : STORED_MODES.single);
    this.#ledger = new SampleLedger({ first, limit: settings.samples, untilQlm: untilQlm ?? null });
    this.#pool = new TaskPool(workers);
    const { box, counts } = simulationOf(settings);
    this.#scene = { box, species: speciesInOrder(counts) };
  }

  async run() {
    const { signal } = this.#request;
    const cancel = () => this.#fail(new Cancelled());
    if (signal?.aborted === true) throw new Cancelled();
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      await this.#begin();
      this.#fill();
      while (this.#inWork.size > 0) await Promise.race(this.#inWork.values());
      await this.#settling;
      if (this.#failure !== null) throw this.#failure.error;
      return await this.#finish();
    } finally {
      signal?.removeEventListener('abort', cancel);
      this.#stop.abort();
      await this.#pool.close();
    }
  }

  #runExclusive<T>(action: () => T) {
    const { runExclusive } = this.#request;
    return runExclusive === undefined ? Promise.resolve().then(action) : runExclusive(action);
  }

  /** The first failure counts; all samples in work are stopped. */
  #fail(error: unknown) {
    this.#failure ??= { error };
    this.#stop.abort();
  }

  /** Finds or makes the job, and what is settled of it already. */
  async #begin() {
    const { project } = this.#request;
    await this.#allot();
    const isQlm = new Map(project.listSamples().map((each) => [each.number, storedAsQlm(each, this.#criterion)]));
    const failed = new Set(project.listFailures(this.#job).map(({ number }) => number));
    for (const { samples } of project.listDeletions()) for (const { sample } of samples) this.#deleted.add(sample);
    for (const [position, number] of this.#numbers) {
      // Not made again, nor counted among the QLM samples that there are.
      if (this.#deleted.has(number)) this.#ledger.settle(position, 'other');
      else if (isQlm.has(number)) this.#ledger.settle(position, isQlm.get(number) === true ? 'qlm' : 'other');
      else if (failed.has(number)) this.#ledger.settle(position, 'failed');
    }
  }

  /** Gives numbers to all that belongs to the run for certain. */
  async #allot() {
    const { project } = this.#request;
    const settings = this.#settings;
    const first = this.#first;
    const end = this.#ledger.certainEnd;
    const job = await this.#runExclusive(() =>
      project.addJob({ configuration: ensembleJob(settings), seed: settings.seed, samples: end - first, first }),
    );
    this.#job = job.number;
    for (const { number, position } of project.allottedSamples(job.number))
      if (position >= first && position < first + settings.samples) this.#numbers.set(position, number);
  }

  /** Gives every idle worker a sample. */
  #fill() {
    const { workers } = this.#request;
    while (this.#inWork.size < workers && !this.#stop.signal.aborted) {
      const position = this.#ledger.begin(AHEAD_PER_WORKER * workers);
      if (position === null) return;
      const work = this.#make(position)
        .catch((error: unknown) => this.#fail(error))
        .then(() => {
          this.#inWork.delete(position);
          this.#fill();
        });
      this.#inWork.set(position, work);
    }
  }

  async #make(position: number) {
    const finished = await this.#finished(position);
    if (finished === null) {
      this.#pace.drop(position);
      return;
    }
    // One after another, so that what becomes certain by one is stored before the next is looked at.
    this.#settling = this.#settling.then(async () => this.#settle(position, finished));
    await this.#settling;
  }

  /** Null where it was stopped. */
  async #finished(position: number) {
    const { project, checkpointIntervalMs = CHECKPOINT_INTERVAL_MS, liveIntervalMs = null } = this.#request;
    const job = this.#job;
    let last: TaskProgress = { stage: '', done: 0, total: 0, share: 0 };
    try {
      const outcome = await makeSample(this.#pool, {
        settings: this.#settings,
        position,
        checkpointIntervalMs,
        liveIntervalMs,
        from: project.readCheckpoint(job, position),
        signal: this.#stop.signal,
        onProgress: (progress) => this.#tell(position, (last = progress)),
        onLive: (state) => this.#tell(position, last, { ...this.#scene, ...state }),
        onCheckpoint: (state) => this.#runExclusive(() => project.saveCheckpoint({ job, position, ...state })),
      });
      if (outcome.status === 'cancelled') return null;
      return outcome.status === 'converged' ? { made: outcome.value } : { reason: outcome.message };
    } catch (error) {
      if (this.#stop.signal.aborted || !this.#isOfOneSample(error)) throw error;
      // The others need not wait for its repair.
      return { reason: error.message };
    }
  }

  /** Whether what a worker came to is the fault of its sample, so that the others may be made. */
  #isOfOneSample(error: unknown): error is Error {
    // Settings that cannot be met are those of every sample.
    if (error instanceof RefusedByTask) return this.#stored > 0;
    if (!(error instanceof WorkerDeath || error instanceof TaskFault)) return false;
    this.#faults += 1;
    return this.#stored > 0 || this.#faults <= MOST_FAULTS_ALONE;
  }

  async #settle(position: number, finished: Finished) {
    // What was finished when the work was cancelled is kept; after any other failure the project may not take it.
    if (this.#failure !== null && !(this.#failure.error instanceof Cancelled)) return;
    this.#pace.finish(position);
    const isQlm = 'made' in finished && countsAsQlm(finished.made.report, this.#criterion) === true;
    this.#held.set(position, finished);
    this.#ledger.settle(position, 'reason' in finished ? 'failed' : isQlm ? 'qlm' : 'other');
    const end = this.#ledger.certainEnd;
    const due = [...this.#held].filter(([held]) => held < end).sort(([a], [b]) => a - b);
    if (due.some(([held]) => !this.#numbers.has(held))) await this.#allot();
    for (const [held, what] of due) {
      await this.#keep(held, what);
      this.#held.delete(held);
    }
    // What the others are at does not belong to the run.
    if (this.#ledger.isComplete) this.#stop.abort();
  }

  /** Stores a result, or marks its sample as failed. */
  async #keep(position: number, finished: Finished) {
    const { project, onEvent } = this.#request;
    const sample = this.#numbers.get(position);
    if (sample === undefined) throw new Error(`the sample at position ${position} has no number`);
    const seed = sampleSeed(this.#settings.seed, position);
    if ('reason' in finished) {
      const { reason } = finished;
      await this.#runExclusive(() => project.markFailed(sample, reason, seed));
      onEvent?.({ kind: 'failed', ...this.#moment(position), sample, reason });
      return;
    }
    const { report } = finished.made;
    await this.#runExclusive(() => project.storeSample(sample, madeSample(finished.made, this.#storedModes)));
    this.#stored += 1;
    const lowest = report.modes.at(0);
    const { verdict = null, phononShare = null } = report.qlm ?? {};
    const isQlm = countsAsQlm(report, this.#criterion);
    onEvent?.({
      kind: 'stored',
      ...this.#moment(position),
      sample,
      made: {
        seed,
        energyPerParticle: report.sample.energyPerParticle,
        omega: lowest?.omega ?? null,
        pr: lowest?.pr ?? null,
        verdict,
        phononShare,
        isQlm,
      },
    });
  }

  #tell(position: number, { stage, done, total, share }: TaskProgress, live?: LiveState) {
    if (this.#stop.signal.aborted) return;
    this.#pace.progress(position, share);
    this.#request.onEvent?.({
      kind: 'progress',
      ...this.#moment(position),
      stage,
      sampleShare: share,
      stageShare: total > 0 ? Math.min(1, done / total) : null,
      ...(live === undefined ? {} : { live }),
    });
  }

  #moment(position: number) {
    const { untilQlm } = this.#request;
    const { samples } = this.#settings;
    const { settled, qlm } = this.#ledger.kept;
    const total = untilQlm === undefined ? samples : null;
    const reached = untilQlm === undefined ? (settled + this.#pace.partial) / samples : qlm / untilQlm;
    this.#share = Math.max(this.#share, Math.min(1, reached));
    const secondsLeft = total === null ? null : this.#pace.secondsLeft(total - settled);
    const sample = this.#numbers.get(position) ?? null;
    return { sample, position, share: this.#share, secondsLeft, done: settled, total, qlm };
  }

  async #finish() {
    const { project, untilQlm } = this.#request;
    const end = this.#ledger.certainEnd;
    const job = this.#job;
    if (untilQlm !== undefined) await this.#runExclusive(() => project.dropCheckpointsFrom(job, end));
    const numbers = new Set([...this.#numbers].filter(([position]) => position < end).map(([, number]) => number));
    const failures = project.listFailures(job).filter(({ number }) => numbers.has(number));
    const failed = new Set(failures.map(({ number }) => number));
    return {
      job,
      stored: [...numbers].filter((number) => !failed.has(number) && !this.#deleted.has(number)).sort((a, b) => a - b),
      failed: failures.map(({ number: sample, reason }) => ({ sample, reason })),
      qlm: this.#ledger.kept.qlm,
      criterion: this.#criterion,
    };
  }
}

/**
 * Makes the samples of a job that the project does not hold yet, several at a time, and stores each as soon as it is
 * done. Running it again after a cancel, a crash or a kill completes the job; a sample in work goes on from its last
 * checkpoint. A sample that did not converge, or ended in a fault of ours or the death of its worker, is marked failed and
 * not tried again (`Project.retryFailed`).
 *
 * Throws `BadInput` for settings that cannot be met or a project that may not be written, `Cancelled` after an abort,
 * a plain Error for a disk that is full or fails, and for a fault that fifty samples met before one was stored: the samples
 * in work are stopped first, everything stored stays.
 */
export async function runEnsemble(request: EnsembleRequest): Promise<EnsembleResult> {
  return new EnsembleRun(request).run();
}
