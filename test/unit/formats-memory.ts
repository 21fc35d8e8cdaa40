import { expect } from 'vitest';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { Frame } from '../../src-main/formats/frame.ts';
import type { FrameChoice } from '../../src-main/formats/frame-choice.ts';
import { readFrames, type ReadOptions } from '../../src-main/formats/read-frames.ts';
import { readFrameFrom } from '../read-frame.ts';

/** A text as a stream of chunks of that many bytes (all at once by default). */
export async function* chunked(text: string | Uint8Array, size = Infinity): AsyncGenerator<Uint8Array, void> {
  const bytes = Buffer.from(text as string);
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

/** One frame (the last by default) of a text in memory, under the name `memory`. */
export function readText(
  text: string | Uint8Array,
  options: ReadOptions & { frame?: number | 'last' } = {},
): Promise<Frame> {
  return readFrameFrom(chunked(text), 'memory', options);
}

export async function readTexts(
  text: string | Uint8Array,
  options: ReadOptions & { frame?: FrameChoice } = {},
): Promise<Frame[]> {
  return Array.fromAsync(readFrames(chunked(text), 'memory', options));
}

/** The `BadInput` a promise rejects with; fails for anything else. */
export async function badInput(promise: Promise<unknown>): Promise<BadInput> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!('error' in outcome)) expect.fail('was read, but should have been refused');
  if (!(outcome.error instanceof BadInput)) throw outcome.error;
  return outcome.error;
}
