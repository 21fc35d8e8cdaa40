import { expect, it } from 'vitest';
import { itAtLength } from '../effort.ts';
import { FieldPicture } from './field-picture.ts';
import { knownSample } from './sample.ts';
import { windowSuite } from './window-suite.ts';

windowSuite('analyses of a sample', (stage) => {
  it('are listed, computed with their defaults, kept, and shown in words', async () => {
    const page = await stage.open();
    const section = page.getByRole('region', { name: 'Analyses' });
    await section.locator('summary').click();
    const names = await section.getByRole('listitem').locator('.name').allInnerTexts();
    expect(names.map((name) => name.replace(/^[▸▾]\s*/, ''))).toEqual(
      expect.arrayContaining(['Mechanics', 'Strain', 'Spectrum', 'Pseudo-harmonic modes']),
    );
    const row = section.getByRole('listitem').filter({ hasText: 'Strain' });
    await row.getByRole('button', { name: 'Strain', exact: true }).click();
    await row.getByText('Not computed for this sample.').waitFor();
    await row.getByRole('button', { name: 'Compute Strain' }).click();
    const summary = row.getByLabel('Summary: Strain');
    await summary.waitFor();
    const text = await summary.innerText();
    expect(text).toContain('simple-shear at 0°, model 2dipl: modulus 14.775395');
    expect(text).toContain('no plastic event up to γ = 1e-7');
    expect(await row.getByText('not kept').count()).toBe(0);
    // It is there after a reload, without computing it again.
    await page.reload();
    await section.locator('summary').click();
    await row.getByRole('button', { name: 'Strain', exact: true }).click();
    expect(await summary.innerText()).toBe(text);
  });

  itAtLength('a map that one of them gives colours the particles', { timeout: 120_000 }, async () => {
    const page = await stage.open();
    const sample = await knownSample(stage.host, 4096);
    await stage.host.json(`${sample.path}/d2min`, { untilEvent: false, to: 1e-4, step: 1e-4 });
    await expect
      // A job on 4096 particles, on a machine that may be busy.
      .poll(
        async () => (await stage.host.json<{ arrays: { name: string }[] }>(sample.path)).arrays.map(({ name }) => name),
        { timeout: 90_000 },
      )
      .toContain('d2min');
    await page.reload();
    await page.locator('#scalar').selectOption('d2min');
    await page.getByRole('figure', { name: /^Colour bar of D²/ }).waitFor();
    const values = await sample.scalar('d2min');
    expect(values).toHaveLength(4096);
    const picture = await FieldPicture.of(page, sample);
    const brightness = (i: number) => picture.at(picture.place(i)).reduce((sum, channel) => sum + channel, 0);
    const byValue = picture.visible.toSorted((a, b) => values[a] - values[b]);
    const mean = (indices: number[]) => indices.reduce((sum, i) => sum + brightness(i), 0) / indices.length;
    expect(mean(byValue.slice(-20))).toBeGreaterThan(mean(byValue.slice(0, 20)) + 100);
  });
});
