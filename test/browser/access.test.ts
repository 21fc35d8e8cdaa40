import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { drop, dropAndImport, dumpText } from './dropped-files.ts';
import { distance, token } from './field-picture.ts';
import { readPng } from '../../scripts/png.ts';
import { drawn, settled, windowSuite } from './window-suite.ts';

/** The element with the focus: role and name as assistive technology sees them, and whether one sees where it is. */
async function focused(page: Page): Promise<{ name: string; visible: boolean }> {
  const name = (await page.locator(':focus').ariaSnapshot()).split('\n')[0];
  const visible = await page.locator(':focus').evaluate((element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const { width, height, left, top } = element.getBoundingClientRect();
    const onScreen = width > 0 && height > 0 && left < innerWidth && top < innerHeight && left + width > 0;
    return onScreen && outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1;
  });
  return { name, visible };
}

/** Everything that the tab key reaches, from the top to where it leaves the page. */
async function tabOrder(page: Page): Promise<{ name: string; visible: boolean }[]> {
  const order: { name: string; visible: boolean }[] = [];
  for (let stop = 0; stop < 120; stop += 1) {
    await page.keyboard.press('Tab');
    if ((await page.locator(':focus').count()) === 0) return order;
    order.push(await focused(page));
    if (order.length > 1 && order[0].name === order[order.length - 1].name) return order.slice(0, -1);
  }
  throw new Error('the tab key never leaves the window');
}

windowSuite('reach and looks', (stage) => {
  it('everything is reached by the tab key, has a name, and shows its focus', async () => {
    const page = await stage.open();
    const order = await tabOrder(page);
    expect(order.filter(({ visible }) => !visible)).toEqual([]);
    // A role and a name in quotes, as ariaSnapshot writes them.
    expect(order.filter(({ name }) => !/^- '?\w+ "[^"]+/.test(name))).toEqual([]);
    const names = order.map(({ name }) => name).join('\n');
    for (const wanted of [
      'button "Open…"',
      'button "Import…"',
      'button "Save as…"',
      'button "Export…"',
      'button "Close project"',
      'grid "Samples"',
      'listbox "Modes',
      'application "Particle field, 4096 particles',
      'button "Zoom in"',
      'button "Fit the whole cell"',
      'button "Centre on the key core"',
      'button "Animate the mode"',
      'slider "Amplitude of the animation"',
      'combobox "Colour"',
      'combobox "Map"',
      'combobox "Arrows"',
      'slider "Length"',
      'button "String"',
      'textbox "Particle id"',
    ])
      expect(names).toContain(wanted);
  });

  it('one can open another project with nothing but the keyboard, and Escape leaves the dialog', async () => {
    const page = await stage.open();
    await page.keyboard.press('Control+o');
    const dialog = page.getByRole('dialog', { name: 'Open a project' });
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+o');
    await dialog.waitFor();
    const shipped = dialog.getByRole('button', { name: /^2DIPL glass, N = 4096/ });
    for (let stop = 0; stop < 10 && !(await shipped.evaluate((it) => it === document.activeElement)); stop += 1)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await drawn(page);
  });

  it('says what happens: mode and loading in a live region, modes as a list with a choice', async () => {
    const page = await stage.open();
    await page.getByRole('listbox', { name: /^Modes/ }).focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('status').getByText('Mode 1', { exact: true }).waitFor({ state: 'attached' });
    await page.keyboard.press('End');
    await page.getByRole('status').getByText('Mode 19', { exact: true }).waitFor({ state: 'attached' });
    await page.keyboard.press('Home');
    await page.getByRole('status').getByText('Mode 0', { exact: true }).waitFor({ state: 'attached' });
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  });

  it.each(['light', 'dark'] as const)('follows the system when it is %s, to the last pixel', async (colorScheme) => {
    const page = await stage.open({ colorScheme });
    const { data, channels, width } = readPng(await page.screenshot());
    const at = (x: number, y: number) => {
      const from = channels * (y * width + x);
      return [data[from], data[from + 1], data[from + 2]] as const;
    };
    const panel = await token(page, '--panel');
    // The corner of the top bar and of the status strip.
    expect(distance(at(2, 2), panel)).toBe(0);
    expect(distance(at(2, 897), panel)).toBe(0);
    const bright = panel[0] + panel[1] + panel[2] > 384;
    expect(bright).toBe(colorScheme === 'light');
  });

  it('the theme is changed by its button and remembered', async () => {
    const page = await stage.open({ colorScheme: 'light' });
    const button = page.getByRole('button', { name: /^Theme:/ });
    const shown = () => page.evaluate(() => document.documentElement.dataset['theme']);
    expect(await shown()).toBe('light');
    await button.click();
    await button.click();
    expect(await button.getAttribute('title')).toBe('Theme: dark');
    expect(await shown()).toBe('dark');
    await page.reload();
    await drawn(page);
    expect(await shown()).toBe('dark');
  });

  it('is usable 800 pixels wide: panels fold away and come out', async () => {
    const page = await stage.open({ viewport: { width: 800, height: 700 } });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    const field = await page.getByRole('application').boundingBox();
    expect(field?.width).toBe(800);
    const left = page.getByRole('complementary', { name: 'Samples and modes' });
    const right = page.getByRole('complementary', { name: 'Layers and particle' });
    expect(await left.count()).toBe(0);
    await page.getByRole('button', { name: 'Samples and modes' }).click();
    await left.waitFor();
    await left.getByRole('option').nth(3).click();
    await page.getByRole('application', { name: /mode 3\./ }).waitFor();
    await page.getByRole('button', { name: 'Layers and particle' }).click();
    await right.waitFor();
    await settled(page);
    expect(await left.count()).toBe(0);
    await right.getByLabel('Colour').selectOption('divU');
    await page.getByRole('figure', { name: /^Colour bar of ∇·u/ }).waitFor();
    const box = await right.boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(800);
  });

  it('in a narrow window Escape and a click beside a panel fold it away; Escape takes the last message away', async () => {
    const page = await stage.open({ viewport: { width: 800, height: 700 } });
    const left = page.getByRole('complementary', { name: 'Samples and modes' });
    const button = page.getByRole('button', { name: 'Samples and modes' });
    await button.click();
    await left.waitFor();
    await page.keyboard.press('Escape');
    await left.waitFor({ state: 'hidden' });
    await button.click();
    await left.waitFor();
    await page.mouse.click(700, 400);
    await left.waitFor({ state: 'hidden' });
    stage.provoke(/status of 422/);
    await drop(page, { name: 'bad.keycore', content: 'nothing\n' });
    await page.getByRole('alert').waitFor();
    await button.focus();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
  });

  it('a reader who wants no motion gets none: no animation runs, nor a transition', async () => {
    const page = await stage.open({ reducedMotion: 'reduce' });
    await page.getByRole('button', { name: 'Zoom in' }).hover();
    const running = () =>
      page.evaluate(() =>
        document
          .getAnimations()
          .map((animation) =>
            animation instanceof CSSAnimation ? animation.animationName : animation.constructor.name,
          ),
      );
    expect(await running()).toEqual([]);
    await dropAndImport(page, { name: 'moving.dump', content: dumpText(4000) });
    await page.getByRole('progressbar').first().waitFor();
    expect(await running()).toEqual([]);
    await page.getByRole('button', { name: 'Cancel Import of moving.dump' }).click();
    await expect.poll(() => page.getByRole('progressbar').count()).toBe(0);
  });
});
