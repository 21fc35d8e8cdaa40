import { describe, expect, it } from 'vitest';
import { letterAt } from '../../src-main/figures/marks/letter-at.ts';
import { colourScale } from '../../src-main/figures/marks/colours.ts';
import { STYLES, styleNamed } from '../../src-main/figures/marks/styles.ts';
import { inOrderOfLetters, pageOf } from '../../src-main/figures/page.ts';
import { colourBar } from '../../src-main/figures/plot/colour-bar.ts';

/** Rows of Fig. 4 of the paper. */
const ROWS = [
  ['a', 'b1', 'b2'],
  ['d', 'c1', 'c2'],
  ['e', 'f', 'g'],
];
const IN_ORDER = ['a', 'b1', 'b2', 'c1', 'c2', 'd', 'e', 'f', 'g'];

const partsOf = (rows: readonly (readonly string[])[]) =>
  rows.map((row) =>
    row.map((letter) => ({
      letter,
      draw: (width: number) => ({ height: width, marks: [], caption: letter, data: [] }),
    })),
  );

describe('letters of panels', () => {
  it('go on after z', () => {
    expect([0, 1, 25, 26, 27, 51, 52].map(letterAt)).toEqual(['a', 'b', 'z', 'aa', 'ab', 'az', 'ba']);
  });

  it('are in order with their numbers, and those of two letters come last', () => {
    const mixed = ['aa', 'b10', 'b2', 'z', 'a'].map((letter) => ({ letter }));
    expect(inOrderOfLetters(mixed).map(({ letter }) => letter)).toEqual(['a', 'b2', 'b10', 'z', 'aa']);
  });

  it('follow each other on a slide, and stand as in the paper on its page', () => {
    const lettersIn = (style: string) => {
      const found = styleNamed(style);
      if (found === undefined) throw new Error(`no style ${style}`);
      return pageOf(partsOf(ROWS), found).parts.map(({ letter }) => letter);
    };
    expect(lettersIn('nature')).toEqual(ROWS.flat());
    expect(lettersIn('slide')).toEqual(IN_ORDER);
    expect(lettersIn('slide-dark')).toEqual(IN_ORDER);
  });
});

describe.each(STYLES)('a bar of colours: $label', (style) => {
  it.each([60, 150, 450])('has few numbers at a height of %d points', (height) => {
    const key = {
      label: '∇·u^{np}',
      unit: null,
      range: { low: -0.0271, high: 0.0271 },
      colours: colourScale(style, true),
      beyond: { below: true, above: true },
    };
    const numbers = colourBar(key, height, style).marks.filter((mark) => mark.kind === 'text').length - 1;
    expect(numbers).toBeLessThanOrEqual(12);
  });
});
