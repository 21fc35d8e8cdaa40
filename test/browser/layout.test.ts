import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { cases, itAtLength } from '../effort.ts';
import { fourErrors, openTab } from './screens.ts';
import { settled, windowSuite } from './window-suite.ts';

/** CSS pixels. */
const FIELD_LEAST = 500;

async function widthOf(locator: Locator): Promise<number> {
  return (await locator.boundingBox())?.width ?? 0;
}

const field = (page: Page) => page.getByRole('application').first();
const left = (page: Page) => page.getByRole('complementary', { name: 'Samples and modes' });
const right = (page: Page) => page.getByRole('complementary', { name: 'Layers and particle' });

/** Text that is cut off, leaves its panel or lies over other text, controls that leave the window, a page that scrolls sideways. */
async function faults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    // What lets clicks through is text all the same.
    const all = document.createElement('style');
    all.textContent = '* { pointer-events: auto !important }';
    document.head.append(all);
    if (document.documentElement.scrollWidth > innerWidth) found.push('the page scrolls sideways');
    const shown: { text: string; box: DOMRect; element: Element }[] = [];
    /** What is to be seen of a line of text whose holder cuts it off. */
    const within = (box: DOMRect, edges: DOMRect): DOMRect => {
      const [from, to] = [Math.max(box.left, edges.left), Math.min(box.right, edges.right)];
      return new DOMRect(from, box.top, Math.max(0, to - from), box.height);
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = node.textContent?.trim() ?? '';
      if (element === null || text === '' || !element.checkVisibility({ visibilityProperty: true })) continue;
      if (element.closest('.visually-hidden, select, title, svg') !== null) continue;
      const panel = element.closest('aside');
      /** Whether something between a text and its panel scrolls. */
      const scrolls = (holder: Element | null): boolean =>
        holder !== null &&
        holder !== panel &&
        (getComputedStyle(holder).overflowY !== 'visible' || scrolls(holder.parentElement));
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) {
        // What covers it there is on top, so that it is looked for before what is covered is left out.
        if (panel !== null && !scrolls(element) && box.bottom > panel.getBoundingClientRect().bottom + 1)
          found.push(`‘${text}’ leaves its panel`);
        const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
        const top = document.elementFromPoint(x, y);
        // Scrolled away, or under a panel or a dialog.
        if (top === null || !(top === element || element.contains(top) || top.contains(element))) continue;
        let shortened = false;
        let seen = box;
        for (let holder: Element | null = element; holder !== null; holder = holder.parentElement) {
          const style = getComputedStyle(holder);
          const clips = style.overflowX === 'hidden' || style.overflowX === 'clip';
          const edges = holder.getBoundingClientRect();
          // Names that somebody gave are shortened, and whole in a tooltip.
          shortened ||= clips && style.textOverflow === 'ellipsis';
          if (clips) seen = within(seen, edges);
          if (clips && !shortened && (box.right > edges.right + 1 || box.left < edges.left - 1))
            found.push(`‘${text}’ is cut off`);
        }
        if (!shortened && (box.right > innerWidth + 1 || box.left < -1)) found.push(`‘${text}’ leaves the window`);
        shown.push({ text, box: seen, element });
      }
    }
    for (const [at, one] of shown.entries())
      for (const other of shown.slice(at + 1)) {
        if (one.element === other.element) continue;
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        // Lines of a formula with indices reach into each other by a few pixels.
        if (across > 2 && down > 6) found.push(`‘${one.text}’ lies over ‘${other.text}’`);
      }
    all.remove();
    for (const control of document.querySelectorAll('button, input, select')) {
      if (!control.checkVisibility({ visibilityProperty: true }) || control.closest('.visually-hidden') !== null)
        continue;
      const { left, right, bottom, width, height } = control.getBoundingClientRect();
      const name = control.getAttribute('aria-label') ?? control.textContent;
      // Half in, half out: what is wholly out is scrolled or folded away.
      const isSeen = width > 1 && height > 1 && left < innerWidth && right > 0 && bottom > 0;
      if (isSeen && (right > innerWidth + 1 || left < -1)) found.push(`the control ‘${name}’ leaves the window`);
    }
    return Array.from(new Set(found));
  });
}

windowSuite('layout', (stage) => {
  itAtLength('panels are sized by pointer and by keys, keep their size, and fold', async () => {
    const page = await stage.open();
    const edge = page.getByRole('separator', { name: 'Width of samples and modes' });
    const before = await widthOf(left(page));
    const box = await edge.boundingBox();
    if (box === null) throw new Error('no edge');
    await page.mouse.move(box.x + 4, box.y + 300);
    await page.mouse.down();
    await page.mouse.move(box.x + 84, box.y + 300, { steps: 3 });
    await page.mouse.up();
    expect(await widthOf(left(page))).toBeCloseTo(before + 80, -1);
    await edge.focus();
    await page.keyboard.press('ArrowLeft');
    expect(await widthOf(left(page))).toBeCloseTo(before + 70, -1);
    expect(Number(await edge.getAttribute('aria-valuenow'))).toBeCloseTo(before + 70, -1);
    const inspector = page.getByRole('separator', { name: 'Height of the particle’s numbers' });
    await inspector.focus();
    await page.keyboard.press('Shift+ArrowUp');
    const samples = page.getByRole('separator', { name: 'Height of the samples' });
    await samples.focus();
    await page.keyboard.press('Shift+ArrowDown');
    const plot = page.getByRole('separator', { name: 'Height of the plot' });
    const height = Number(await plot.getAttribute('aria-valuenow'));
    await plot.focus();
    await page.keyboard.press('Shift+ArrowDown');
    expect(Number(await plot.getAttribute('aria-valuenow'))).toBe(height + 50);
    await page.reload();
    await field(page).waitFor();
    expect(await widthOf(left(page))).toBeCloseTo(before + 70, -1);
    expect(Number(await plot.getAttribute('aria-valuenow'))).toBe(height + 50);
    await edge.dblclick();
    expect(await widthOf(left(page))).toBeCloseTo(before, -1);
    const wide = await widthOf(field(page));
    await page.keyboard.press('l');
    await expect.poll(() => left(page).count()).toBe(0);
    await page.getByRole('button', { name: 'Layers and particle' }).click();
    await expect.poll(() => right(page).count()).toBe(0);
    expect(await widthOf(field(page))).toBeGreaterThan(wide + 600);
    await page.keyboard.press('r');
    await right(page).waitFor();
  });

  it('sizes that are nonsense are as if there were none', async () => {
    const page = await stage.open({
      before: async (fresh) => {
        await fresh.addInitScript(() => {
          if (location.protocol !== 'http:') return;
          localStorage.setItem('keycore.panels', '{"left":-5,"right":"wide","scatter":1e9,"rightFolded":"yes"}');
        });
      },
    });
    expect(await widthOf(left(page))).toBeCloseTo(312, -1);
    expect(await widthOf(right(page))).toBeCloseTo(320, -1);
  });

  it('with the mechanics open the field keeps 500 px at 1024', async () => {
    const page = await stage.open({ viewport: { width: 1024, height: 768 } });
    await openTab(page, 'Mechanics');
    expect(await widthOf(field(page))).toBeGreaterThanOrEqual(FIELD_LEAST);
    await page.getByRole('separator', { name: 'Width of layers and particle' }).focus();
    await page.keyboard.press('End');
    expect(await widthOf(field(page))).toBeGreaterThanOrEqual(FIELD_LEAST);
  });

  it('a picked particle has a place of its own: the layers stay where they are', async () => {
    const page = await stage.open();
    const colour = page.getByLabel('Colour', { exact: true });
    const before = await colour.boundingBox();
    await page.getByRole('textbox', { name: 'Particle id' }).fill('100');
    await page.keyboard.press('Enter');
    await page.getByRole('group', { name: 'Neighbours' }).waitFor();
    await settled(page);
    expect(await colour.boundingBox()).toEqual(before);
    expect(await page.locator('#side-panel').evaluate((panel) => panel.scrollTop)).toBe(0);
  });

  it('buttons without words have icons of their own', async () => {
    const page = await stage.open({ viewport: { width: 640, height: 900 } });
    const alike = await page.evaluate(() => {
      const seen = new Map<string, string>();
      const found: string[] = [];
      for (const button of document.querySelectorAll('button')) {
        if (!button.checkVisibility({ visibilityProperty: true }) || button.innerText.trim() !== '') continue;
        const icon = button.querySelector('path')?.getAttribute('d') ?? '';
        const name = button.getAttribute('aria-label') ?? '';
        if (name === '') found.push(`a button without a name: ${button.outerHTML}`);
        const other = seen.get(icon);
        if (other !== undefined && other !== name) found.push(`${name} looks as ${other}`);
        seen.set(icon, name);
      }
      return found;
    });
    expect(alike).toEqual([]);
  });

  it.each<{ width: number; height: number; text: number }>(
    cases(
      [
        { width: 1440, height: 900, text: 16 },
        { width: 640, height: 900, text: 16 },
        // Browser zoom of 200 % on the narrowest of them.
        { width: 320, height: 450, text: 16 },
      ],
      [
        { width: 1024, height: 768, text: 16 },
        { width: 720, height: 450, text: 16 },
        { width: 512, height: 384, text: 16 },
        // A reader's text of twice the size.
        { width: 1440, height: 900, text: 32 },
        { width: 1024, height: 768, text: 32 },
      ],
    ),
  )(
    'no text is cut off or lies over another, and no control leaves the window, at $width × $height, text of $text px',
    async ({ width, height, text }) => {
      const page = await stage.open({
        viewport: { width, height },
        before: async (opening) => {
          // As the browser's own settings have it, from the start.
          const debuggerOf = await opening.context().newCDPSession(opening);
          await debuggerOf.send('Page.setFontSizes', { fontSizes: { standard: text, fixed: text } });
        },
      });
      expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe(`${text}px`);
      const found: string[] = [];
      const look = async (where: string) => {
        await settled(page);
        for (const fault of await faults(page)) found.push(`${where}: ${fault}`);
      };
      await look('viewer');
      const narrow = !(await page.getByRole('tab', { name: 'Mechanics' }).isVisible());
      if (narrow) {
        await page.getByRole('button', { name: 'Samples and modes' }).click();
        await look('samples and modes');
        await page.getByRole('button', { name: 'Samples and modes' }).click();
        await page.getByRole('button', { name: 'Layers and particle' }).click();
        await look('layers');
      }
      await openTab(page, 'Mechanics');
      await look('mechanics');
      if (narrow) await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'New samples…' }).first().click();
      await page.getByRole('dialog').getByLabel('Particles').waitFor();
      await look('new samples');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Open…' }).first().click();
      await look('open');
      await page.keyboard.press('Escape');
      expect(found).toEqual([]);
    },
  );

  it('four errors go away at once', async () => {
    const page = await stage.open();
    await fourErrors(page, stage);
    await page.getByRole('button', { name: 'Dismiss all' }).click();
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
  });
});
