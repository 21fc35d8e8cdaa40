import { setImmediate } from 'node:timers/promises';
import { replaceFile } from '../../formats/replace-file.ts';
import { Cancelled } from '../../jobs/cancelled-error.ts';
import { GifFrames, gifPalette, PALETTE_SHARES } from '../painter/gif-frames.ts';
import type { MovieFrames, WritingWatch } from './movie-frames.ts';

async function* bytesOf(frames: MovieFrames, { signal, onFrame }: WritingWatch) {
  const { width, height, fps, count } = frames;
  const gif = new GifFrames({ width, height, fps }, gifPalette(PALETTE_SHARES.map((share) => frames.rgbaAt(share))));
  for (let frame = 0; frame < count; frame += 1) {
    // A signal is heard between two frames only where the thread is left for a moment.
    await setImmediate();
    if (signal.aborted) throw new Cancelled();
    yield gif.frame(frames.rgba(frame));
    onFrame(frame + 1);
  }
  yield gif.end();
}

/** Writes a movie as a GIF, whole or not at all. */
export async function writeGif(path: string, frames: MovieFrames, watch: WritingWatch): Promise<void> {
  await replaceFile(path, bytesOf(frames, watch));
}
