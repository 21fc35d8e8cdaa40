import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { NO_CHROMIUM } from '../../../scripts/setup/chromium.mjs';
import { manyGlasses } from '../samples.ts';
import type { BenchOptions, BenchSection } from '../section.ts';
import { formatRatio, formatSeconds, median, type BenchTable } from '../table.ts';
import { runWorkload } from '../workload.ts';

const PARTICLES = 4096;
const SAMPLES = 24;
const QUICK_SAMPLES = 12;

const WORKLOAD = fileURLToPath(new URL('../workloads/first-visit.mjs', import.meta.url));

/** What the workload prints; seconds, and threads started meanwhile. */
interface FirstVisits {
  api: { first: number[]; second: number[]; started: number };
  cold: number[];
  stored: number[];
  browser: { first: number[]; second: number[]; neighbours: number[]; started: number; browser: string } | null;
}

async function run({ quick, say }: BenchOptions): Promise<BenchTable[]> {
  const samples = quick ? QUICK_SAMPLES : SAMPLES;
  const project = manyGlasses('2dipl', PARTICLES, samples, say);
  say(`visiting ${samples} samples that nobody has visited`);
  const { api, cold, stored, browser } = await runWorkload<FirstVisits>(WORKLOAD, [project, String(samples)]);
  const row = (what: string, wanted: string, times: readonly number[], peer: readonly number[]): string[] => [
    ...[what, wanted, formatSeconds(median(times)), formatSeconds(Math.max(...times))],
    formatRatio(median(times), median(peer)),
  ];
  const rows = [
    row('first visit over the API', '', api.first, api.second),
    row('second visit over the API', '', api.second, api.second),
    row('first visit of a server whose threads start only then', '', cold, api.second),
    row('reading what is stored of it, and nothing else', '', stored, api.second),
    ...(browser === null
      ? []
      : [
          row('first visit in the window, from the click to its picture', '< 300 ms', browser.first, browser.second),
          row('a neighbour, fetched ahead', '', browser.neighbours, browser.second),
          row('second visit in the window', '', browser.second, browser.second),
        ]),
  ];
  const notes = [
    `A visit over the API is what the window asks of a sample: its detail, then its arrays with Voronoi neighbours and ψ₆ and ` +
      `all fields of its lowest mode. Threads started by ${samples} first visits: ${api.started}` +
      (browser === null ? '.' : `; by those in the window: ${browser.started}.`),
    browser === null
      ? `The window: **skipped**, ${NO_CHROMIUM}.`
      : `In the window every third sample is visited, so that none was fetched ahead as a neighbour; Chromium ${browser.browser}, pictures drawn in software. ` +
        `A sample counts as shown when nothing is dimmed any more and the frame after begins.`,
    `Unlike in other sections nothing is bound to one core. Load of the machine at the end: ${loadavg()[0].toFixed(1)}.`,
  ];
  const columns = ['what', 'wanted', 'median', 'longest', 'of a second visit'];
  return [{ title: `A sample of N = ${PARTICLES} that nobody has looked at yet`, columns, rows, notes }];
}

/** What a user who looks through many samples waits for. */
export const firstVisitSection: BenchSection = { id: 'first-visit', title: 'A first visit', run };
