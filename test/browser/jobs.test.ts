import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { itAtLength } from '../effort.ts';
import { ROOT } from '../integration/cli-runner.ts';
import { confirmImport, dropAndImport, dumpText, previewOf } from './dropped-files.ts';
import { labels } from './sample.ts';
import { drawn, openFile, windowSuite } from './window-suite.ts';

/** A sample whose analysis takes some seconds. */
const LARGE = 16_384;

/** Drags files or folders of the disk over the window, as the browser does for a user's hand. */
async function dropFromDisk(page: Page, ...files: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 700, y: 400, data });
}

windowSuite('jobs and changes', (stage) => {
  /** A window on a project of the user's own. */
  async function openOwn(name: string): Promise<Page> {
    const file = join(stage.host.root, `${name}.keycore`);
    if (!existsSync(file)) copyFileSync(join(ROOT, 'assets', '2dipl-glass.keycore'), file);
    const page = await stage.open();
    await openFile(page, `${name}.keycore`);
    return page;
  }

  it('what one window adds appears in the other by itself, which goes on showing what it showed', async () => {
    const first = await openOwn('own');
    const second = await openOwn('own');
    await dropAndImport(first, { name: 'shared.dump', content: dumpText(128) });
    await first.getByRole('application', { name: /^Particle field, 128 particles/ }).waitFor();
    await expect.poll(() => labels(second)).toEqual(['shared.dump']);
    expect(await second.getByRole('application', { name: /^Particle field, 4096 particles/ }).count()).toBe(1);
  });

  itAtLength(
    'a project that one window saves under a name has that name in the other; closed, both show Untitled',
    async () => {
      const first = await openOwn('named');
      // Begins where the first is, in the project that is open already.
      const second = await stage.open({ resume: true });
      await second.getByRole('banner').getByText('named', { exact: true }).waitFor();
      await first.getByRole('button', { name: 'Save as…' }).click();
      const dialog = first.getByRole('dialog');
      await dialog.getByRole('textbox', { name: 'Name' }).fill('renamed');
      await dialog.getByRole('button', { name: 'Save', exact: true }).click();
      for (const page of [first, second]) await page.getByRole('banner').getByText('renamed').waitFor();
      stage.provoke(/status of 404/);
      await first.getByRole('button', { name: 'Close project' }).click();
      await first.getByText('Drop a configuration here').waitFor();
      await second.getByText('‘renamed’ was closed in another window.').waitFor();
      await second.getByText('Drop a configuration here').waitFor();
      for (const page of [first, second]) {
        await page.getByRole('banner').getByText('Untitled').waitFor();
        expect(await page.getByRole('button', { name: 'Close project' }).count()).toBe(0);
        expect(await page.getByRole('button', { name: 'Export…' }).isDisabled()).toBe(true);
      }
    },
  );

  it('a folder is taken with the configurations in it, also deeper ones; one without any is said to be so', async () => {
    const page = await stage.open();
    const folder = join(stage.host.root, 'glasses');
    mkdirSync(join(folder, 'deeper'), { recursive: true });
    for (const at of [1, 2, 10]) writeFileSync(join(folder, `g${at}.dump`), dumpText(100 + 2 * at));
    writeFileSync(join(folder, 'deeper', 'h.dump'), dumpText(150));
    writeFileSync(join(folder, 'notes.txt'), 'milk\n');
    await dropFromDisk(page, folder);
    await previewOf(page).getByText('glasses: 1 other file is left out by its name.').waitFor();
    await confirmImport(page);
    await expect
      .poll(async () => (await labels(page)).slice(-4), { timeout: 20_000 })
      .toEqual(['h.dump', 'g1.dump', 'g2.dump', 'g10.dump']);
    expect(await page.getByRole('alert').count()).toBe(0);
    const empty = join(stage.host.root, 'empty');
    mkdirSync(empty);
    await dropFromDisk(page, empty);
    await page
      .getByRole('alert')
      .getByText('empty: this folder holds no project, and no file that is read by its name (.dump')
      .waitFor();
  });

  itAtLength(
    'a dozen files at once: more jobs than a browser has connections, and the window goes on answering',
    async () => {
      const page = await stage.open();
      const names = Array.from({ length: 12 }, (_, at) => `many-${at}.dump`);
      await dropAndImport(page, ...names.map((name, at) => ({ name, content: dumpText(300 + 2 * at) })));
      // The first is shown while the others are under way; the list of them opens.
      await page.getByRole('application', { name: /^Particle field, 300 particles/ }).waitFor();
      await page.getByRole('listbox', { name: /^Modes/ }).press('ArrowDown');
      await page.getByRole('application', { name: /mode 1\./ }).waitFor();
      await expect
        .poll(async () => (await labels(page)).filter((label) => label.startsWith('many-')).length, { timeout: 30_000 })
        .toBeGreaterThanOrEqual(4);
      await expect
        .poll(() => page.getByRole('contentinfo').getByRole('progressbar').count(), { timeout: 40_000 })
        .toBe(0);
      await page.getByLabel('Filter samples').fill('many-');
      await expect.poll(() => page.getByRole('grid').getAttribute('aria-rowcount')).toBe('13');
      // Still the one that came first.
      await page.getByRole('application', { name: /^Particle field, 300 particles, mode 1/ }).waitFor();
    },
  );

  it('a window that is loaded again in the middle of a job sees it to its end', async () => {
    const page = await stage.open();
    await dropAndImport(page, { name: 'patience.dump', content: dumpText(4000) });
    await page.getByRole('progressbar', { name: 'Import of patience.dump' }).waitFor();
    // Its progress shows before the tab has noted that it began the job.
    // (Polled from here: a text that is evaluated within the page is an eval to its security policy.)
    await expect
      .poll(() => page.evaluate(() => (JSON.parse(sessionStorage.getItem('keycore.jobs') ?? '[]') as unknown[]).length))
      .toBeGreaterThan(0);
    await page.reload();
    await drawn(page);
    await page.getByRole('application', { name: /^Particle field, 4000 particles/ }).waitFor();
    expect(await labels(page)).toContain('patience.dump');
  });

  it('closing while a job runs asks; kept open, nothing happens', async () => {
    const page = await openOwn('own');
    await dropAndImport(page, { name: 'long.dump', content: dumpText(LARGE) });
    await page.getByRole('progressbar', { name: 'Import of long.dump' }).waitFor();
    await page.getByRole('button', { name: 'Close project' }).click();
    const dialog = page.getByRole('dialog', { name: 'Close own?' });
    await dialog.getByText('A job is under way.').waitFor();
    await dialog.getByRole('button', { name: 'Keep open' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Cancel Import of long.dump' }).click();
    await expect.poll(() => page.getByRole('progressbar').count()).toBe(0);
  });

  itAtLength('work that was cut off by a kill is offered, resumed to its end, or forgotten', async () => {
    stage.provoke(
      /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED_ENCODING|status of 401/,
    );
    for (const ending of ['Resume', 'Dismiss'] as const) {
      const page = await stage.open();
      const name = `cut-off-${ending}.dump`;
      await dropAndImport(page, { name, content: dumpText(LARGE) });
      await page.getByRole('progressbar', { name: `Import of ${name}` }).waitFor();
      await stage.host.end('SIGKILL');
      await stage.closeAll();
      await stage.host.start();
      const again = await stage.open({ resume: true, until: 'loaded' });
      const strip = again.getByRole('contentinfo');
      await strip.getByText(`Unfinished: Import of ${name}`).waitFor();
      await strip.getByRole('button', { name: `${ending} Import of ${name}` }).click();
      if (ending === 'Resume') {
        await strip.getByRole('progressbar', { name: `Import of ${name}` }).waitFor();
        await strip.getByRole('button', { name: `Cancel Import of ${name}` }).click();
      }
      await expect.poll(() => strip.getByText(name).count()).toBe(0);
      await again.reload();
      await again.getByRole('banner').getByText('Untitled', { exact: true }).waitFor();
      expect(await strip.getByText('Unfinished').count()).toBe(0);
    }
  });

  itAtLength('work that was cut off in one project is announced in every window, and leads there', async () => {
    // The page is closed when its host has just died: it may have noticed or not.
    stage.tolerate(
      /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED_ENCODING|status of 401/,
    );
    const page = await stage.open();
    await dropAndImport(page, { name: 'elsewhere.dump', content: dumpText(LARGE) });
    await page.getByRole('progressbar', { name: 'Import of elsewhere.dump' }).waitFor();
    await stage.host.end('SIGKILL');
    await stage.closeAll();
    await stage.host.start();
    const other = await stage.open();
    await other.getByRole('banner').getByText('2dipl-glass', { exact: true }).waitFor();
    const strip = other.getByRole('contentinfo');
    await strip.getByText('Unfinished in ‘Untitled’: Import of elsewhere.dump').waitFor();
    await other.keyboard.press('Control+o');
    const dialog = other.getByRole('dialog', { name: 'Open a project' });
    await dialog.getByRole('button', { name: /^Untitled.*unfinished: Import of elsewhere\.dump$/s }).waitFor();
    await other.keyboard.press('Escape');
    await strip.getByRole('button', { name: 'Open Untitled' }).click();
    await other.getByRole('banner').getByText('Untitled', { exact: true }).waitFor();
    await strip.getByRole('button', { name: 'Dismiss Import of elsewhere.dump' }).click();
    await expect.poll(() => strip.getByText('elsewhere.dump').count()).toBe(0);
  });
});
