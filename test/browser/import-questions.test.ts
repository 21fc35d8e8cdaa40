import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { confirmImport, drop, dumpText } from './dropped-files.ts';
import { knownSample } from './sample.ts';
import { answerAsHost, windowSuite } from './window-suite.ts';
import { itAtLength } from '../effort.ts';

/** 2DIPL in one's own words, of other shares. */
const SOFT = {
  name: 'soft discs',
  species: [
    { name: 'S', fraction: 0.7 },
    { name: 'L', fraction: 0.3, diameter: 1.4 },
  ],
  potential: {
    expression: '(s/r)^10',
    parameters: { s: { 'S-S': 1, 'S-L': 1.18, 'L-L': 1.4 } },
    cutoff: { 'S-S': 1.48, 'S-L': 1.7464, 'L-L': 2.072 },
  },
  density: 0.86,
};

const question = (page: Page, name: string): Locator => page.getByRole('dialog', { name: `Import ${name}` });

async function submit(dialog: Locator): Promise<void> {
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
}

/** A box and three columns as an extended XYZ states them, and what it says of its boundaries. */
function xyzText(n: number, pbc: string): string {
  const rows = dumpText(n, { share: 0.7 })
    .split('\n')
    .slice(9, 9 + n);
  const side = Math.sqrt(n / 0.86);
  return [
    String(n),
    `Lattice="${side} 0 0 0 ${side} 0 0 0 1" Properties=id:I:1:type:I:1:pos:R:3 pbc="${pbc}"`,
    ...rows.map((row) => `${row} 0`),
    '',
  ].join('\n');
}

windowSuite('questions about a file', (stage) => {
  it('a box that a file calls open is asked about, then its model: the first answer is kept', async () => {
    const page = await stage.open();
    await drop(page, { name: 'open.xyz', content: xyzText(180, 'F F F') });
    const dialog = question(page, 'open.xyz');
    await dialog.getByLabel('The box is periodic in x and y').waitFor();
    expect(await dialog.innerText()).not.toMatch(/--/);
    await submit(dialog);
    await dialog.getByText('Say that the box is periodic, or leave the file out.').waitFor();
    await dialog.getByLabel('The box is periodic in x and y').check();
    await submit(dialog);
    await dialog.getByLabel('Model', { exact: true }).selectOption('2dipl');
    await dialog.getByLabel('Type 1 (70 %)').selectOption('A');
    await dialog.getByLabel('Type 2 (30 %)').selectOption('B');
    await submit(dialog);
    await page.getByRole('application', { name: /^Particle field, 180 particles/ }).waitFor();
  });

  it('a box that it does not state, then its model and types: all answers count', async () => {
    const page = await stage.open();
    const n = 190;
    const rows = dumpText(n, { share: 0.7 })
      .split('\n')
      .slice(9, 9 + n);
    await drop(page, {
      name: 'points.csv',
      content: ['id,type,x,y', ...rows.map((row) => row.replaceAll(' ', ','))].join('\n'),
    });
    const dialog = question(page, 'points.csv');
    await dialog.getByLabel('Box edge Lx, σ').fill('14.9');
    await submit(dialog);
    await dialog.getByText('Both edges of the box are numbers above 0.').waitFor();
    await dialog.getByLabel('Box edge Ly, σ').fill('14.9');
    await submit(dialog);
    await dialog.getByLabel('Type 1 (70 %)').waitFor();
    await dialog.getByLabel('Model', { exact: true }).selectOption('2dipl');
    await submit(dialog);
    // Shares that fit no order: now the types are asked for, and the model is still the one that was chosen.
    await dialog.getByText('Which type is which species of the model').waitFor();
    expect(await dialog.getByLabel('Model', { exact: true }).inputValue()).toBe('2dipl');
    await submit(dialog);
    await dialog.getByText('Choose the species of every type.').waitFor();
    await dialog.getByLabel('Type 1 (70 %)').selectOption('A');
    await dialog.getByLabel('Type 2 (30 %)').selectOption('B');
    await submit(dialog);
    await page.getByRole('application', { name: /^Particle field, 190 particles/ }).waitFor();
    expect((await knownSample(stage.host, n)).detail.report.sample.box.slice(0, 2)).toEqual([14.9, 14.9]);
  });

  it('an atom style is chosen from those that the file may have', async () => {
    const page = await stage.open();
    // What the host forgets is sent again.
    stage.provoke(/status of 404/);
    const asked: URLSearchParams[] = [];
    // Answered once in the place of the host, whose answer then is about the style that was chosen.
    await page.route(/\/previews\?/, async (route) => {
      asked.push(new URL(route.request().url()).searchParams);
      if (asked.length > 1) return route.fallback();
      const question = { asks: 'atomStyle', problem: 'Its rows fit several atom styles.', styles: ['charge', 'bond'] };
      const problem = { kind: 'bad-input', message: 'styled.dump: which style?', place: { question } };
      const nothing = {
        format: null,
        frames: null,
        facts: null,
        model: null,
        maxForce: null,
        content: null,
        recipe: null,
      };
      const preview = {
        ...nothing,
        preview: 'forgotten',
        bytes: 1,
        configurations: 0,
        stored: null,
        notes: [],
        problem,
      };
      return answerAsHost(route, { contentType: 'application/json', body: JSON.stringify(preview) });
    });
    await drop(page, { name: 'styled.dump', content: dumpText(200) });
    const dialog = question(page, 'styled.dump');
    await submit(dialog);
    await dialog.getByText('Choose the atom style.').waitFor();
    expect(await dialog.getByLabel('Atom style').locator('option').allInnerTexts()).toEqual([
      'Choose…',
      'charge',
      'bond',
    ]);
    await dialog.getByLabel('Atom style').selectOption('charge');
    await submit(dialog);
    await page.getByRole('application', { name: /^Particle field, 200 particles/ }).waitFor();
    expect(asked.map((query) => query.get('atomStyle'))).toEqual([null, 'charge']);
  });

  it('is laid out within its window, wide or narrow, light or dark', async () => {
    for (const [width, colorScheme] of [
      [1440, 'light'],
      [640, 'dark'],
    ] as const) {
      const page = await stage.open({ viewport: { width, height: 700 }, colorScheme });
      await drop(page, { name: 'laid-out.dump', content: dumpText(210, { share: 0.7 }) });
      const dialog = question(page, 'laid-out.dump');
      await dialog.getByLabel('Model', { exact: true }).selectOption('Own potential…');
      await dialog.getByLabel('Definition of the model, JSON').fill('no JSON');
      await submit(dialog);
      await dialog.getByText(/is not JSON/).waitFor();
      const outside = await dialog.evaluate((element) =>
        Array.from(element.querySelectorAll('label, select, textarea, button, p')).flatMap((part) => {
          const [inner, outer] = [part.getBoundingClientRect(), element.getBoundingClientRect()];
          const isOut =
            inner.left < outer.left ||
            inner.right > outer.right ||
            outer.right > innerWidth ||
            outer.bottom > innerHeight;
          return isOut ? [part.textContent] : [];
        }),
      );
      expect(outside, `at ${width}`).toEqual([]);
      const picture = process.env['KEYCORE_TEST_PICTURES'];
      if (picture !== undefined) await page.screenshot({ path: `${picture}/import-${width}-${colorScheme}.png` });
      await dialog.getByRole('button', { name: 'Cancel' }).click();
    }
  });

  // Models that were given are at hand from here on, and guessed where they fit.
  itAtLength(
    'its model may be a potential of one’s own: pasted, refused until it is one, and offered by name afterwards',
    async () => {
      // Of the definition that is none.
      stage.provoke(/status of 422/);
      const page = await stage.open();
      await drop(page, { name: 'mine.dump', content: dumpText(150, { share: 0.7 }) });
      const dialog = question(page, 'mine.dump');
      await dialog.getByLabel('Model', { exact: true }).selectOption('Own potential…');
      await submit(dialog);
      await dialog.getByText('Give the definition of the model.').waitFor();
      const definition = dialog.getByLabel('Definition of the model, JSON');
      await definition.fill('{"name": "soft discs"');
      await submit(dialog);
      await dialog.getByText(/^This text is not JSON/).waitFor();
      await definition.fill(JSON.stringify({ ...SOFT, density: -1 }));
      await submit(dialog);
      await dialog.getByText(/^This text: settings: density: /).waitFor();
      await definition.fill(JSON.stringify(SOFT));
      await definition.blur();
      // It is a model among the others, with species of its own.
      await dialog.getByLabel('Type 1 (70 %)').selectOption('S');
      await dialog.getByLabel('Type 2 (30 %)').selectOption('L');
      await submit(dialog);
      await page.getByRole('application', { name: /^Particle field, 150 particles/ }).waitFor();
      const { detail, species } = await knownSample(stage.host, 150);
      expect(detail.report.sample.model).toBe('user:soft discs');
      expect(detail.report.provenance.modelDefinition).toMatchObject({ name: SOFT.name, potential: SOFT.potential });
      expect(species.filter((kind) => kind === 0)).toHaveLength(105);
      // The next file is asked about with the same model at hand; nothing needs to be pasted.
      await drop(page, { name: 'next.dump', content: dumpText(160, { share: 0.6 }) });
      const next = question(page, 'next.dump');
      await next.getByLabel('Model', { exact: true }).selectOption('soft discs');
      await next.getByLabel('Type 1 (60 %)').selectOption('S');
      await next.getByLabel('Type 2 (40 %)').selectOption('L');
      await submit(next);
      await page.getByRole('application', { name: /^Particle field, 160 particles/ }).waitFor();
      expect((await knownSample(stage.host, 160)).detail.report.sample.model).toBe('user:soft discs');
    },
  );

  it('a definition that is dropped is remembered, and a file that it fits alone is read with it', async () => {
    const page = await stage.open();
    const sparse = { ...SOFT, name: 'sparse', species: [{ name: 'S' }, { name: 'L', diameter: 1.4 }], density: 0.8 };
    const side = Math.sqrt(170 / 0.8);
    await drop(
      page,
      { name: 'sparse.json', content: JSON.stringify(sparse) },
      { name: 'sparse.dump', content: dumpText(170, { bounds: `0 ${side}`, share: 0.6 }) },
    );
    await question(page, 'sparse.dump').getByText('sparse (user:sparse)').waitFor();
    await page.getByText('sparse.json defines the potential ‘sparse’.').waitFor();
    await confirmImport(page);
    await page.getByRole('application', { name: /^Particle field, 170 particles/ }).waitFor();
    const { detail } = await knownSample(stage.host, 170);
    expect(detail.report.sample).toMatchObject({ model: 'user:sparse', guessed: { model: true } });
    // What was guessed can be told otherwise; the guess stands in the list.
    await page.getByRole('button', { name: 'change', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'What is sparse.dump really?' });
    await expect
      .poll(async () => dialog.getByLabel('Model', { exact: true }).locator('option:checked').innerText())
      .toBe('sparse');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });
});
