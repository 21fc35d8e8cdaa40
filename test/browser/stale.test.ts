import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { SampleRow } from '../../src-main/api/contract.ts';
import { settled, windowSuite } from './window-suite.ts';

const MANY = 9;

/** The project's one sample several times, with arrays that come when they are let; tells what was asked for. */
function slowly(): { before: (page: Page) => Promise<void>; hold: () => () => void; asked: string[] } {
  const asked: string[] = [];
  let gate: Promise<void> = Promise.resolve();
  return {
    asked,
    hold: () => {
      let open = (): void => undefined;
      gate = new Promise((resolve) => (open = resolve));
      return () => open();
    },
    before: async (page) => {
      await page.route(/\/samples$/, async (route) => {
        const response = await route.fetch();
        const { samples } = (await response.json()) as { samples: SampleRow[] };
        const many = Array.from({ length: MANY }, (_, at) => ({
          ...samples[0],
          number: at + 1,
          label: `seed ${at + 1}`,
        }));
        await route.fulfill({ response, json: { samples: many } });
      });
      await page.route(/\/samples\/\d+(\/|\?|$)/, async (route) => {
        const url = route.request().url();
        const [, number, rest] = /\/samples\/(\d+)([^?]*)/.exec(url) ?? [];
        asked.push(`${number}${rest}`);
        const response = await route.fetch({ url: url.replace(/\/samples\/\d+/, '/samples/1') });
        if (rest.includes('arrays')) await gate;
        if (rest !== '') await route.fulfill({ response });
        else
          await route.fulfill({ response, json: { ...((await response.json()) as object), number: Number(number) } });
      });
    },
  };
}

const opacity = (page: Page, selector: string) =>
  page.locator(selector).evaluate((element) => Number(getComputedStyle(element).opacity));
const arraysOf = (asked: readonly string[], number: number) =>
  asked.filter((text) => text.startsWith(`${number}/`) && text.endsWith('arrays'));

windowSuite('a sample that is on its way', (stage) => {
  it('is named at once; what is shown is dimmed until it is its own', async () => {
    const source = slowly();
    const page = await stage.open({ before: source.before });
    const open = source.hold();
    await page.locator('#sample-7').click();
    await page.locator('#sample-7[aria-selected="true"]').waitFor();
    await settled(page);
    expect(await page.locator('.middle').getAttribute('aria-busy')).toBe('true');
    for (const part of ['.panes', '#side-panel', 'section[aria-labelledby="modes-title"]'])
      expect(await opacity(page, part), part).toBeLessThan(0.5);
    open();
    await expect.poll(() => page.locator('.middle').getAttribute('aria-busy'), { timeout: 10_000 }).toBe('false');
    for (const part of ['.panes', '#side-panel', 'section[aria-labelledby="modes-title"]'])
      expect(await opacity(page, part), part).toBe(1);
  });

  it('and so is the first sample of another project: what is shown is not its own', async () => {
    const source = slowly();
    const page = await stage.open({ before: source.before });
    const open = source.hold();
    await page.getByRole('button', { name: 'Open…' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Kob–Andersen/ })
      .click();
    await expect.poll(() => page.title()).toMatch(/2dka/);
    await settled(page);
    expect(await page.locator('.middle').getAttribute('aria-busy')).toBe('true');
    for (const part of ['.panes', '#side-panel', 'section[aria-labelledby="modes-title"]', '.facts'])
      expect(await opacity(page, part), part).toBeLessThan(0.5);
    open();
    await expect.poll(() => page.locator('.middle').getAttribute('aria-busy'), { timeout: 10_000 }).toBe('false');
    expect(await opacity(page, '.panes')).toBe(1);
  });

  it('was fetched before it is asked for, where it is a neighbour of the open one', async () => {
    const source = slowly();
    const page = await stage.open({ before: source.before });
    await page.locator('#sample-4').click();
    await page.locator('#sample-4[aria-selected="true"]').waitFor();
    // One after another: when the last is begun, the next one is there.
    await expect.poll(() => arraysOf(source.asked, 6).length, { timeout: 20_000 }).toBeGreaterThan(0);
    expect(arraysOf(source.asked, 9)).toEqual([]);
    // Nothing comes any more, and yet the neighbour is shown.
    const plain = () => source.asked.filter((text) => text === '5/arrays').length;
    const before = plain();
    const open = source.hold();
    await page.locator('#sample-5').click();
    await page.locator('#sample-5[aria-selected="true"]').waitFor();
    await expect.poll(() => page.locator('.middle').getAttribute('aria-busy'), { timeout: 10_000 }).toBe('false');
    expect(plain()).toBe(before);
    open();
  });
});
