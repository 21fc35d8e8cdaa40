import type { Piscina } from 'piscina';
import type { WarmSampleArrays } from '../../native-workers/analysis/warm/warm-sample.ts';
import type { WarmMessage, WarmReply, WarmRequest } from '../../native-workers/tasks/warm-task.ts';
import { workerThread } from './thread-room.ts';

/** A thread ended while it had a request in work. */
export class ThreadEnded extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'ThreadEnded';
  }
}

/** One thread that keeps samples warm. Its owner gives it one request at a time. */
export class WarmThread {
  /** Hash of the sample whose request it has in work; null while it is idle. */
  inWork: string | null = null;
  readonly #pool: Piscina;
  #isPrepared = false;

  /** Throws `BadInput` where the system starts no further thread. */
  constructor(entry: URL) {
    this.#pool = workerThread(entry);
  }

  /** Whether it has loaded its modules, and run what a first visit runs. */
  get isPrepared(): boolean {
    return this.#isPrepared;
  }

  /** Resolves when it is prepared, or cannot be: then the next request in earnest will be told. */
  async prepare(): Promise<void> {
    try {
      await this.#pool.run({ prepare: true } satisfies WarmMessage);
      this.#isPrepared = true;
    } catch {
      // Ended meanwhile, or dead at the start.
    }
  }

  /** Asks without the sample, and once more with it where the thread lacks it. Throws `ThreadEnded`. */
  async ask<Output>(request: WarmRequest, arrays: () => WarmSampleArrays): Promise<WarmReply<Output>> {
    const reply = await this.#send<Output>(request);
    return reply.miss ? await this.#send<Output>({ ...request, sample: arrays() }) : reply;
  }

  async #send<Output>(request: WarmRequest) {
    try {
      const reply = (await this.#pool.run(request satisfies WarmMessage)) as WarmReply<Output>;
      this.#isPrepared = true;
      return reply;
    } catch (error) {
      // The runner answers every failure of a task as a result, so this is the thread's own end.
      throw new ThreadEnded(error);
    }
  }

  /** Lets it release a sample, after what it has in work. */
  forget(hash: string): void {
    // A dead thread has forgotten it already.
    this.#pool.run({ forget: hash } satisfies WarmMessage).catch(() => undefined);
  }

  /** Ends it, whatever it has in work. */
  async end(): Promise<void> {
    await this.#pool.destroy();
  }
}
