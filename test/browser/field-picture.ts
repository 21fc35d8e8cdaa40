import type { Page } from 'playwright-core';
import { indicesOf, type KnownSample } from './sample.ts';
import { readPng, type Bitmap } from '../../scripts/png.ts';
import { settled } from './window-suite.ts';

export interface Point {
  x: number;
  y: number;
}

export type Rgb = readonly [number, number, number];

/** A rectangle in CSS pixels of the page. */
interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What lies over the field, and the field's own edge where the focus ring is. */
const OVERLAYS = '.toolbar, figure.bar, .legend, main .readout, .pane .title, main .tool';
const EDGE = 6;
/** How far the shadows of the overlays reach. */
const SHADOW = 28;

/** The shortest periodic image of (x, y) in an orthogonal cell. */
function shortest({ detail }: KnownSample, { x, y }: Point): Point {
  const [lx, ly, xy] = detail.report.sample.box;
  if (xy !== 0) throw new Error('these tests know orthogonal cells only');
  return { x: x - lx * Math.round(x / lx), y: y - ly * Math.round(y / ly) };
}

/** Centre of the key-core string: mean of the shortest displacements from its first particle. */
export function keyCoreCentre(sample: KnownSample): Point {
  const string = indicesOf(sample, sample.detail.report.keyCore.stringIds);
  const { positions } = sample;
  const first = { x: positions[2 * string[0]], y: positions[2 * string[0] + 1] };
  const away = string.map((i) =>
    shortest(sample, { x: positions[2 * i] - first.x, y: positions[2 * i + 1] - first.y }),
  );
  const mean = (of: (point: Point) => number) => away.reduce((sum, point) => sum + of(point), 0) / away.length;
  return { x: first.x + mean((point) => point.x), y: first.y + mean((point) => point.y) };
}

/**
 * The field's picture after "centre on the key core": its camera follows from what the window says, without a look into
 * it. The key core lies in the middle; the zoom is the scale bar's length in pixels over what is written beside it.
 */
export class FieldPicture {
  readonly #bitmap: Bitmap;
  readonly #sample: KnownSample;
  readonly #focus: Point;
  readonly field: Box;
  readonly #overlays: readonly Box[];
  /** CSS pixels per σ. */
  readonly zoom: number;

  private constructor(bitmap: Bitmap, sample: KnownSample, field: Box, overlays: readonly Box[], zoom: number) {
    this.#bitmap = bitmap;
    this.#sample = sample;
    this.#focus = keyCoreCentre(sample);
    this.field = field;
    this.#overlays = overlays;
    this.zoom = zoom;
  }

  static async of(page: Page, sample: KnownSample): Promise<FieldPicture> {
    await settled(page);
    const boxes = (selector: string) =>
      page.locator(selector).evaluateAll((elements) =>
        elements.map((element) => {
          const { x, y, width, height } = element.getBoundingClientRect();
          return { x, y, width, height };
        }),
      );
    const [field] = await boxes('[role="application"]');
    const zoom = await page.locator('.legend .scale').evaluate((scale) => {
      const bar = scale.querySelector('span');
      if (bar === null) throw new Error('no scale bar');
      return Number.parseFloat(bar.style.width) / Number.parseFloat(scale.textContent);
    });
    return new FieldPicture(readPng(await page.screenshot()), sample, field, await boxes(OVERLAYS), zoom);
  }

  /** Where a particle's centre is on the page, in its image nearest the middle. */
  place(index: number): Point {
    const { positions } = this.#sample;
    return this.placeOf({ x: positions[2 * index], y: positions[2 * index + 1] });
  }

  /** Where a point of the sample is on the page, in its image nearest the middle. */
  placeOf(point: Point): Point {
    const { x, y } = shortest(this.#sample, { x: point.x - this.#focus.x, y: point.y - this.#focus.y });
    return {
      x: this.field.x + this.field.width / 2 + x * this.zoom,
      y: this.field.y + this.field.height / 2 - y * this.zoom,
    };
  }

  /** Whether a point of the page is the field's own, clear of what lies over it. */
  isFree({ x, y }: Point): boolean {
    const inside = ({ x: left, y: top, width, height }: Box, by: number) =>
      x >= left - by && x <= left + width + by && y >= top - by && y <= top + height + by;
    return inside(this.field, -EDGE) && !this.#overlays.some((box) => inside(box, SHADOW));
  }

  /** Particles whose centres are to be seen. */
  get visible(): number[] {
    return Array.from(this.#sample.ids, (_, i) => i).filter((i) => this.isFree(this.place(i)));
  }

  /** Colour at a point of the page, CSS pixels (one device pixel each). */
  at({ x, y }: Point): Rgb {
    const { width, channels, data } = this.#bitmap;
    const from = channels * (Math.floor(y) * width + Math.floor(x));
    return [data[from], data[from + 1], data[from + 2]];
  }

  /** Share of pixels of the field in which two pictures of the same view differ by more than `least` in a channel. */
  differenceFrom(other: FieldPicture, least = 8): number {
    let differing = 0;
    let seen = 0;
    const { x: left, y: top, width, height } = this.field;
    for (let y = Math.ceil(top); y < top + height; y += 1)
      for (let x = Math.ceil(left); x < left + width; x += 1) {
        if (!this.isFree({ x, y })) continue;
        seen += 1;
        if (distance(this.at({ x, y }), other.at({ x, y })) > least) differing += 1;
      }
    return differing / seen;
  }
}

/** Largest difference of two colours in a channel. */
export function distance(a: Rgb, b: Rgb): number {
  return Math.max(...a.map((value, channel) => Math.abs(value - b[channel])));
}

/** A colour of the design (tokens.css) as the page resolves it. */
export async function token(page: Page, name: string): Promise<Rgb> {
  return page.evaluate((variable) => {
    const context = document.createElement('canvas').getContext('2d');
    if (context === null) throw new Error('no 2D canvas');
    context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
    context.fillRect(0, 0, 1, 1);
    const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
    return [r, g, b] as const;
  }, name);
}

/** Low and high end of the colour bar, as it says for screen readers. */
export async function barRange(page: Page): Promise<{ low: number; high: number }> {
  const name = (await page.locator('figure.bar').getAttribute('aria-label')) ?? '';
  const found = /, (\S+) to (\S+)$/.exec(name);
  if (found === null) throw new Error(`the colour bar is called '${name}'`);
  return { low: Number(found[1]), high: Number(found[2]) };
}

/** The key core in the middle, close up, by the keyboard. */
export async function goToKeyCore(page: Page): Promise<void> {
  await page.getByRole('application').focus();
  await page.keyboard.press('c');
  await settled(page);
}
