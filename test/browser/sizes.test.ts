import { expect, it } from 'vitest';
import { diameterAt } from '../../native-workers/models/size-distribution.ts';
import { uniforms } from '../unit/configurations.ts';
import { dropAndImport, dumpText } from './dropped-files.ts';
import { distance, FieldPicture, goToKeyCore } from './field-picture.ts';
import { choose, knownSample } from './sample.ts';
import { drawn, windowSuite } from './window-suite.ts';

const PARTICLES = 256;
/** Those of the polydisperse model, in units in which the density 0.86 of the dump is its own. */
const DIAMETERS = uniforms(PARTICLES, 5).map(
  (share) => diameterAt({ exponent: -3, least: 0.7246, largest: 1.6131 }, share) / Math.sqrt(0.86),
);

/** A random start of polydisperse particles of one type. */
const POLYDISPERSE = dumpText(PARTICLES, {
  columns: 'id type x y diameter',
  rows: (rows) => rows.map((row, at) => `${row.replace(/^(\d+) \d/, '$1 1')} ${DIAMETERS[at]}`),
});

windowSuite('particles with diameters of their own', (stage) => {
  it('go from drop to discs of their own size, and to G(θ) with a pin', async () => {
    const page = await stage.open();
    await dropAndImport(page, { name: 'sizes.dump', content: POLYDISPERSE });
    await page.getByRole('application', { name: /^Particle field, 256 particles/ }).waitFor();
    await drawn(page);
    const sample = await knownSample(stage.host, PARTICLES);
    expect(sample.detail.report.sample).toMatchObject({ model: 'polydisperse', negativeModes: 0 });
    const diameters = await sample.scalar('diameters');
    expect(diameters).toEqual(DIAMETERS);

    // Coloured by their diameters, which they have a layer of; nothing lies over them.
    await goToKeyCore(page);
    await choose(page, 'vector', '');
    for (const name of ['Core', 'String', 'Square', 'Cell']) {
      const outline = page.getByRole('button', { name, exact: true });
      if (await outline.isEnabled()) await outline.click();
    }
    expect(await page.getByRole('contentinfo').innerText()).toMatch(/ · diameters \S+ to \S+ σ, dispersity \S+ %/);
    await choose(page, 'scalar', 'diameters');
    const picture = await FieldPicture.of(page, sample);
    const bySize = picture.visible.toSorted((a, b) => diameters[a] - diameters[b]);
    expect(bySize.length).toBeGreaterThan(60);
    /** Directions in which the picture has the colour of the disc at a distance from its centre, σ. */
    const own = (i: number, reach: number) => {
      const { x, y } = picture.place(i);
      const colour = picture.at({ x, y });
      return Array.from({ length: 16 }, (_, k) => (k * Math.PI) / 8).filter((angle) => {
        const r = reach * picture.zoom;
        return distance(picture.at({ x: x + r * Math.cos(angle), y: y + r * Math.sin(angle) }), colour) < 4;
      }).length;
    };
    // Of one size, large discs would end before, and small ones go on. A small disc may lie over the edge of a large one,
    // and a notice of the window over some.
    const [small, large] = [bySize.slice(0, 20), bySize.slice(-20)];
    expect(large.filter((i) => own(i, 0.42 * diameters[i]) > 9).length).toBeGreaterThan(14);
    expect(small.filter((i) => own(i, 0.42 * diameters[i]) > 9).length).toBeGreaterThan(14);
    expect(small.filter((i) => own(i, 0.6 * diameters[i]) < 8).length).toBeGreaterThan(14);

    await page.getByRole('tab', { name: 'Mechanics' }).click();
    await page.locator('path[data-curve="unpinned"]').waitFor();
    await page.getByLabel('Particle ids to pin').fill('3, 17');
    await page.getByLabel('Particle ids to pin').press('Enter');
    await page.locator('path[data-curve="pinned"]').waitFor();
  });
});
