// Measures first visits of samples and prints JSON, times in seconds: `node first-visit.mjs PROJECT SAMPLES` (glasses of
// N = 4096). Plain JavaScript, for part of it runs in the page.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { findChromium } from '../../../scripts/setup/chromium.mjs';
import { openProject } from '../../../src-main/project/open-project.ts';
import { tokenFor } from '../../integration/serve-client.ts';

const [project, samplesText] = process.argv.slice(2);
const SAMPLES = Number(samplesText);
const SERVER = fileURLToPath(new URL('first-visit-server.ts', import.meta.url));
/** What the window asks of a sample of which the modes are stored. */
const STRUCTURE = 'ids,species,positions,neighbours/start,neighbours/index,vibrability,psi6';
const MODE = 'u,uT,uL,uNp,absU,absUL,divUNp,divU,areaChange';
/** Between visits: what one has set going is over by then, as it is when a user clicks. */
const REST_MS = 1000;
/** The window fetches two neighbours on either side ahead; every third sample is none. */
const STRIDE = 3;
const COLD_STARTS = 5;

async function serving(start, action) {
  const folder = mkdtempSync(join(tmpdir(), 'keycore-bench-'));
  mkdirSync(join(folder, 'root'));
  copyFileSync(project, join(folder, 'root', 'glasses.keycore'));
  const child = fork(SERVER, [join(folder, 'root'), join(folder, 'data'), start]);
  try {
    const [started] = await once(child, 'message');
    const headers = { authorization: `Bearer ${await tokenFor(started)}`, 'content-type': 'application/json' };
    const ask = async (path, init = {}) => {
      const response = await globalThis.fetch(new URL(path, started.url), { ...init, headers });
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
      return response;
    };
    const body = JSON.stringify({ path: 'glasses.keycore' });
    const { id, key } = await (await ask('/api/projects', { method: 'POST', body })).json();
    const threads = async () => {
      child.send('tell');
      return (await once(child, 'message'))[0].started;
    };
    return await action({ ask, base: `/api/projects/${id}/samples`, key, threads, redirectFile: started.redirectFile });
  } finally {
    child.disconnect();
    await once(child, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** All that the window needs to show a sample; seconds. */
async function visit({ ask, base }, number) {
  const start = performance.now();
  await (await ask(`${base}/${number}`)).json();
  const arrays = [`arrays?names=${encodeURIComponent(STRUCTURE)}`, `modes/0/arrays?names=${MODE}`];
  await Promise.all(arrays.map(async (path) => (await ask(`${base}/${number}/${path}`)).arrayBuffer()));
  return (performance.now() - start) / 1000;
}

async function visits(host, numbers) {
  const times = [];
  for (const number of numbers) {
    times.push(await visit(host, number));
    await wait(REST_MS);
  }
  return times;
}

const numbers = Array.from({ length: SAMPLES }, (_, at) => at + 1);

const overApi = () =>
  serving('ahead', async (host) => {
    const before = await host.threads();
    const first = await visits(host, numbers);
    const started = (await host.threads()) - before;
    // Those whose samples are still warm.
    return { first, second: await visits(host, numbers.slice(-8)), started };
  });

/** One visit of a server each, of which no thread has been started. */
async function onColdThreads() {
  const times = [];
  for (let run = 0; run < COLD_STARTS; run += 1) times.push(await serving('cold', (host) => visit(host, run + 1)));
  return times;
}

/** What is stored of a sample and its lowest mode, read by the project's own code and nothing made of it; seconds. */
async function storedReads() {
  const file = await openProject(project, { mode: 'read' });
  const names = ['ids', 'species', 'positions', 'vibrability', 'u:0'];
  const times = numbers.map((number) => {
    const start = performance.now();
    for (const name of names) file.readField(number, name);
    return (performance.now() - start) / 1000;
  });
  file.close();
  return times;
}

/** Clicks a sample in the list and waits until it is shown and a frame has drawn it; ms. In the page. */
async function clicked({ row, until }) {
  const { document, performance, requestAnimationFrame, MutationObserver } = globalThis;
  const isThere = () => document.querySelector(until) !== null;
  if (isThere()) throw new Error(`${until} is there before anything was clicked`);
  const start = performance.now();
  const shown = new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (!isThere()) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true });
  });
  document.querySelector(row).click();
  await shown;
  // The frame after the one that was drawn begins when that one is on its way to the screen.
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  return performance.now() - start;
}

const shownSample = (number) => `body:has(#sample-${number}[aria-selected="true"]) .middle[aria-busy="false"]`;

async function clicks(page, chosen) {
  const times = [];
  for (const number of chosen) {
    await page.locator(`#sample-${number}`).scrollIntoViewIfNeeded();
    await page.waitForTimeout(REST_MS);
    times.push((await page.evaluate(clicked, { row: `#sample-${number}`, until: shownSample(number) })) / 1000);
  }
  return times;
}

const inBrowser = () =>
  serving('ahead', async ({ redirectFile, key, ask, threads }) => {
    await ask(`/api/place?project=${encodeURIComponent(key)}&sample=1`, { method: 'POST' });
    const browser = await chromium.launch({
      executablePath: findChromium(),
      args: ['--no-sandbox', '--disable-background-networking'],
    });
    try {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
      await page.goto(pathToFileURL(redirectFile).href);
      await page.locator(shownSample(1)).waitFor({ state: 'attached', timeout: 120_000 });
      await page.waitForTimeout(3 * REST_MS);
      const before = await threads();
      const far = numbers.filter((number) => number > 1 && number % STRIDE === 1);
      const first = await clicks(page, far);
      const started = (await threads()) - before;
      const second = await clicks(page, far.toReversed().slice(1));
      // The window has fetched these while it showed the ones beside them.
      const neighbours = await clicks(page, [2, 3, 4, 5, 6]);
      return { first, second, neighbours, started, browser: browser.version() };
    } finally {
      await browser.close();
    }
  });

const api = await overApi();
const cold = await onColdThreads();
const stored = await storedReads();
const browser = findChromium() === null ? null : await inBrowser();
process.stdout.write(JSON.stringify({ api, cold, stored, browser }));
