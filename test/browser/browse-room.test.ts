import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { openWritable } from '../../src-main/project/open-project.ts';
import { addCrowd, hasQlm, omegaOf } from '../integration/crowded-project.ts';
import { writeManyGlasses } from '../integration/many-glasses.ts';
import { openFile, windowSuite } from './window-suite.ts';

const MANY = 10_000;
/** Those of which a crowd knows the numbers. */
const MADE = Array.from({ length: MANY - 1 }, (_, at) => at + 2);

windowSuite('the room Browse', (stage) => {
  beforeAll(async () => {
    await writeManyGlasses(stage.host.root, 'crowd.keycore', 1);
    const project = await openWritable(join(stage.host.root, 'crowd.keycore'));
    addCrowd(project, MANY);
    project.close();
  }, 120_000);

  const table = (page: Page) => page.getByRole('grid', { name: 'All samples' });
  const filter = (page: Page) => page.getByRole('region', { name: 'Browse' }).getByLabel('Filter', { exact: true });
  const count = (page: Page) => page.getByRole('region', { name: 'Browse' }).getByRole('status').first();

  /** Opens the project and the room; a click waits until the dialog has gone, which keys do not. */
  async function openCrowd(page: Page): Promise<void> {
    await openFile(page, 'crowd.keycore');
    await page.getByRole('tab', { name: 'Browse' }).click();
    await table(page).waitFor();
  }

  /** Numbers of the first rows of the table. */
  async function firstRows(page: Page, rows: number): Promise<number[]> {
    const found = await table(page)
      .getByRole('row')
      .evaluateAll((elements) =>
        elements
          .filter(({ id }) => id !== '')
          .map((element) => ({ top: element.getBoundingClientRect().top, number: Number(element.id.slice(7)) }))
          .sort((a, b) => a.top - b.top),
      );
    return found.map(({ number }) => number).slice(0, rows);
  }

  /** Drags across a plot, between two points given as shares of its width and height. */
  async function brush(page: Page, plot: RegExp, from: [number, number], to: [number, number]): Promise<void> {
    const box = await page.getByLabel(plot).boundingBox();
    if (box === null) throw new Error('there is no such plot');
    const at = ([x, y]: [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const;
    await page.mouse.move(...at(from));
    await page.mouse.down();
    await page.mouse.move(...at(to), { steps: 4 });
    await page.mouse.up();
  }

  it('ten thousand samples are filtered, sorted, brushed and opened', async () => {
    const page = await stage.open();
    await openCrowd(page);
    await expect.poll(() => count(page).textContent()).toBe(String(MANY));
    expect(await table(page).getByRole('row').count()).toBeLessThan(60);

    await filter(page).fill('omega < 0.3 and qlm and number > 1');
    const fitting = MADE.filter((number) => omegaOf(number) < 0.3 && hasQlm(number));
    await expect.poll(() => count(page).textContent()).toBe(`${fitting.length} of ${MANY}`);
    await table(page).getByRole('columnheader', { name: /^ω0$/ }).getByRole('button').click();
    const softest = fitting.toSorted((a, b) => omegaOf(a) - omegaOf(b));
    await expect.poll(() => firstRows(page, 5)).toEqual(softest.slice(0, 5));

    // What is wrong is said, and what was found stays.
    stage.provoke(/status of 422/);
    await filter(page).fill('omega < 0,3');
    await page.getByRole('alert').getByText("'omega' is compared with a number, got '0,3' (write 0.3)").waitFor();
    expect(await firstRows(page, 5)).toEqual(softest.slice(0, 5));
    await filter(page).fill('number > 1');
    await expect.poll(() => count(page).textContent()).toBe(`${MANY - 1} of ${MANY}`);

    // Left of the middle of the plot, whatever its height.
    await page.getByLabel('What is plotted').selectOption({ label: 'N_core – ω₀' });
    await brush(page, /^Histogram of omega/, [0, 0.5], [0.5, 0.6]);
    const selection = page.getByRole('region', { name: 'Selection' });
    const selected = Number(await selection.getByRole('status').locator('.number').textContent());
    expect(selected).toBeGreaterThan(0.3 * MANY);
    expect(selected).toBeLessThan(0.6 * MANY);
    await brush(page, /^9999 samples: ncore against omega/, [0, 0], [1, 1]);
    await expect
      .poll(() => selection.getByRole('status').textContent())
      .toBe(`${MANY - 1} selected of ${MANY - 1} shown`);

    await filter(page).fill('number = 4711');
    await expect.poll(() => firstRows(page, 2)).toEqual([4711]);
    await table(page).getByRole('row').nth(1).dblclick();
    await page.getByRole('tab', { name: 'Field', selected: true }).waitFor();
    await page
      .getByRole('grid', { name: 'Samples' })
      .getByRole('row', { selected: true })
      .getByText('4711', { exact: true })
      .waitFor();
  });

  it('selected samples are tagged, exported and deleted, and come back', async () => {
    const page = await stage.open();
    await openCrowd(page);
    await filter(page).fill('number > 9997');
    await expect.poll(() => firstRows(page, 5)).toEqual([9998, 9999, 10_000]);
    await table(page).focus();
    await page.keyboard.press('Control+a');
    await page.getByLabel('Add a tag').fill('last');
    await page.getByLabel('Add a tag').press('Enter');
    await page.getByRole('button', { name: 'Remove the tag last' }).waitFor();
    await filter(page).fill('tag = last');
    await expect.poll(() => count(page).textContent()).toBe(`3 of ${MANY}`);

    const download = page.waitForEvent('download');
    await page.getByLabel('Export', { exact: true }).selectOption('xyz');
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('crowd-export.zip');
    const archive = join(stage.host.root, 'archive.zip');
    await file.saveAs(archive);
    const files = unzipSync(readFileSync(archive));
    expect(Object.keys(files)).toEqual(['crowd-9998.xyz', 'crowd-9999.xyz', 'crowd-10000.xyz']);

    await table(page).getByRole('row').nth(2).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await expect.poll(() => firstRows(page, 5)).toEqual([9998, 10_000]);
    await page
      .getByRole('status')
      .filter({ hasText: 'Deleted 1 sample.' })
      .getByRole('button', { name: 'Undo' })
      .click();
    await expect.poll(() => firstRows(page, 5)).toEqual([9998, 9999, 10_000]);
  });

  it('the room, its columns and a saved filter are there again after a reload; keys go through the table', async () => {
    const page = await stage.open();
    await openCrowd(page);
    await filter(page).fill('qlm');
    await page.getByText('Saved', { exact: true }).click();
    await page.getByRole('button', { name: 'Save this filter' }).click();
    await page.getByText('Columns', { exact: true }).click();
    await page.getByLabel('Ψ maps').check();
    await page.getByText('Columns', { exact: true }).click();
    await table(page).getByLabel('Ψ of sample 3', { exact: true }).waitFor();
    await page.waitForURL(/room=browse/);
    await page.reload();
    await table(page).getByLabel('Ψ of sample 3', { exact: true }).waitFor();
    await page.getByText('Saved', { exact: true }).click();
    await page.getByRole('button', { name: 'qlm', exact: true }).click();
    await expect.poll(() => firstRows(page, 2)).toEqual([1, 3]);
    await table(page).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByText('2 selected of').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Click rows').waitFor();
    // Keys go on from a row that was clicked; the room is as it was left.
    await table(page).getByRole('row').nth(3).click();
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByText('2 selected of').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'Field', selected: true }).waitFor();
    await page.keyboard.press('b');
    await page.getByText('2 selected of').waitFor();
    expect(await filter(page).inputValue()).toBe('qlm');
  });
});
