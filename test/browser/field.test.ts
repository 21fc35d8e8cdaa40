import { interpolateViridis } from 'd3-scale-chromatic';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { barRange, distance, FieldPicture, goToKeyCore, keyCoreCentre, token, type Rgb } from './field-picture.ts';
import { choose, indicesOf, knownSample } from './sample.ts';
import { windowSuite } from './window-suite.ts';
import { itAtLength } from '../effort.ts';

/** Rounding to bytes in the table of 256 colours (1), in the shader and in the interpolated map (1). */
const ROUNDING = 4;

/** Takes everything away that lies over the discs. */
async function bareDiscs(page: Page): Promise<void> {
  await choose(page, 'vector', '');
  for (const name of ['Core', 'String', 'Square']) await page.getByRole('button', { name, exact: true }).click();
}

/** Number of the mode that the list has chosen. */
function selectedMode(page: Page): Promise<string | null> {
  const list = page.getByRole('listbox', { name: /^Modes/ });
  return list.getByRole('option', { selected: true }).getAttribute('data-mode');
}

function parseRgb(text: string): Rgb {
  const hex = /^#(..)(..)(..)$/.exec(text);
  const found = hex?.slice(1).map((part) => Number.parseInt(part, 16)) ?? text.match(/\d+/g)?.map(Number);
  if (found?.length !== 3) throw new Error(`no colour: ${text}`);
  return [found[0], found[1], found[2]];
}

windowSuite('the particle field', (stage) => {
  it('opens with the shipped sample: every particle in view has the colour of its Ψ', async () => {
    const page = await stage.open();
    const sample = await knownSample(stage.host, 4096);
    const psi = await sample.scalar('vibrability');
    await goToKeyCore(page);
    await bareDiscs(page);
    const { low, high } = await barRange(page);
    const picture = await FieldPicture.of(page, sample);
    const visible = picture.visible;
    expect(visible.length).toBeGreaterThan(200);
    const off = visible.filter((i) => {
      const t = Math.min(1, Math.max(0, Math.log(psi[i] / low) / Math.log(high / low)));
      // The table has 256 steps; between two of them a channel of viridis changes by up to 3.
      const step = Math.round(255 * t) / 255;
      return distance(picture.at(picture.place(i)), parseRgb(interpolateViridis(step))) > ROUNDING;
    });
    expect(off).toEqual([]);
    // Colours of one kind would pass the check of a picture of one colour: these span the map.
    const shown = visible.map((i) => psi[i]);
    expect(Math.max(...shown) / Math.min(...shown)).toBeGreaterThan(10);
    // Between discs there is the field's background.
    const background = await token(page, '--field-shade');
    let seen = 0;
    for (let y = 200; y < 700; y += 1) if (distance(picture.at({ x: 700, y }), background) <= 1) seen += 1;
    expect(seen).toBeGreaterThan(5);
  });

  it('recentres: the key core moves to the middle of the field', async () => {
    const page = await stage.open();
    const sample = await knownSample(stage.host, 4096);
    const red = await token(page, '--mark-string');
    const field = page.getByRole('application');
    await field.focus();
    await page.keyboard.press('f');
    // Away from the middle, past the edge of the cell.
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('Shift+ArrowLeft');
    await page.getByRole('button', { name: 'Centre on the key core' }).click();
    const picture = await FieldPicture.of(page, sample);
    const [first] = indicesOf(sample, sample.detail.report.keyCore.stringIds);
    const { x, y } = picture.place(first);
    const radius = sample.detail.diameters[sample.species[first]] / 2;
    // The ring of the string: 3 px wide, its middle 1 px outside the disc.
    const ring = [0, 1, 2, 3, 4, 5, 6, 7].map((k) => {
      const r = radius * picture.zoom + 1;
      return picture.at({ x: x + r * Math.cos((k * Math.PI) / 4), y: y + r * Math.sin((k * Math.PI) / 4) });
    });
    // Arrows and the square may cross it.
    expect(ring.filter((colour) => distance(colour, red) <= ROUNDING).length).toBeGreaterThanOrEqual(4);
    expect(Math.hypot(x - picture.field.x - picture.field.width / 2, y - picture.field.y - picture.field.height / 2))
      // One particle's string is its own centre; a longer one spreads about the mean.
      .toBeLessThan(5 * picture.zoom);
    expect(Number.isFinite(keyCoreCentre(sample).x)).toBe(true);
  });

  it('draws the outlines where core, string and square are, and takes them away', async () => {
    const page = await stage.open();
    const sample = await knownSample(stage.host, 4096);
    const { core, keyCore } = sample.detail.report;
    const blue = await token(page, '--mark-square');
    await goToKeyCore(page);
    await choose(page, 'vector', '');
    const before = await FieldPicture.of(page, sample);
    const square = indicesOf(sample, keyCore.squareIds ?? []);
    expect(square).toHaveLength(4);
    for (const [k, i] of square.entries()) {
      const [from, to] = [before.place(i), before.place(square[(k + 1) % 4])];
      const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
      expect(distance(before.at(middle), blue), `side ${k}`).toBeLessThanOrEqual(ROUNDING);
    }
    for (const name of ['Core', 'String', 'Square']) await page.getByRole('button', { name, exact: true }).click();
    const after = await FieldPicture.of(page, sample);
    expect(after.differenceFrom(before)).toBeGreaterThan(0.001);
    for (const [k, i] of square.entries()) {
      const [from, to] = [after.place(i), after.place(square[(k + 1) % 4])];
      const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
      expect(distance(after.at(middle), blue), `side ${k}`).toBeGreaterThan(30);
    }
    // Rings of the core stand out from the discs: pale on dark maps, dark on bright ones.
    const inks = [await token(page, '--field-pale-ink'), await token(page, '--field-dark-ink')];
    const inString = new Set(keyCore.stringIds);
    const inCore = indicesOf(sample, core.clusterIds).filter((i) => !inString.has(sample.ids[i]));
    const unringed = inCore.filter((i) => {
      const { x, y } = before.place(i);
      const radius = (sample.detail.diameters[sample.species[i]] / 2) * before.zoom;
      const hit = Array.from({ length: 24 }, (_, k) => (k * Math.PI) / 12).filter((angle) =>
        [-0.5, 0.5, 1.5].some((out) => {
          const r = radius + out;
          const at = { x: x + r * Math.cos(angle), y: y + r * Math.sin(angle) };
          const colour = before.at(at);
          return distance(colour, after.at(at)) > 40 && inks.some((ink) => distance(colour, ink) < 60);
        }),
      );
      // A ring 1.4 px wide is antialiased, and marks of the string and the square lie over some.
      return hit.length < 12;
    });
    expect(unringed.length).toBeLessThanOrEqual(0.2 * inCore.length);
  });

  it('draws arrows from the particles that move most, in the direction they move', async () => {
    const page = await stage.open();
    const sample = await knownSample(stage.host, 4096);
    const u = await sample.ofMode(0, 'u');
    await goToKeyCore(page);
    for (const name of ['Core', 'String', 'Square']) await page.getByRole('button', { name, exact: true }).click();
    const withArrows = await FieldPicture.of(page, sample);
    await choose(page, 'vector', '');
    const without = await FieldPicture.of(page, sample);
    const size = (i: number) => Math.hypot(u[2 * i], u[2 * i + 1]);
    const largest = withArrows.visible.toSorted((a, b) => size(b) - size(a)).slice(0, 40);
    // Half a disc along the displacement, where its shaft is, and half a disc against it.
    const changed = (i: number, sign: number) => {
      const { x, y } = withArrows.place(i);
      const reach = (0.25 * withArrows.zoom * sign) / size(i);
      const at = { x: x + u[2 * i] * reach, y: y - u[2 * i + 1] * reach };
      return distance(withArrows.at(at), without.at(at)) > 40;
    };
    const along = largest.filter((i) => changed(i, 1)).length;
    const against = largest.filter((i) => changed(i, -1)).length;
    expect(along).toBeGreaterThanOrEqual(38);
    // Only where the arrow of another crosses.
    expect(against).toBeLessThan(15);
    // What barely moves has no arrow to be seen.
    const least = withArrows.visible.filter((i) => size(i) < 0.02 * size(largest[0]));
    expect(least.filter((i) => changed(i, 1)).length).toBeLessThan(0.1 * least.length + 1);
  });

  it('scrubs through the modes by keyboard: list, field and numbers follow', async () => {
    const page = await stage.open();
    const sample = await knownSample(stage.host, 4096);
    await goToKeyCore(page);
    await bareDiscs(page);
    await choose(page, 'scalar', 'divUNp');
    const pictures: FieldPicture[] = [];
    for (const mode of [0, 1, 2]) {
      await expect.poll(() => selectedMode(page)).toBe(String(mode));
      await page.getByRole('application', { name: `mode ${mode}.` }).waitFor();
      const picture = await FieldPicture.of(page, sample);
      pictures.push(picture);
      const divergence = await sample.ofMode(mode, 'divUNp');
      const { low, high } = await barRange(page);
      expect(low).toBe(-high);
      const strong = picture.visible.filter((i) => Math.abs(divergence[i]) > 0.3 * high);
      expect(strong.length).toBeGreaterThan(3);
      // Blue where the neighbourhood contracts, orange where it opens.
      const wrong = strong.filter((i) => {
        const [r, , b] = picture.at(picture.place(i));
        return Math.sign(r - b) !== Math.sign(divergence[i]);
      });
      expect(wrong).toEqual([]);
      await page.keyboard.press('ArrowDown');
    }
    expect(pictures[1].differenceFrom(pictures[0])).toBeGreaterThan(0.1);
    expect(pictures[2].differenceFrom(pictures[1])).toBeGreaterThan(0.1);
    for (let back = 0; back < 3; back += 1) await page.keyboard.press('ArrowUp');
    await page.getByRole('application', { name: 'mode 0.' }).waitFor();
    const again = await FieldPicture.of(page, sample);
    expect(again.differenceFrom(pictures[0])).toBe(0);
  });

  it('turns the colour map round, and by species shows two colours', async () => {
    const page = await stage.open();
    const sample = await knownSample(stage.host, 4096);
    const psi = await sample.scalar('vibrability');
    await goToKeyCore(page);
    await bareDiscs(page);
    await page.getByRole('button', { name: 'Reverse' }).click();
    const reversed = await FieldPicture.of(page, sample);
    const brightness = ([r, g, b]: Rgb) => r + g + b;
    const byPsi = reversed.visible.toSorted((a, b) => psi[a] - psi[b]);
    const of = (indices: number[]) => Math.max(...indices.map((i) => brightness(reversed.at(reversed.place(i)))));
    expect(of(byPsi.slice(-5))).toBeLessThan(of(byPsi.slice(0, 5)));
    await choose(page, 'scalar', 'species');
    const species = await FieldPicture.of(page, sample);
    const tokens = [await token(page, '--species-a'), await token(page, '--species-b')];
    const off = species.visible.filter(
      (i) => distance(species.at(species.place(i)), tokens[sample.species[i]]) > ROUNDING,
    );
    expect(off).toEqual([]);
  });

  itAtLength('animates the mode: the picture moves, and comes to rest when stopped', async () => {
    const page = await stage.open();
    const sample = await knownSample(stage.host, 4096);
    await goToKeyCore(page);
    const still = await FieldPicture.of(page, sample);
    await page.keyboard.press(' ');
    await page.getByRole('button', { name: 'Animate the mode', pressed: true }).waitFor();
    const moving: number[] = [];
    for (let shot = 0; shot < 4; shot += 1) moving.push((await FieldPicture.of(page, sample)).differenceFrom(still));
    expect(Math.max(...moving)).toBeGreaterThan(0.02);
    expect(new Set(moving).size).toBeGreaterThan(1);
    await page.keyboard.press(' ');
    const rest = await FieldPicture.of(page, sample);
    expect(rest.differenceFrom(still)).toBe(0);
  });
});
