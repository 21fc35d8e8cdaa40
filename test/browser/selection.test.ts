import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { itAtLength } from '../effort.ts';
import { distance, FieldPicture, goToKeyCore, token } from './field-picture.ts';
import { choose, knownSample, type KnownSample } from './sample.ts';
import { settled, windowSuite } from './window-suite.ts';

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A number as the window writes it (`−1.23·10⁻⁴`), read back. */
function readNumber(text: string): number {
  const found = /^(−?)([\d.]+)?·?(?:10(⁻?)([⁰¹²³⁴-⁹]+))?/u.exec(text.trim());
  if (found === null) throw new Error(`no number: ${text}`);
  const [, sign, mantissa, negative, power] = found as unknown as (string | undefined)[];
  const digits = Array.from(power ?? '', (digit) => SUPERSCRIPTS.indexOf(digit)).join('');
  const exponent = digits === '' ? 0 : Number(digits) * (negative === '' ? 1 : -1);
  return (sign === '' ? 1 : -1) * Number(mantissa ?? '1') * 10 ** exponent;
}

function inspector(page: Page): Locator {
  return page.getByRole('region', { name: 'Particle' });
}

/** The value beside a label in the inspector. */
async function shown(page: Page, label: RegExp): Promise<string> {
  const rows = await inspector(page)
    .locator('dl')
    .evaluate((list) => {
      const texts = (tag: string) => Array.from(list.querySelectorAll(tag), (element) => element.textContent.trim());
      const values = texts('dd');
      return texts('dt').map((name, at) => [name, values[at]] as const);
    });
  const found = rows.find(([name]) => label.test(name));
  if (found === undefined) throw new Error(`no ${label.source} among ${rows.map(([name]) => name).join(', ')}`);
  return found[1];
}

/** Everything the inspector says of a particle against the arrays of the API; four digits are written. */
async function checkInspector(page: Page, sample: KnownSample, index: number): Promise<void> {
  await inspector(page)
    .locator('.title strong', { hasText: String(sample.ids[index]) })
    .waitFor();
  expect(await inspector(page).locator('.title strong').textContent()).toBe(String(sample.ids[index]));
  const expected: [RegExp, number][] = [
    [/^Ψ$/, (await sample.scalar('vibrability'))[index]],
    [/^∇·unp$/, (await sample.ofMode(0, 'divUNp'))[index]],
    [/^∇·u$/, (await sample.ofMode(0, 'divU'))[index]],
    [/^\|uL\|$/, (await sample.ofMode(0, 'absUL'))[index]],
    [/^\|u\|$/, (await sample.ofMode(0, 'absU'))[index]],
  ];
  for (const [label, value] of expected)
    // Half a unit of the fourth digit.
    expect(Math.abs(readNumber(await shown(page, label)) - value), label.source).toBeLessThanOrEqual(
      5.1e-4 * Math.abs(value),
    );
  const [x, y] = (await shown(page, /^position$/)).split(',').map(readNumber);
  expect(x).toBeCloseTo(sample.positions[2 * index], 3);
  expect(y).toBeCloseTo(sample.positions[2 * index + 1], 3);
  const neighbours = (await sample.neighbours(index)).map((j) => sample.ids[j]);
  expect(Number(await shown(page, /^Voronoi neighbours$/))).toBe(neighbours.length);
  const listed = await inspector(page).getByRole('group', { name: 'Neighbours' }).getByRole('button').allTextContents();
  expect(listed.map(Number).toSorted((a, b) => a - b)).toEqual(neighbours.toSorted((a, b) => a - b));
}

windowSuite('picking and selecting', (stage) => {
  it('a click picks the particle under it: its numbers and neighbours are those of the arrays', async () => {
    const page = await stage.open();
    const sample = await knownSample(stage.host, 4096);
    await goToKeyCore(page);
    const picture = await FieldPicture.of(page, sample);
    const { visible } = picture;
    for (const index of [visible[0], visible[Math.floor(visible.length / 2)], visible[visible.length - 1]]) {
      const { x, y } = picture.place(index);
      await page.mouse.click(x, y);
      await checkInspector(page, sample, index);
    }
    const index = visible[visible.length - 1];
    // Away, so that the pointer's own ring is not in the way.
    await page.mouse.move(2, 2);
    const marked = await FieldPicture.of(page, sample);
    const { x, y } = marked.place(index);
    const ring = (sample.detail.diameters[sample.species[index]] / 2) * marked.zoom + 3;
    // The ring of the picked particle: 3 px wide, its middle 3 px outside the disc.
    const colours = [0.3, 1.1, 2.2, 3.6, 5].map((angle) =>
      marked.at({ x: x + ring * Math.cos(angle), y: y + ring * Math.sin(angle) }),
    );
    const picked = await token(page, '--mark-picked-pale');
    expect(colours.filter((colour) => distance(colour, picked) < 40).length).toBeGreaterThanOrEqual(3);
  });

  it('a neighbour and an id lead to another particle; a wrong id is said to be one', async () => {
    const page = await stage.open();
    const sample = await knownSample(stage.host, 4096);
    const box = inspector(page).getByRole('textbox', { name: 'Particle id' });
    await box.fill(String(sample.ids[1234]));
    await box.press('Enter');
    await checkInspector(page, sample, 1234);
    const [neighbour] = await sample.neighbours(1234);
    await inspector(page)
      .getByRole('button', { name: String(sample.ids[neighbour]), exact: true })
      .click();
    await checkInspector(page, sample, neighbour);
    await box.fill('999999');
    await box.press('Enter');
    await inspector(page).getByText('There is no particle 999999.').waitFor();
    await inspector(page).getByRole('button', { name: 'Close particle' }).click();
    await inspector(page).getByText('Click a particle').waitFor();
  });

  it('particles chosen in the scatter plot stay bright in the field, the others fade', async () => {
    const page = await stage.open();
    const sample = await knownSample(stage.host, 4096);
    const psi = await sample.scalar('vibrability');
    await goToKeyCore(page);
    await choose(page, 'vector', '');
    for (const name of ['Core', 'String', 'Square']) await page.getByRole('button', { name, exact: true }).click();
    const before = await FieldPicture.of(page, sample);
    const scatter = page.getByRole('region', { name: /^Ψ against/ });
    await scatter.getByRole('button', { name: /^Ψ >/ }).click();
    const { threshold } = sample.detail.report.core;
    const above = Array.from(psi).filter((value) => value >= threshold).length;
    await scatter.getByText(`${above} selected`).waitFor();
    const after = await FieldPicture.of(page, sample);
    const background = await token(page, '--field-shade');
    const wrong = after.visible.filter((i) => {
      const was = before.at(before.place(i));
      const is = after.at(after.place(i));
      if (psi[i] >= threshold) return distance(was, is) > 1;
      // Faded towards the background, but still there.
      return distance(is, background) >= 0.6 * distance(was, background);
    });
    expect(wrong).toEqual([]);
    // The whole plot by a drag.
    const plot = await scatter.locator('canvas').boundingBox();
    if (plot === null) throw new Error('no plot');
    await page.mouse.move(plot.x + 1, plot.y + 1);
    await page.mouse.down();
    await page.mouse.move(plot.x + plot.width - 1, plot.y + plot.height - 1, { steps: 4 });
    await page.mouse.up();
    await scatter.getByText('4096 selected').waitFor();
    await scatter.getByRole('button', { name: 'Clear' }).click();
    await page.mouse.move(plot.x, plot.y + plot.height + 40);
    expect((await FieldPicture.of(page, sample)).differenceFrom(before)).toBe(0);
  });

  it('shift-drag in the field selects the particles whose centres it holds, and the plot shows them', async () => {
    const page = await stage.open();
    const sample = await knownSample(stage.host, 4096);
    await goToKeyCore(page);
    const picture = await FieldPicture.of(page, sample);
    const plot = page.getByRole('region', { name: /^Ψ against/ }).locator('canvas');
    const plotBefore = await plot.screenshot();
    const middle = {
      x: picture.field.x + picture.field.width / 2,
      y: picture.field.y + picture.field.height / 2,
    };
    // Edges on half pixels, a hundredth of a pixel from no centre.
    const reach = 150.5;
    await page.mouse.move(middle.x - reach, middle.y - reach);
    await page.keyboard.down('Shift');
    await page.mouse.down();
    await page.mouse.move(middle.x + reach, middle.y + reach, { steps: 5 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    const inside = Array.from(sample.ids, (_, i) => picture.place(i)).filter(
      ({ x, y }) => Math.abs(x - middle.x) <= reach && Math.abs(y - middle.y) <= reach,
    );
    expect(inside.length).toBeGreaterThan(20);
    await page.getByText(`${inside.length} selected`).waitFor();
    await settled(page);
    expect(Buffer.compare(await plot.screenshot(), plotBefore)).not.toBe(0);
    await page.getByRole('application').press('Escape');
    await page.getByText('Drag here, or shift-drag in the field, to select.').waitFor();
  });

  itAtLength('choices of particles are undone and done again, by key and by button', async () => {
    const page = await stage.open();
    const sample = await knownSample(stage.host, 4096);
    const box = inspector(page).getByRole('textbox', { name: 'Particle id' });
    const undo = page.getByRole('button', { name: 'Undo', exact: true });
    const redo = page.getByRole('button', { name: 'Redo', exact: true });
    expect(await undo.isDisabled()).toBe(true);
    const shownId = () => inspector(page).locator('.title strong').allTextContents();
    for (const index of [10, 20]) {
      await box.fill(String(sample.ids[index]));
      await box.press('Enter');
      await expect.poll(shownId).toEqual([String(sample.ids[index])]);
    }
    const scatter = page.getByRole('region', { name: /^Ψ against/ });
    await scatter.getByRole('button', { name: /^Ψ >/ }).click();
    const selected = scatter.getByText(/^\d+ selected$/);
    await selected.waitFor();
    await page.getByRole('application').focus();
    await page.keyboard.press('Control+z');
    await selected.waitFor({ state: 'detached' });
    expect(await shownId()).toEqual([String(sample.ids[20])]);
    await page.keyboard.press('Control+z');
    await expect.poll(shownId).toEqual([String(sample.ids[10])]);
    await undo.click();
    await expect.poll(shownId).toEqual([]);
    expect(await undo.isDisabled()).toBe(true);
    await page.getByRole('application').focus();
    await page.keyboard.press('Control+Shift+z');
    await page.keyboard.press('Control+y');
    await expect.poll(shownId).toEqual([String(sample.ids[20])]);
    await redo.click();
    await selected.waitFor();
    expect(await redo.isDisabled()).toBe(true);
    // In a text field the keys are its own.
    await box.fill('123');
    await box.press('Control+z');
    await selected.waitFor();
    // A drag over the plot is one step, however many selections it went through.
    const plot = await scatter.locator('canvas').boundingBox();
    if (plot === null) throw new Error('no plot');
    await page.mouse.move(plot.x + 60, plot.y + 10);
    await page.mouse.down();
    await page.mouse.move(plot.x + plot.width - 12, plot.y + 150, { steps: 6 });
    await page.mouse.up();
    const count = await selected.textContent();
    await page.getByRole('application').focus();
    await page.keyboard.press('Control+z');
    await expect.poll(() => selected.textContent()).not.toBe(count);
    expect(await redo.isEnabled()).toBe(true);
  });

  itAtLength('the pointer over the picked particle leaves its ring; over another it draws one that shows', async () => {
    const page = await stage.open({ colorScheme: 'light' });
    const sample = await knownSample(stage.host, 4096);
    await goToKeyCore(page);
    await choose(page, 'vector', '');
    for (const name of ['Core', 'String', 'Square']) await page.getByRole('button', { name, exact: true }).click();
    const before = await FieldPicture.of(page, sample);
    const middle = { x: before.field.x + before.field.width / 2, y: before.field.y + before.field.height / 2 };
    const away = (i: number) => Math.hypot(before.place(i).x - middle.x - 200, before.place(i).y - middle.y);
    const index = before.visible.toSorted((a, b) => away(a) - away(b))[0];
    const centre = before.place(index);
    const radius = (sample.detail.diameters[sample.species[index]] / 2) * before.zoom;
    const onRing = (picture: FieldPicture, out: number) =>
      Array.from({ length: 12 }, (_, k) => (k * Math.PI) / 6 + 0.1).map((angle) =>
        picture.at({
          x: centre.x + (radius + out) * Math.cos(angle),
          y: centre.y + (radius + out) * Math.sin(angle),
        }),
      );
    await page.mouse.move(centre.x, centre.y);
    const ink = await token(page, '--field-pale-ink');
    // 2 px wide, its middle 4 px outside the disc: pale on dark discs, also in the light theme.
    const hovered = onRing(await FieldPicture.of(page, sample), 4);
    expect(hovered.filter((colour) => distance(colour, ink) < 40).length).toBeGreaterThanOrEqual(9);
    await page.mouse.click(centre.x, centre.y);
    const picked = onRing(await FieldPicture.of(page, sample), 3);
    const pink = await token(page, '--mark-picked-pale');
    expect(picked.filter((colour) => distance(colour, pink) < 40).length).toBeGreaterThanOrEqual(8);
  });
});
