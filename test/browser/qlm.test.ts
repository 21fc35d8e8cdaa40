import { expect, it } from 'vitest';
import { settled, windowSuite } from './window-suite.ts';

windowSuite('the verdict', (stage) => {
  it('stands on the sample and on its lowest mode, with reasons; the key core is outlined on no plane wave', async () => {
    const page = await stage.open();
    await page.locator('#sample-1').getByText('QLM', { exact: true }).waitFor();
    const modes = page.locator('section[aria-labelledby="modes-title"]');
    await modes.getByText('QLM', { exact: true }).waitFor();
    await modes
      .getByText(
        /^The lowest mode is a quasi-localised mode: 8\.6 % of it lies in plane waves \(phonon share 0\.086 < 0\.5\)/,
      )
      .waitFor();
    const legend = page.locator('.legend');
    await legend.getByText('string', { exact: true }).waitFor();
    // Mode 1 is a plane wave.
    await page.locator('[data-mode="1"]').click();
    await modes.getByText('Mode 1', { exact: true }).waitFor();
    await settled(page);
    expect(await legend.getByText('string', { exact: true }).count()).toBe(0);
    expect(await modes.getByText(/^The lowest mode is/).count()).toBe(0);
    await page.getByRole('button', { name: 'On waves too' }).click();
    await legend.getByText('string', { exact: true }).waitFor();
  });

  it('first QLM and centre on this mode', async () => {
    const page = await stage.open();
    const first = page.getByRole('button', { name: 'First QLM' });
    // The one sample is open already.
    expect(await first.isDisabled()).toBe(true);
    expect(await first.getAttribute('title')).toBe('Sample 1 is the first whose lowest mode is quasi-localised');
    await page.getByRole('button', { name: 'Centre on this mode' }).click();
    await settled(page);
  });
});
