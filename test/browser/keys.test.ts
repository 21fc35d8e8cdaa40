import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { itAtLength } from '../effort.ts';
import { FieldPicture, goToKeyCore } from './field-picture.ts';
import { indicesOf, knownSample } from './sample.ts';
import { settled, windowSuite } from './window-suite.ts';

/** What keys change, as the window says it. */
interface Said {
  /** CSS pixels per σ. */
  zoom: number;
  mode: string | null;
  playing: string | null;
  pinTool: string | null;
  split: string | null;
  mechanics: string | null;
  dialog: boolean;
}

async function said(page: Page): Promise<Said> {
  return page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const attribute = (selector: string, name: string): string | null =>
      document.querySelector(selector)?.getAttribute(name) ?? null;
    const scale = document.querySelector('.legend .scale');
    return {
      zoom:
        Number.parseFloat(scale?.querySelector('span')?.style.width ?? '') /
        Number.parseFloat(scale?.textContent ?? ''),
      mode: attribute('[role="listbox"] [aria-selected="true"]', 'data-mode'),
      playing: attribute('[aria-label="Animate the mode"]', 'aria-pressed'),
      pinTool: attribute('[aria-label="Pin tool"]', 'aria-pressed'),
      split: String(document.querySelectorAll('[role="application"]').length),
      mechanics: attribute('#tab-mechanics', 'aria-selected'),
      dialog: document.querySelector('dialog[open]') !== null,
    };
  });
}

/** A small part of the field, to see whether it has moved. */
async function patch(page: Page): Promise<string> {
  const box = await page.getByRole('application').first().boundingBox();
  if (box === null) throw new Error('no field');
  const clip = { x: box.x + box.width / 2 - 60, y: box.y + box.height / 2 - 60, width: 120, height: 120 };
  return (await page.screenshot({ clip })).toString('base64');
}

/** Ways to leave the focus somewhere, as users do. */
const FOCI: Record<string, (page: Page) => Promise<void>> = {
  'nothing, after the window has loaded': (page) =>
    page.evaluate(() => {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    }),
  'a button that was clicked': (page) => page.getByRole('button', { name: 'Zoom in' }).click(),
  'a switch of the panel that was clicked': async (page) => {
    await page.getByRole('button', { name: 'Cell', exact: true }).click();
    await page.getByRole('button', { name: 'Cell', exact: true }).click();
  },
  'a tab that was clicked': (page) => page.getByRole('tab', { name: 'Field' }).click(),
  'a select': (page) => page.locator('#scalar').focus(),
  'a slider': (page) => page.locator('#arrow-length').focus(),
  'the list of samples': (page) => page.getByRole('grid', { name: 'Samples' }).focus(),
  'the list of modes, after a click on its row': (page) =>
    page
      .getByRole('listbox', { name: /^Modes/ })
      .locator('[aria-selected="true"]')
      .click(),
  'the field': (page) => page.getByRole('application').focus(),
};

/** These keep the arrows for themselves, and the space bar where they were reached with the keyboard. */
const OWN = ['a select', 'a slider'];

windowSuite('keys', (stage) => {
  itAtLength('work at once, wherever the focus is', { timeout: 180_000 }, async () => {
    // A small field, which is drawn quickly.
    const page = await stage.open({ viewport: { width: 1100, height: 480 } });
    await page.keyboard.press('c');
    for (const [kind, focus] of Object.entries(FOCI)) {
      /** Presses one key from there, sees what it changes, and presses the other. */
      const press = async (key: string, changes: keyof Said, back: string): Promise<void> => {
        await focus(page);
        const before = await said(page);
        await page.keyboard.press(key);
        const after = await said(page);
        expect(after[changes], `${key}, focus on ${kind}`).not.toBe(before[changes]);
        await page.keyboard.press(back);
        expect((await said(page))[changes], `${back}, focus on ${kind}`).not.toBe(after[changes]);
      };
      await press('+', 'zoom', '-');
      await press('f', 'zoom', 'C');
      await press(']', 'mode', '[');
      await press('?', 'dialog', 'Escape');
      if (OWN.includes(kind)) continue;
      await press(' ', 'playing', ' ');
      const still = await patch(page);
      await page.keyboard.press('Shift+ArrowLeft');
      await settled(page);
      expect((await patch(page)) === still, `Shift+ArrowLeft, focus on ${kind}`).toBe(false);
      await page.keyboard.press('c');
      if (kind !== 'a button that was clicked') continue;
      await press('s', 'split', 's');
      await press('m', 'mechanics', 'm');
      await press('p', 'pinTool', 'Escape');
      await page.keyboard.press('m');
    }
  });

  itAtLength('of arrows stay with a select and a slider; those of modes go on everywhere else', async () => {
    const page = await stage.open();
    const list = page.locator('#scalar');
    await list.focus();
    await page.keyboard.press('ArrowDown');
    expect(await list.inputValue()).not.toBe('vibrability');
    const slider = page.locator('#arrow-length');
    const before = await slider.inputValue();
    await slider.focus();
    await page.keyboard.press('ArrowUp');
    expect(await slider.inputValue()).not.toBe(before);
    expect((await said(page)).mode).toBe('0');
    await page.getByRole('button', { name: 'Core', exact: true }).click();
    await page.keyboard.press('ArrowDown');
    await expect.poll(async () => (await said(page)).mode).toBe('1');
  });

  it('of text go to text fields, and the space bar to a button reached with Tab', async () => {
    const page = await stage.open();
    const before = await said(page);
    const box = page.getByRole('textbox', { name: 'Particle id' });
    await box.click();
    await page.keyboard.type('+f-cpsxt,.m?[] 1');
    expect(await box.inputValue()).toBe('+f-cpsxt,.m?[] 1');
    expect(await said(page)).toEqual(before);
    await box.fill('');
    await page.getByRole('button', { name: 'Zoom out' }).focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press(' ');
    const fitted = await said(page);
    expect(fitted.playing).toBe('false');
    expect(fitted.zoom).not.toBe(before.zoom);
  });

  it('turn the dial and exchange the fields, from a button', async () => {
    const page = await stage.open();
    await page.getByRole('tab', { name: 'Mechanics' }).click();
    const angle = page.locator('.theta');
    await expect.poll(() => angle.textContent()).toBe('θ = 0°');
    await page.keyboard.press('.');
    await expect.poll(() => angle.textContent()).toBe('θ = 5°');
    await page.keyboard.press(',');
    await expect.poll(() => angle.textContent()).toBe('θ = 0°');
    const turn = page.getByRole('button', { name: 'Turn the shear' });
    await page.keyboard.press('t');
    await expect.poll(() => turn.getAttribute('aria-pressed')).toBe('true');
    await page.keyboard.press('t');
    await expect.poll(() => turn.getAttribute('aria-pressed')).toBe('false');
    const arrows = page.locator('#mechanics-vector');
    const [left, right] = [await arrows.inputValue(), await page.locator('#beside-vector').inputValue()];
    await page.keyboard.press('x');
    await expect.poll(() => arrows.inputValue()).toBe(right);
    await page.keyboard.press('x');
    await expect.poll(() => arrows.inputValue()).toBe(left);
  });

  itAtLength('a click that only brings one back to the field picks nothing; the next one does', async () => {
    const page = await stage.open();
    const sample = await knownSample(stage.host, 4096);
    await goToKeyCore(page);
    const picture = await FieldPicture.of(page, sample);
    const [first] = indicesOf(sample, sample.detail.report.keyCore.stringIds);
    const { x, y } = picture.place(first);
    const particle = page.locator('section[aria-labelledby="inspector-title"]');
    const picked = async (): Promise<boolean> => {
      await settled(page);
      return (await particle.getByRole('button', { name: 'Close particle' }).count()) > 0;
    };
    const wakes = async (why: string): Promise<void> => {
      expect(await picked(), `before, ${why}`).toBe(false);
      await page.mouse.down();
      await page.mouse.up();
      expect(await picked(), why).toBe(false);
      await page.mouse.click(x, y);
      expect(await picked(), `after, ${why}`).toBe(true);
      await page.keyboard.press('Escape');
    };
    // Out of a text field.
    await particle.getByRole('textbox').click();
    await page.mouse.move(x, y);
    await wakes('out of a text field');
    // Closing the list of a select.
    await page.locator('#scalar').click();
    await page.mouse.move(x, y);
    await wakes('with a list open');
    // From another window.
    await page.mouse.move(x, y);
    await page.evaluate(() => window.dispatchEvent(new FocusEvent('focus')));
    await wakes('from another window');
    // One that has chosen, or whose list was never opened, costs no click.
    await page.locator('#scalar').selectOption('absU');
    await page.mouse.click(x, y);
    expect(await picked()).toBe(true);
  });
});
