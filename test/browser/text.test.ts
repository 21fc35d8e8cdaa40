import { expect, it } from 'vitest';
import { cases } from '../effort.ts';
import { openTab, throughScreens } from './screens.ts';
import {
  canvasTexts,
  recordCanvasText,
  shownTexts,
  strangerFonts,
  strangerLetters,
  type ShownText,
} from './text-measures.ts';
import { settled, windowSuite } from './window-suite.ts';

/** CSS pixels. */
const SMALLEST = 11;
const BODY = 13;
const WIDE = { width: 1440, height: 900 };
const NARROWER = [
  { width: 1024, height: 768 },
  { width: 640, height: 900 },
];

windowSuite('text', (stage) => {
  // Sizes do not depend on the theme: once more is enough.
  it.each(
    cases(
      [{ colorScheme: 'light' as const, widths: cases([WIDE], NARROWER) }],
      [{ colorScheme: 'dark' as const, widths: [WIDE] }],
    ),
  )(
    'nothing is smaller than 11 px and every letter is of a bundled face, on every screen and in every width, $colorScheme',
    async ({ colorScheme, widths }) => {
      const page = await stage.open({ colorScheme, viewport: WIDE, before: recordCanvasText });
      expect(await page.evaluate(() => getComputedStyle(document.body).fontSize)).toBe(`${BODY}px`);
      const faults: string[] = [];
      let measured = 0;
      await throughScreens(page, stage, async ({ name }) => {
        const texts: ShownText[] = [];
        for (const viewport of widths) {
          await page.setViewportSize(viewport);
          await settled(page);
          const seen = [...(await shownTexts(page)), ...(await canvasTexts(page))];
          for (const { text, size } of seen)
            if (!(size >= SMALLEST - 0.01)) faults.push(`${name}, ${viewport.width} px: ${size} px for ‘${text}’`);
          texts.push(...seen);
        }
        for (const { font, text } of await strangerLetters(page, texts)) faults.push(`${name}: ${font} for ‘${text}’`);
        measured += texts.length;
        if (widths.length > 1) await page.setViewportSize(WIDE);
      });
      expect(faults).toEqual([]);
      // Text there was: labels of axes on canvases, values, names.
      expect(measured).toBeGreaterThan(1000);
    },
    180_000,
  );

  it('no text node is drawn by a font of the machine', async () => {
    const page = await stage.open();
    expect(await strangerFonts(page)).toEqual([]);
    await openTab(page, 'Mechanics');
    expect(await strangerFonts(page)).toEqual([]);
  });

  it('what a formula needs is in the bundled faces, upright and bold, as text and as number', async () => {
    const page = await stage.open();
    const needed =
      'Ψ ψ ∇ · ‖ ² ³ ⁻¹⁷ ₀₆ − × ÷ ± ≥ ≤ ≠ ≈ ∘ ° √ ∞ ∝ ∂ ∫ ∑ ⟨⟩ → ↑ ↓ θ ω σ ε λ φ Ξ Σ Δ uʟ uᴛ ⁿᵖ ▾ ▴ № ŷ ā … – ‘’ “”';
    await page.evaluate((text) => {
      for (const family of ['--font-text', '--font-number'])
        for (const weight of ['400', '600']) {
          const line = document.createElement('p');
          line.style.cssText = `font-family: var(${family}); font-weight: ${weight}`;
          line.textContent = text;
          document.body.append(line);
        }
    }, needed);
    expect(await strangerFonts(page)).toEqual([]);
  });

  it('the faces are there before anything is written with them', async () => {
    const page = await stage.open({
      before: async (fresh) => {
        await fresh.addInitScript(() => {
          const early = window as unknown as { waitingFaces: string[] | null };
          early.waitingFaces = null;
          new MutationObserver((_, observer) => {
            if ((document.getElementById('app')?.childElementCount ?? 0) === 0) return;
            observer.disconnect();
            early.waitingFaces = Array.from(document.fonts, ({ family, status }) => `${family} ${status}`).filter(
              (face) => !face.endsWith(' loaded'),
            );
          }).observe(document, { childList: true, subtree: true });
        });
      },
    });
    const waiting = await page.evaluate(() => (window as unknown as { waitingFaces: string[] | null }).waitingFaces);
    expect(waiting).toEqual([]);
    const preloaded = await page.evaluate(() =>
      Array.from(document.querySelectorAll('link[rel="preload"][as="font"]'), (link) => link.getAttribute('href')),
    );
    expect(preloaded.length).toBeGreaterThan(3);
  });

  it('a reader’s own text size is followed: twice the size at twice the root', async () => {
    const page = await stage.open();
    await page.evaluate(() => (document.documentElement.style.fontSize = '32px'));
    await settled(page);
    const sizes = await shownTexts(page);
    expect(Math.min(...sizes.map(({ size }) => size))).toBeGreaterThanOrEqual(2 * SMALLEST - 0.01);
    expect(await page.evaluate(() => getComputedStyle(document.body).fontSize)).toBe(`${2 * BODY}px`);
  });
});
