import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { drawn, settled, windowSuite } from './window-suite.ts';

/** From the first picture to the exported figure: what the tour promises. */
const LONGEST_MS = 120_000;

function tourCard(page: Page): Locator {
  return page.getByRole('dialog', { name: 'Tour' });
}

/** Clicks particles of the middle of the field, where the tour has brought the key core, until one is of the string. */
async function clickString(page: Page): Promise<void> {
  const field = await page.getByRole('application').boundingBox();
  if (field === null) throw new Error('no field');
  const result = tourCard(page).locator('.result');
  for (const [x, y] of [
    [0, 0],
    [-30, 0],
    [30, 0],
    [-60, 0],
    [60, 0],
    [0, 30],
    [0, -30],
    [-60, 30],
    [60, -30],
  ]) {
    await page.mouse.click(field.x + field.width / 2 + x, field.y + field.height / 2 + y);
    await settled(page);
    if ((await result.count()) > 0) return;
  }
  throw new Error('no click has met the string');
}

/** The tasks of the tour, done with the controls that it names. */
const TASKS: readonly { title: string; result: RegExp; act: (page: Page) => Promise<unknown> }[] = [
  {
    title: 'Open a glass',
    result: /^The lowest mode is a quasi-localised mode: 26 % of it lies in plane waves/,
    act: async (page) => {
      await page.getByRole('button', { name: 'Open…' }).click();
      const dialog = page.getByRole('dialog', { name: 'Open a project' });
      await dialog.getByRole('button', { name: /^2DIPL glass, N = 1024/ }).click();
      await dialog.waitFor({ state: 'hidden' });
      await drawn(page);
    },
  },
  {
    title: 'See the mode move',
    result: /^About 95 of 1024 particles/,
    act: (page) => page.getByRole('button', { name: 'Animate the mode' }).click(),
  },
  {
    title: 'See its core',
    result: /^Particle \d+ has Ψ = 0\.\d+ σ²\/ε, \d\.\d times the mean\. The core has 5 particles, the string 5\./,
    act: clickString,
  },
  {
    title: 'How stiff is it?',
    result: /runs from −5\.15 to 16\.8 ε\/σ².* anisotropy is 1\.29\.$/,
    act: (page) => page.keyboard.press('m'),
  },
  {
    title: 'Pin the key core',
    result:
      /^5 pinned particles of 1024, .* from −5\.15 to 16\.8 ε\/σ² to 16\.3 to 17\.8 ε\/σ², the anisotropy from 1\.29 to 0\.0903\.$/,
    act: (page) => page.getByRole('button', { name: 'Key core', exact: true }).click(),
  },
  {
    title: 'Take the figure with you',
    result: /^The figure is written\./,
    act: async (page) => {
      await page.getByRole('button', { name: 'Export plot' }).click();
      const download = page.waitForEvent('download');
      await page
        .getByRole('dialog', { name: 'Export: G(θ)' })
        .getByRole('button', { name: 'Export', exact: true })
        .click();
      expect((await download).suggestedFilename()).toMatch(/\.(svg|pdf|png|zip)$/);
    },
  },
];

windowSuite('the tour of the window', (stage) => {
  it(
    'is offered at the first start, computes on a real sample and ends with its figure within two minutes',
    { timeout: 180_000 },
    async () => {
      const page = await stage.open({ offerTour: true });
      const began = performance.now();
      await page.getByRole('button', { name: 'Take the tour' }).click();
      const card = tourCard(page);
      for (const [at, { title, result, act }] of TASKS.entries()) {
        const from = performance.now();
        await card.getByText(`${at + 1} of ${TASKS.length}`).waitFor();
        await card.getByText(title, { exact: true }).waitFor();
        // What is to be pressed is ringed.
        await page.locator('.ring').first().waitFor();
        await act(page);
        await card.locator('.result').waitFor();
        expect(await card.locator('.result').innerText()).toMatch(result);
        process.stdout.write(`tour, ${title}: ${((performance.now() - from) / 1000).toFixed(1)} s\n`);
        await card.getByRole('button', { name: at === TASKS.length - 1 ? 'Finish' : 'Next' }).click();
      }
      await card.waitFor({ state: 'detached' });
      const took = performance.now() - began;
      process.stdout.write(`tour, altogether: ${(took / 1000).toFixed(1)} s\n`);
      expect(took).toBeLessThan(LONGEST_MS);
    },
  );

  it('does a step itself, goes back, is left by Escape, and is offered no more once it was declined', async () => {
    const page = await stage.open({ offerTour: true });
    await page.getByRole('button', { name: 'Not now' }).click();
    await page.getByRole('button', { name: 'Take the tour' }).waitFor({ state: 'detached' });
    stage.host.forgetPlace();
    await page.reload();
    await drawn(page);
    expect(await page.getByRole('button', { name: 'Take the tour' }).count()).toBe(0);

    // From the help at any time, and by keyboard alone.
    await page.keyboard.press('F1');
    await page.getByRole('dialog', { name: 'Help' }).getByRole('button', { name: 'Take the tour' }).press('Enter');
    const card = tourCard(page);
    await card.getByRole('button', { name: 'Do it for me' }).press('Enter');
    await card.getByText(/^The lowest mode is/).waitFor();
    await card.getByRole('button', { name: 'Next' }).press('Enter');
    await card.getByRole('button', { name: 'Skip' }).press('Enter');
    await card.getByText('See its core').waitFor();
    // Each step has the focus, so that it is read.
    expect(await card.evaluate((element) => element === document.activeElement)).toBe(true);
    await card.getByRole('button', { name: 'Back' }).press('Enter');
    await card.getByText('See the mode move').waitFor();
    await page.keyboard.press('Escape');
    await card.waitFor({ state: 'detached' });
  });
});
