import type { Piscina } from 'piscina';
import type { TaskContract, TaskResult } from '../../native-workers/tasks/task.ts';
import { outcomeOf, WorkerDeath, type TaskOutcome } from './task-result.ts';
import { requireRoomForThreads, workerPool } from './thread-room.ts';
import { watchTask, type TaskWatch } from './progress-and-cancel.ts';
import { workerEntry } from './worker-entry.ts';

/** Kernels stop within milliseconds; the parts between them (the tessellation of a large sample) within seconds. */
const STOP_PATIENCE_MS = 5000;

const CANCELLED = { status: 'cancelled', message: 'cancelled before it began' } as const;

/**
 * Worker threads that run the tasks of native-workers. `BadInput` of a task is thrown as `BadInput`; a fault of ours
 * as an `Error` with the worker's stack; a worker that dies rejects its task with `WorkerDeath`. `BadInput` also where a
 * limit on memory leaves no room for a thread.
 */
export class TaskPool {
  readonly #threads: number;
  readonly #entry: URL;
  readonly #patience: number;
  #pool: Piscina | null = null;
  /** Tasks that run, and those that wait until one has ended: what is given up meanwhile never comes to a thread. */
  #running = 0;
  readonly #waiting = new Set<(begins: boolean) => void>();

  /** The second argument is for tests: another module of the worker, another patience with one that does not stop. */
  constructor(threads: number, { entry = workerEntry('task-runner'), patience = STOP_PATIENCE_MS } = {}) {
    this.#threads = threads;
    this.#entry = entry;
    this.#patience = patience;
  }

  #started() {
    if (this.#pool === null) {
      requireRoomForThreads(1);
      this.#pool = workerPool(this.#entry, this.#threads);
    }
    return this.#pool;
  }

  /** Whether the turn of a task comes, once it does; false where it is given up before. */
  #turn(signal: AbortSignal | undefined): Promise<boolean> | true {
    if (this.#running < this.#threads) {
      this.#running += 1;
      return true;
    }
    return new Promise((resolve) => {
      const decide = (begins: boolean) => {
        this.#waiting.delete(decide);
        signal?.removeEventListener('abort', giveUp);
        resolve(begins);
      };
      const giveUp = () => decide(false);
      this.#waiting.add(decide);
      signal?.addEventListener('abort', giveUp, { once: true });
    });
  }

  #next() {
    const [first] = this.#waiting;
    // Of a Set that is empty there is none, whatever its type says.
    if (this.#waiting.size === 0) this.#running -= 1;
    else first(true);
  }

  /** Runs one task. An abort asks it to stop; a worker that does not obey within 5 s is ended. */
  async run<Input extends { control: SharedArrayBuffer | null }, Output>(
    contract: TaskContract<Input, Output>,
    input: Omit<Input, 'control'>,
    watch: TaskWatch = {},
  ): Promise<TaskOutcome<Output>> {
    const { signal, transfer = [] } = watch;
    if (signal?.aborted === true) return CANCELLED;
    if (!(await this.#turn(signal))) return CANCELLED;
    try {
      return await this.#run(contract, input, watch, transfer);
    } finally {
      this.#next();
    }
  }

  async #run<Input extends { control: SharedArrayBuffer | null }, Output>(
    contract: TaskContract<Input, Output>,
    input: Omit<Input, 'control'>,
    watch: TaskWatch,
    transfer: NonNullable<TaskWatch['transfer']>,
  ): Promise<TaskOutcome<Output>> {
    const pool = this.#started();
    const overdue: { timer?: NodeJS.Timeout; ended: boolean } = { ended: false };
    const { control, end } = watchTask(watch, () => {
      overdue.timer = setTimeout(() => {
        overdue.ended = true;
        void this.#end();
      }, this.#patience);
    });
    let result: TaskResult<Output>;
    try {
      // `Input` is its own fields and the control that this pool watches, which TypeScript cannot see here.
      const request = contract.request({ ...input, control } as unknown as Input);
      result = (await pool.run(request, { transferList: transfer })) as TaskResult<Output>;
    } catch (error) {
      if (overdue.ended) return { status: 'cancelled', message: 'the worker was ended because it did not stop' };
      const reason = error instanceof Error ? error.message : String(error);
      throw new WorkerDeath(`the worker that ran task '${contract.id}' died: ${reason}`, error);
    } finally {
      end();
      clearTimeout(overdue.timer);
    }
    return outcomeOf(contract.id, result);
  }

  /** Ends the workers and whatever they are doing; what waits is given up. The pool starts again when it is used again. */
  async close(): Promise<void> {
    for (const decide of [...this.#waiting]) decide(false);
    await this.#end();
  }

  async #end() {
    const pool = this.#pool;
    this.#pool = null;
    await pool?.destroy();
  }
}
