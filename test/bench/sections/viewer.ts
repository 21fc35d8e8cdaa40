import { fileURLToPath } from 'node:url';
import { findChromium, NO_CHROMIUM } from '../../../scripts/setup/chromium.mjs';
import { relaxedFile } from '../samples.ts';
import type { BenchOptions, BenchSection } from '../section.ts';
import { formatSeconds, type BenchTable } from '../table.ts';
import { runWorkload } from '../workload.ts';

const PARTICLES = 4096;
const REPEATS = 5;
const QUICK_REPEATS = 2;

const WORKLOAD = fileURLToPath(new URL('../workloads/viewer.mjs', import.meta.url));

/** From a key to another mode: see `scrubbed` in the workload. */
interface Scrubbing {
  data: number;
  drawn: number;
  shown: number;
  frames: number;
  far: number;
}

/** What the workload prints; seconds. */
interface ViewerResult {
  first: number;
  further: number;
  scrub: Scrubbing;
  array: number;
  pin: { median: number; worst: number };
  turn: { cost: number; rate: number };
  frame: { cost: number; calls: number; renderer: string; scrub: Scrubbing };
  browser: string;
}

async function run({ quick, say }: BenchOptions): Promise<BenchTable[]> {
  const title = 'The window in a browser, 1440 × 900';
  const columns = ['what', 'wanted', 'median'];
  if (findChromium() === null) return [{ title, columns, rows: [], notes: [`**Skipped**: ${NO_CHROMIUM}.`] }];
  const dump = relaxedFile('2dipl', PARTICLES, say);
  const repeats = quick ? QUICK_REPEATS : REPEATS;
  say(`opening windows, ${repeats} times each`);
  const { first, further, scrub, array, pin, turn, frame, browser } = await runWorkload<ViewerResult>(WORKLOAD, [
    dump,
    String(repeats),
  ]);
  const rows = [
    [`first picture of N = ${PARTICLES}, from page load`, '< 2 s', formatSeconds(first)],
    [`a further sample of N = ${PARTICLES}, from the click to its picture`, '< 300 ms', formatSeconds(further)],
    ['the next mode: frames from its data to the one that draws it, at most', '1', String(scrub.frames)],
    ['the next mode, from the key to its draw calls', 'a frame', formatSeconds(scrub.drawn)],
    ['the same, to the picture on the screen', '', formatSeconds(scrub.shown)],
    ['a mode that was not fetched ahead, to the screen (one run)', '', formatSeconds(scrub.far)],
    ['10⁵ particles: frames from a mode’s data to the one that draws it', '1', String(frame.scrub.frames)],
    ['10⁵ particles: the next mode, from the key to its draw calls', 'a frame', formatSeconds(frame.scrub.drawn)],
    ['the same, to the picture on the screen', '', formatSeconds(frame.scrub.shown)],
    ['pinning one to ten particles, from the click to the painted G(θ)', 'immediate', formatSeconds(pin.median)],
    ['the slowest of the ten', '', formatSeconds(pin.worst)],
    ['main thread a frame while the shear turns, arrows and colours by x(θ)', '< 8 ms', formatSeconds(turn.cost)],
    ['angles a second', 'one a frame', turn.rate.toFixed(0)],
    ['main thread a frame, 10⁵ particles with 10⁴ arrows in motion', '< 8 ms', formatSeconds(frame.cost)],
    ['draw calls a frame', 'at most 4, one a layer', frame.calls.toFixed(1)],
    ['array of 64 MiB, from the request to the page’s memory', '< 500 ms', formatSeconds(array)],
  ];
  const notes = [
    'Unlike in the other sections nothing is bound to one core: a browser is several processes, and the server is another.',
    `Chromium ${browser}, drawn by ${frame.renderer}: without a graphics processor a picture costs what this machine's cores ` +
      `need for its pixels, so latencies are those of software; the main thread's share is not.`,
    `The crowd of 10⁵ is no file: the page's requests for arrays are answered with it. Main-thread time is the browser's own ` +
      `count of the thread's tasks (CPU time) over the frames of three seconds. A picture counts as shown when the frame after it begins.`,
    'Between the draw calls and the screen there is only the graphics processor’s work, here the software’s.',
  ];
  return [{ title, columns, rows, notes }];
}

/** What a user waits for in the window. */
export const viewerSection: BenchSection = { id: 'viewer', title: 'The window', run };
