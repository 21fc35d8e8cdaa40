import Database from 'better-sqlite3';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { itAtLength } from '../effort.ts';
import { inProcess, ROOT } from '../integration/cli-runner.ts';
import {
  confirmImport,
  drop,
  dropAndImport,
  dumpText,
  type DroppedFile,
  importButton,
  previewOf,
} from './dropped-files.ts';
import { knownSample, labels, sampleRows } from './sample.ts';
import { answerAsHost, drawn, windowSuite } from './window-suite.ts';

/** The browser's own line for a request that was refused as bad input. */
const UNPROCESSABLE = /status of 422/;
const SHIPPED = join(ROOT, 'assets', '2dipl-glass.keycore');

/** What the command line prints for a file, without its name before it. */
async function commandLineSays(command: string, { name, content }: DroppedFile): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'keycore-words-'));
  const before = process.cwd();
  try {
    writeFileSync(join(folder, name), content);
    process.chdir(folder);
    const { code, err } = await inProcess([command, name]);
    expect(code, err).toBe(2);
    return err.trim().replace(/^keycore: /, '');
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  }
}

/** What a visible alert says. */
async function alertText(page: Page): Promise<string> {
  const alert = page.getByRole('alert').first();
  await alert.waitFor();
  return (await alert.innerText()).trim();
}

const THREE_TYPES = dumpText(100, { rows: (rows) => rows.map((row, i) => (i < 30 ? row.replace(' 1 ', ' 3 ') : row)) });

/** What sticks out of the rows of the list of samples; a name may be cut off with an ellipsis. */
function overflowing(page: Page): Promise<string[]> {
  return page.getByRole('grid', { name: 'Samples' }).evaluate((grid) =>
    Array.from(grid.querySelectorAll('[aria-selected]')).flatMap((row) =>
      Array.from(row.querySelectorAll('[role=gridcell], button, .guess .text')).flatMap((cell) => {
        const [inner, outer] = [cell.getBoundingClientRect(), row.getBoundingClientRect()];
        const cut = !cell.classList.contains('label') && cell.scrollWidth > Math.ceil(inner.width);
        return cut || inner.right > outer.right + 0.5 ? [cell.textContent] : [];
      }),
    ),
  );
}

/** What is wrong with each file is found before anything is analysed. */
const BAD: readonly DroppedFile[] = [
  { name: 'empty.dump', content: '' },
  { name: 'truncated.dump', content: dumpText(100).slice(0, 1500) },
  { name: 'nan.dump', content: dumpText(100, { rows: (rows) => [...rows.slice(0, -1), '100 2 nan 3'] }) },
  {
    name: 'one-spot.dump',
    content: dumpText(100, { rows: (rows) => [...rows.slice(0, -2), '99 2 3 3', '100 2 3 3'] }),
  },
  { name: 'too-few.dump', content: dumpText(100, { count: '101' }) },
  { name: 'too-many.dump', content: dumpText(100, { count: '999999999999' }) },
  { name: 'negative.dump', content: dumpText(100, { count: '-5' }) },
  { name: 'columns.dump', content: dumpText(100, { columns: 'id type u v' }) },
  { name: 'flat-box.dump', content: dumpText(100, { bounds: '3 3' }) },
  { name: 'small-box.dump', content: dumpText(12) },
  { name: 'repeated-id.dump', content: dumpText(100, { rows: (rows) => [...rows.slice(0, -1), '7 2 1 1'] }) },
  { name: 'three-types.dump', content: THREE_TYPES },
  { name: 'picture.dump', content: readFileSync(join(ROOT, 'docs', 'pictures', 'narrow-light.png')) },
  {
    name: 'solid.data',
    content: readFileSync(join(ROOT, 'test', 'fixtures', 'formats', 'solid.data')),
  },
  { name: 'notes.txt', content: 'milk, eggs, bread\n' },
];

windowSuite('importing', (stage) => {
  it('a dropped dump is analysed and shown; what was concluded of its model is noted', async () => {
    const page = await stage.open();
    await drop(page, { name: 'start.dump', content: dumpText(256) });
    const dialog = previewOf(page);
    await dialog.getByText('2D inverse-power-law glass (2dipl)').waitFor();
    await dialog.getByText('N = 256: A 128, B 128').waitFor();
    await dialog.getByText('id, type, x, y', { exact: true }).waitFor();
    // One Enter away.
    expect(await importButton(page).evaluate((button) => button === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('application', { name: /^Particle field, 256 particles/ }).waitFor();
    await drawn(page);
    await page.getByRole('banner').getByText('Untitled', { exact: true }).waitFor();
    expect(await labels(page)).toEqual(['start.dump']);
    const { detail } = await knownSample(stage.host, 256);
    expect(detail.report.sample.model).toBe('2dipl');
    expect(detail.report.sample.notes.join(' ')).toContain('Not stated:');
    expect(detail.report.sample.maxForce).toBeLessThanOrEqual(1e-11);
  });

  it('asks what the file does not tell, and takes the answer', async () => {
    const page = await stage.open();
    const file = { name: 'odd.dump', content: dumpText(200, { share: 0.7 }) };
    await drop(page, file);
    const dialog = page.getByRole('dialog', { name: 'Import odd.dump' });
    // In the window's own words: no flag of the command line, and a control for each thing that is asked.
    expect(await dialog.getByRole('alert').innerText()).toMatch(/^The model cannot be told from the file/);
    expect(await dialog.innerText()).not.toMatch(/--|=A/);
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await dialog.getByText('Choose the model.').waitFor();
    await dialog.getByLabel('Model').selectOption('2dipl');
    await dialog.getByLabel('Type 1 (70 %)').selectOption('A');
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await dialog.getByText('Choose the species of every type, or of none.').waitFor();
    await dialog.getByLabel('Type 2 (30 %)').selectOption('B');
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('application', { name: /^Particle field, 200 particles/ }).waitFor();
    const { species } = await knownSample(stage.host, 200);
    expect(species.filter((kind) => kind === 0)).toHaveLength(140);
  });

  it('what was guessed is said in the row, and another answer analyses the file again', async () => {
    const page = await stage.open();
    await dropAndImport(page, { name: 'guessed.dump', content: dumpText(300) });
    await page.getByRole('application', { name: /^Particle field, 300 particles/ }).waitFor();
    const row = sampleRows(page).filter({ hasText: 'guessed.dump' });
    await row.getByText('model guessed: 2dipl').waitFor();
    // Beside its badge the name has room, the numbers too: also in the narrowest panel.
    for (const width of [1440, 1024]) {
      await page.setViewportSize({ width, height: 900 });
      const name = row.locator('.label .text');
      await expect
        .poll(async () => (await name.boundingBox())?.width ?? 0, { message: `name at ${width} px` })
        .toBeGreaterThan(80);
      expect(await overflowing(page), `at ${width} px`).toEqual([]);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    const before = await sampleRows(page).count();
    await row.getByRole('button', { name: 'change' }).click();
    const dialog = page.getByRole('dialog', { name: 'What is guessed.dump really?' });
    expect(await dialog.getByLabel('Model').inputValue()).toBe('2dipl');
    expect(await dialog.getByLabel('Type 2').inputValue()).toBe('B');
    await dialog.getByLabel('Type 1').selectOption('B');
    await dialog.getByLabel('Type 2').selectOption('A');
    await dialog.getByRole('button', { name: 'Analyse again' }).click();
    await expect.poll(() => sampleRows(page).count()).toBe(before + 1);
    // The answer is no guess; what was guessed is still there.
    await expect.poll(() => page.getByText('model guessed:').count()).toBe(0);
    expect(await sampleRows(page).filter({ hasText: 'guessed.dump' }).count()).toBe(2);
  });

  it('every bad file is refused in the words of the command line; nothing is opened, nothing is lost', async () => {
    const page = await stage.open();
    const before = await sampleRows(page).count();
    for (const file of BAD) {
      const words = await commandLineSays('analyze', file);
      await drop(page, file);
      const dialog = previewOf(page);
      const text = (await dialog.getByRole('alert').first().innerText()).trim();
      const isAsked = await importButton(page).isEnabled();
      if (isAsked) {
        // What can be answered is asked, without the command line's flags.
        expect(words, file.name).toContain('--');
        expect(await dialog.innerText(), file.name).not.toContain('--');
      } else expect(text, file.name).toBe(words);
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await dialog.waitFor({ state: 'detached' });
    }
    expect(await sampleRows(page).count()).toBe(before);
    await page.getByRole('application', { name: /^Particle field, 4096 particles/ }).waitFor();
    await page.reload();
    await drawn(page);
    expect(await sampleRows(page).count()).toBe(before);
  });

  it('several files: corrected, imported as a batch; what is left says why, what was there is left out', async () => {
    const page = await stage.open();
    await dropAndImport(page, { name: 'known.dump', content: dumpText(132) });
    await page.getByRole('application', { name: /^Particle field, 132 particles/ }).waitFor();
    const before = await sampleRows(page).count();
    await drop(
      page,
      { name: 'good.dump', content: dumpText(128) },
      { name: 'shares.dump', content: dumpText(140, { share: 0.65 }) },
      { name: 'rubbish.dump', content: 'nothing\n' },
      { name: 'known-too.dump', content: dumpText(132) },
      { name: 'twin.dump', content: dumpText(128) },
    );
    const dialog = previewOf(page);
    const row = (name: string) =>
      dialog.getByRole('list', { name: 'Files' }).getByRole('listitem').filter({ hasText: name });
    await row('known-too.dump')
      .getByText(/^Already imported as sample \d+\.$/)
      .waitFor();
    await row('twin.dump').getByText('The same as good.dump.').waitFor();
    await row('rubbish.dump')
      .getByText(/^rubbish\.dump, line 1: /)
      .waitFor();
    await row('shares.dump').getByText('needs an answer').waitFor();
    await dialog.getByText('1 of 5 chosen').waitFor();
    // The one that asks is shown.
    await dialog.getByLabel('Model', { exact: true }).selectOption('2dipl');
    await dialog.getByLabel('Type 1 (65 %)').selectOption('A');
    await dialog.getByLabel('Type 2 (35 %)').selectOption('B');
    await row('shares.dump').getByText('A 91, B 49').waitFor();
    await dialog.getByRole('button', { name: 'Import 2 files' }).click();
    // What is left is listed with its reason until somebody closes it; the others are there.
    for (const name of ['good.dump', 'shares.dump'])
      await row(name)
        .getByText(/^sample \d+$/)
        .waitFor();
    await row('rubbish.dump').getByText('not read').waitFor();
    await row('rubbish.dump').getByRole('button').click();
    expect(await dialog.getByRole('alert').first().innerText()).toMatch(/^rubbish\.dump, line 1: /);
    await dialog.locator('footer').getByRole('button', { name: 'Close' }).click();
    await page.getByRole('application', { name: /^Particle field, 128 particles/ }).waitFor();
    expect(await sampleRows(page).count()).toBe(before + 2);
    // What was said is offered for the next file like it.
    await drop(page, { name: 'next.dump', content: dumpText(150, { share: 0.65 }) });
    await dialog.getByText('Files with these columns were last imported with: model 2dipl · 1=A, 2=B.').waitFor();
    await dialog.getByRole('button', { name: 'Use these answers' }).click();
    await dialog.getByText('N = 150: A 98, B 52').waitFor();
    await confirmImport(page);
    await page.getByRole('application', { name: /^Particle field, 150 particles/ }).waitFor();
  });

  it('frames, modes and relaxing are chosen before; what fails is told and tried again with other answers', async () => {
    stage.provoke(UNPROCESSABLE);
    const page = await stage.open();
    // Refused once by the host between preview and import, as a file that has changed is.
    let refused = false;
    await page.route(/\/imports\?/, async (route) => {
      if (refused) return route.fallback();
      refused = true;
      const error = { kind: 'bad-input', message: 'run.dump: this file has changed since it was looked at' };
      return answerAsHost(route, { status: 422, contentType: 'application/json', body: JSON.stringify({ error }) });
    });
    await drop(page, { name: 'run.dump', content: [110, 112, 114].map((n) => dumpText(n)).join('') });
    const dialog = previewOf(page);
    await dialog.getByText('3; the last is imported').waitFor();
    await dialog.getByLabel('Frames', { exact: true }).selectOption('All');
    await dialog.getByText('3 of 3').waitFor();
    await dialog.getByLabel('Frames', { exact: true }).selectOption('Some…');
    await dialog.getByLabel('Frames, i:j:k').fill('0:2');
    await dialog.getByLabel('Modes').fill('5');
    await dialog.getByLabel('Relax to the nearest minimum first').uncheck();
    await importButton(page).click();
    await page.getByRole('alert').getByText('run.dump: this file has changed since it was looked at').waitFor();
    await page.getByRole('button', { name: '1 file was not imported…' }).click();
    expect(await dialog.getByLabel('Frames, i:j:k').inputValue()).toBe('0:2');
    await dialog.getByLabel('Relax to the nearest minimum first').check();
    await dialog.getByText('2 of 3').waitFor();
    await importButton(page).click();
    await page.getByRole('application', { name: /^Particle field, 110 particles/ }).waitFor();
    const { detail } = await knownSample(stage.host, 110);
    expect(detail.report.modes).toHaveLength(5);
    expect((await knownSample(stage.host, 112)).detail.number).toBe(detail.number + 1);
  });

  itAtLength('a host that was started again while a preview is open is sent the file again', async () => {
    stage.provoke(/status of 40[14]|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE/);
    const page = await stage.open();
    await drop(page, { name: 'patient.dump', content: dumpText(122) });
    await previewOf(page).getByText('N = 122').waitFor();
    const { port } = stage.host;
    await stage.host.end('SIGTERM');
    await stage.host.start([], port);
    await confirmImport(page);
    await page.getByRole('application', { name: /^Particle field, 122 particles/ }).waitFor();
  });

  it('projects from the future, damaged ones and foreign ones are refused and not touched', async () => {
    stage.provoke(UNPROCESSABLE);
    const page = await stage.open();
    const future = join(stage.host.root, 'future.keycore');
    copyFileSync(SHIPPED, future);
    const database = new Database(future);
    database.pragma('user_version = 999');
    database.close();
    writeFileSync(join(stage.host.root, 'damaged.keycore'), readFileSync(SHIPPED).subarray(0, 5000));
    writeFileSync(join(stage.host.root, 'foreign.keycore'), 'not a project');
    for (const name of ['future.keycore', 'damaged.keycore', 'foreign.keycore']) {
      const content = readFileSync(join(stage.host.root, name));
      const words = await commandLineSays('info', { name, content });
      await page.getByRole('button', { name: 'Open…' }).click();
      await page.getByRole('dialog').getByRole('button', { name }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Open', exact: true }).click();
      expect(await alertText(page), name).toBe(words);
      await page.getByRole('button', { name: 'Dismiss' }).click();
      expect(readFileSync(join(stage.host.root, name)).equals(content)).toBe(true);
      await drop(page, { name, content });
      expect(await alertText(page), `${name}, dropped`).toBe(words);
      await page.getByRole('button', { name: 'Dismiss' }).click();
    }
    await page.getByRole('application', { name: /^Particle field, 4096 particles/ }).waitFor();
  });

  it('a dropped project opens as a copy, and says so', async () => {
    const page = await stage.open();
    const content = readFileSync(SHIPPED);
    await drop(page, { name: 'from-a-friend.keycore', content });
    await page.getByText('This is a copy of from-a-friend.keycore').waitFor();
    await page.getByRole('banner').getByText('from-a-friend').waitFor();
    await page.getByRole('application', { name: /^Particle field, 4096 particles/ }).waitFor();
    expect(await sampleRows(page).count()).toBe(1);
    expect(readFileSync(SHIPPED).equals(content)).toBe(true);
  });

  it('a running import shows its progress and is cancelled: nothing is added', async () => {
    const page = await stage.open();
    await dropAndImport(page, { name: 'large.dump', content: dumpText(16_384) });
    await page.getByRole('progressbar', { name: 'Import of large.dump' }).waitFor();
    await page.getByRole('button', { name: 'Cancel Import of large.dump' }).click();
    await expect.poll(() => page.getByRole('progressbar').count()).toBe(0);
    expect(await labels(page)).not.toContain('large.dump');
    // The window works on: the next import is not held up.
    await dropAndImport(page, { name: 'after.dump', content: dumpText(144) });
    await page.getByRole('application', { name: /^Particle field, 144 particles/ }).waitFor();
    expect((await labels(page)).at(-1)).toBe('after.dump');
  });
});
