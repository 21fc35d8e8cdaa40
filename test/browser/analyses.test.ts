import { expect, it } from 'vitest';
import { windowSuite } from './window-suite.ts';

windowSuite('analyses of a sample', (stage) => {
  it('are listed, computed with their defaults, kept, and shown in words', async () => {
    const page = await stage.open();
    const section = page.getByRole('region', { name: 'Analyses' });
    await section.locator('summary').click();
    const names = await section.getByRole('listitem').locator('.name').allInnerTexts();
    expect(names).toEqual(expect.arrayContaining(['Mechanics', 'Strain', 'Spectrum', 'Pseudo-harmonic modes']));
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
});
