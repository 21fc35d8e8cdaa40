import { LRUCache } from 'lru-cache';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { TaskContract } from '../../native-workers/tasks/task.ts';
import type { WarmSampleArrays } from '../../native-workers/analysis/warm/warm-sample.ts';
import type { WarmRequest } from '../../native-workers/tasks/warm-task.ts';
import { roomForThreads } from '../files/memory-limits.mjs';
import { Cancelled } from './cancelled-error.ts';
import { outcomeOf, WorkerDeath, type TaskOutcome } from './task-result.ts';
import { watchTask, type TaskWatch } from './progress-and-cancel.ts';
import { requireRoomForThreads } from './thread-room.ts';
import { ThreadEnded, WarmThread } from './warm-thread.ts';
import { workerEntry } from './worker-entry.ts';

/** A sample for a warm worker: its content hash, and its arrays when the worker asks for them. */
export interface WarmSampleSource {
  hash: string;
  arrays: () => WarmSampleArrays;
}

export interface WarmLimits {
  /** Bytes of samples that all threads together may hold. */
  bytes: number;
  /** Samples that all threads together may hold. */
  samples: number;
  /** Threads; each has a JavaScript heap of its own. */
  threads: number;
}

const DEFAULT_LIMITS: WarmLimits = { bytes: 2 * 2 ** 30, samples: 16, threads: 4 };

/** Threads that are started ahead: one for what is waited for, one for what nobody waits for yet. */
const STARTED_AHEAD = 2;

/** Once no thread is idle, a further one is started this much later: what the others were taken for comes first. */
const REFILL_MS = 300;

/** Where a sample is warm. */
interface WarmPlace {
  thread: WarmThread;
  bytes: number;
}

/** A request that waits for a thread. */
interface Waiting {
  hash: string;
  /** Nobody waits for its answer yet. */
  isAhead: boolean;
  begin: (thread: WarmThread) => void;
  refuse: (reason: unknown) => void;
}

/**
 * The threads that keep samples warm: what is made of a sample once (its tessellation, its factorisations) serves every
 * later request. A sample has one thread, a thread may have several samples and does one request at a time.
 *
 * A request goes to the thread of its sample; where that is at another sample, or the sample is new, to an idle one. What
 * is asked ahead comes after all that is waited for, and never takes the last idle thread. A request carries the
 * sample's hash only; a thread that lacks the sample says so and is sent it. The sample used longest ago makes room, a
 * dead thread is replaced: callers notice neither, except when a thread dies twice over the same request, which rejects
 * with `WorkerDeath`.
 */
export class WarmWorkers {
  readonly #limits: WarmLimits;
  readonly #entry: URL;
  readonly #places: LRUCache<string, WarmPlace>;
  /** In the order in which they came. */
  readonly #waiting = new Set<Waiting>();
  #threads: WarmThread[] = [];
  #started = 0;
  #startsAhead = false;
  /** Hash of the sample that was waited for last. */
  #current = '';
  #refill: NodeJS.Timeout | undefined;
  /** Counts closings: what was asked before one is not tried again after it. */
  #closings = 0;

  /** The second argument is for tests. */
  constructor(limits: Partial<WarmLimits> = {}, entry: URL = workerEntry('warm-runner')) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#entry = entry;
    this.#places = new LRUCache({
      max: this.#limits.samples,
      maxSize: this.#limits.bytes,
      // A sample larger than the whole room is held by itself rather than not at all.
      sizeCalculation: ({ bytes }) => Math.min(this.#limits.bytes, Math.max(1, bytes)),
      dispose: ({ thread }, hash, reason) => {
        if (reason === 'evict') thread.forget(hash);
      },
    });
  }

  /** Hashes of the samples that are warm, the last used first. */
  get warm(): string[] {
    return [...this.#places.keys()];
  }

  /** Threads that have been started so far, those that have ended included. */
  get started(): number {
    return this.#started;
  }

  /** Threads that are idle and prepared: a request that comes now waits for no start. */
  get ready(): number {
    return this.#threads.filter(({ inWork, isPrepared }) => inWork === null && isPrepared).length;
  }

  /**
   * From now on threads are kept ready, two to begin with: starting one and loading its modules takes several times
   * longer than what a sample needs.
   */
  startAhead(): void {
    this.#startsAhead = true;
    void this.#startTo(this.#aheadCount);
  }

  get #aheadCount() {
    return Math.min(STARTED_AHEAD, this.#limits.threads);
  }

  /** One after another: together they would take every core from the page, which starts at the same time. */
  async #startTo(count: number) {
    const closings = this.#closings;
    // Under a limit on memory, the room that is left is for what is asked for.
    while (this.#threads.length < count && this.#closings === closings && roomForThreads() > 1) {
      const spare = this.#further();
      if (spare === null) return;
      await spare.prepare();
    }
  }

  /** A further thread; null where none can be had, unless one is required: then throws `BadInput`. */
  #further({ isRequired = false } = {}) {
    try {
      requireRoomForThreads(1);
      const thread = new WarmThread(this.#entry);
      this.#threads.push(thread);
      this.#started += 1;
      return thread;
    } catch (error) {
      if (error instanceof BadInput && !isRequired) return null;
      throw error;
    }
  }

  #remove(thread: WarmThread) {
    this.#threads = this.#threads.filter((each) => each !== thread);
    for (const [hash, place] of [...this.#places.entries()]) if (place.thread === thread) this.#places.delete(hash);
    void thread.end();
    if (this.#startsAhead) void this.#startTo(this.#aheadCount);
  }

  /** Idle threads: those that need not start first, and of these the one with the fewest bytes. */
  #idle() {
    const bytes = new Map<WarmThread, number>();
    for (const { thread, bytes: its } of this.#places.values()) bytes.set(thread, (bytes.get(thread) ?? 0) + its);
    return this.#threads
      .filter(({ inWork }) => inWork === null)
      .sort((a, b) => Number(b.isPrepared) - Number(a.isPrepared) || (bytes.get(a) ?? 0) - (bytes.get(b) ?? 0));
  }

  /** The thread that may begin with a request now; null where it has to wait. */
  #threadFor({ hash, isAhead }: Waiting) {
    const home = this.#places.peek(hash)?.thread;
    // What the thread is making of this sample will serve this request too.
    if (home?.inWork === hash) return null;
    const most = isAhead ? this.#aheadCount : this.#limits.threads;
    const idle = this.#idle();
    // The last thread is kept for what is waited for.
    if (isAhead && idle.length + Math.max(0, most - this.#threads.length) < most) return null;
    const free = isAhead ? this.#besideCurrent(idle, hash) : idle;
    if (home !== undefined && free.includes(home)) return home;
    const thread =
      free.at(0) ?? (this.#threads.length < most ? this.#further({ isRequired: this.#threads.length === 0 }) : null);
    // Where no further thread can be had, the open sample's is better than none.
    return thread ?? idle.at(0) ?? null;
  }

  /** Without the thread of the open sample, whose factorisation the next click may need. */
  #besideCurrent(idle: readonly WarmThread[], hash: string) {
    if (this.#limits.threads === 1 || hash === this.#current) return idle;
    const current = this.#places.peek(this.#current)?.thread;
    return idle.filter((thread) => thread !== current);
  }

  #dispatch() {
    const inOrder = [...this.#waiting].sort((a, b) => Number(a.isAhead) - Number(b.isAhead));
    for (const next of inOrder) {
      try {
        const thread = this.#threadFor(next);
        if (thread === null) continue;
        this.#waiting.delete(next);
        thread.inWork = next.hash;
        this.#settle(next.hash, thread);
        next.begin(thread);
      } catch (error) {
        this.#waiting.delete(next);
        next.refuse(error);
      }
    }
    this.#keepReady();
  }

  /** From here on a sample is that thread's; another that had it is busy with other things, and lets it go. */
  #settle(hash: string, thread: WarmThread) {
    const place = this.#places.get(hash);
    if (place?.thread === thread) return;
    place?.thread.forget(hash);
    this.#places.set(hash, { thread, bytes: 0 });
  }

  #keepReady() {
    if (!this.#startsAhead || this.#refill !== undefined) return;
    const isShort = () =>
      this.#threads.length < this.#limits.threads &&
      this.#threads.every(({ inWork }) => inWork !== null) &&
      roomForThreads() > 1;
    if (!isShort()) return;
    this.#refill = setTimeout(() => {
      this.#refill = undefined;
      if (!isShort()) return;
      void this.#further()?.prepare();
      this.#dispatch();
    }, REFILL_MS).unref();
  }

  /** Somebody waits for this sample from now on: what was asked ahead of it goes before what is still only ahead. */
  wanted(hash: string): void {
    this.#current = hash;
    for (const each of this.#waiting) if (each.hash === hash) each.isAhead = false;
    this.#dispatch();
  }

  async #ask<Output>(
    { hash, arrays }: WarmSampleSource,
    request: WarmRequest,
    isAhead: boolean,
    signal: AbortSignal | undefined,
  ) {
    if (!isAhead) this.#current = hash;
    // Where there is a thread, one waits for it.
    if (this.#threads.length === 0) requireRoomForThreads(1);
    const thread = await new Promise<WarmThread>((begin, refuse) => {
      const waiting = { hash, isAhead, begin, refuse };
      this.#waiting.add(waiting);
      // One that still waits for a thread when it is given up never takes one.
      signal?.addEventListener(
        'abort',
        () => {
          if (this.#waiting.delete(waiting)) refuse(new Cancelled());
        },
        { once: true },
      );
      this.#dispatch();
    });
    try {
      const reply = await thread.ask<Output>(request, arrays);
      // The sample may have been evicted meanwhile.
      if (!reply.miss && this.#places.peek(hash)?.thread === thread)
        this.#places.set(hash, { thread, bytes: reply.heldBytes });
      return reply;
    } catch (error) {
      if (error instanceof ThreadEnded) this.#remove(thread);
      throw error;
    } finally {
      thread.inWork = null;
      this.#dispatch();
    }
  }

  /** Tried once more on another thread where the first one dies of it: the crash may have been chance. */
  async #outcome<Input, Output>(
    sample: WarmSampleSource,
    contract: TaskContract<Input, Output>,
    given: Input,
    isAhead: boolean,
    signal?: AbortSignal,
  ) {
    const { task, input } = contract.request(given);
    const request = { hash: sample.hash, sample: null, task, input };
    const closings = this.#closings;
    for (let deaths = 1; ; deaths += 1) {
      try {
        const reply = await this.#ask<Output>(sample, request, isAhead, signal);
        if (reply.miss) throw new Error(`the worker did not take the sample it was sent for task '${task}'`);
        return outcomeOf(task, reply.result);
      } catch (error) {
        if (!(error instanceof ThreadEnded)) throw error;
        if (this.#closings !== closings) throw new WorkerDeath(`the worker was ended over task '${task}'`, error);
        if (deaths === 2) throw new WorkerDeath(`the worker died twice over task '${task}': ${error.message}`, error);
      }
    }
  }

  /**
   * Runs a task on a sample; `ahead` where nobody waits for it yet. `BadInput` of the task is thrown as such; a fault of
   * ours as an `Error`.
   */
  async run<Input, Output>(
    sample: WarmSampleSource,
    contract: TaskContract<Input, Output>,
    input: Input,
    { ahead = false } = {},
  ): Promise<Output> {
    const outcome = await this.#outcome(sample, contract, input, ahead);
    if (outcome.status === 'converged') return outcome.value;
    throw new Error(`task '${contract.id}' ended early: ${outcome.message}`);
  }

  /**
   * Runs a task that is watched and may be stopped. After an abort it is cancelled at once for the caller; the thread
   * is free when the kernels have noticed.
   */
  async watch<Input extends { control: SharedArrayBuffer | null }, Output>(
    sample: WarmSampleSource,
    contract: TaskContract<Input, Output>,
    input: Omit<Input, 'control'>,
    watch: TaskWatch,
  ): Promise<TaskOutcome<Output>> {
    const cancelled = { status: 'cancelled', message: 'cancelled' } as const;
    if (watch.signal?.aborted === true) return cancelled;
    const abandoned = Promise.withResolvers<TaskOutcome<Output>>();
    const { control, end } = watchTask(watch, () => abandoned.resolve(cancelled));
    try {
      // `Input` is its own fields and the control that is watched here, which TypeScript cannot see.
      const whole = { ...input, control } as unknown as Input;
      return await Promise.race([this.#outcome(sample, contract, whole, false, watch.signal), abandoned.promise]);
    } finally {
      end();
    }
  }

  /** Ends all threads. They start again when they are used. */
  async close(): Promise<void> {
    this.#closings += 1;
    this.#startsAhead = false;
    clearTimeout(this.#refill);
    this.#refill = undefined;
    const threads = this.#threads;
    this.#threads = [];
    this.#places.clear();
    for (const { refuse } of this.#waiting) refuse(new WorkerDeath('the workers were ended', null));
    this.#waiting.clear();
    await Promise.all(threads.map(async (thread) => thread.end()));
  }
}
