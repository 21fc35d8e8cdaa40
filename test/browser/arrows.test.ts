import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { readPng, type Bitmap } from '../../scripts/png.ts';
import { cases, itAtLength } from '../effort.ts';
import { lattice, showCrowd } from './crowd.ts';
import { distance, token } from './field-picture.ts';
import { choose } from './sample.ts';
import { settled, windowSuite, type WindowOptions } from './window-suite.ts';

/** 65,536 particles, of which any fixed number of arrows is a small part. */
const COLUMNS = 256;
const CROWD = lattice(COLUMNS);
const KEY_CORE = (COLUMNS / 2) * (COLUMNS + 1);

interface Picture {
  /** CSS pixels per σ. */
  zoom: number;
  /** Middle of the field on the page. */
  middle: { x: number; y: number };
  bitmap: Bitmap;
}

/** Pixels about the overlays of the field, and its edge, that are left out; CSS pixels. */
const MARGIN = 30;
const OVERLAYS = '.toolbar, figure.bar, .legend';

async function boxes(page: Page, selector: string) {
  return page.locator(selector).evaluateAll((elements) =>
    elements.map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return { x, y, width, height };
    }),
  );
}

async function pictureOf(page: Page): Promise<Picture> {
  await settled(page);
  const [field] = await boxes(page, '[role="application"]');
  const zoom = await page.locator('.legend .scale').evaluate((scale) => {
    const bar = scale.querySelector('span');
    if (bar === null) throw new Error('no scale bar');
    return Number.parseFloat(bar.style.width) / Number.parseFloat(scale.textContent);
  });
  const middle = { x: field.x + field.width / 2, y: field.y + field.height / 2 };
  return { zoom, middle, bitmap: readPng(await page.screenshot()) };
}

/** A block of the field: share of its pixels that arrows change, and where its middle is from the focus, σ. */
interface Block {
  ink: number;
  x: number;
  y: number;
}

const BLOCK = 40;

/** The ink of arrows in blocks of 40 × 40 pixels that are clear of what lies over the field, inside the cell. */
async function inkOf(page: Page, cameraY: number): Promise<Block[]> {
  const withArrows = await pictureOf(page);
  await choose(page, 'vector', '');
  const without = await pictureOf(page);
  await choose(page, 'vector', 'u');
  await settled(page);
  const [field] = await boxes(page, '[role="application"]');
  const overlays = await boxes(page, OVERLAYS);
  const { zoom, middle } = withArrows;
  const { width, channels } = withArrows.bitmap;
  const differs = (x: number, y: number): boolean => {
    const from = channels * (y * width + x);
    return [0, 1, 2].some((k) => Math.abs(withArrows.bitmap.data[from + k] - without.bitmap.data[from + k]) > 24);
  };
  const half = CROWD.side / 2;
  const blocks: Block[] = [];
  for (let top = Math.ceil(field.y); top + BLOCK < field.y + field.height; top += BLOCK)
    for (let left = Math.ceil(field.x); left + BLOCK < field.x + field.width; left += BLOCK) {
      const covered = overlays.some(
        (box) =>
          left < box.x + box.width + MARGIN &&
          left + BLOCK > box.x - MARGIN &&
          top < box.y + box.height + MARGIN &&
          top + BLOCK > box.y - MARGIN,
      );
      const x = (left + BLOCK / 2 - middle.x) / zoom;
      const y = cameraY - (top + BLOCK / 2 - middle.y) / zoom;
      const edge = BLOCK / 2 / zoom;
      if (covered || Math.abs(x) + edge > half || Math.abs(y) + edge > half) continue;
      let changed = 0;
      for (let row = top; row < top + BLOCK; row += 1)
        for (let column = left; column < left + BLOCK; column += 1) if (differs(column, row)) changed += 1;
      blocks.push({ ink: changed / BLOCK ** 2, x, y });
    }
  return blocks;
}

function correlation(pairs: readonly (readonly [number, number])[]): number {
  const mean = (k: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[k], 0) / pairs.length;
  const [a, b] = [mean(0), mean(1)];
  const sum = (of: (pair: readonly [number, number]) => number) => pairs.reduce((total, pair) => total + of(pair), 0);
  return sum(([x, y]) => (x - a) * (y - b)) / Math.sqrt(sum(([x]) => (x - a) ** 2) * sum(([, y]) => (y - b) ** 2));
}

/** A transverse wave with the cell's length, u along x; where the field opens it has about half its height. */
function wave(y: number): number {
  return Math.sin(Math.asin(0.55) + (2 * Math.PI * y) / CROWD.side);
}

function waveOfCrowd(): Float64Array {
  const { positions } = CROWD;
  const u = new Float64Array(positions.length);
  // Of norm one, as eigenvectors are.
  for (let at = 0; at < u.length; at += 2)
    u[at] = (Math.SQRT2 / COLUMNS) * wave(positions[at + 1] - positions[2 * KEY_CORE + 1]);
  return u;
}

windowSuite('arrows', (stage) => {
  const open = async (options: WindowOptions = {}): Promise<Page> => {
    const u = waveOfCrowd();
    const before = (page: Page) => showCrowd(page, { ...CROWD, keyCore: KEY_CORE, displacements: u });
    return stage.open({ ...options, before });
  };

  itAtLength('show a plane wave of 65,536 particles as one: close up, in the whole cell and between', async () => {
    const page = await open();
    for (const name of ['String', 'Cell']) await page.getByRole('button', { name, exact: true }).click();
    const field = page.getByRole('application');
    const said = page.locator('.legend .arrows');
    const steps = cases<[zooms: number, legend: RegExp]>(
      [[0, /^u of mode 0: each particle, from 3 px on$/]],
      [
        [4, /^u of mode 0: averages over 2\.2 × 2\.2 σ, from 3 px on$/],
        [8, /averages over 4\.3 × 4\.3 σ/],
      ],
    );
    let zoomed = 0;
    for (const [zooms, legend] of steps) {
      await field.focus();
      for (; zoomed < zooms; zoomed += 1) await page.keyboard.press('-');
      await settled(page);
      expect(await said.textContent()).toMatch(legend);
      const blocks = await inkOf(page, 0);
      expect(blocks.length).toBeGreaterThan(150);
      // Arrows wherever the wave is not about to vanish: there is no edge at which they end.
      const bare = blocks.filter(({ ink, y }) => Math.abs(wave(y)) > 0.35 && ink < 0.01);
      expect(bare, `after ${zooms} steps`).toEqual([]);
    }
    // The whole cell: ink follows the wave, and is as much on the left as on the right.
    await field.focus();
    await page.keyboard.press('f');
    await settled(page);
    const { zoom } = await pictureOf(page);
    // The toolbar above, bar and legend below.
    const blocks = await inkOf(page, (62 - 88) / (2 * zoom));
    expect(blocks.length).toBeGreaterThan(200);
    expect(blocks.filter(({ ink, y }) => Math.abs(wave(y)) > 0.35 && ink < 0.01)).toEqual([]);
    expect(correlation(blocks.map(({ ink, y }) => [ink, Math.abs(wave(y))]))).toBeGreaterThan(0.85);
    const mean = (side: Block[]) => side.reduce((sum, { ink }) => sum + ink, 0) / side.length;
    expect(mean(blocks.filter(({ x }) => x < 0)) / mean(blocks.filter(({ x }) => x > 0))).toBeCloseTo(1, 1);
  });

  it('are said to be thinned in an exported picture too, however narrow it is', async () => {
    const page = await open({ viewport: { width: 640, height: 700 } });
    await page.getByRole('application').focus();
    await page.keyboard.press('f');
    await settled(page);
    await page.getByRole('button', { name: 'Export…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Export' });
    await dialog.getByRole('radio', { name: /^Picture/ }).check();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Export', exact: true }).click(),
    ]);
    const pieces: Buffer[] = [];
    for await (const piece of await download.createReadStream()) pieces.push(piece as Buffer);
    const { width, height, channels, data } = readPng(Buffer.concat(pieces));
    const [field] = await boxes(page, '[role="application"]');
    // Colour bar and legend leave no room beside them: the caption has rows of its own.
    const strip = height - 2 * field.height;
    expect(strip).toBeGreaterThan(2 * 64);
    const dim = await token(page, '--text-dim');
    const written = (row: number): boolean => {
      for (let x = 0; x < width; x += 1) {
        const from = channels * (row * width + x);
        if (distance([data[from], data[from + 1], data[from + 2]], dim) < 40) return true;
      }
      return false;
    };
    const rows = Array.from({ length: strip - 2 * 64 }, (_, row) => 2 * field.height + 2 * 64 + row).filter(written);
    expect(rows.length).toBeGreaterThan(20);
  });
});
