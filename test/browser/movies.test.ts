import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import { openFile, windowSuite } from './window-suite.ts';

const folder = mkdtempSync(join(tmpdir(), 'keycore-movies-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function openDialog(page: Page) {
  await page.getByRole('button', { name: 'Movie…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Movie' });
  await dialog.waitFor();
  return dialog;
}

windowSuite('movies', (stage) => {
  it('x', async () => {
    const page = await stage.open();
    page.on('console', (m) => console.log(m.text()));
    const dialog = await openDialog(page);
    await dialog.locator('canvas').waitFor();
    await page.screenshot({ path: '/tmp/dialog.png' });
    await dialog.getByLabel('Length').fill('0.5');
    await dialog.getByLabel('Frame', { exact: true }).selectOption('320×240');
    const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Make movie' }).click()]);
    await download.saveAs(join(folder, 'a.webm'));
    console.log(download.suggestedFilename(), spawnSync('ffprobe', ['-v', 'error', '-count_frames', '-show_entries', 'stream=width,height,nb_read_frames,codec_name:format=duration', '-of', 'compact', join(folder, 'a.webm')], { encoding: 'utf8' }));
  });
});
