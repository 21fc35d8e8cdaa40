import type { Download, Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { readFigureMemory } from '../../src-main/figures/read-figure-memory.ts';
import { drop } from './dropped-files.ts';
import { choose } from './sample.ts';
import { settled, windowSuite } from './window-suite.ts';
import { itAtLength } from '../effort.ts';

async function contentOf(download: Download): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of await download.createReadStream()) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** Clicks what writes a file; gives that. */
async function written(page: Page, button: Locator): Promise<{ name: string; content: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return { name: download.suggestedFilename(), content: await contentOf(download) };
}

/** Exactly these forms are chosen. */
async function formats(within: Locator, ...wanted: string[]): Promise<void> {
  const group = within.getByRole('group', { name: 'Files' });
  await group.waitFor();
  for (const button of await group.getByRole('button').all()) {
    const isWanted = wanted.includes((await button.textContent()) ?? '');
    if (((await button.getAttribute('aria-pressed')) === 'true') !== isWanted) await button.click();
  }
}

/** What the window says of the view, as it would be drawn. */
async function commandOf(page: Page): Promise<string> {
  await page.getByRole('toolbar', { name: 'Field' }).getByRole('button', { name: 'Copy as command' }).click();
  await page.getByText(/^Copied: keycore figures /).waitFor();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  await page.keyboard.press('Escape');
  return text;
}

/** A command without the numbers of what is seen, and these. */
const named = (command: string) => command.replace(/&(centre|extent)=[^&']*/g, '');
const numbersOf = (command: string) =>
  [...command.matchAll(/&(?:centre|extent)=([\d.]+)%2C([\d.]+)/g)].flatMap(([, x, y]) => [Number(x), Number(y)]);

const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] };

windowSuite('figures', (stage) => {
  itAtLength('the field is exported as it is seen, and dropped back it is that very view', async () => {
    const page = await stage.open(CLIPBOARD);
    await choose(page, 'scalar', 'divUNp');
    await choose(page, 'vector', 'uNp');
    await page.keyboard.press('s');
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await settled(page);
    const before = await commandOf(page);
    expect(before).toMatch(
      /^keycore figures \S*2dipl-glass\.keycore 1 -o figures --view 'mode=0&colour=divUNp&arrows=uNp&/,
    );
    await page.getByRole('button', { name: 'Export figure' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('img').waitFor();
    // Two fields side by side span the page.
    expect(await dialog.getByLabel('Width').getAttribute('placeholder')).toBe('183');
    for (const form of ['SVG', 'PDF', 'PNG']) {
      if (form !== 'SVG') await page.getByRole('button', { name: 'Export figure' }).click();
      await formats(dialog, form);
      const { name, content } = await written(page, dialog.getByRole('button', { name: 'Export', exact: true }));
      expect(name).toBe(`2dipl-glass-1-view.${form.toLowerCase()}`);
      await dialog.waitFor({ state: 'detached' });
      const memory = readFigureMemory(content, name);
      expect(memory.view).toContain('colour=divUNp');
      // Something else is looked at, of another sample, and the figure brings the view back.
      await choose(page, 'scalar', 'vibrability');
      await choose(page, 'vector', 'u');
      await page.getByRole('button', { name: 'Fit the whole cell' }).click();
      if (form === 'PDF') {
        await page.getByRole('button', { name: 'Open…' }).click();
        await page
          .getByRole('dialog')
          .getByRole('button', { name: /Crystal/ })
          .click();
        await page.getByRole('banner').getByText('crystal-vacancies', { exact: true }).waitFor();
        await settled(page);
      }
      await drop(page, { name, content });
      await expect.poll(() => page.locator('#scalar').inputValue()).toBe('divUNp');
      await settled(page);
      await page.getByRole('banner').getByText('2dipl-glass', { exact: true }).waitFor();
      const after = await commandOf(page);
      expect(named(after)).toEqual(named(before));
      // The extent has gone through a camera and six digits.
      const [was, is] = [numbersOf(before), numbersOf(after)];
      is.forEach((value, at) => expect(Math.abs(value - was[at])).toBeLessThan(2e-5 * Math.abs(was[at])));
    }
  });

  it('the room shows what the sample has, draws it in any style, and writes it', async () => {
    const page = await stage.open(CLIPBOARD);
    await page.getByRole('tab', { name: 'Figures' }).click();
    const gallery = page.getByRole('region', { name: 'Gallery' });
    await gallery.getByRole('button', { name: /^1a / }).waitFor();
    await expect.poll(() => gallery.locator('.card img').count()).toBeGreaterThan(20);
    expect(await gallery.getByText('only a crystal has vacancies').count()).toBe(1);
    await gallery.getByRole('button', { name: /^Fig\. 1 / }).click();
    const preview = page.getByRole('region', { name: 'Preview' });
    await preview.getByText(/^183 × \d+ mm/).waitFor();
    const panel = page.getByRole('tabpanel');
    await panel.getByLabel('Style').selectOption('slide-dark');
    await preview.getByText(/^\d+ × \d+ mm/).waitFor();
    await gallery.getByRole('button', { name: /^1f / }).click();
    await panel.getByLabel('Width').fill('120');
    await preview.getByText(/^120 × \d+ mm/).waitFor();
    await formats(panel, 'PNG', 'CSV');
    const { name, content } = await written(page, panel.getByRole('button', { name: 'Export figure' }));
    expect(name).toBe('2dipl-glass-1-figures.zip');
    expect(content.subarray(0, 4)).toEqual(Buffer.from('PK\x03\x04', 'latin1'));
    // A page of one's own.
    for (const id of ['1a', '1f', '3a2']) await gallery.getByLabel(`${id} for a page of your own`).check();
    await panel.getByRole('button', { name: 'Show the page' }).click();
    await formats(panel, 'SVG');
    const own = await written(page, panel.getByRole('button', { name: 'Export figure' }));
    expect(own.name).toBe('2dipl-glass-1-page-1a-1f-3a2.svg');
    expect(readFigureMemory(own.content, own.name).figure).toBe('page 1a+1f+3a2');
    // Dropped back, the room shows it.
    await page.getByRole('tab', { name: 'Field' }).click();
    await drop(page, { name: own.name, content: own.content });
    await page.getByRole('region', { name: 'Preview' }).getByText('Page of chosen panels').waitFor();
    expect(await page.getByRole('tab', { name: 'Figures' }).getAttribute('aria-selected')).toBe('true');
  });

  itAtLength(
    'figures are of the mode that is chosen in the window; one that is dropped back chooses its own',
    async () => {
      const page = await stage.open();
      await page.getByRole('tab', { name: 'Figures' }).click();
      const picture = page
        .getByRole('region', { name: 'Gallery' })
        .getByRole('button', { name: /^1a / })
        .locator('img');
      const first = await picture.getAttribute('src');
      const modes = page.getByRole('listbox', { name: /^Modes/ }).getByRole('option');
      await modes.nth(3).click();
      await expect.poll(() => picture.getAttribute('src')).not.toBe(first);
      const panel = page.getByRole('tabpanel');
      const mode = panel.getByLabel('Mode', { exact: true });
      expect(await mode.inputValue()).toBe('3');
      await page.getByRole('region', { name: 'Gallery' }).getByRole('button', { name: /^1a / }).click();
      await formats(panel, 'SVG');
      const { name, content } = await written(page, panel.getByRole('button', { name: 'Export figure' }));
      expect(readFigureMemory(content, name).options).toMatchObject({ mode: 3 });
      // Typed, the window shows it.
      await mode.fill('1');
      await mode.press('Tab');
      await expect.poll(() => modes.nth(1).getAttribute('aria-selected')).toBe('true');
      await mode.fill('');
      await mode.press('Tab');
      expect(await mode.inputValue()).toBe('1');
      await page.getByRole('tab', { name: 'Field' }).click();
      await drop(page, { name, content });
      await page.getByRole('region', { name: 'Preview' }).waitFor();
      await expect.poll(() => modes.nth(3).getAttribute('aria-selected')).toBe('true');
      expect(await mode.inputValue()).toBe('3');
    },
  );

  it('a picture that says nothing, or something else, is refused in words', async () => {
    const page = await stage.open();
    stage.provoke(/status of 422/);
    await drop(page, { name: 'photo.svg', content: '<svg xmlns="http://www.w3.org/2000/svg"/>' });
    await page.getByText('photo.svg: this picture does not say what it shows').waitFor();
    const forged = `<svg><metadata id="keycore">{"keycore":"1","command":"rm -rf /"}</metadata></svg>`;
    await drop(page, { name: 'forged.svg', content: forged });
    await page.getByText('forged.svg: what this picture says of itself is not what a Keycore writes').waitFor();
    const memory = {
      keycore: '0.1.0',
      figure: '1a',
      style: 'nature',
      project: 'elsewhere',
      sample: 3,
      contentHash: 'f'.repeat(64),
      configurationHash: '',
      settings: {},
      command: 'keycore figures elsewhere.keycore 3',
    };
    const gone = `<svg><metadata id="keycore">${JSON.stringify(memory)}</metadata></svg>`;
    await drop(page, { name: 'also.svg', content: gone }, { name: 'gone.svg', content: gone });
    await page.getByText('gone.svg shows sample 3 of ‘elsewhere’, which is in no project').waitFor();
    await page.getByText('Of 2 figures the last is shown.').waitFor();
  });
});
