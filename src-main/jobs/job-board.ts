import { randomBytes } from 'node:crypto';
import { ChangeSignal } from './change-signal.ts';
import { takingTurns } from './turns.ts';

/** Why a job failed, in words for the user. */
export interface JobFailure {
  kind: 'bad-input' | 'read-only' | 'cancelled' | 'internal';
  message: string;
}

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

/** The reported state of a job; each event holds it whole. */
export interface JobSnapshot {
  id: string;
  title: string;
  state: JobState;
  /** ISO 8601. */
  startedAt: string;
  /** 0 to 1; null where the end is not known. */
  progress: number | null;
  stage: string;
  secondsLeft: number | null;
  samples: number[];
  error: JobFailure | null;
}

export interface JobBoardEvent {
  /** Counts from 1. */
  seq: number;
  job: JobSnapshot;
}

/** Through what the work of a job is stopped, and tells how far it is. */
export interface JobContext {
  signal: AbortSignal;
  /** `progress` never goes back; `secondsLeft`, where the work knows better than a share of the time so far. */
  report(stage: string, progress: number | null, secondsLeft?: number | null): void;
  stored(sample: number): void;
}

export interface JobRequest {
  /** Of a job that is taken up again; otherwise it gets a new one. */
  id?: string;
  /** Project that it works for. */
  project: string;
  title: string;
  /** Whether it runs at once, beside the job that has its turn. */
  besides?: boolean;
  /** Does the work. An abort may end it by a normal return or by any error. */
  work: (jobContext: JobContext) => Promise<void>;
  /**
   * Called once it has come to its end, before that is told. `interrupted`: it was stopped because its project or
   * Keycore is being closed, and nobody has given it up.
   */
  settled?: (interrupted: boolean) => Promise<void>;
}

/** What the owner of the board does for its jobs. */
export interface BoardOwner {
  /** Turns what `work` throws into words. */
  explain: (error: unknown) => JobFailure;
  /** A job of the project has another state, or has stored a sample. */
  onChange: (project: string, changed: 'jobs' | 'samples') => void;
  /** Takes what `settled` throws. */
  onError: (error: unknown) => void;
}

/** Events that can be had again; each is whole, so older ones are not missed. */
const MAX_EVENTS = 256;
/** At most this often progress without any other change makes an event. */
const EVENT_INTERVAL_MS = 200;
/** Progress below this says too little about the time left. */
const ESTIMATE_FROM = 0.03;
/** Finished jobs that are remembered. */
const MAX_FINISHED = 100;

const FINAL: ReadonlySet<JobState> = new Set(['done', 'failed', 'cancelled']);

/** A job: queued, then running, then done, failed or cancelled. */
export class Job {
  readonly id: string;
  readonly project: string;
  readonly #request: JobRequest;
  readonly #finished = Promise.withResolvers<undefined>();
  readonly #controller = new AbortController();
  /** When its work began; until then it waits for its turn. */
  #began = Date.now();
  readonly #events: JobBoardEvent[] = [];
  readonly #changes = new ChangeSignal();
  #snapshot: JobSnapshot;
  #announced = 0;
  #interrupted = false;
  #ending = false;
  readonly #owner: BoardOwner;

  constructor(request: JobRequest, owner: BoardOwner) {
    this.id = request.id ?? randomBytes(16).toString('base64url');
    this.project = request.project;
    this.#request = request;
    this.#owner = owner;
    this.#snapshot = {
      id: this.id,
      title: request.title,
      state: 'queued',
      startedAt: new Date().toISOString(),
      progress: null,
      stage: '',
      secondsLeft: null,
      samples: [],
      error: null,
    };
    this.#announce({});
  }

  /** Resolves when it is done, failed or cancelled. */
  get finished(): Promise<void> {
    return this.#finished.promise;
  }

  get snapshot(): JobSnapshot {
    return this.#snapshot;
  }

  get isFinished(): boolean {
    return FINAL.has(this.#snapshot.state);
  }

  /** Whether it has been asked to stop. */
  get isCancelled(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Asks it to stop; it is cancelled once it has, which for one that waits for its turn is at once. */
  cancel(): void {
    this.#controller.abort();
    if (this.#snapshot.state === 'queued') void this.#end({ state: 'cancelled' });
  }

  /** The same, but nobody has given it up: it is to be found unfinished later. */
  interrupt(): void {
    if (!this.isCancelled) this.#interrupted = true;
    this.cancel();
  }

  async #end(change: Partial<JobSnapshot> & { state: 'done' | 'failed' | 'cancelled' }) {
    if (this.#ending) return;
    this.#ending = true;
    try {
      await this.#request.settled?.(this.#interrupted && change.state === 'cancelled');
    } catch (error) {
      this.#owner.onError(error);
    }
    this.#announce({ stage: '', secondsLeft: null, ...change });
  }

  /** Does its work, unless it has been given up. Resolves when the next job may run. */
  async run(): Promise<void> {
    if (this.#ending) return;
    this.#began = Date.now();
    this.#announce({ state: 'running' });
    try {
      await this.#request.work({
        signal: this.#controller.signal,
        report: (...told) => this.#report(...told),
        stored: (sample) => {
          this.#announce({ samples: [...this.#snapshot.samples, sample] });
          this.#owner.onChange(this.project, 'samples');
        },
      });
      // Work that was done before it learned of the abort is done.
      await this.#end({ state: 'done', progress: 1 });
    } catch (error) {
      if (this.isCancelled) await this.#end({ state: 'cancelled' });
      else await this.#end({ state: 'failed', error: this.#owner.explain(error) });
    }
  }

  #report(stage: string, progress: number | null, told?: number | null) {
    const reached = progress === null ? this.#snapshot.progress : Math.max(progress, this.#snapshot.progress ?? 0);
    const elapsed = (Date.now() - this.#began) / 1000;
    const estimate = reached === null || reached < ESTIMATE_FROM ? null : (elapsed * (1 - reached)) / reached;
    const secondsLeft = told === undefined ? estimate : told;
    const change = { stage, progress: reached, secondsLeft };
    const isNews = stage !== this.#snapshot.stage || reached !== this.#snapshot.progress;
    if (isNews && Date.now() - this.#announced >= EVENT_INTERVAL_MS) this.#announce(change);
    else this.#snapshot = { ...this.#snapshot, ...change };
  }

  #announce(change: Partial<JobSnapshot>) {
    this.#snapshot = { ...this.#snapshot, ...change };
    if (change.state !== undefined || this.#events.length === 0) this.#owner.onChange(this.project, 'jobs');
    this.#announced = Date.now();
    this.#events.push({ seq: (this.#events.at(-1)?.seq ?? 0) + 1, job: this.#snapshot });
    if (this.#events.length > MAX_EVENTS) this.#events.shift();
    this.#changes.wake();
    if (this.isFinished) this.#finished.resolve(undefined);
  }

  /**
   * Events with a number above `after`, first those that were, then those to come, until the job is finished. Null
   * stands for a while without an event.
   */
  async *events(after: number, signal: AbortSignal): AsyncGenerator<JobBoardEvent | null, void> {
    let last = after;
    while (!signal.aborted) {
      const next = this.#events.find(({ seq }) => seq > last);
      if (next !== undefined) {
        last = next.seq;
        yield next;
        continue;
      }
      if (this.isFinished) return;
      if (!(await this.#changes.next(signal))) yield null;
    }
  }
}

/** As many jobs run besides as there are threads that keep samples warm. */
const MAX_BESIDES = 4;

/** The jobs of this process, in memory: what they have stored is in the projects. One has its turn at a time. */
export class JobBoard {
  readonly #jobs = new Map<string, Job>();
  readonly #owner: BoardOwner;
  readonly #inTurn = takingTurns();
  readonly #besides = takingTurns(MAX_BESIDES);

  constructor(owner: BoardOwner) {
    this.#owner = owner;
  }

  start(request: JobRequest): Job {
    const finished = [...this.#jobs.values()].filter((job) => job.isFinished);
    for (const job of finished.slice(0, Math.max(0, finished.length - MAX_FINISHED))) this.#jobs.delete(job.id);
    const job = new Job(request, this.#owner);
    this.#jobs.set(job.id, job);
    void (request.besides === true ? this.#besides : this.#inTurn)(() => job.run());
    return job;
  }

  /** Jobs of a project, oldest first. */
  list(project: string): Job[] {
    return [...this.#jobs.values()].filter((job) => job.project === project);
  }

  find(project: string, id: string): Job | undefined {
    const job = this.#jobs.get(id);
    return job?.project === project ? job : undefined;
  }

  /** Stops the jobs of a project, or all, because it is being closed, and waits until they have stopped. */
  async interruptAll(project?: string): Promise<void> {
    const jobs = project === undefined ? [...this.#jobs.values()] : this.list(project);
    for (const job of jobs) job.interrupt();
    await Promise.all(jobs.map(async (job) => job.finished));
  }
}
