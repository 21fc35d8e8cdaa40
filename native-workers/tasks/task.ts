import type { Control } from '../contract/kernel-run.ts';
import type { InputPlace } from '../text/bad-input.ts';

/** What is sent to a worker: which task, and its input as a plain, structured-clonable object. */
export interface TaskRequest {
  task: string;
  input: unknown;
}

/**
 * What a task answers. Errors cross threads as plain results, because a structured clone of an Error loses its class
 * and every field of its own.
 */
export type TaskResult<Output> =
  | { ok: true; value: Output }
  | {
      ok: false;
      /** 'bad-input': the user's; 'not-converged', 'cancelled': an outcome; 'internal': a fault of ours. */
      kind: 'bad-input' | 'not-converged' | 'cancelled' | 'internal';
      message: string;
      /** Where in the user's input the error lies; empty unless 'bad-input'. */
      place: InputPlace;
      /** Stack of an 'internal' error, for the log only. */
      stack?: string;
    };

/**
 * One side of a task that both threads know: its id and the types of its input and output. Contracts import nothing
 * heavy; the handler beside each is loaded by workers only.
 */
export interface TaskContract<Input, Output> {
  readonly id: string;
  /** The message that asks a worker for this task. */
  request(input: Input): TaskRequest;
  /** The buffers of an output that are handed over rather than copied. */
  transferables(output: Output): ArrayBuffer[];
}

/** Makes a contract; `arrays` lists the typed arrays of an output. */
export function taskContract<Input, Output>(
  id: string,
  arrays: (output: Output) => (ArrayBufferView | null)[],
): TaskContract<Input, Output> {
  return {
    id,
    request: (input) => ({ task: id, input }),
    transferables: (output) => {
      const buffers = new Set<ArrayBuffer>();
      for (const array of arrays(output))
        if (array !== null && array.buffer instanceof ArrayBuffer) buffers.add(array.buffer);
      return [...buffers];
    },
  };
}

/** The control of a task in the shared memory that came with its request; undefined where nobody watches it. */
export function controlOf(memory: SharedArrayBuffer | null): Control | undefined {
  return memory === null ? undefined : new Int32Array(memory);
}
