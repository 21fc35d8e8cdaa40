import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { BadInput } from '../../../native-workers/text/bad-input.ts';
import { temporaryIn } from '../../files/temporary-file.ts';
import { Cancelled } from '../../jobs/cancelled-error.ts';
import type { MovieFrames, WritingWatch } from './movie-frames.ts';

/** Digits of the number of a frame, at least. */
const DIGITS = 4;
const FRAME = /^frame-\d+\.png$/;

/** Throws `BadInput` for a folder that holds frames already: those of a longer movie would stay among the new ones. */
export function checkPngFolder(folder: string): void {
  const status = statSync(folder, { throwIfNoEntry: false });
  if (status === undefined) return;
  if (!status.isDirectory()) throw new BadInput('this is a file; name a folder for the frames', { file: folder });
  if (readdirSync(folder).some((name) => FRAME.test(name)))
    throw new BadInput('it holds frames of a movie already: choose another folder', { file: folder });
}

/**
 * Writes a movie as PNG files frame-0001.png, frame-0002.png, … into a folder, which is made where it is not there; all of
 * them or none.
 */
export async function writePngFolder(
  given: string,
  frames: MovieFrames,
  { signal, onFrame }: WritingWatch,
): Promise<void> {
  const folder = resolve(given);
  checkPngFolder(folder);
  const isNew = !existsSync(folder);
  // Beside a new folder, whose name it takes at the end; inside one that is there.
  const temporary = temporaryIn(isNew ? dirname(folder) : folder);
  const digits = Math.max(DIGITS, String(frames.count).length);
  try {
    await mkdir(temporary);
    for (let frame = 0; frame < frames.count; frame += 1) {
      if (signal.aborted) throw new Cancelled();
      const name = `frame-${String(frame + 1).padStart(digits, '0')}.png`;
      await writeFile(join(temporary, name), await frames.png(frame));
      onFrame(frame + 1);
    }
    if (isNew) await rename(temporary, folder);
    else for (const name of readdirSync(temporary)) await rename(join(temporary, name), join(folder, basename(name)));
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
