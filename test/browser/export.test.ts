import type { Download, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { HostInfo } from '../../src-main/api/contract.ts';
import { readPng } from '../../scripts/png.ts';
import { distance, FieldPicture, goToKeyCore, token, type Rgb } from './field-picture.ts';
import { choose, indicesOf, knownSample } from './sample.ts';
import { windowSuite } from './window-suite.ts';

/** Exports what the radio button of that name stands for; gives the file and its name. */
async function exported(page: Page, choice: string, modes?: string): Promise<{ name: string; content: Buffer }> {
  await page.keyboard.press('Control+e');
  const dialog = page.getByRole('dialog', { name: 'Export' });
  await dialog.getByRole('radio', { name: new RegExp(`^${choice.replaceAll(/[().]/g, '\\$&')}`) }).check();
  if (modes !== undefined) await dialog.getByLabel('Modes').fill(modes);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Export', exact: true }).click(),
  ]);
  await dialog.waitFor({ state: 'detached' });
  return { name: download.suggestedFilename(), content: await contentOf(download) };
}

async function contentOf(download: Download): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of await download.createReadStream()) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

windowSuite('exports', (stage) => {
  it('a picture is what is seen, twice as fine, with the colour bar and the legend below', async () => {
    const page = await stage.open({ colorScheme: 'light' });
    const sample = await knownSample(stage.host, 4096);
    await goToKeyCore(page);
    // An arrow's tail lies on the centre of its disc.
    await choose(page, 'vector', '');
    const seen = await FieldPicture.of(page, sample);
    const { name, content } = await exported(page, 'Picture');
    expect(name).toBe('2dipl-glass-sample-1-mode-0.png');
    const { width, height, channels, data } = readPng(content);
    expect(width).toBe(2 * seen.field.width);
    const strip = height - 2 * seen.field.height;
    expect(strip).toBe(2 * 64);
    const at = (x: number, y: number): Rgb => {
      const from = channels * (Math.round(y) * width + Math.round(x));
      return [data[from], data[from + 1], data[from + 2]];
    };
    // Every disc in view has the colour it has on the screen, where no outline lies over it.
    const places = seen.visible.map((i) => seen.place(i));
    const same = places.filter(
      (place) => distance(at(2 * (place.x - seen.field.x), 2 * (place.y - seen.field.y)), seen.at(place)) <= 4,
    );
    expect(same.length).toBeGreaterThan(0.9 * places.length);
    // The ring of the string is there, at twice the size.
    const [first] = indicesOf(sample, sample.detail.report.keyCore.stringIds);
    const centre = seen.place(first);
    const ring = (sample.detail.diameters[sample.species[first]] / 2) * seen.zoom + 1;
    const red = await token(page, '--mark-string');
    const hits = Array.from({ length: 16 }, (_, k) => (k * Math.PI) / 8).filter(
      (angle) =>
        distance(
          at(
            2 * (centre.x - seen.field.x + ring * Math.cos(angle)),
            2 * (centre.y - seen.field.y + ring * Math.sin(angle)),
          ),
          red,
        ) < 40,
    );
    expect(hits.length).toBeGreaterThanOrEqual(8);
    // Viridis from dark to bright, and text, in a strip of the panel's colour.
    const row = Array.from({ length: width }, (_, x) => at(x, 2 * seen.field.height + 2 * 26));
    const yellow = row.findIndex((colour) => distance(colour, [253, 231, 37]) < 12);
    const violet = row.findIndex((colour) => distance(colour, [68, 1, 84]) < 12);
    expect(violet).toBeGreaterThan(0);
    expect(yellow - violet).toBeGreaterThan(400);
    expect(distance(at(4, height - 4), await token(page, '--panel'))).toBe(0);
    // What is seen has not changed by it.
    expect((await FieldPicture.of(page, sample)).differenceFrom(seen)).toBe(0);
  });

  it('the sample is written in every format the host names, with the modes asked for', async () => {
    const page = await stage.open();
    const sample = await knownSample(stage.host, 4096);
    const { exportFormats } = await stage.host.json<HostInfo>('/api/host');
    expect(exportFormats.length).toBeGreaterThanOrEqual(5);
    for (const { id, label, extension } of exportFormats) {
      const { name, content } = await exported(page, label, '0');
      expect(name).toBe(`2dipl-glass-sample-1${extension}`);
      expect(content.length, id).toBeGreaterThan(4096 * 10);
      // A zip (APPNOTE 4.3.7) and GSD begin so; JSON is one object, the others are text with a line for each particle and more.
      if (id === 'gsd') expect(content.readBigUInt64LE(0)).toBe(0x65df65df65df65dfn);
      else if (id === 'npz') expect(content.subarray(0, 4)).toEqual(Buffer.from('PK\x03\x04', 'latin1'));
      else if (id === 'json') expect(JSON.parse(content.toString('utf8'))).toHaveProperty('ids.length', 4096);
      else expect(content.toString('utf8').split('\n').length).toBeGreaterThan(4096);
    }
    const xyz = (await exported(page, 'extended XYZ', '0-1')).content.toString('utf8').split('\n');
    expect(xyz[0]).toBe('4096');
    const [, x, y] = xyz[2].split(' ');
    expect(Number(x)).toBeCloseTo(sample.positions[0], 10);
    expect(Number(y)).toBeCloseTo(sample.positions[1], 10);
    const columns = (line: string) => line.split(' ').length;
    const fewer = (await exported(page, 'extended XYZ', '1')).content.toString('utf8').split('\n');
    // A mode more is a vector more.
    expect(columns(xyz[2]) - columns(fewer[2])).toBe(3);
  });

  it('fields that are chosen are written, of the modes that are chosen', async () => {
    const page = await stage.open();
    await page.keyboard.press('Control+e');
    const dialog = page.getByRole('dialog', { name: 'Export' });
    await dialog.getByRole('radio', { name: /^JSON/ }).check();
    for (const name of ['u', 'columns of the file', 'columns of reports'])
      await dialog.getByRole('checkbox', { name, exact: true }).uncheck();
    for (const name of ['uT', 'divUNp', 'square']) await dialog.getByRole('checkbox', { name, exact: true }).check();
    await dialog.getByLabel('Modes').fill('1,3-4');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Export', exact: true }).click(),
    ]);
    const { header, fields } = JSON.parse((await contentOf(download)).toString('utf8')) as {
      header: { mode: number[] };
      fields: Record<string, unknown[]>;
    };
    expect(header.mode).toEqual([1, 3, 4]);
    expect(Object.keys(fields).sort()).toEqual(
      ['vibrability', 'square', ...[1, 3, 4].flatMap((mode) => [`uT${mode}`, `divUNp${mode}`])].sort(),
    );
    expect(fields['uT3']).toHaveLength(4096);
  });

  it('an oscillating mode is written as frames', async () => {
    const page = await stage.open();
    await page.keyboard.press('Control+e');
    const dialog = page.getByRole('dialog', { name: 'Export' });
    await dialog.getByRole('radio', { name: /^Oscillating mode/ }).check();
    await dialog.getByLabel('Mode', { exact: true }).fill('20');
    await dialog.getByRole('alert').getByText('give a number from 0 to 19').waitFor();
    await dialog.getByLabel('Mode', { exact: true }).fill('2');
    await dialog.getByLabel('Frames of a period').fill('3');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Export', exact: true }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('2dipl-glass-sample-1-mode-2.xyz');
    const heads = (await contentOf(download)).toString('utf8').match(/^Lattice=.*$/gm) ?? [];
    expect(heads.map((head) => / phaseDegrees=(\S+)/.exec(head)?.[1])).toEqual(['0', '120', '240']);
  });

  it('modes there are not are refused in the dialog', async () => {
    const page = await stage.open();
    await page.getByRole('button', { name: 'Export…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Export' });
    await dialog.getByRole('radio', { name: /^CSV/ }).check();
    for (const [typed, words] of [
      ['21', 'give numbers from 0 to 19'],
      ['3-1', 'Give numbers of modes and ranges'],
    ]) {
      await dialog.getByLabel('Modes').fill(typed);
      await dialog.getByRole('alert').getByText(words).waitFor();
      expect(await dialog.getByRole('button', { name: 'Export', exact: true }).isDisabled()).toBe(true);
    }
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });
});
