import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { readPng, type Bitmap } from '../../scripts/png.ts';
import { FieldPicture, goToKeyCore, type Point, type Rgb } from './field-picture.ts';
import { choose, knownSample, type KnownSample } from './sample.ts';
import { openTab } from './screens.ts';
import { settled, windowSuite } from './window-suite.ts';

/** What WCAG 2 asks of graphics (1.4.11). */
const LEAST_CONTRAST = 3;
/** How far from any pixel of a mark, CSS pixels, the one lies that sets it off: ink, casing and their soft edges. */
const REACH = 4;
/** A pixel belongs to a mark where it changes the picture by more than this in a channel: less is a soft edge. */
const CHANGED = 24;
/** Side of the square in the middle of the field that is looked at, CSS pixels; the legend is below it. */
const SIDE = 360;

type ColourScheme = 'light' | 'dark';

function relativeLuminance(colour: Rgb): number {
  const [r, g, b] = colour.map((byte) => {
    const value = byte / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: Rgb, b: Rgb): number {
  const [low, high] = [relativeLuminance(a), relativeLuminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

function pixel({ width, channels, data }: Bitmap, x: number, y: number): Rgb {
  const from = channels * (y * width + x);
  return [data[from], data[from + 1], data[from + 2]];
}

/** The middle of the field, where the key core is. */
async function middle(page: Page): Promise<Bitmap> {
  await page.mouse.move(2, 2);
  await settled(page);
  const box = await page.getByRole('application').boundingBox();
  if (box === null) throw new Error('no field');
  const x = Math.round(box.x + box.width / 2 - SIDE / 2);
  const y = Math.round(box.y + box.height / 2 - SIDE / 2);
  return readPng(await page.screenshot({ clip: { x, y, width: SIDE, height: SIDE } }));
}

interface Judgement {
  /** Pixels that a mark changed. */
  pixels: number;
  /** Share of them that have a pixel of the mark near by that stands out from what lies under it. */
  clear: number;
}

/** Compares a picture with marks and the one without, which shows what lies under them. */
function judge(under: Bitmap, marked: Bitmap): Judgement {
  const stands = new Uint8Array(SIDE * SIDE);
  const changed: number[] = [];
  for (let y = 0; y < SIDE; y += 1)
    for (let x = 0; x < SIDE; x += 1) {
      const [a, b] = [pixel(under, x, y), pixel(marked, x, y)];
      if (Math.max(...a.map((value, k) => Math.abs(value - b[k]))) <= CHANGED) continue;
      changed.push(y * SIDE + x);
      if (contrast(a, b) >= LEAST_CONTRAST) stands[y * SIDE + x] = 1;
    }
  const isClear = (at: number): boolean => {
    const [x, y] = [at % SIDE, Math.floor(at / SIDE)];
    for (let v = Math.max(0, y - REACH); v <= Math.min(SIDE - 1, y + REACH); v += 1)
      for (let u = Math.max(0, x - REACH); u <= Math.min(SIDE - 1, x + REACH); u += 1)
        if (stands[v * SIDE + u] === 1) return true;
    return false;
  };
  return { pixels: changed.length, clear: changed.filter(isClear).length / Math.max(1, changed.length) };
}

const OUTLINES = ['Core', 'String', 'Square'] as const;

async function press(page: Page, ...names: readonly string[]): Promise<void> {
  for (const name of names) await page.getByRole('button', { name, exact: true }).click();
}

/** Nothing but discs. */
async function bareDiscs(page: Page): Promise<void> {
  await goToKeyCore(page);
  await choose(page, 'vector', '');
  await press(page, ...OUTLINES, 'Cell');
}

/** Maps that between them have every lightness and hue; turned round, bright discs outnumber the dark. */
const GROUNDS = [
  { map: 'viridis', reversed: false },
  { map: 'viridis', reversed: true },
  { map: 'balance', reversed: false },
  { map: 'plasma', reversed: false },
  { map: 'inferno', reversed: true },
] as const;

async function setGround(page: Page, { map, reversed }: (typeof GROUNDS)[number]): Promise<void> {
  await page.locator('#map').selectOption(map);
  const reverse = page.getByRole('button', { name: 'Reverse' });
  if (((await reverse.getAttribute('aria-pressed')) === 'true') !== reversed) await reverse.click();
}

windowSuite('contrast in the field', (stage) => {
  const open = (colorScheme: ColourScheme) => stage.open({ colorScheme, viewport: { width: 1280, height: 720 } });

  it.each(['light', 'dark'] as const)(
    'outlines and arrows stand out from every colour of every map, %s',
    async (theme) => {
      const page = await open(theme);
      await bareDiscs(page);
      const faults: string[] = [];
      // The marks differ between the themes, the maps (but one) do not.
      for (const ground of theme === 'light' ? GROUNDS : GROUNDS.slice(0, 3)) {
        await setGround(page, ground);
        const under = await middle(page);
        const look = async (kind: string, atLeast: number, share = 0.99): Promise<void> => {
          const { pixels, clear } = judge(under, await middle(page));
          const said = `${kind} on ${ground.map}${ground.reversed ? ' turned round' : ''}`;
          if (pixels < atLeast) faults.push(`${said}: ${pixels} pixels are no ${kind}`);
          if (clear < share)
            faults.push(`${said}: ${(100 * (1 - clear)).toFixed(1)} % of it is lost in what lies under it`);
        };
        for (const outline of OUTLINES) {
          await press(page, outline);
          await look(outline, 300);
          await press(page, outline);
        }
        await choose(page, 'vector', 'u');
        // The shortest arrows fade away.
        await look('arrows', 2000, 0.975);
        await choose(page, 'vector', '');
      }
      expect(faults).toEqual([]);
    },
  );

  it.each(['light', 'dark'] as const)(
    'picked and pinned particles, hidden strings stand out too, %s',
    async (theme) => {
      const page = await open(theme);
      const sample = await knownSample(stage.host, 4096);
      await bareDiscs(page);
      const faults: string[] = [];
      for (const ground of GROUNDS.slice(0, theme === 'light' ? 3 : 2)) {
        await openTab(page, 'Field');
        await setGround(page, ground);
        await openTab(page, 'Mechanics');
        const strings = page.getByRole('group', { name: 'Strings' });
        await strings.getByRole('button', { name: 'None' }).click();
        await goToKeyCore(page);
        let under = await middle(page);
        const look = async (kind: string, share = 0.99): Promise<void> => {
          const { pixels, clear } = judge(under, await middle(page));
          const said = `${kind} on ${ground.map}${ground.reversed ? ' turned round' : ''}`;
          if (pixels < 100) faults.push(`${said}: ${pixels} pixels are no mark`);
          if (clear < share)
            faults.push(`${said}: ${(100 * (1 - clear)).toFixed(1)} % of it is lost in what lies under it`);
        };
        await page.getByLabel('Particle id', { exact: true }).fill(String(sample.detail.report.keyCore.stringIds[0]));
        await page.keyboard.press('Enter');
        await look('picked');
        await page.getByRole('button', { name: 'Close particle' }).click();
        await press(page, 'Key core');
        await look('pinned');
        await press(page, 'Clear');
        await strings.getByRole('button', { name: 'Any θ' }).click();
        await look('rings of hidden strings');
        await strings.getByRole('button', { name: 'None' }).click();
        // What this angle excites lies farther away.
        await page.getByRole('application').focus();
        await page.keyboard.press('f');
        under = await middle(page);
        await strings.getByRole('button', { name: 'At θ' }).click();
        // What lies under shows through the discs, their rims do not let it.
        await look('excited strings', 0.95);
      }
      expect(faults).toEqual([]);
    },
  );

  it.each(['light', 'dark'] as const)('what is selected wears a ring, near and from afar, %s', async (theme) => {
    const page = await open(theme);
    const sample = await knownSample(stage.host, 4096);
    const psi = await sample.scalar('vibrability');
    const selected = indicesWhere(psi, (value) => value > sample.detail.report.core.threshold);
    await bareDiscs(page);
    const faults: string[] = [];
    for (const ground of GROUNDS.slice(0, theme === 'light' ? 3 : 2))
      for (const away of [0, 6]) {
        await setGround(page, ground);
        await page.getByRole('button', { name: /^Ψ > / }).click();
        await goToKeyCore(page);
        for (let step = 0; step < away; step += 1) await page.keyboard.press('-');
        await page.mouse.move(2, 2);
        const picture = await FieldPicture.of(page, sample);
        const ringed = new Set(picture.visible.filter((i) => ringSeen(picture, sample, i)));
        const shown = selected.filter((i) => picture.isFree(picture.place(i)));
        const missing = shown.filter((i) => !ringed.has(i)).length;
        const said = `${ground.map}${ground.reversed ? ' turned round' : ''}, ${away} steps away`;
        if (shown.length < 20 || missing > 0.05 * shown.length)
          faults.push(`${said}: ${missing} of ${shown.length} selected have no ring`);
        // Others have none, except where they touch one.
        if (ringed.size > 2 * shown.length + 20)
          faults.push(`${said}: ${ringed.size} rings for ${shown.length} selected`);
        await page.getByRole('button', { name: 'Clear', exact: true }).click();
      }
    expect(faults).toEqual([]);
  });

  it('the ground between dark discs does not outshine them, in either theme', async () => {
    for (const theme of ['light', 'dark'] as const) {
      const page = await open(theme);
      const sample = await knownSample(stage.host, 4096);
      await bareDiscs(page);
      const picture = await FieldPicture.of(page, sample);
      const discs = picture.visible.map((i) => relativeLuminance(picture.at(picture.place(i))));
      const gaps = gapsOf(picture, sample).map((point) => relativeLuminance(picture.at(point)));
      expect(gaps.length).toBeGreaterThan(50);
      expect(median(gaps)).toBeLessThanOrEqual(median(discs));
    }
  });
});

function indicesWhere(values: Float64Array, holds: (value: number) => boolean): number[] {
  return Array.from(values, (_, i) => i).filter((i) => holds(values[i]));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Radius of a disc, CSS pixels. */
function radiusOf(picture: FieldPicture, { detail, species }: KnownSample, i: number): number {
  return (picture.zoom * detail.diameters[species[i]]) / 2;
}

/** Whether a line of the least contrast runs along the edge of a disc: in three of four directions. */
function ringSeen(picture: FieldPicture, sample: KnownSample, i: number): boolean {
  const { x, y } = picture.place(i);
  const radius = radiusOf(picture, sample, i);
  const directions = 12;
  let seen = 0;
  for (let k = 0; k < directions; k += 1) {
    const angle = (2 * Math.PI * k) / directions;
    const line: Rgb[] = [];
    // From afar discs are drawn up to a quarter larger.
    for (let r = Math.max(0, radius - 4); r <= Math.max(radius, Math.min(1.25 * radius, 8)) + 0.5; r += 0.5)
      line.push(picture.at({ x: x + r * Math.cos(angle), y: y + r * Math.sin(angle) }));
    const light = line.map(relativeLuminance);
    if ((Math.max(...light) + 0.05) / (Math.min(...light) + 0.05) >= LEAST_CONTRAST) seen += 1;
  }
  return seen >= 0.75 * directions;
}

/** Points between the discs, clear of their edges. */
function gapsOf(picture: FieldPicture, sample: KnownSample): Point[] {
  const discs = Array.from(sample.ids, (_, i) => ({ ...picture.place(i), radius: radiusOf(picture, sample, i) }));
  const { x: left, y: top, width, height } = picture.field;
  const near = discs.filter(({ x, y }) => x > left && x < left + width && y > top && y < top + height);
  const gaps: Point[] = [];
  for (let y = top + 60; y < top + height - 60; y += 4)
    for (let x = left + 60; x < left + width - 60; x += 4)
      if (picture.isFree({ x, y }) && near.every((disc) => Math.hypot(disc.x - x, disc.y - y) > disc.radius + 2))
        gaps.push({ x, y });
  return gaps;
}
