import { chromium } from 'playwright-core';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { itAtLength } from '../effort.ts';
import { ROOT } from '../integration/cli-runner.ts';
import { CHROMIUM_ARGS } from './chromium.ts';
import { dropAndImport, dumpText } from './dropped-files.ts';
import { Host } from './host.ts';
import { sampleRows } from './sample.ts';
import { drawn, windowSuite } from './window-suite.ts';

const SHIPPED = join(ROOT, 'assets', '2dipl-glass.keycore');

windowSuite('the window and its host', (stage) => {
  it('takes the one-time code out of the address, and lives through a reload', async () => {
    const page = await stage.open();
    expect(page.url()).not.toContain('code');
    await page.reload();
    await drawn(page);
    expect(await page.title()).toBe('2dipl-glass – Keycore');
  });

  it('a page that did not come through the file is told how to come in, and shows nothing', async () => {
    const stranger = await stage.browser?.newPage();
    if (stranger === undefined) throw new Error('no browser');
    await stranger.goto(stage.host.url);
    await stranger.getByRole('heading', { name: 'This page is not signed in' }).waitFor();
    expect(await stranger.getByRole('application').count()).toBe(0);
    expect(await stranger.locator('pre').innerText()).toContain('keycore serve');
    await stranger.close();
  });

  itAtLength('two windows on one project: both may write, and each finds what the other added', async () => {
    const first = await stage.open();
    const second = await stage.open();
    await dropAndImport(first, { name: 'first.dump', content: dumpText(128) });
    await dropAndImport(second, { name: 'second.dump', content: dumpText(160) });
    await first.getByRole('application', { name: /^Particle field, 128 particles/ }).waitFor();
    await second.getByRole('application', { name: /^Particle field, 160 particles/ }).waitFor();
    for (const page of [first, second]) {
      await page.reload();
      await drawn(page);
      const samples = sampleRows(page);
      const names = (await samples.allInnerTexts()).flatMap((text) => /\w+\.dump/.exec(text)?.[0] ?? []);
      expect(names.toSorted()).toEqual(['first.dump', 'second.dump']);
      expect(await page.getByText('read-only').count()).toBe(0);
    }
  });

  itAtLength('a project that another Keycore holds is read-only, and says who holds it', async () => {
    const file = join(stage.host.root, 'shared.keycore');
    copyFileSync(SHIPPED, file);
    const holder = new Host();
    try {
      await holder.start([file]);
      const page = await stage.open();
      await page.getByRole('button', { name: 'Open…' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'shared.keycore' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Open', exact: true }).click();
      const badge = page.getByText('read-only', { exact: true });
      await badge.waitFor();
      expect(await badge.getAttribute('title')).toMatch(/process \d+|writer/i);
      // It is there to be looked at all the same.
      await page.getByRole('application', { name: /^Particle field, 4096 particles/ }).waitFor();
      // What is computed of it is shown, and said not to be kept.
      await page.getByRole('tab', { name: 'Mechanics' }).click();
      await page.getByRole('status').getByText('Shown, and not kept in the project.').waitFor();
      const region = page.getByRole('region', { name: /^D/ });
      await region.getByRole('textbox', { name: 'Least ω' }).fill('0.05');
      await region.getByRole('textbox', { name: 'Largest ω' }).fill('0.3');
      await region.getByRole('button', { name: 'Draw map' }).click();
      await page.getByRole('figure', { name: /^Colour bar of D/ }).waitFor();
      await region.getByRole('status').getByText('Shown, and not kept in the project.').waitFor();
      await page.getByRole('button', { name: 'Save as…' }).click();
      const dialog = page.getByRole('dialog', { name: 'Save the project as' });
      await dialog.getByRole('textbox', { name: 'Name' }).fill('mine');
      await dialog.getByRole('button', { name: 'Save', exact: true }).click();
      await badge.waitFor({ state: 'detached' });
      await page.getByRole('banner').getByText('mine', { exact: true }).waitFor();
    } finally {
      await holder.stop();
    }
  });

  it('without WebGL it says so, and the numbers are there all the same', async () => {
    const browser = await chromium.launch({
      // Not null: the suite is skipped where it is.
      executablePath: inject('chromium') ?? '',
      args: [...CHROMIUM_ARGS, '--disable-3d-apis'],
    });
    try {
      const page = await stage.open({ browser, until: 'loaded' });
      await page.getByRole('heading', { name: 'The particle field cannot be drawn' }).waitFor();
      await page.getByText('offers no WebGL 2').waitFor();
      await page.keyboard.press('ArrowDown');
      const chosen = page.getByRole('listbox', { name: /^Modes/ }).getByRole('option', { selected: true });
      await expect.poll(() => chosen.getAttribute('data-mode')).toBe('1');
      await page.getByRole('textbox', { name: 'Particle id' }).fill('7');
      await page.getByRole('textbox', { name: 'Particle id' }).press('Enter');
      await page.getByRole('group', { name: 'Neighbours' }).waitFor();
    } finally {
      await stage.closeAll();
      await browser.close();
    }
  });
});
