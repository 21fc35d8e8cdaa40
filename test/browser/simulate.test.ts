import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { itAtLength } from '../effort.ts';
import { readPng } from '../../scripts/png.ts';
import { drop, dropAndImport, dumpText } from './dropped-files.ts';
import { distance, token, type Rgb } from './field-picture.ts';
import { sampleRows } from './sample.ts';
import { settled, windowSuite } from './window-suite.ts';

/** A glass that takes some seconds, with many pictures on the way. */
const GLASS = {
  model: '2dipl',
  particles: 400,
  preset: 'quick',
  samples: 2,
  seed: 'window',
  analysis: { modes: 3 },
  protocol: { equilibrationTime: 120, coolingRate: 0.02, checkpointInterval: 200, traceInterval: 100 },
};
/** One that nobody waits for. */
const ENDLESS = { ...GLASS, seed: 'endless', protocol: { ...GLASS.protocol, equilibrationTime: 1e6 } };

function form(page: Page): Locator {
  return page.getByRole('dialog', { name: 'New samples' });
}

function panel(page: Page): Locator {
  return page.getByRole('region', { name: 'Live run' });
}

async function openForm(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'New samples…' }).click();
  await form(page).getByLabel('Particles').waitFor();
  return form(page);
}

/** Opens the form with a configuration and runs it. */
async function begin(page: Page, configuration: object): Promise<void> {
  await drop(page, { name: 'glass.json', content: JSON.stringify(configuration) });
  await form(page)
    .getByText(/steps a sample/)
    .waitFor();
  await form(page).getByRole('button', { name: 'Run' }).click();
  await panel(page).waitFor();
}

/** Number of the picture that is shown. */
async function pictureNumber(page: Page): Promise<number> {
  const canvas = panel(page).locator('canvas[data-seq]');
  await canvas.waitFor();
  return Number(await canvas.getAttribute('data-seq'));
}

/** Share of the pixels of the live picture that have about this colour. */
async function share(page: Page, colour: Rgb): Promise<number> {
  const { data, channels, width, height } = readPng(await panel(page).locator('canvas[data-seq]').screenshot());
  let count = 0;
  for (let at = 0; at < width * height; at += 1) {
    const from = channels * at;
    if (distance([data[from], data[from + 1], data[from + 2]], colour) < 6) count += 1;
  }
  return count / (width * height);
}

/** What a plot says for screen readers. */
function plot(within: Page | Locator, title: string): Locator {
  return within.getByRole('figure', { name: new RegExp(`^${title.replace(/[()]/g, '\\$&')}`) });
}

windowSuite('making samples', (stage) => {
  it('the form shows what model and preset come to, and what is wrong at its field in the words of the command line', async () => {
    const page = await stage.open();
    const dialog = await openForm(page);
    const particles = dialog.getByLabel('Particles');
    await dialog.getByText('N = 4096 (2048 A, 2048 B) · box 69.01 × 69.01').waitFor();
    expect(await particles.getAttribute('placeholder')).toBe('4096');
    // How long that will take is said before it is begun.
    await dialog.getByText(/^about \d+ (s|min)\b.*\(not yet measured on this machine\)$/).waitFor();
    const until = dialog.getByLabel('Stop at QLM samples');
    await until.fill('some');
    await until.press('Tab');
    await dialog.getByText('Give a whole number from 1 on').waitFor();
    expect(await until.inputValue()).toBe('some');
    expect(await until.getAttribute('aria-invalid')).toBe('true');
    await until.fill('2');
    await dialog.getByText(/^at most about /).waitFor();
    await until.fill('');
    await dialog.locator('summary', { hasText: 'Protocol' }).click();
    expect(await dialog.getByLabel('Cooling rate').getAttribute('placeholder')).toBe('0.01');
    await dialog.getByLabel('Preset').selectOption('instantaneous');
    await dialog.getByText('no dynamics').waitFor();
    await dialog.getByLabel('Preset').selectOption('quick');
    await dialog.getByLabel('Model').selectOption('2dka');
    await dialog.getByText('N = 4096 (2662 A, 1434 B)').waitFor();

    await particles.fill('7');
    const alert = dialog.getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toBe('Too small: a sample has at least 16 particles');
    expect(await particles.getAttribute('aria-invalid')).toBe('true');
    await dialog.getByRole('button', { name: 'Run' }).click();
    await expect.poll(() => particles.evaluate((element) => element === document.activeElement)).toBe(true);
    await particles.fill('many');
    await expect.poll(() => alert.innerText()).toMatch(/expected (number|int), received string/);
    await particles.fill('');
    await alert.waitFor({ state: 'detached' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await panel(page).count()).toBe(0);
  });

  it('a configuration is dropped on the window, changed, and saved as JSON; what is none is refused', async () => {
    const page = await stage.open();
    await drop(page, { name: 'glass.json', content: JSON.stringify(GLASS) });
    const dialog = form(page);
    await dialog.getByLabel('Particles').waitFor();
    // The form is there before the file has been read into it.
    await expect.poll(() => dialog.getByLabel('Particles').inputValue()).toBe('400');
    expect(await dialog.getByLabel('Seed').inputValue()).toBe('window');
    await dialog.getByLabel('Samples', { exact: true }).fill('3');
    await dialog.locator('summary', { hasText: 'Protocol' }).click();
    await dialog.getByLabel('Cooling rate').fill('');
    await dialog.getByRole('button', { name: 'Write out' }).click();
    await dialog.getByLabel('Rate', { exact: true }).fill('2e-3');
    const download = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Save as JSON' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('2dipl-quick.json');
    const path = join(stage.host.root, 'saved.json');
    await file.saveAs(path);
    const { equilibrationTime, checkpointInterval, traceInterval } = GLASS.protocol;
    const cooling = [{ to: 0.01, rate: 0.002 }];
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      ...GLASS,
      samples: 3,
      protocol: { equilibrationTime, checkpointInterval, traceInterval, cooling },
    });
    await drop(page, { name: 'broken.json', content: '{' });
    await dialog
      .getByRole('alert')
      .getByText(/^broken\.json is not JSON/)
      .waitFor();
    await drop(page, { name: 'other.json', content: '{"model": "2dipl", "size": 5}' });
    await dialog
      .getByRole('alert')
      .getByText(/^Unrecognized key: "size"; known keys: model/)
      .waitFor();
    expect(await dialog.getByRole('alert').count()).toBe(1);
  });

  itAtLength('a model with a potential of its own is written as JSON, checked as it is typed', async () => {
    const page = await stage.open();
    const dialog = await openForm(page);
    await dialog.getByLabel('Model', { exact: true }).selectOption('own');
    const definition = dialog.getByRole('textbox', { name: 'Definition of the model, JSON' });
    const text = await definition.inputValue();
    expect(JSON.parse(text)).toMatchObject({ potential: { cutoff: 2.5 } });
    // A model that nobody knows has no usual temperature.
    const alert = dialog.getByRole('alert');
    await alert.getByText(/at which temperature its liquid is equilibrated/).waitFor();
    await dialog.getByLabel('Temperature', { exact: true }).first().fill('2');
    await dialog.getByText(/^N = 4096 · box/).waitFor();
    await definition.fill(text.replace('eps*', 'eps*('));
    await alert.waitFor();
    await definition.fill(text.slice(0, -3));
    await alert.getByText(/^This is not JSON yet: /).waitFor();
    await dialog.getByRole('button', { name: 'Run' }).click();
    await expect.poll(() => definition.evaluate((element) => element === document.activeElement)).toBe(true);
    await dialog.getByLabel('Model', { exact: true }).selectOption('2dipl');
    await alert.waitFor({ state: 'detached' });
  });

  it('samples are made before one’s eyes and appear in the list', async () => {
    const page = await stage.open({ colorScheme: 'light' });
    await begin(page, GLASS);
    const first = await pictureNumber(page);
    await settled(page);
    const [a, b, background] = [
      await token(page, '--species-a'),
      await token(page, '--species-b'),
      await token(page, '--field-background'),
    ];
    // The discs are drawn at 0.92 of the diameter (1 and 1.4 σ); neighbours keep apart, so their areas add up.
    const cell = 400 / 0.86;
    const covered = { a: (200 * Math.PI * 0.46 ** 2) / cell, b: (200 * Math.PI * (0.7 * 0.92) ** 2) / cell };
    const shares = { a: await share(page, a), b: await share(page, b), background: await share(page, background) };
    // Edges of discs are mixed colours: up to a tenth of the small ones.
    expect(shares.b / shares.a).toBeGreaterThan((0.85 * covered.b) / covered.a);
    expect(shares.b / shares.a).toBeLessThan((1.35 * covered.b) / covered.a);
    expect(shares.background).toBeGreaterThan(0.1);
    await expect.poll(() => pictureNumber(page), { timeout: 20_000 }).toBeGreaterThan(first);
    await expect
      .poll(() => plot(panel(page), 'Temperature').getAttribute('aria-label'))
      .toMatch(/^Temperature: .* at time/);
    await expect
      .poll(
        () =>
          panel(page)
            .getByText(/\|⟨ψ₆⟩\| 0\.\d+/)
            .count(),
        { timeout: 20_000 },
      )
      .toBe(1);
    for (const title of ['Energy U/N', 'Pressure', 'Mean-square displacement', 'g(r)', 'S(q)'])
      await plot(panel(page), title).locator('canvas').waitFor();
    await panel(page).getByText('Done', { exact: true }).waitFor({ timeout: 40_000 });
    // Begun in an example, they are in Untitled.
    await page.getByRole('banner').getByText('Untitled', { exact: true }).waitFor();
    await expect.poll(() => sampleRows(page).count()).toBe(2);
    await panel(page)
      .getByRole('button', { name: /^Look at sample \d+$/ })
      .first()
      .click();
    await page.getByRole('application', { name: /^Particle field, 400 particles/ }).waitFor();
    expect(await panel(page).count()).toBe(0);
  });

  itAtLength('a run is hidden and shown, outlives a reload of the page, and is cancelled', async () => {
    const page = await stage.open();
    await dropAndImport(page, { name: 'beside.dump', content: dumpText(100) });
    await page.getByRole('application', { name: /^Particle field, 100 particles/ }).waitFor();
    await begin(page, ENDLESS);
    await pictureNumber(page);
    const before = await sampleRows(page).count();
    await panel(page).getByRole('button', { name: 'Hide' }).click();
    await panel(page).waitFor({ state: 'detached' });
    // At the least width of the field it lies over no other control.
    const reopen = page.getByRole('button', { name: 'Show the run' });
    await page.setViewportSize({ width: 1024, height: 768 });
    const bar = await page.getByRole('toolbar', { name: 'Field' }).boundingBox();
    await expect
      .poll(async () => (await reopen.boundingBox())?.y ?? 0)
      .toBeGreaterThan((bar?.y ?? Infinity) + (bar?.height ?? 0));
    await page.setViewportSize({ width: 1440, height: 900 });
    await reopen.click();
    await pictureNumber(page);
    await page.reload();
    await panel(page).waitFor();
    const number = await pictureNumber(page);
    await expect.poll(() => pictureNumber(page), { timeout: 20_000 }).toBeGreaterThan(number);
    await panel(page).getByRole('button', { name: 'Cancel' }).click();
    await panel(page).getByText('Cancelled', { exact: true }).waitFor();
    await panel(page).getByRole('button', { name: 'Close' }).click();
    await panel(page).waitFor({ state: 'detached' });
    expect(await sampleRows(page).count()).toBe(before);
  });

  itAtLength('a run that is stopped before its first picture says so, and blames no preset', async () => {
    const page = await stage.open();
    await begin(page, { ...ENDLESS, particles: 20_000, seed: 'stopped' });
    await panel(page).getByRole('button', { name: 'Cancel' }).click();
    await panel(page).getByText('Cancelled', { exact: true }).waitFor();
    if ((await panel(page).locator('canvas[data-seq]').count()) === 0)
      await panel(page).getByText('The run was cancelled before its first picture.').waitFor();
    expect(
      await panel(page)
        .getByText(/preset without dynamics/)
        .count(),
    ).toBe(0);
  });

  itAtLength('a run that was cut off by a kill says so, and has pictures again when it is resumed', async () => {
    stage.tolerate(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED_ENCODING|status of 40[14]/);
    const page = await stage.open();
    await begin(page, { ...ENDLESS, seed: 'cut off' });
    await pictureNumber(page);
    const { port } = stage.host;
    await stage.host.end('SIGKILL');
    await stage.host.start([], port);
    await panel(page).getByText('Unfinished', { exact: true }).waitFor({ timeout: 20_000 });
    await panel(page)
      .getByText(/^The run ended with the Keycore that made it/)
      .waitFor();
    expect(await panel(page).getByRole('progressbar').getAttribute('value')).toBe('0');
    await panel(page).getByRole('button', { name: 'Resume' }).click();
    await pictureNumber(page);
    await panel(page).getByRole('button', { name: 'Cancel' }).click();
    await panel(page).getByText('Cancelled', { exact: true }).waitFor();
    await panel(page).getByRole('button', { name: 'Close' }).click();
  });

  it('is used by keyboard only, dark and narrow', async () => {
    const page = await stage.open({ colorScheme: 'dark', viewport: { width: 700, height: 800 } });
    await page.getByRole('button', { name: 'New samples…' }).focus();
    await page.keyboard.press('Enter');
    await form(page).getByLabel('Particles').waitFor();
    const overflow = await form(page).evaluate((dialog) => {
      const body = dialog.querySelector('.body');
      return body === null ? Number.NaN : body.scrollWidth - body.clientWidth;
    });
    expect(overflow).toBeLessThanOrEqual(0);
    // Everything that the tab key reaches has a name.
    const names: string[] = [];
    for (let stop = 0; stop < 40; stop += 1) {
      await page.keyboard.press('Tab');
      // Past the last control the focus leaves the page.
      if ((await page.locator(':focus').count()) === 0) continue;
      names.push((await page.locator(':focus').ariaSnapshot()).split('\n')[0]);
    }
    for (const wanted of ['combobox "Model"', 'textbox "Particles"', 'textbox "Samples"', 'button "Run"'])
      expect(names.join('\n')).toContain(wanted);
    await page.keyboard.press('Escape');
    await form(page).waitFor({ state: 'detached' });
  });

  it('the structure of a stored sample: g(r), S(q), coordination, ψ6', async () => {
    const page = await stage.open();
    const section = page.getByRole('region', { name: 'Structure' });
    await section.locator('summary').click();
    await plot(section, 'g(r)').locator('canvas').waitFor();
    await plot(section, 'S(q)').locator('canvas').waitFor();
    const histogram = section.getByRole('figure', { name: /^Coordination numbers: / });
    const said = (await histogram.getAttribute('aria-label')) ?? '';
    const percent = Array.from(said.matchAll(/([\d.]+) % have (\d+)/g), ([, of, z]) => [Number(of), Number(z)]);
    // Euler: six neighbours on average; shares are rounded to a percent.
    expect(percent.reduce((sum, [of, z]) => sum + (of * z) / 100, 0)).toBeCloseTo(6, 0);
    // A plot is drawn: its canvas has the colour of its line.
    const { data, channels } = readPng(await plot(section, 'S(q)').locator('canvas').screenshot());
    const line = await token(page, '--text');
    let inked = 0;
    for (let at = 0; at < data.length; at += channels)
      if (distance([data[at], data[at + 1], data[at + 2]], line) < 40) inked += 1;
    expect(inked).toBeGreaterThan(100);
    await page.locator('#scalar').selectOption('psi6');
    await page.getByRole('figure', { name: /^Colour bar of \|ψ_6\|/ }).waitFor();
  });
});
