// node read-file.ts FILE REPEATS → one line of JSON: every frame of a file read, first in this process, then again.
import { readFrames } from '../../../src-main/formats/read-frames.ts';
import { fileBytes } from '../../../src-main/formats/file-bytes.ts';
import { median } from '../table.ts';
import { peakMiB, restartPeak } from './peak-memory.ts';

/** What the parent process reads. */
export interface ReadFileResult {
  /** Of the first reading, and the median of the others (of the first, where there are none). */
  first: number;
  seconds: number;
  frames: number;
  particles: number;
  /** Sum of x over all particles of the last frame, by which programs are compared. */
  sum: number;
  /** Of the process. */
  peakMiB: number;
}

const [file, repeats] = process.argv.slice(2);
restartPeak();

async function read() {
  let frames = 0;
  let particles = 0;
  let sum = 0;
  const start = performance.now();
  for await (const { positions, origin, ids } of readFrames(fileBytes(file), file)) {
    frames += 1;
    particles = ids.length;
    sum = 0;
    for (let at = 0; at < positions.length; at += 2) sum += positions[at] + origin.x;
  }
  return { seconds: (performance.now() - start) / 1000, frames, particles, sum };
}

const first = await read();
const later: number[] = [];
for (let k = 1; k < Number(repeats); k++) later.push((await read()).seconds);
const result: ReadFileResult = {
  ...first,
  first: first.seconds,
  seconds: later.length === 0 ? first.seconds : median(later),
  peakMiB: peakMiB(),
};
process.stdout.write(`${JSON.stringify(result)}\n`);
