import { LRUCache } from 'lru-cache';
import { Piscina } from 'piscina';
import type { TaskContract } from '../../native-workers/tasks/task.ts';
import type { WarmReply, WarmRequest, WarmSampleArrays } from '../../native-workers/tasks/warm-task.ts';
import { outcomeOf, WorkerDeath } from './task-result.ts';
import { workerEntry, workerEnvironment } from './worker-entry.ts';

/** A sample for a warm worker: its content hash, and its arrays when the worker asks for them. */
export interface WarmSampleSource {
  hash: string;
  arrays: () => WarmSampleArrays;
}

export interface WarmLimits {
  /** Bytes that all workers together may hold in their samples. */
  bytes: number;
  /** Threads; each has a JavaScript heap of its own. */
  workers: number;
}

const DEFAULT_LIMITS: WarmLimits = { bytes: 2 * 2 ** 30, workers: 4 };

/** What a worker without a sample counts as: an empty heap and the loaded kernels. */
const EMPTY_WORKER_BYTES = 16 * 2 ** 20;

/** After a thread was taken, the next one is started this much later: what it was taken for comes first. */
const REFILL_MS = 300;

/** A thread ended while it had a request in work. */
class ThreadEnded extends Error {
  readonly worker: WarmWorker;

  constructor(worker: WarmWorker, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'ThreadEnded';
    this.worker = worker;
  }
}

/** One thread and the requests it has in work. */
class WarmWorker {
  readonly pool: Piscina;
  #inWork = 0;
  #retired = false;

  constructor(entry: URL) {
    this.pool = new Piscina({
      filename: entry.href,
      env: workerEnvironment(),
      minThreads: 1,
      maxThreads: 1,
      idleTimeout: Number.POSITIVE_INFINITY,
    });
  }

  /** Asks without the sample, and once more with it where the worker lacks it; it does not retire in between. */
  async ask<Output>(request: WarmRequest, arrays: () => WarmSampleArrays): Promise<WarmReply<Output>> {
    this.#inWork += 1;
    try {
      const reply = await this.#send<Output>(request);
      return reply.miss ? await this.#send<Output>({ ...request, sample: arrays() }) : reply;
    } finally {
      this.#inWork -= 1;
      if (this.#retired && this.#inWork === 0) void this.pool.destroy();
    }
  }

  async #send<Output>(request: WarmRequest): Promise<WarmReply<Output>> {
    try {
      return (await this.pool.run(request)) as WarmReply<Output>;
    } catch (error) {
      // The runner answers every failure of a task as a result, so this is the thread's own end.
      throw new ThreadEnded(this, error);
    }
  }

  /** Ends when what it has in work is done. */
  retire(): void {
    this.#retired = true;
    if (this.#inWork === 0) void this.pool.destroy();
  }
}

/**
 * The threads that keep open samples warm, one a sample: what is made of a sample once (its tessellation, its
 * factorisations) serves every later request. A request carries the sample's hash only; a worker that lacks the sample
 * says so and is sent it. The worker used longest ago makes room for a new one, a dead one is replaced: callers notice
 * neither, except when a worker dies twice over the same request, which rejects with `WorkerDeath`.
 */
export class WarmWorkers {
  readonly #workers: LRUCache<string, WarmWorker>;
  readonly #entry: URL;
  readonly #bytes: number;
  #startsAhead = false;
  /** A thread without a sample, its modules loaded, for the next sample that comes. */
  #spare: WarmWorker | null = null;
  #refill: NodeJS.Timeout | undefined;

  /** The second argument is for tests. */
  constructor(limits: Partial<WarmLimits> = {}, entry: URL = workerEntry('warm-runner')) {
    const { bytes, workers } = { ...DEFAULT_LIMITS, ...limits };
    this.#bytes = bytes;
    this.#entry = entry;
    this.#workers = new LRUCache({ max: workers, maxSize: bytes, dispose: (worker) => worker.retire() });
  }

  /** Hashes of the samples that are warm, the last used first. */
  get warm(): string[] {
    return [...this.#workers.keys()];
  }

  /** From now on a thread is kept ready: starting one and loading its modules takes longer than what a sample needs. */
  startAhead(): void {
    this.#startsAhead = true;
    this.#spare ??= new WarmWorker(this.#entry);
  }

  /** Whether a thread without a sample is there. */
  get hasSpare(): boolean {
    return this.#spare !== null;
  }

  #taken(): WarmWorker {
    const worker = this.#spare ?? new WarmWorker(this.#entry);
    this.#spare = null;
    if (this.#startsAhead) {
      clearTimeout(this.#refill);
      this.#refill = setTimeout(() => this.startAhead(), REFILL_MS).unref();
    }
    return worker;
  }

  #workerOf(hash: string): WarmWorker {
    const known = this.#workers.get(hash);
    if (known !== undefined) return known;
    const worker = this.#taken();
    this.#workers.set(hash, worker, { size: this.#sizeOf(0) });
    return worker;
  }

  /** A sample larger than all the room there is has it alone, rather than none. */
  #sizeOf(held: number): number {
    return Math.min(this.#bytes, EMPTY_WORKER_BYTES + held);
  }

  async #ask<Output>(sample: WarmSampleSource, task: string, input: unknown): Promise<WarmReply<Output>> {
    const worker = this.#workerOf(sample.hash);
    const reply = await worker.ask<Output>({ hash: sample.hash, sample: null, task, input }, sample.arrays);
    // The worker may have been evicted meanwhile, or replaced by another of the same sample.
    if (!reply.miss && this.#workers.peek(sample.hash) === worker)
      this.#workers.set(sample.hash, worker, { size: this.#sizeOf(reply.heldBytes), noDisposeOnSet: true });
    return reply;
  }

  /** Runs a task on a sample. `BadInput` of the task is thrown as such; a fault of ours as an `Error`. */
  async run<Input, Output>(
    sample: WarmSampleSource,
    contract: TaskContract<Input, Output>,
    input: Input,
  ): Promise<Output> {
    const { task, input: message } = contract.request(input);
    let reply: WarmReply<Output>;
    try {
      reply = await this.#ask<Output>(sample, task, message);
    } catch (death) {
      if (!(death instanceof ThreadEnded)) throw death;
      // A new one is tried once: the crash may have been another request's.
      if (this.#workers.peek(sample.hash) === death.worker) this.#workers.delete(sample.hash);
      try {
        reply = await this.#ask<Output>(sample, task, message);
      } catch (error) {
        if (!(error instanceof ThreadEnded)) throw error;
        throw new WorkerDeath(`the worker died twice over task '${task}': ${error.message}`, error);
      }
    }
    if (reply.miss) throw new Error(`the worker did not take the sample it was sent for task '${task}'`);
    const outcome = outcomeOf(task, reply.result);
    if (outcome.status === 'converged') return outcome.value;
    throw new Error(`task '${task}' ended early: ${outcome.message}`);
  }

  /** Ends all workers. They start anew when they are used again. */
  async close(): Promise<void> {
    const spare = this.#spare === null ? [] : [this.#spare];
    const pools = [...this.#workers.values(), ...spare].map(({ pool }) => pool);
    clearTimeout(this.#refill);
    this.#startsAhead = false;
    this.#spare = null;
    this.#workers.clear();
    await Promise.all(pools.map(async (pool) => pool.destroy()));
  }
}
