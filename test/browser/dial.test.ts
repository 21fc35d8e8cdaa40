import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { StrainResponse } from '../../src-main/api/response-contract.ts';
import { itAtLength } from '../effort.ts';
import { FieldPicture, goToKeyCore } from './field-picture.ts';
import { choose, knownSample } from './sample.ts';
import { drawn, settled, windowSuite } from './window-suite.ts';

/** What the legend says the arrows are. */
async function legend(page: Page): Promise<string> {
  await settled(page);
  return (await page.locator('.legend .arrows').textContent()) ?? '';
}

function chosen(page: Page): Promise<string> {
  return page.locator('#mechanics-vector').inputValue();
}

windowSuite('the dial and the arrows', (stage) => {
  itAtLength('arrows follow θ when the dial is turned, say so, and go back with one click', async () => {
    const page = await stage.open();
    const sample = await knownSample(stage.host, 4096);
    await goToKeyCore(page);
    expect(await legend(page)).toMatch(/^u of mode 0: /);
    await page.getByRole('tab', { name: 'Mechanics' }).click();
    await page.locator('path[data-curve="string"]').waitFor();
    // No strings over the arrows.
    await page.getByRole('group', { name: 'Strings' }).getByRole('button', { name: 'None', exact: true }).click();
    const before = await FieldPicture.of(page, sample);
    const title = page.locator('.pane .title');
    const dial = page.getByRole('slider', { name: /^Angle θ/ });
    await dial.focus();
    await page.keyboard.press('PageUp');
    expect(await chosen(page)).toBe('x:theta');
    await title.getByText('overlap with mode 0').waitFor();
    expect(await legend(page)).toMatch(/^x\(θ\), θ = 15°: each particle/);
    const at15 = await FieldPicture.of(page, sample);
    expect(at15.differenceFrom(before)).toBeGreaterThan(0.02);
    for (let turn = 0; turn < 4; turn += 1) await page.keyboard.press('PageUp');
    expect(await legend(page)).toMatch(/^x\(θ\), θ = 75°: /);
    expect((await FieldPicture.of(page, sample)).differenceFrom(at15)).toBeGreaterThan(0.02);
    // Back, and turning on changes nothing any more.
    await title.getByRole('button', { name: 'Back to u' }).click();
    expect(await chosen(page)).toBe('u');
    expect((await FieldPicture.of(page, sample)).differenceFrom(before)).toBe(0);
    await dial.focus();
    await page.keyboard.press('PageUp');
    expect(await legend(page)).toMatch(/^u of mode 0: /);
    // Until it is wanted again.
    const follow = page.getByRole('button', { name: 'Arrows follow θ' });
    await follow.click();
    expect(await legend(page)).toMatch(/^x\(θ\), θ = 90°: /);
    await follow.click();
    expect(await chosen(page)).toBe('u');
  });

  it('follow with the keys of the field too; no arrows stay none, and a second field that turns is enough', async () => {
    const page = await stage.open();
    await goToKeyCore(page);
    await choose(page, 'vector', '');
    await page.keyboard.press('.');
    await settled(page);
    expect(await page.locator('.legend .arrows').count()).toBe(0);
    await choose(page, 'vector', 'uT');
    await page.keyboard.press('s');
    await page.keyboard.press('.');
    await settled(page);
    expect(await page.locator('#vector').inputValue()).toBe('uT');
    await page.keyboard.press('s');
    await page.keyboard.press('.');
    await expect.poll(() => page.locator('#vector').inputValue()).toBe('x:theta');
    await page
      .locator('.pane .title')
      .getByRole('button', { name: /^Back to u ?T$/ })
      .click();
    expect(await page.locator('#vector').inputValue()).toBe('uT');
  });

  itAtLength('says where pinning the key core changes little, and opens the sample where it does much', async () => {
    const page = await stage.open();
    const sample = await knownSample(stage.host, 4096);
    await page.getByRole('tab', { name: 'Mechanics' }).click();
    const note = page.locator('.curves p', { hasText: 'Pinning the key core changes' });
    await note.waitFor();
    const answer = (pinned: readonly number[]) =>
      stage.host.json<StrainResponse>(`${sample.path}/response`, { pinned });
    const [free, pinned] = [await answer([]), await answer(sample.detail.report.keyCore.stringIds)];
    const relative = ({ summary }: StrainResponse) => (summary.max - summary.min) / pinned.summary.mean;
    const two = (value: number) => String(Number(value.toPrecision(2)));
    const said = ((await note.textContent()) ?? '').replace(/\s+/g, ' ');
    expect(said).toContain(`relative anisotropy ${two(relative(free))} → ${two(relative(pinned))}`);
    const h = [free, pinned].map(({ harmonics }) => harmonics);
    const modulus = ({ constant, cos2, sin2, cos4, sin4 }: (typeof h)[0], phi: number) =>
      constant + cos2 * Math.cos(phi) + sin2 * Math.sin(phi) + cos4 * Math.cos(2 * phi) + sin4 * Math.sin(2 * phi);
    const most = Math.max(
      ...Array.from({ length: 360 }, (_, k) => (k * Math.PI) / 180).map((phi) =>
        Math.abs(modulus(h[1], phi) - modulus(h[0], phi)),
      ),
    );
    expect(said).toContain(`by at most ${((100 * most) / pinned.summary.mean).toFixed(0)} % here`);
    await note.getByRole('button', { name: /^open ‘2DIPL glass, N = 1024/ }).click();
    await expect.poll(() => page.locator('.facts').textContent()).toContain('N = 1024');
    await drawn(page);
    await page.locator('path[data-curve="string"]').waitFor();
    await settled(page);
    expect(await note.count()).toBe(0);
  });
});
