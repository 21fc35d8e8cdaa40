import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { SampleRow } from '../../src-main/api/contract.ts';
import { itAtLength } from '../effort.ts';
import { sampleRows } from './sample.ts';
import { settled, windowSuite } from './window-suite.ts';

const MANY = 10_000;

/** The number of a made-up sample: every number of 0 … 9999 occurs once, far from in order. */
const scattered = (number: number) => (number * 7919) % MANY;

/** The project's one sample ten thousand times, with numbers of their own in the list. */
async function crowd(page: Page): Promise<void> {
  await page.route(/\/samples$/, async (route) => {
    const response = await route.fetch();
    const { samples } = (await response.json()) as { samples: SampleRow[] };
    const many = Array.from({ length: MANY }, (_, at) => ({
      ...samples[0],
      number: at + 1,
      label: `seed ${at + 1}`,
      omega: (1 + scattered(at + 1)) / MANY,
    }));
    await route.fulfill({ response, json: { samples: many } });
  });
  // Whichever is opened is the one there is.
  await page.route(/\/samples\/\d+(\/|\?|$)/, async (route) => {
    const url = route.request().url();
    const number = Number(/\/samples\/(\d+)/.exec(url)?.[1]);
    const response = await route.fetch({ url: url.replace(/\/samples\/\d+/, '/samples/1') });
    if (!/\/samples\/\d+(\?|$)/.test(url)) await route.fulfill({ response });
    else await route.fulfill({ response, json: { ...((await response.json()) as object), number } });
  });
}

/** Numbers of the rows that are in the document, from the top. */
async function shownNumbers(page: Page): Promise<number[]> {
  const rows = await sampleRows(page).evaluateAll((elements) =>
    elements
      .map((element) => ({ top: element.getBoundingClientRect().top, number: Number(element.id.slice(7)) }))
      .sort((a, b) => a.top - b.top),
  );
  return rows.map(({ number }) => number);
}

windowSuite('the lists of samples and modes', (stage) => {
  itAtLength('ten thousand samples: few rows are made, and scrolling shows others', async () => {
    const page = await stage.open({ before: crowd });
    const grid = page.getByRole('grid', { name: 'Samples' });
    expect(await grid.getAttribute('aria-rowcount')).toBe(String(MANY + 1));
    expect(await sampleRows(page).count()).toBeLessThan(40);
    const scroller = grid.locator('.scroller');
    // The time a frame takes while the whole list runs past, a screenful or more a frame.
    const slowest = await scroller.evaluate(async (element) => {
      let last = performance.now();
      const frames: number[] = [];
      for (let step = 0; step <= 60; step += 1) {
        element.scrollTop = (element.scrollHeight * step) / 60;
        await new Promise((resolve) => requestAnimationFrame(resolve));
        frames.push(performance.now() - last);
        last = performance.now();
      }
      return frames.sort((a, b) => a - b)[Math.floor(0.9 * frames.length)];
    });
    // Ten thousand rows at once would take seconds; a frame or a few is what a busy machine without a GPU needs.
    expect(slowest).toBeLessThan(400);
    await expect.poll(async () => (await shownNumbers(page)).at(-1)).toBe(MANY);
    expect(await sampleRows(page).count()).toBeLessThan(40);
  });

  it('a head sorts, and sorts the other way; a filter leaves what fits', async () => {
    const page = await stage.open({ before: crowd });
    const byOmega = page.getByRole('button', { name: /^Sort by ω₀/ });
    const numberOf = (omegaRank: number) =>
      Array.from({ length: MANY }, (_, at) => at + 1).find((number) => scattered(number) === omegaRank);
    await byOmega.click();
    await expect.poll(async () => (await shownNumbers(page))[0]).toBe(numberOf(0));
    expect((await shownNumbers(page)).slice(0, 4)).toEqual([0, 1, 2, 3].map(numberOf));
    const head = page.getByRole('columnheader', { name: /ω₀/ });
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    await byOmega.click();
    await expect.poll(async () => (await shownNumbers(page))[0]).toBe(numberOf(MANY - 1));
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    await page.getByLabel('Filter samples').fill('seed 777');
    const fitting = ['777', ...Array.from({ length: 10 }, (_, k) => `777${k}`)].length;
    await expect.poll(() => page.getByRole('grid').getAttribute('aria-rowcount')).toBe(String(fitting + 1));
    await page.getByLabel('Filter samples').fill('no such');
    await page.getByText('No sample fits the filter.').waitFor();
  });

  it('the keyboard goes through the samples; where it rests, the sample opens, and no mode is changed by it', async () => {
    const page = await stage.open({ before: crowd });
    await page.getByRole('grid').focus();
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowDown');
    const chosen = page.locator('#sample-4[aria-selected="true"]');
    await chosen.waitFor();
    // The rows passed on the way were not opened.
    await page.keyboard.press('End');
    await page.locator(`#sample-${MANY}[aria-selected="true"]`).waitFor();
    expect(await page.getByRole('grid').getAttribute('aria-activedescendant')).toBe(`sample-${MANY}`);
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await page.locator('#sample-1[aria-selected="true"]').waitFor();
    await settled(page);
    const modes = page.getByRole('listbox', { name: /^Modes/ });
    expect(await modes.getByRole('option', { selected: true }).getAttribute('data-mode')).toBe('0');
  });

  it.each([1440, 700])('a row of the mode list says ω, PR, both shares and the residual, %d px wide', async (width) => {
    const page = await stage.open({ viewport: { width, height: 800 } });
    if (width < 900) await page.getByRole('button', { name: 'Samples and modes' }).click();
    const row = page
      .getByRole('listbox', { name: /^Modes/ })
      .getByRole('option')
      .first();
    const texts = (await row.innerText()).split(/\s+/);
    // The shipped sample's lowest mode: shares of 87 and 13 per cent.
    expect(texts.slice(0, 4)).toEqual(['0', '0.1742', '0.012', '87|13']);
    expect(texts[4]).toMatch(/^(\d·)?10⁻¹[⁴⁵⁶⁷]$/);
    const cut = await row
      .locator('span')
      .evaluateAll((cells) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth + 1 && cell.clientWidth > 0));
    expect(cut).toEqual([]);
  });
});
