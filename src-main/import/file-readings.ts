import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import { modelOf } from '../../native-workers/models/model-of.ts';
import type { TaskContract } from '../../native-workers/tasks/task.ts';
import { TaskPool } from '../jobs/task-pool.ts';
import { workerEntry } from '../jobs/worker-entry.ts';
import type { AnalysisInput, InputOptions } from './analysis-input.ts';
import { Cancelled } from '../jobs/cancelled-error.ts';
import type { FilePreview } from './file-preview.ts';
import {
  countInputsTask,
  type NamedPath,
  previewFileTask,
  type ReadingInput,
  readInputsTask,
  type SentInput,
} from './read-inputs.contract.ts';
import { taskValue } from '../jobs/task-value.ts';

/** A configuration that was read, and what identifies it (`configurationHash`). */
export type ReadInput = AnalysisInput & { hash: string };

/** What is to be read, and until when. */
type Reading = Omit<ReadingInput, 'control'> & { signal: AbortSignal };

/** Files that are read at once; further ones wait. */
const MAX_READINGS = 3;
/** A thread that a file system keeps waiting cannot be ended; the process does not wait for it. */
const CLOSE_PATIENCE_MS = 2000;

/**
 * Reading of files in threads of their own: whatever a file holds, the thread that answers the window stays free. Each
 * reading has a thread to itself, so that one that is stuck, or dies of its file, takes no other along.
 *
 * Both ways of reading throw `BadInput` naming file and place, `Cancelled` after an abort, and `WorkerDeath`.
 */
export class FileReadings {
  readonly #idle: TaskPool[];
  readonly #waiting: ((pool: TaskPool) => void)[] = [];
  readonly #all: readonly TaskPool[];

  /** The argument is for tests. */
  constructor({ most = MAX_READINGS, ...worker }: { most?: number } & ConstructorParameters<typeof TaskPool>[1] = {}) {
    this.#all = Array.from({ length: most }, () => new TaskPool(1, { entry: workerEntry('read-runner'), ...worker }));
    this.#idle = [...this.#all];
  }

  async #taken(signal: AbortSignal): Promise<TaskPool> {
    if (signal.aborted) throw new Cancelled();
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    return new Promise((resolve, reject) => {
      const give = (pool: TaskPool) => {
        signal.removeEventListener('abort', giveUp);
        resolve(pool);
      };
      const giveUp = () => {
        this.#waiting.splice(this.#waiting.indexOf(give), 1);
        reject(new Cancelled());
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.push(give);
    });
  }

  #giveBack(pool: TaskPool) {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(pool);
    else next(pool);
  }

  async #done<Output>(contract: TaskContract<ReadingInput, Output>, { signal, ...input }: Reading): Promise<Output> {
    const pool = await this.#taken(signal);
    try {
      return taskValue(await pool.run(contract, input, { signal }));
    } finally {
      this.#giveBack(pool);
    }
  }

  /** Reads and checks a whole file; gives the number of its configurations. */
  async count(file: NamedPath, options: InputOptions, signal: AbortSignal): Promise<number> {
    return this.#done(countInputsTask, { file, options, signal });
  }

  /** Tells what is recognised in a file; what is wrong with it is told, too, and not thrown. */
  async preview(file: NamedPath, options: InputOptions, signal: AbortSignal): Promise<FilePreview> {
    return this.#done(previewFileTask, { file, options, signal });
  }

  /** The configurations of a file in order; the next is read while the caller is at the one before. */
  async *inputs(file: NamedPath, options: InputOptions, signal: AbortSignal): AsyncGenerator<ReadInput, void> {
    const pool = await this.#taken(signal);
    const { port1: own, port2: port } = new MessageChannel();
    const reading = pool.run(readInputsTask, { file, options, port }, { signal, transfer: [port] });
    // Met by the race below, also where it is not being run.
    reading.catch(() => undefined);
    const hangUp = () => own.close();
    signal.addEventListener('abort', hangUp, { once: true });
    try {
      for (;;) {
        if (signal.aborted) throw new Cancelled();
        own.postMessage(null);
        const answer = await Promise.race([once(own, 'message', { signal }) as Promise<[SentInput]>, reading]).catch(
          (error: unknown) => {
            throw signal.aborted ? new Cancelled() : error;
          },
        );
        if (!Array.isArray(answer)) {
          taskValue(answer);
          return;
        }
        const [{ model, ...input }] = answer;
        yield { ...input, model: modelOf(model) };
      }
    } finally {
      signal.removeEventListener('abort', hangUp);
      own.close();
      await reading.catch(() => undefined);
      this.#giveBack(pool);
    }
  }

  /** Ends all readings and their threads. They start again when they are used again. */
  async close(): Promise<void> {
    const patience = new AbortController();
    const closed = Promise.all(this.#all.map(async (pool) => pool.close()));
    await Promise.race([
      closed,
      wait(CLOSE_PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
  }
}
