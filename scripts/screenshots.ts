// `npm run screenshots`: makes the pictures in docs/pictures again, from the shipped sample in a real browser; after `--` the
// names of some make only those.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { readPng, writeSmallPng } from './png.ts';
import { findChromium, NO_CHROMIUM } from './setup/chromium.mjs';
import { ROOT } from './setup/root.mjs';

const FOLDER = join(ROOT, 'docs', 'pictures');
const WIDE = { width: 1280, height: 800 };
const READY = /open (\S+\.html) in a browser/;

interface Picture {
  name: string;
  /** Light, if nothing is said. */
  theme?: 'dark';
  /** `WIDE`, if nothing is said. */
  viewport?: { width: number; height: number };
  /** Name of the shipped sample that is opened first, as the dialog has it; else the one the window begins with. */
  sample?: RegExp;
  /** Or the file of a project. */
  project?: string;
  /** What is done in the window before the picture is taken. */
  prepare: (page: Page) => Promise<void>;
  /** The part of the window that is taken; else all of it. */
  part?: string;
}

const GLASS = /^2DIPL glass, N = 4096/;
const SOFT_GLASS = /^2DIPL glass, N = 1024/;
const CRYSTAL = /^Crystal/;
/** Room for the whole panel. */
const TALL = { width: 1440, height: 1500 };
const CURVES = 'section[aria-labelledby="mechanics-title"]';

const PICTURES: readonly Picture[] = [
  { name: 'viewer-light', prepare: closeUp },
  { name: 'viewer-dark', theme: 'dark', prepare: closeUp },
  { name: 'divergence-light', prepare: divergence },
  { name: 'divergence-dark', theme: 'dark', prepare: divergence },
  { name: 'narrow-light', viewport: { width: 640, height: 900 }, prepare: closeUp },
  { name: 'figures-room-light', prepare: figuresRoom },
  // A new window shows the mode that was shown last.
  { name: 'wave-light', viewport: { width: 1120, height: 600 }, prepare: wave },
  // From here on other samples are open: a new window shows the one opened last.
  { name: 'mechanics-light', sample: SOFT_GLASS, prepare: mechanics },
  { name: 'mechanics-dark', theme: 'dark', sample: SOFT_GLASS, prepare: sideBySide },
  { name: 'shear-modulus-2dipl', viewport: TALL, sample: SOFT_GLASS, prepare: openMechanics, part: CURVES },
  { name: 'shear-modulus-crystal', viewport: TALL, sample: CRYSTAL, prepare: vacanciesPinned, part: CURVES },
  { name: 'mechanics-crystal', sample: CRYSTAL, prepare: crystalMechanics },
  { name: 'packing-light', viewport: { width: 1240, height: 660 }, project: 'packing.keycore', prepare: wholeCell },
  // The last, for its run goes on and shows itself in every window.
  { name: 'simulation-light', sample: GLASS, prepare: simulation },
];

async function press(page: Page, name: string | RegExp, role: 'button' | 'tab' = 'button') {
  await page.getByRole(role, { name }).click();
}

/** The key core in the middle, with the four leaves of the mode about it. */
async function closeUp(page: Page) {
  await press(page, 'Centre on the key core');
  await press(page, 'Zoom out');
}

async function divergence(page: Page) {
  await page.locator('#scalar').selectOption('divUNp');
  await closeUp(page);
}

async function wholeCell(page: Page) {
  await press(page, 'Field', 'tab');
  await press(page, 'Fit the whole cell');
}

/** A mode that is a transverse plane wave, in the whole cell. */
async function wave(page: Page) {
  await page.locator('#scalar').selectOption('absU');
  await page
    .getByRole('listbox', { name: /^Modes/ })
    .getByRole('option')
    .nth(2)
    .click();
  await page.getByRole('application', { name: /mode 2\./ }).waitFor();
  await press(page, 'Fit the whole cell');
}

/** G(θ) of the sample and of the one with its key-core square pinned; the shear at the angle where it is softest. */
async function mechanics(page: Page) {
  await openMechanics(page);
  const angles = await page.locator('tr[data-curve="unpinned"] .angles').textContent();
  const softest = Number.parseInt(angles ?? '', 10);
  await page.getByRole('slider', { name: /^Angle θ/ }).focus();
  for (let turn = 0; turn + 5 <= softest; turn += 5) await page.keyboard.press('Shift+ArrowUp');
  for (let turn = 0; turn < softest % 5; turn += 1) await page.keyboard.press('ArrowUp');
  await page.locator('#mechanics-vector').selectOption('x:theta');
  await page.getByRole('group', { name: 'Strings' }).getByRole('button', { name: 'None' }).click();
  await press(page, /^Square$/);
  await press(page, /^Free$/);
  await page.locator('path[data-curve="pinned"]').waitFor();
  await closeUp(page);
}

/** G(θ) of the crystal, free and with the key cores of all its vacancies pinned. */
async function vacanciesPinned(page: Page) {
  await openMechanics(page);
  await press(page, /^All key cores/);
  await page.locator('path[data-curve="pinned"]').waitFor();
}

async function crystalMechanics(page: Page) {
  await vacanciesPinned(page);
  await closeUp(page);
}

/** The gallery of figures, and a page at its size. */
async function figuresRoom(page: Page) {
  await press(page, 'Figures', 'tab');
  await page.locator('.card img').nth(30).waitFor();
  while ((await page.locator('.card .skeleton').count()) > 0) await page.waitForTimeout(100);
  await press(page, /^Fig\. 1 /);
  await page.getByText(/^183 × \d+ mm/).waitFor();
}

/** Opens a shipped sample. */
async function open(page: Page, sample: RegExp) {
  await press(page, 'Open…');
  const dialog = page.getByRole('dialog', { name: 'Open a project' });
  await dialog.getByRole('button', { name: sample }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.waitForTimeout(500);
  await page.locator('[role="application"][data-ready="true"]').waitFor();
}

/** Opens a project of the folder. */
async function openProject(page: Page, name: string) {
  await press(page, 'Open…');
  const dialog = page.getByRole('dialog', { name: 'Open a project' });
  await dialog.getByRole('navigation', { name: 'Folder' }).getByRole('button', { name }).click();
  await dialog.getByRole('button', { name: 'Open', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.waitForTimeout(500);
  await page.locator('[role="application"][data-ready="true"]').waitFor();
}

/** A jammed packing of discs with rattlers. */
function makePacking(folder: string) {
  const settings = join(folder, 'packing.json');
  writeFileSync(settings, JSON.stringify({ model: 'harmonic', particles: 256, preset: 'packing', seed: 'discs' }));
  const args = [join(ROOT, 'bin', 'keycore.js'), 'simulate', settings, '-o', join(folder, 'packing.keycore')];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`keycore simulate ended with ${String(status)}: ${stderr}`);
}

/** The mode beside the non-affine displacement of the shear, coloured by its size, with the strings it excites. */
async function sideBySide(page: Page) {
  await openMechanics(page);
  await press(page, 'Field', 'tab');
  await page.locator('#scalar').selectOption('x:size');
  await press(page, 'Mechanics', 'tab');
  await press(page, 'Side by side');
  await page.locator('.pane .title strong').waitFor();
  await closeUp(page);
  await press(page, 'Zoom out');
}

async function openMechanics(page: Page) {
  await press(page, 'Mechanics', 'tab');
  await page.locator('path[data-curve="allStrings"]').waitFor();
}

/** The panel at the right from its top, wherever a click has scrolled it. */
async function toTop(page: Page) {
  await page.evaluate("document.getElementById('side-panel')?.scrollTo(0, 0)");
  await page.waitForTimeout(500);
}

/** A glass in the midst of its cooling. */
async function simulation(page: Page) {
  await press(page, 'New samples…');
  const form = page.getByRole('dialog', { name: 'New samples' });
  await form.getByLabel('Particles').fill('2304');
  await form.getByText(/^N = 2304/).waitFor();
  await form.getByRole('button', { name: 'Run' }).click();
  const run = page.getByRole('region', { name: 'Live run' });
  await run.getByText('⟨|ψ₆|⟩').waitFor();
  await press(page, 'Dismiss');
  await page.waitForTimeout(6000);
}

/** Starts `keycore serve` on a folder of its own; resolves to the file that leads to it, and how to end it. */
async function startHost(userData: string) {
  const args = [join(ROOT, 'bin', 'keycore.js'), 'serve', '--no-open', '--root', userData];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, KEYCORE_USER_DATA: userData },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  let output = '';
  // What the host says later has to go somewhere too.
  for await (const text of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    output += String(text);
    const file = READY.exec(output)?.[1];
    if (file !== undefined) return { file, stop };
  }
  await ended;
  throw new Error(`keycore serve ended with ${String(child.exitCode)}: ${output}`);
}

async function take(browser: Browser, wayIn: string, picture: Picture) {
  const { name, theme = 'light', viewport = WIDE, sample, project, prepare, part } = picture;
  const context = await browser.newContext({ viewport, colorScheme: theme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(pathToFileURL(wayIn).href);
  await page.locator('[role="application"][data-ready="true"]').waitFor();
  if (sample !== undefined) await open(page, sample);
  if (project !== undefined) await openProject(page, project);
  await prepare(page);
  if (part === undefined) await toTop(page);
  // No pointer over a particle.
  await page.mouse.move(1, 1);
  await page.waitForTimeout(400);
  const file = writeSmallPng(readPng(await (part === undefined ? page : page.locator(part)).screenshot()));
  await context.close();
  writeFileSync(join(FOLDER, `${name}.png`), file);
  process.stdout.write(`docs/pictures/${name}.png  ${Math.round(file.length / 1024)} KiB\n`);
}

async function takeAll(executablePath: string) {
  mkdirSync(FOLDER, { recursive: true });
  const userData = mkdtempSync(join(tmpdir(), 'keycore-pictures-'));
  makePacking(userData);
  const host = await startHost(userData);
  const args = ['--no-sandbox', '--disable-background-networking', '--force-color-profile=srgb'];
  const browser = await chromium.launch({ executablePath, args });
  try {
    const wanted = process.argv.slice(2);
    for (const picture of PICTURES)
      if (wanted.length === 0 || wanted.includes(picture.name)) await take(browser, host.file, picture);
  } finally {
    await browser.close();
    await host.stop();
    rmSync(userData, { recursive: true, force: true });
  }
}

const executablePath = findChromium();
if (executablePath === null) {
  process.stderr.write(`${NO_CHROMIUM}\n`);
  process.exitCode = 1;
} else await takeAll(executablePath);
