import { on } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import { configurationHash } from '../../native-workers/configuration/configuration-hash.ts';
import { buffersOf, type TaskResult } from '../../native-workers/tasks/task.ts';
import { regularFileBytes } from '../formats/file-bytes.ts';
import { type AnalysisInput, analysisInputs, countInputs, type InputFile } from './analysis-input.ts';
import { Cancelled } from '../jobs/cancelled-error.ts';
import type { NamedPath, ReadInputsInput, SentInput } from './read-inputs.contract.ts';

/** The file, until it is asked to stop: throws `Cancelled` then. */
function stoppable({ path, name }: NamedPath, control: SharedArrayBuffer | null): InputFile {
  const words = control === null ? null : new Int32Array(control);
  const where = typeof path === 'string' ? path : Buffer.from(path);
  return {
    name,
    async *bytes() {
      for await (const piece of regularFileBytes(where, name)) {
        if (words !== null && Atomics.load(words, 0) !== 0) throw new Cancelled();
        yield piece;
      }
    },
  };
}

/** What does not end a task as it should: a stop is an outcome, the rest is thrown. */
function stopped(error: unknown): TaskResult<never> {
  if (error instanceof Cancelled) return { ok: false, kind: 'cancelled', message: 'reading was stopped', place: {} };
  throw error;
}

export async function handleCountInputs({
  file,
  options,
  control,
}: Omit<ReadInputsInput, 'port'>): Promise<TaskResult<number>> {
  try {
    return { ok: true, value: await countInputs([stoppable(file, control)], options) };
  } catch (error) {
    return stopped(error);
  }
}

function sent({ model, frameInfo, ...input }: AnalysisInput): SentInput {
  const { source, format, frameIndex, timestep, origin, typeLabels, types } = frameInfo;
  return {
    ...input,
    frameInfo: { source, format, frameIndex, timestep, origin, typeLabels, types },
    model: model.id,
    hash: configurationHash(input.configuration, model),
  };
}

/** One turn for each message; it is over when the other side closes the port. */
function turnsOf(port: MessagePort): AsyncIterator<unknown, unknown> {
  return on(port, 'message', { close: ['close'] });
}

export async function handleReadInputs({ file, options, control, port }: ReadInputsInput): Promise<TaskResult<null>> {
  const inputs = analysisInputs([stoppable(file, control)], options);
  const turns = turnsOf(port);
  try {
    for (;;) {
      // Read before it is asked for, while the one before is analysed; whatever it came to is told in its turn.
      const next = await inputs.next().then(
        (result) => ({ result }),
        (error: unknown) => ({ error }),
      );
      if ((await turns.next()).done === true) throw new Cancelled();
      if ('error' in next) throw next.error;
      if (next.result.done === true) return { ok: true, value: null };
      const message = sent(next.result.value);
      port.postMessage(message, [...buffersOf(message)]);
    }
  } catch (error) {
    return stopped(error);
  } finally {
    await inputs.return();
    port.close();
  }
}
