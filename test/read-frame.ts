import { fileBytes } from '../src-main/formats/file-bytes.ts';
import type { Frame } from '../src-main/formats/frame.ts';
import { readFrames, type ReadOptions } from '../src-main/formats/read-frames.ts';

/** One frame of some bytes, by default the last. */
export async function readFrameFrom(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
  options?: ReadOptions,
): Promise<Frame> {
  for await (const frame of readFrames(bytes, name, { frame: 'last', ...options })) return frame;
  throw new Error('a choice of one frame gives one frame or an error');
}

/** One frame of a file, by default the last. */
export function readFrame(path: string, options?: ReadOptions): Promise<Frame> {
  return readFrameFrom(fileBytes(path), path, options);
}
