import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inProcess } from '../integration/cli-runner.ts';
import type { Host } from './host.ts';
import { openFile, windowSuite } from './window-suite.ts';

/** Makes a project with a packing of harmonic discs in the folder of the host. */
async function packed(host: Host, name: string, packingFraction: number): Promise<void> {
  const configuration = join(host.root, `${name}.json`);
  const settings = { model: 'harmonic', particles: 128, preset: 'packing', seed: '1', packingFraction };
  writeFileSync(configuration, JSON.stringify(settings));
  const { code } = await inProcess(['simulate', configuration, '-o', join(host.root, `${name}.keycore`)]);
  expect(code).toBe(0);
}

windowSuite('packings', (stage) => {
  it('a jammed one: rattlers are counted and named, contacts and overlaps stand in the status strip', async () => {
    await packed(stage.host, 'jammed', 0.87);
    const page = await stage.open();
    await openFile(page, 'jammed.keycore');
    // The dialog, which is closing, has a footer too.
    const strip = page.getByRole('contentinfo').filter({ hasText: 'harmonic' });
    expect(await strip.innerText()).toMatch(
      / · φ = 0\.87 · p = \S+ ε\/σ² · Z = [45]\.\d+, ΔZ = \S+ · \d+ rattlers? · overlap \S+ %, up to/,
    );
    const legend = page.locator('.legend .item').filter({ hasText: /^\d+ rattlers?$/ });
    expect(await legend.getAttribute('title')).toBe('Held by nothing, and left out of modes, Ψ and moduli.');
    // Ψ of all particles is above the threshold: rings round all of them would hide everything.
    const core = page.getByRole('button', { name: 'Core', exact: true });
    expect(await core.isDisabled()).toBe(true);
    expect(await core.getAttribute('title')).toMatch(/^Ψ > 0\.25 σ²\/ε holds for \d+ of 128 particles/);

    await page.getByRole('button', { name: /^1 note/ }).click();
    const id = /by contacts\): (\d+)/.exec(await page.getByRole('dialog').innerText())?.[1] ?? '';
    await page.keyboard.press('Escape');
    await page.getByLabel('Particle id').fill(id);
    await page.getByRole('button', { name: 'Show' }).click();
    const particle = page.getByRole('region', { name: 'Particle', exact: true });
    await particle.getByText('rattler', { exact: true }).waitFor();
    // No unit stands without a number.
    expect(await particle.innerText()).toMatch(/Ψ\s+–\s+\|ψ/);
  });

  it('one that is not jammed opens, and says in plain words what it has not', async () => {
    await packed(stage.host, 'unjammed', 0.7);
    const page = await stage.open();
    await openFile(page, 'unjammed.keycore');
    const reason = 'The packing is not jammed: its particles do not press on each other';
    await page.getByText(`No modes. ${reason}`).waitFor();
    expect(await page.getByRole('contentinfo').filter({ hasText: 'harmonic' }).innerText()).toContain(
      'φ = 0.7 · not jammed',
    );
    expect(await page.getByLabel('Arrows').locator('option:checked').innerText()).toBe('None');
    await page.getByRole('tab', { name: 'Mechanics' }).click();
    await page.getByRole('alert').getByText(`No shear modulus. ${reason}`).waitFor();
  });
});
