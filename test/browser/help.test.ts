import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { windowSuite } from './window-suite.ts';

function helpDialog(page: Page): Locator {
  return page.getByRole('dialog', { name: 'Help' });
}

windowSuite('the help', (stage) => {
  it('answers five questions, and does what the answers say', async () => {
    const page = await stage.open();
    const ask = async (question: string, answer: RegExp, press?: string) => {
      await page.getByRole('button', { name: 'Help' }).click();
      const help = helpDialog(page);
      const part = help.getByRole('region', { name: question });
      expect(await part.getByRole('paragraph').innerText()).toMatch(answer);
      if (press === undefined) await page.keyboard.press('Escape');
      else await part.getByRole('button', { name: press }).click();
      await help.waitFor({ state: 'detached' });
    };
    await ask('What is a QLM?', /a few particles move much .* four leaves/, 'Play the lowest mode');
    await page.getByRole('button', { name: 'Animate the mode', pressed: true }).waitFor();
    await ask('Where is it here?', /badge in the list of samples/, 'Show the QLM');
    await ask(
      'What are the rings?',
      /Thin rings are the core.*key-core string.*key-core square/,
      'Show core, string and square',
    );
    await page.locator('.legend').getByText('square', { exact: true }).waitFor();
    await ask('What does pinning do?', /the curve grows round/, 'Pin the key core');
    await page.locator('path[data-curve="pinned"]').waitFor();
    await ask('How do I get this figure?', /SVG, PDF or PNG/, 'Open Figures');
    await page.getByRole('region', { name: 'Gallery' }).waitFor();
  });

  it('finds quantities by Greek and Latin names, shows their formulas, and leads on', async () => {
    const page = await stage.open();
    // In a text field, too.
    await page.getByLabel('Particle id').focus();
    await page.keyboard.press('F1');
    const help = helpDialog(page);
    await help.getByRole('tab', { name: 'Questions' }).press('ArrowRight');
    const entries = help.getByRole('navigation', { name: 'Entries' }).getByRole('button');
    await expect.poll(() => entries.count()).toBeGreaterThan(60);
    const search = help.getByLabel('Search the help');
    for (const [query, name, marks] of [
      ['psi', 'vibrability', 'munderover'],
      ['ψ6', 'hexatic order', 'mfrac'],
      ['omega', 'frequency', 'msqrt'],
    ]) {
      await search.fill(query);
      const entry = help.getByRole('article', { name });
      await entry.waitFor();
      expect(await entry.locator(`math ${marks}`).count()).toBeGreaterThan(0);
    }
    // A formula has a face of its own, and height for its fraction.
    await page.waitForFunction(() => document.fonts.check('16px "Keycore Math"'));
    await help.getByRole('article').getByRole('button', { name: 'participation ratio' }).click();
    const next = help.getByRole('article', { name: 'participation ratio' });
    expect((await next.locator('math').boundingBox())?.height).toBeGreaterThan(40);
    // Nothing is looked for any more, so that its neighbours are there again.
    expect(await search.inputValue()).toBe('');
    await search.fill('nosuchword');
    await help.getByText('Nothing is called so.').waitFor();
  });

  it('tells at a label what it means: by click, Enter and the other button; F1 goes on from there', async () => {
    const page = await stage.open();
    // Menus name what they list.
    await expect
      .poll(() => page.getByLabel('Colour', { exact: true }).locator('option').first().innerText())
      .toBe('Ψ – vibrability');
    const label = page.getByRole('button', { name: 'PR', exact: true });
    await label.press('Enter');
    const card = page.getByRole('dialog', { name: 'participation ratio' });
    await card.locator('math').waitFor();
    expect(await label.getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('Escape');
    await card.waitFor({ state: 'detached' });
    expect(await label.evaluate((element) => element === document.activeElement)).toBe(true);
    // Where a click does something else: the heads that sort, the buttons of the outlines.
    await page.getByRole('button', { name: /^Sort by Ψ/ }).click({ button: 'right' });
    await page.getByRole('dialog', { name: 'vibrability' }).getByRole('button', { name: 'More in Help' }).click();
    await helpDialog(page).getByRole('article', { name: 'vibrability' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Square', exact: true }).focus();
    await page.keyboard.press('F1');
    await helpDialog(page).getByRole('article', { name: 'key-core square' }).waitFor();
  });
});
