import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { drawn, settled, windowSuite } from './window-suite.ts';

const low = (page: Page) => page.getByLabel(/^Low end/);
const high = (page: Page) => page.getByLabel(/^High end/);

/** The ends of the colour bar in the picture, as it says them. */
async function barEnds(page: Page): Promise<number[]> {
  const label = await page.getByRole('figure', { name: /^Colour bar/ }).getAttribute('aria-label');
  return (/, (\S+) to (\S+)$/.exec(label ?? '') ?? []).slice(1).map(Number);
}

/** What covers a line of text, or cuts it off; empty where it is in sight. */
function coverOf(text: Locator): Promise<string> {
  return text.evaluate((line) => {
    const { left, top, bottom } = line.getBoundingClientRect();
    const hits = [top + 2, bottom - 2].map((y) => document.elementFromPoint(left + 4, y));
    const cover = hits.find((hit) => hit !== line);
    return cover === undefined ? '' : `${Math.round(top)} to ${Math.round(bottom)}: ${cover?.outerHTML.slice(0, 200)}`;
  });
}

async function openExample(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('button', { name: /^Open/ }).first().click();
  await page.getByRole('dialog').getByText(name).click();
  await expect.poll(() => page.title()).toMatch(/2dka/);
  await drawn(page);
}

windowSuite('fields', (stage) => {
  it('a colour range takes numbers in order, says what is wrong with others, and changes nothing by them', async () => {
    const page = await stage.open();
    const before = await barEnds(page);
    const wrong = page.locator('#range-wrong');
    await low(page).fill('abc');
    await low(page).press('Enter');
    expect(await wrong.innerText()).toBe('‘abc’ is not a number.');
    expect(await low(page).getAttribute('aria-invalid')).toBe('true');
    expect(await high(page).getAttribute('aria-invalid')).toBe('false');
    expect(await barEnds(page)).toEqual(before);
    await low(page).fill('900');
    await low(page).press('Tab');
    expect(await wrong.innerText()).toMatch(/^The low end \(900\) must lie below the high end/);
    expect(await barEnds(page)).toEqual(before);
    // The other end makes it right: both are taken.
    await high(page).fill('1,2·10³');
    await high(page).press('Enter');
    await expect.poll(() => barEnds(page)).toEqual([900, 1200]);
    expect(await wrong.count()).toBe(0);
    // Escape puts back what is in force, and closes nothing else.
    await high(page).fill('-');
    await high(page).press('Escape');
    expect(await high(page).inputValue()).toBe('1200');
    await page.getByRole('button', { name: 'Reset' }).click();
    await expect.poll(() => barEnds(page)).toEqual(before);
  });

  it('a typed range, a filter and notices stay with their project', async () => {
    const page = await stage.open();
    await low(page).fill('0.01');
    await high(page).fill('77');
    await high(page).press('Enter');
    await expect.poll(() => barEnds(page)).toEqual([0.01, 77]);
    await openExample(page, /Kob–Andersen/);
    expect((await barEnds(page))[1]).toBeLessThan(20);
    expect(await high(page).inputValue()).not.toBe('77');
  });

  it('a window of frequencies, an id and pins are checked where they are typed', async () => {
    const page = await stage.open();
    await page.getByLabel('Particle id').fill('1e2');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.getByText('‘1e2’ is no id: give a whole number.').waitFor();
    await page.getByRole('tab', { name: 'Mechanics' }).click();
    await page.getByLabel('Particle ids to pin').fill('3, x7');
    await page.getByRole('button', { name: 'Pin', exact: true }).click();
    await page.getByText('‘x7’ is no id: give whole numbers.').waitFor();
    expect(await page.getByRole('group', { name: 'Pinned particles' }).count()).toBe(0);
    // On a slow machine the panel of the particle opens after the text has been scrolled into sight.
    const debuggerOf = await page.context().newCDPSession(page);
    await debuggerOf.send('Emulation.setCPUThrottlingRate', { rate: 3 });
    // With a picked particle the field can stand at the lower edge: what is wrong comes into sight all the same.
    await page.setViewportSize({ width: 1440, height: 800 });
    await page.getByLabel('Particle id', { exact: true }).fill('100');
    await page.getByLabel('Particle id', { exact: true }).press('Enter');
    await page.getByRole('group', { name: 'Neighbours' }).waitFor();
    await page.getByLabel('Particle ids to pin').fill('x8');
    await page.getByLabel('Particle ids to pin').press('Enter');
    await expect.poll(() => coverOf(page.getByText('‘x8’ is no id: give whole numbers.'))).toBe('');
    expect(await page.getByLabel('Particle ids to pin').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('Largest ω').fill('0.2');
    const draw = page.getByRole('button', { name: 'Draw map' });
    if (await draw.isEnabled()) {
      await draw.click();
      await page.getByText('The window must end above its beginning, ω = 0.4.').waitFor();
    }
    await settled(page);
  });
});
