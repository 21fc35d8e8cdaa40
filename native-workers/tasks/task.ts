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
  /** Only a type: what the handler gives. */
  readonly output?: Output;
}

export function taskContract<Input, Output>(id: string): TaskContract<Input, Output> {
  return { id, request: (input) => ({ task: id, input }) };
}

/** The memory of every typed array in a message: it is handed over rather than copied. */
export function buffersOf(message: object, found = new Set<ArrayBuffer>()): Set<ArrayBuffer> {
  if (!ArrayBuffer.isView(message)) {
    for (const inner of Object.values(message) as unknown[])
      if (typeof inner === 'object' && inner !== null) buffersOf(inner, found);
  } else if (message.buffer instanceof ArrayBuffer) found.add(message.buffer);
  return found;
}

/** The control of a task in the shared memory that came with its request; undefined where nobody watches it. */
export function controlOf(memory: SharedArrayBuffer | null): Control | undefined {
  return memory === null ? undefined : new Int32Array(memory);
}
