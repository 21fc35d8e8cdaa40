import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { ROOT } from '../integration/cli-runner.ts';
import { dropAndImport, dumpText } from './dropped-files.ts';
import { sampleRows } from './sample.ts';
import { settled, windowSuite } from './window-suite.ts';

/** The steps of README's tour, as they are written. */
function tour(): string[] {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const section = /^## A tour\n(?<steps>.*?)^## /ms.exec(readme)?.groups?.steps ?? '';
  return section.split(/^\d+\. /m).slice(1);
}

/** What a step calls by the names of the window: its words in italics. */
const names = (step: string): string[] => Array.from(step.matchAll(/\*([^*]+)\*/g), ([, name]) => name);

const option = (select: Locator, label: string): Promise<string[]> => select.selectOption({ label });

/** Least and greatest distance of a curve from the middle of the plot. */
async function radii(page: Page, curve: string): Promise<number[]> {
  const path = (await page.locator(`path[data-curve="${curve}"]`).getAttribute('d')) ?? '';
  const points = Array.from(path.matchAll(/(-?[\d.]+)[ ,](-?[\d.]+)/g), ([, x, y]) => Math.hypot(Number(x), Number(y)));
  return [Math.min(...points), Math.max(...points)];
}

windowSuite('the tour of README', (stage) => {
  it('is what happens in the window, step by step', { timeout: 180_000 }, async () => {
    const steps = tour();
    expect(steps.map(names)).toEqual([
      [],
      [],
      ['Field', 'Colour', 'Arrows'],
      [],
      ['Untitled', 'Open…', 'Export…'],
      ['Mechanics', 'Square', '2DIPL glass, N = 1024'],
      ['New samples…', 'Run'],
    ]);
    const page = await stage.open();
    const legend = page.locator('.legend');

    // 1: what is drawn.
    for (const mark of ['core', 'string', 'square']) await legend.getByText(mark, { exact: true }).waitFor();
    expect(await page.getByLabel('Colour', { exact: true }).inputValue()).toBe('vibrability');
    await legend.getByText(/^u of mode 0/).waitFor();

    // 2: the keys.
    await page.keyboard.press('ArrowDown');
    await page.getByRole('application', { name: /mode 1\./ }).waitFor();
    await page.keyboard.press('ArrowUp');
    await page.getByRole('application', { name: /mode 0\./ }).waitFor();
    await page.getByRole('button', { name: 'Animate the mode' }).click();
    await page.getByRole('button', { name: 'Animate the mode', pressed: true }).click();
    const close = await legend.locator('.scale').innerText();
    await page.keyboard.press('f');
    await settled(page);
    expect(await legend.locator('.scale').innerText()).not.toBe(close);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).getByText('Fit the whole cell').waitFor();
    await page.keyboard.press('Escape');

    // 3: what is shown.
    await page.getByRole('tab', { name: 'Field' }).click();
    const colour = page.getByLabel('Colour', { exact: true });
    const arrows = page.getByLabel('Arrows', { exact: true });
    for (const [select, wanted] of [
      [colour, /^∇·uⁿᵖ/],
      [arrows, /^uʟ/],
    ] as const) {
      const labels = await select.locator('option').allInnerTexts();
      const label = labels.find((text) => wanted.test(text.trim()));
      if (label === undefined) throw new Error(`none of ${labels.join(', ')} is ${String(wanted)}`);
      await option(select, label);
    }
    await settled(page);
    await expect.poll(() => legend.locator('.arrows').innerText()).toMatch(/^u\s*[ʟL] of mode 0/);

    // 4: particles are chosen in the plot, in the field, and one by one.
    const plot = page.getByRole('region', { name: /^Ψ against \|u/ });
    const canvas = await plot.locator('canvas').boundingBox();
    if (canvas === null) throw new Error('no plot');
    await dragged(page, canvas, [0.5, 0.05], [0.98, 0.6]);
    await plot.getByText(/^\d+ selected$/).waitFor();
    await legend.getByText('selected', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    const field = await page.getByRole('application').boundingBox();
    if (field === null) throw new Error('no field');
    await page.keyboard.down('Shift');
    await dragged(page, field, [0.4, 0.4], [0.6, 0.6]);
    await page.keyboard.up('Shift');
    await plot.getByText(/^\d+ selected$/).waitFor();
    await page.keyboard.press('Escape');
    await page.mouse.click(field.x + field.width / 2, field.y + field.height / 2);
    await page.getByRole('group', { name: 'Neighbours' }).waitFor();

    // 5: a file of the user's own, and out again.
    await dropAndImport(page, { name: 'mine.dump', content: dumpText(200) });
    await page.getByRole('banner').getByText('Untitled', { exact: true }).waitFor();
    await page.getByRole('application', { name: /^Particle field, 200 particles/ }).waitFor();
    await page.getByRole('button', { name: 'Export…' }).click();
    const formats = page.getByRole('dialog', { name: 'Export' });
    for (const format of ['Picture', 'LAMMPS dump', 'LAMMPS data', 'extended XYZ', 'CSV', 'NumPy archive'])
      await formats.getByText(format, { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Open…' }).click();
    const open = page.getByRole('dialog', { name: 'Open a project' });
    await open.getByRole('button', { name: /^Untitled/ }).waitFor();

    // 6: the mechanics of the sample that is named.
    await open.getByRole('button', { name: /^2DIPL glass, N = 1024/ }).click();
    await open.waitFor({ state: 'hidden' });
    await page.getByRole('application', { name: /^Particle field, 1024 particles/ }).waitFor();
    await page.keyboard.press('m');
    await page.locator('path[data-curve="allStrings"]').waitFor();
    expect(await page.getByRole('tab', { name: 'Mechanics' }).getAttribute('aria-selected')).toBe('true');
    const [least, most] = await radii(page, 'unpinned');
    await page.getByRole('button', { name: 'Square', exact: true }).click();
    await page.locator('path[data-curve="pinned"]').waitFor();
    await settled(page);
    const [pinnedLeast, pinnedMost] = await radii(page, 'pinned');
    // The curve grows round: its shortest radius comes near its longest.
    expect(pinnedLeast / pinnedMost).toBeGreaterThan(least / most);
    await page.getByRole('slider', { name: /^Angle θ/ }).press('Shift+ArrowUp');
    await page.getByText('θ = 5°').first().waitFor();
    await legend
      .getByText(/θ = 5°|x\(θ\)/)
      .first()
      .waitFor();

    // 7: samples are made, and come into the list.
    await page.getByRole('button', { name: 'New samples…' }).click();
    const form = page.getByRole('dialog', { name: 'New samples' });
    await form.getByLabel('Particles').fill('256');
    await form.getByLabel('Samples', { exact: true }).fill('1');
    await form.getByText(/^N = 256/).waitFor();
    await form.getByRole('button', { name: 'Run' }).click();
    const run = page.getByRole('region', { name: 'Live run' });
    for (const quantity of ['Temperature', 'Energy', 'Pressure', 'g(r)', 'S(q)'])
      await run.getByText(quantity, { exact: false }).first().waitFor();
    await sampleRows(page).filter({ hasText: '256' }).waitFor({ timeout: 90_000 });
  });
});

/** A drag inside a box, from and to shares of its width and height. */
async function dragged(
  page: Page,
  box: { x: number; y: number; width: number; height: number },
  from: readonly [number, number],
  to: readonly [number, number],
): Promise<void> {
  const at = ([s, t]: readonly [number, number]) => [box.x + s * box.width, box.y + t * box.height] as const;
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at(to), { steps: 5 });
  await page.mouse.up();
}
