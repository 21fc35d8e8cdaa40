import { on } from 'node:events';
import { configurationHash } from '../../native-workers/configuration/configuration-hash.ts';
import { referenceTo } from '../../native-workers/models/model-of.ts';
import { Interrupted } from '../../native-workers/analysis/run/stage-clock.ts';
import { buffersOf } from '../../native-workers/tasks/task.ts';
import { watched } from '../formats/bytes-at.ts';
import { regularFileBytes } from '../formats/file-bytes.ts';
import { type AnalysisInput, analysisInputs, countInputs } from './analysis-input.ts';
import { type FilePreview, previewFile } from './file-preview.ts';
import type { NamedPath, ReadingInput, ReadInputsInput, SentInput } from './read-inputs.contract.ts';

function stopped() {
  return new Interrupted('cancelled', null, 'reading was stopped');
}

/** The file, until it is asked to stop: throws `Interrupted` then. */
function stoppable({ path, name }: NamedPath, control: SharedArrayBuffer | null) {
  const words = control === null ? null : new Int32Array(control);
  const where = typeof path === 'string' ? path : Buffer.from(path);
  const check = () => {
    if (words !== null && Atomics.load(words, 0) !== 0) throw stopped();
  };
  async function* pieces(bytes: AsyncIterable<Uint8Array>) {
    for await (const piece of bytes) {
      check();
      yield piece;
    }
  }
  return {
    name,
    bytes() {
      const bytes = regularFileBytes(where, name);
      return watched(bytes, pieces(bytes), check);
    },
  };
}

export function handleCountInputs({ file, options, control }: ReadingInput): Promise<number> {
  return countInputs([stoppable(file, control)], options);
}

export function handlePreviewFile({ file, options, control }: ReadingInput): Promise<FilePreview> {
  return previewFile(stoppable(file, control), options);
}

function sent({ model, frameInfo, ...input }: AnalysisInput): SentInput {
  const { source, format, frameIndex, timestep, origin, typeLabels, types } = frameInfo;
  return {
    ...input,
    frameInfo: { source, format, frameIndex, timestep, origin, typeLabels, types },
    model: referenceTo(model),
    hash: configurationHash(input.configuration, model),
  };
}

export async function handleReadInputs({ file, options, control, port }: ReadInputsInput): Promise<null> {
  const inputs = analysisInputs([stoppable(file, control)], options);
  // One turn for each message; they are over when the other side closes the port.
  const turns: AsyncIterator<unknown, unknown> = on(port, 'message', { close: ['close'] });
  try {
    for (;;) {
      // Read before it is asked for, while the one before is analysed; whatever it came to is told in its turn.
      const next = await inputs.next().then(
        (result) => ({ result }),
        (error: unknown) => ({ error }),
      );
      if ((await turns.next()).done === true) throw stopped();
      if ('error' in next) throw next.error;
      if (next.result.done === true) return null;
      const message = sent(next.result.value);
      port.postMessage(message, [...buffersOf(message)]);
    }
  } finally {
    await inputs.return();
    port.close();
  }
}
