// Measures the window in a real browser and prints JSON, times in seconds: `node viewer.mjs DUMP REPEATS` (a relaxed
// sample of N = 4096). Plain JavaScript, for most of it runs in the page. Nothing in the window is made for this: times
// are taken from its own marks (data-ready, the field's name, its measure of pinning), frames and draw calls by counting in the browser.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { findChromium } from '../../../scripts/setup/chromium.mjs';
import { arrayResponse, safetensors } from '../../../src-main/api/array-stream.ts';
import { startSession } from '../../../src-main/api/session.ts';
import { startServer } from '../../../src-main/serve/server.ts';
import { tokenFor } from '../../integration/serve-client.ts';

const [dump, repeatsText] = process.argv.slice(2);
const REPEATS = Number(repeatsText);
const LARGE_BYTES = 64 * 2 ** 20;
const CROWD = { particles: 100_000, arrows: 10_000 };
const PAGE = new URL('../../../build/renderer', import.meta.url).pathname;
const FIELD = '[role="application"]';
/** The window's own measure, in its performance timeline, of the time from a click to the curve of what it pinned. */
const PIN_MEASURE = 'keycore:pin-to-curve';

/** Before the page's own code: when the field was first drawn, and how many draw calls are made. */
function watch() {
  const { document, WebGL2RenderingContext, requestAnimationFrame, performance, MutationObserver } = globalThis;
  globalThis.drawCalls = 0;
  globalThis.lastDraw = 0;
  const drawElements = WebGL2RenderingContext.prototype.drawElements;
  WebGL2RenderingContext.prototype.drawElements = function (...args) {
    globalThis.drawCalls += 1;
    globalThis.lastDraw = performance.now();
    return drawElements.apply(this, args);
  };
  // The frame after the one that was drawn begins when that one is on its way to the screen.
  globalThis.shown = () =>
    new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now()))));
  const observer = new MutationObserver(async () => {
    if (document.querySelector('[role="application"][data-ready="true"]') === null) return;
    observer.disconnect();
    globalThis.firstPicture = await globalThis.shown();
  });
  observer.observe(document, { subtree: true, childList: true, attributes: true });
}

/** Does something to an element and waits until another says that it is done and a frame has shown it; ms. */
async function timed({ press, click, until }) {
  const { document, performance, KeyboardEvent, MutationObserver } = globalThis;
  const done = () => document.querySelector(until) !== null;
  if (done()) throw new Error(`${until} is there before anything was done`);
  const start = performance.now();
  const finished = new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (!done()) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true });
  });
  if (press !== undefined)
    document
      .querySelector('[role="listbox"]')
      .dispatchEvent(new KeyboardEvent('keydown', { key: press, bubbles: true, cancelable: true }));
  if (click !== undefined) document.querySelector(click).click();
  await finished;
  return (await globalThis.shown()) - start;
}

/**
 * Presses a key that chooses another mode. `data`: ms until the mode's data are in the window's hands and the layers
 * have them; `frames`: animation frames from then to the one that draws them; `drawn`: ms until that frame's draw calls
 * are made; `shown`: until the frame after it begins.
 */
async function scrubbed({ key, until }) {
  const { document, performance, KeyboardEvent, MutationObserver, requestAnimationFrame } = globalThis;
  const before = globalThis.drawCalls;
  const start = performance.now();
  const arrived = new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (document.querySelector(until) === null) return;
      observer.disconnect();
      resolve(performance.now());
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true });
  });
  document
    .querySelector('[role="listbox"]')
    .dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  const data = (await arrived) - start;
  let frames = 0;
  while (globalThis.drawCalls === before) {
    // Ours comes after the window's own, which was asked for before.
    await new Promise((resolve) => requestAnimationFrame(resolve));
    frames += 1;
  }
  const drawn = globalThis.lastDraw - start;
  const shown = await new Promise((resolve) => requestAnimationFrame(() => resolve(performance.now() - start)));
  return { data, frames, drawn, shown };
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

async function open(browser, server, route) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  await page.addInitScript(watch);
  await route?.(page);
  await page.goto(pathToFileURL(server.redirectFile).href);
  await page.waitForFunction(() => globalThis.firstPicture !== undefined, undefined, { timeout: 120_000 });
  return page;
}

async function firstPicture(browser, server) {
  const times = [];
  for (let run = 0; run < REPEATS; run += 1) {
    const page = await open(browser, server);
    times.push(await page.evaluate(() => globalThis.firstPicture / 1000));
    await page.context().close();
  }
  return median(times);
}

async function scrubbing(page, rest) {
  const at = (mode) => `${FIELD}[aria-label*="mode ${mode}."]`;
  const steps = [];
  for (let mode = 1; mode <= 2 * REPEATS; mode += 1) {
    await page.waitForTimeout(rest);
    steps.push(await page.evaluate(scrubbed, { key: 'ArrowDown', until: at(mode) }));
  }
  const far = (await page.evaluate(timed, { press: 'End', until: at(19) })) / 1000;
  const of = (name) => median(steps.map((step) => step[name]));
  const frames = Math.max(...steps.map((step) => step.frames));
  return { data: of('data') / 1000, drawn: of('drawn') / 1000, shown: of('shown') / 1000, frames, far };
}

/** The row of a sample in the list, if it is (not) the one shown. */
function sampleRow(number, shown = false) {
  return `#sample-${number}[aria-selected="${shown}"]`;
}

/** There once a sample is shown: it is named before, and what is shown of another is dimmed until then. */
function shownSample(number) {
  return `body:has(${sampleRow(number, true)}) .middle[aria-busy="false"]`;
}

/** Between two samples of N = 4096, back and forth. */
async function furtherSample(page) {
  const content = readFileSync(dump).toString('base64');
  await page.evaluate(
    ({ base64, name }) => {
      const { DataTransfer, File, DragEvent, Uint8Array, atob, document } = globalThis;
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name));
      const options = { bubbles: true, cancelable: true, dataTransfer: transfer };
      document.body.dispatchEvent(new DragEvent('drop', options));
    },
    { base64: content, name: basename(dump) },
  );
  await page.locator(shownSample(2)).waitFor({ state: 'attached' });
  const times = [];
  for (let run = 0; run < 2 * REPEATS; run += 1) {
    await page.waitForTimeout(400);
    const number = (run % 2) + 1;
    times.push((await page.evaluate(timed, { click: sampleRow(number), until: shownSample(number) })) / 1000);
  }
  return median(times);
}

/** Answers the page's questions about its sample with a hundred thousand particles, of which ten thousand move. */
async function crowd(page) {
  const { particles, arrows } = CROWD;
  const side = Math.sqrt(particles / 0.86);
  const columns = Math.ceil(Math.sqrt(particles));
  const place = (i, at) => ((at === 0 ? i % columns : Math.floor(i / columns)) + 0.5) * (side / columns);
  const positions = Float64Array.from({ length: 2 * particles }, (_, k) => place(k >> 1, k & 1));
  const u = Float64Array.from({ length: 2 * particles }, (_, k) => (k >> 1 < arrows ? Math.sin(k) / 100 : 0));
  const known = {
    positions: [positions, [particles, 2]],
    ids: [Int32Array.from({ length: particles }, (_, i) => i + 1), [particles]],
    species: [Uint8Array.from({ length: particles }, (_, i) => i % 2), [particles]],
    'neighbours/start': [new Int32Array(particles + 1), [particles + 1]],
    'neighbours/index': [new Int32Array(0), [0]],
  };
  const arrayOf = (name) => {
    const [data, shape] = known[name] ?? (/^u(T|L|Np)?$/.test(name) ? [u, [particles, 2]] : [null, [particles]]);
    return { name, shape, unit: null, data: data ?? Float64Array.from({ length: particles }, (_, i) => 1 + (i % 97)) };
  };
  await page.route(/\/samples\/\d+$/, async (route) => {
    const response = await route.fetch();
    const detail = await response.json();
    detail.report.sample.n = particles;
    detail.report.sample.box = [side, side, 0];
    await route.fulfill({ response, json: detail });
  });
  await page.route(/\/arrays\?/, async (route) => {
    const names = new URL(route.request().url()).searchParams.get('names').split(',');
    const { header, payload } = safetensors(names.map(arrayOf));
    await route.fulfill({ body: Buffer.concat([header, ...payload]), contentType: 'application/octet-stream' });
  });
}

/** The main thread's work for a frame while the mode of the crowd is played; the browser's own count of its tasks. */
async function frameCost(browser, server) {
  const page = await open(browser, server, crowd);
  await page.waitForTimeout(3000);
  // The driver hands the page's ten megabytes a mode over more slowly than a server does.
  const scrub = await scrubbing(page, 2500);
  const session = await page.context().newCDPSession(page);
  // Time that the thread has run, not that others kept it waiting.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const taskSeconds = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration').value;
  };
  await page.getByRole('button', { name: 'Animate the mode' }).click();
  await page.waitForTimeout(1000);
  const costs = [];
  let calls = 0;
  for (let run = 0; run < REPEATS; run += 1) {
    const before = await taskSeconds();
    const counted = await page.evaluate(async () => {
      const { requestAnimationFrame, performance } = globalThis;
      const callsBefore = globalThis.drawCalls;
      const end = performance.now() + 3000;
      let frames = 0;
      while (performance.now() < end) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        frames += 1;
      }
      return { frames, calls: (globalThis.drawCalls - callsBefore) / frames };
    });
    costs.push(((await taskSeconds()) - before) / counted.frames);
    ({ calls } = counted);
  }
  const renderer = await page.evaluate(() => {
    const gl = globalThis.document.createElement('canvas').getContext('webgl2');
    return gl.getParameter(gl.getExtension('WEBGL_debug_renderer_info').UNMASKED_RENDERER_WEBGL);
  });
  await page.context().close();
  return { cost: median(costs), calls, renderer, scrub };
}

/** Pins ten particles of the sample by clicking them one after the other; the page measures click to painted curve itself. */
async function pinning(page) {
  await page.keyboard.press('m');
  await page.locator('path[data-curve="allStrings"]').waitFor();
  await page.locator(FIELD).focus();
  await page.keyboard.press('c');
  await page.keyboard.press('p');
  await page.waitForTimeout(1000);
  const { x, y, width, height } = await page.locator(FIELD).boundingBox();
  const count = () => page.evaluate((name) => globalThis.performance.getEntriesByName(name).length, PIN_MEASURE);
  for (let click = 1; click <= 10; click += 1) {
    // Round the middle, further apart than particles are.
    const angle = click * 2.4;
    const away = 40 + 20 * click;
    await page.mouse.click(x + width / 2 + away * Math.cos(angle), y + height / 2 + away * Math.sin(angle));
    for (let waited = 0; (await count()) < click; waited += 20) {
      if (waited > 10_000) throw new Error(`click ${click} pinned nothing`);
      await page.waitForTimeout(20);
    }
    await page.waitForTimeout(200);
  }
  const times = await page.evaluate(
    (name) => globalThis.performance.getEntriesByName(name).map((e) => e.duration),
    PIN_MEASURE,
  );
  return { median: median(times) / 1000, worst: Math.max(...times) / 1000 };
}

/** The main thread's work for a frame while the shear turns, with x(θ) as arrows and |x(θ)| as colour. */
async function turning(page) {
  await page.locator('#mechanics-vector').selectOption('x:theta');
  await page.getByRole('tab', { name: 'Field' }).click();
  await page.locator('#scalar').selectOption('x:size');
  await page.getByRole('tab', { name: 'Mechanics' }).click();
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const taskSeconds = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration').value;
  };
  await page.getByRole('button', { name: 'Turn the shear' }).click();
  await page.waitForTimeout(1000);
  const costs = [];
  const rates = [];
  for (let run = 0; run < REPEATS; run += 1) {
    const before = await taskSeconds();
    const frames = await page.evaluate(async () => {
      const { requestAnimationFrame, performance } = globalThis;
      const end = performance.now() + 3000;
      let counted = 0;
      while (performance.now() < end) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        counted += 1;
      }
      return counted;
    });
    costs.push(((await taskSeconds()) - before) / frames);
    rates.push(frames / 3);
  }
  return { cost: median(costs), rate: median(rates) };
}

async function largeArray(page, token) {
  const times = [];
  for (let run = 0; run < REPEATS; run += 1)
    times.push(
      await page.evaluate(async (own) => {
        const { fetch, performance } = globalThis;
        const start = performance.now();
        const authorization = `Bearer ${own}`;
        const response = await fetch('/api/bench/large', { headers: { authorization } });
        const bytes = await response.arrayBuffer();
        if (bytes.byteLength < 2 ** 26) throw new Error(`${bytes.byteLength} bytes came`);
        return (performance.now() - start) / 1000;
      }, token),
    );
  return median(times);
}

const userData = mkdtempSync(join(tmpdir(), 'keycore-bench-'));
const session = startSession({ host: 'browser', root: userData, userData });
const large = new Float64Array(LARGE_BYTES / 8).fill(1);
// One route more than the API has, for no sample's array is as large as this.
const answer = (request, ...rest) =>
  new URL(request.url).pathname === '/api/bench/large'
    ? arrayResponse([{ name: 'large', shape: [large.length], data: large, unit: null }])
    : session.api.fetch(request, ...rest);
const server = await startServer({
  session: { ...session, api: { fetch: answer } },
  port: 0,
  page: PAGE,
  log: (line) => process.stderr.write(`${line}\n`),
});
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ['--no-sandbox', '--disable-background-networking'],
});
try {
  const first = await firstPicture(browser, server);
  const page = await open(browser, server);
  // The neighbours of a mode are fetched ahead; a user's fingers are slower than this.
  const scrub = await scrubbing(page, 400);
  const further = await furtherSample(page);
  const array = await largeArray(page, await tokenFor(server));
  const pin = await pinning(page);
  const turn = await turning(page);
  await page.context().close();
  const frame = await frameCost(browser, server);
  process.stdout.write(JSON.stringify({ first, further, scrub, array, pin, turn, frame, browser: browser.version() }));
} finally {
  await browser.close();
  await server.close();
  rmSync(userData, { recursive: true, force: true });
}
