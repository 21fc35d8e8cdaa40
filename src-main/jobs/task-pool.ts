import type { Piscina } from 'piscina';
import type { TaskContract, TaskResult } from '../../native-workers/tasks/task.ts';
import { outcomeOf, WorkerDeath, type TaskOutcome } from './task-result.ts';
import { requireRoomForThreads, workerThread } from './thread-room.ts';
import { watchTask, type TaskWatch } from './progress-and-cancel.ts';
import { workerEntry } from './worker-entry.ts';

/** Kernels stop within milliseconds; the parts between them (the tessellation of a large sample) within seconds. */
const STOP_PATIENCE_MS = 5000;

const CANCELLED = { status: 'cancelled', message: 'cancelled before it began' } as const;

/** A task that waits for a thread. */
interface WaitingTask {
  begin: () => void;
  giveUp: () => void;
}

/**
 * Worker threads that run the tasks of native-workers, in the order in which they are asked for; a task begins at once when
 * a thread is free. Each thread is on its own: one that dies or is ended takes no other task along. `BadInput` of a task is
 * thrown as `BadInput`; a fault of ours as an `Error` with the worker's stack; a worker that dies rejects its task with
 * `WorkerDeath`. `BadInput` also where a limit on memory leaves no room for a thread.
 */
export class TaskPool {
  readonly #entry: URL;
  readonly #patience: number;
  /** Threads without a task, those that are started at the end; null for one that is not. */
  readonly #idle: (Piscina | null)[];
  readonly #busy = new Set<Piscina>();
  readonly #waiting = new Set<WaitingTask>();

  /** The second argument is for tests: another module of the worker, another patience with one that does not stop. */
  constructor(threads: number, { entry = workerEntry('task-runner'), patience = STOP_PATIENCE_MS } = {}) {
    this.#entry = entry;
    this.#patience = patience;
    this.#idle = Array.from({ length: threads }, () => null);
  }

  /** Runs one task. An abort asks it to stop; a worker that does not obey within 5 s is ended. */
  run<Input extends { control: SharedArrayBuffer | null }, Output>(
    contract: TaskContract<Input, Output>,
    input: Omit<Input, 'control'>,
    watch: TaskWatch = {},
  ): Promise<TaskOutcome<Output>> {
    const { signal } = watch;
    if (signal?.aborted === true) return Promise.resolve(CANCELLED);
    if (this.#idle.length > 0) return this.#begun(contract, input, watch);
    return new Promise((resolve) => {
      const left = () => {
        this.#waiting.delete(waiting);
        signal?.removeEventListener('abort', waiting.giveUp);
      };
      const waiting: WaitingTask = {
        begin: () => {
          left();
          resolve(this.#begun(contract, input, watch));
        },
        // What is given up never comes to a thread.
        giveUp: () => {
          left();
          resolve(CANCELLED);
        },
      };
      this.#waiting.add(waiting);
      signal?.addEventListener('abort', waiting.giveUp, { once: true });
    });
  }

  /** A thread for a task, of those that are idle. */
  #taken(): Piscina {
    const thread = this.#idle.pop() ?? null;
    try {
      if (thread === null && this.#busy.size === 0) requireRoomForThreads(1);
      const started = thread ?? workerThread(this.#entry);
      this.#busy.add(started);
      return started;
    } catch (error) {
      this.#idle.unshift(null);
      this.#beginNext();
      throw error;
    }
  }

  /** Gives a thread back, or the place of one that has ended, to the task that has waited the longest. */
  #giveBack(thread: Piscina, hasEnded: boolean) {
    // One that was closed meanwhile has ended too.
    const lives = this.#busy.delete(thread) && !hasEnded;
    if (lives) this.#idle.push(thread);
    else {
      void thread.destroy();
      this.#idle.unshift(null);
    }
    this.#beginNext();
  }

  #beginNext() {
    for (const next of this.#waiting) {
      next.begin();
      return;
    }
  }

  async #begun<Input extends { control: SharedArrayBuffer | null }, Output>(
    contract: TaskContract<Input, Output>,
    input: Omit<Input, 'control'>,
    watch: TaskWatch,
  ): Promise<TaskOutcome<Output>> {
    const thread = this.#taken();
    const overdue: { timer?: NodeJS.Timeout; ended: boolean } = { ended: false };
    const { control, end } = watchTask(watch, () => {
      overdue.timer = setTimeout(() => {
        overdue.ended = true;
        void thread.destroy();
      }, this.#patience);
    });
    let hasEnded = false;
    let result: TaskResult<Output>;
    try {
      // `Input` is its own fields and the control that this pool watches, which TypeScript cannot see here.
      const request = contract.request({ ...input, control } as unknown as Input);
      result = (await thread.run(request, { transferList: watch.transfer ?? [] })) as TaskResult<Output>;
    } catch (error) {
      hasEnded = true;
      if (overdue.ended) return { status: 'cancelled', message: 'the worker was ended because it did not stop' };
      if (!this.#busy.has(thread)) return { status: 'cancelled', message: 'the pool was closed' };
      const reason = error instanceof Error ? error.message : String(error);
      throw new WorkerDeath(`the worker that ran task '${contract.id}' died: ${reason}`, error);
    } finally {
      end();
      clearTimeout(overdue.timer);
      this.#giveBack(thread, hasEnded);
    }
    return outcomeOf(contract.id, result);
  }

  /** Ends the workers; what they are doing and what waits is cancelled. The pool starts again when it is used again. */
  async close(): Promise<void> {
    for (const { giveUp } of [...this.#waiting]) giveUp();
    const threads = [...this.#idle.filter((thread) => thread !== null), ...this.#busy];
    this.#idle.fill(null);
    this.#busy.clear();
    await Promise.all(threads.map((thread) => thread.destroy()));
  }
}
