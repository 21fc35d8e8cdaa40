import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import { MovieFrames } from '../../src-main/movies/output/movie-frames.ts';
import { MOVIE_STYLES, usualLook } from '../../src-main/movies/painter/look.ts';
import { movieOfArrays } from '../../src-main/movies/painter/movie-arrays.ts';
import { readPng } from '../../scripts/png.ts';
import { inProcess } from '../integration/cli-runner.ts';
import { movieFacts } from '../integration/movie-facts.ts';
import { writeSmallGlass } from '../integration/small-glass.ts';
import { knownSample } from './sample.ts';
import { openFile, windowSuite } from './window-suite.ts';
import { itAtLength } from '../effort.ts';

const folder = mkdtempSync(join(tmpdir(), 'keycore-movies-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function openDialog(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Movie…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Movie' });
  await dialog.waitFor();
  return dialog;
}

/** Half a second of 320 × 240 pixels at 20 frames a second. */
async function makeSmall(dialog: Locator): Promise<void> {
  await dialog.getByLabel('Length (s)', { exact: true }).fill('0.5');
  await dialog.getByLabel('Frames per s', { exact: true }).fill('20');
  await dialog.getByLabel('Frame', { exact: true }).selectOption('320×240');
}

async function made(page: Page, dialog: Locator, to: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Make movie' }).click(),
  ]);
  await dialog.waitFor({ state: 'detached' });
  await download.saveAs(join(folder, to));
  return download.suggestedFilename();
}

windowSuite('movies', (stage) => {
  it('of each kind are made in the page, with the frames, size and length that were asked for', async () => {
    const dump = join(folder, 'small.dump');
    await writeSmallGlass(dump);
    const project = join(stage.host.root, 'small.keycore');
    expect((await inProcess(['analyze', dump, '--model', '2dipl', '-o', project])).code).toBe(0);
    const page = await stage.open();
    await openFile(page, 'small.keycore');
    const facts = { frames: 10, width: 320, height: 240, seconds: 0.5 };
    for (const [kind, format] of [
      ['mode', 'webm'],
      ['theta', 'webm'],
      ['strain', 'webm'],
      ['quench', 'gif'],
    ]) {
      const dialog = await openDialog(page);
      await dialog.getByLabel('Shows', { exact: true }).selectOption(kind);
      await makeSmall(dialog);
      await dialog.getByLabel('File', { exact: true }).selectOption(format);
      // What takes long is computed when it is asked for.
      if (kind === 'strain' || kind === 'quench') await dialog.getByRole('button', { name: 'Compute' }).click();
      await dialog.locator('canvas').waitFor();
      expect(await made(page, dialog, `${kind}.${format}`)).toBe(`small-sample-1-${kind}.${format}`);
      expect(movieFacts(join(folder, `${kind}.${format}`)), kind).toEqual({
        ...facts,
        codec: format === 'webm' ? 'vp9' : 'gif',
      });
    }
  });

  it('a frame in the page is that of the command line, but for the smoothing of edges', async () => {
    const page = await stage.open();
    const sample = await knownSample(stage.host, 4096);
    const dialog = await openDialog(page);
    await dialog.getByLabel('Shows', { exact: true }).selectOption('theta');
    const canvas = dialog.locator('canvas');
    await canvas.waitFor();
    // Where no motion is wanted the preview stands at a tenth of the movie.
    const url = await canvas.evaluate((element: HTMLCanvasElement) => element.toDataURL('image/png'));
    const seen = readPng(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'));
    const arrays = await stage.host.arrays(`${sample.path}/movie`, { kind: 'theta' });
    const movie = movieOfArrays(new Map(Array.from(arrays, ([name, { data }]) => [name, data])));
    const { width, height } = seen;
    const look = { ...usualLook('theta'), style: MOVIE_STYLES[0], width, height, turns: 1 };
    const frames = await MovieFrames.of(movie, look, { count: 1, fps: 1 });
    const expected = frames.rgbaAt(0.1);
    // Two versions of one rasteriser: 0.05 % of the pixels differ by more than 48 of 255, all by 0.23 on average.
    let [differing, sum] = [0, 0];
    for (let pixel = 0; pixel < width * height; pixel += 1) {
      const differences = [0, 1, 2].map((channel) =>
        Math.abs(expected[4 * pixel + channel] - seen.data[seen.channels * pixel + channel]),
      );
      const largest = Math.max(...differences);
      if (largest > 48) differing += 1;
      sum += largest;
    }
    expect(differing / (width * height)).toBeLessThan(0.002);
    expect(sum / (width * height)).toBeLessThan(0.6);
  });

  it('keys stay in the dialog when its focused button is gone, and Escape closes it', async () => {
    const page = await stage.open();
    const dialog = await openDialog(page);
    await dialog.getByLabel('Shows', { exact: true }).selectOption('strain');
    await dialog.getByRole('button', { name: 'Compute' }).click();
    await dialog.getByText('Computing…').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest('dialog') !== null)).toBe(true);
    await page.keyboard.press('g');
    expect(await page.getByRole('tab', { name: 'Field' }).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  itAtLength('Escape stops what is encoded, a second one closes the dialog, and it can be opened again', async () => {
    const page = await stage.open();
    const dialog = await openDialog(page);
    await dialog.locator('canvas').waitFor();
    await dialog.getByLabel('Length (s)', { exact: true }).fill('600');
    await dialog.getByRole('button', { name: 'Make movie' }).click();
    await dialog.getByRole('progressbar').waitFor();
    await page.keyboard.press('Escape');
    await dialog.getByRole('progressbar').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await openDialog(page);
  });

  itAtLength('H.264 is offered where it works, and then makes a file', async () => {
    const page = await stage.open();
    const dialog = await openDialog(page);
    await makeSmall(dialog);
    await dialog.locator('canvas').waitFor();
    const file = dialog.getByLabel('File', { exact: true });
    // The probe is over at the latest when a whole movie would be.
    await page.waitForTimeout(1500);
    if ((await file.locator('option[value="mp4"]').count()) === 0) return;
    await file.selectOption('mp4');
    await made(page, dialog, 'mode.mp4');
    expect(movieFacts(join(folder, 'mode.mp4'))).toEqual({
      frames: 10,
      width: 320,
      height: 240,
      seconds: 0.5,
      codec: 'h264',
    });
  });

  it('an encoder that fails is let go, and H.264 is not offered then', async () => {
    const page = await stage.open({
      // Says that it encodes H.264, and fails at the second frame.
      before: async (opened) => {
        await opened.addInitScript(() => {
          class FailingEncoder {
            static made: FailingEncoder[] = [];
            static isConfigSupported(config: VideoEncoderConfig) {
              return Promise.resolve({ supported: true, config });
            }
            state = 'unconfigured';
            encodeQueueSize = 0;
            frames = 0;
            constructor() {
              FailingEncoder.made.push(this);
            }
            configure() {
              this.state = 'configured';
            }
            encode() {
              this.frames += 1;
              if (this.frames === 2) throw new DOMException('the encoder fails', 'EncodingError');
            }
            flush() {
              return Promise.resolve();
            }
            addEventListener() {
              // Nobody is told of what leaves the queue.
            }
            close() {
              this.state = 'closed';
            }
          }
          Object.assign(window, { VideoEncoder: FailingEncoder });
        });
      },
    });
    const states = () =>
      page.evaluate(() =>
        (VideoEncoder as unknown as { made: { state: string; frames: number }[] }).made.map(
          ({ state, frames }) => `${state} after ${frames}`,
        ),
      );
    const dialog = await openDialog(page);
    await makeSmall(dialog);
    await dialog.locator('canvas').waitFor();
    // One probe for each size that was chosen.
    await expect.poll(states, { timeout: 10_000 }).toEqual(['closed after 2', 'closed after 2']);
    expect(await dialog.getByLabel('File', { exact: true }).locator('option[value="mp4"]').count()).toBe(0);
    await dialog.getByRole('button', { name: 'Make movie' }).click();
    await page.getByText('the encoder fails').first().waitFor();
    await expect.poll(states).toEqual(['closed after 2', 'closed after 2', 'closed after 2']);
  });

  it('what cannot be made is said, and a movie that is being made can be stopped', async () => {
    const page = await stage.open();
    const dialog = await openDialog(page);
    await dialog.getByLabel('Modes', { exact: true }).fill('99');
    stage.provoke(/status of 422/);
    await dialog.getByRole('alert').getByText('the displacements of mode 99 are not stored').waitFor();
    expect(await dialog.getByRole('button', { name: 'Make movie' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Modes', { exact: true }).fill('0');
    await dialog.locator('canvas').waitFor();
    await dialog.getByLabel('File', { exact: true }).selectOption('gif');
    await dialog.getByRole('alert').getByText('A GIF is for small movies').waitFor();
    await dialog.getByLabel('File', { exact: true }).selectOption('webm');
    await dialog.getByLabel('Length (s)', { exact: true }).fill('60');
    await dialog.getByRole('button', { name: 'Make movie' }).click();
    await dialog.getByRole('progressbar').waitFor();
    let downloads = 0;
    page.on('download', () => (downloads += 1));
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.getByRole('progressbar').waitFor({ state: 'detached' });
    expect(await dialog.isVisible()).toBe(true);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(downloads).toBe(0);
  });
});
