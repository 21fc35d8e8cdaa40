import { describe, expect, it } from 'vitest';
import { STYLES } from '../../src-main/figures/marks/styles.ts';
import { contrast, faint } from '../integration/figure-contrast.ts';

describe.each(STYLES)('$label', (style) => {
  it('has curves, points and arrows that stand out from its ground', () => {
    const { unpinned, string, square, angleStrings, allStrings, union, other, arrow } = style.palette;
    const colours = { unpinned, string, square, angleStrings, allStrings, union, other, arrow };
    for (const [name, colour] of Object.entries(colours))
      expect(contrast(colour, style.ground), name).toBeGreaterThanOrEqual(3);
  });

  it('keeps lines behind the data fainter than the data, and seen', () => {
    expect(contrast(style.pale, style.ground)).toBeGreaterThan(1.4);
    expect(contrast(style.pale, style.ground)).toBeLessThan(3);
  });
});

it('the check of contrast sees what is faint, on what is behind it', () => {
  const [style] = STYLES;
  const text = { kind: 'text', x: 10, y: 10, text: 'G', size: 7, anchor: 'middle' } as const;
  const behind = (fill: '#ffffff' | '#202020', opacity: number) =>
    ({ kind: 'rectangle', x: 0, y: 0, width: 20, height: 20, fill, opacity }) as const;
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 9);
  // #767676 on white: 4.54, the grey that guides to the rule give as the lightest.
  expect(faint({ marks: [{ ...text, colour: '#767676' }] }, style)).toEqual([]);
  expect(faint({ marks: [{ ...text, colour: '#777777' }] }, style)).toEqual(["'G' has a contrast of 4.48"]);
  expect(faint({ marks: [behind('#202020', 1), { ...text, colour: '#000000' }] }, style)).toHaveLength(1);
  expect(faint({ marks: [{ ...text, colour: '#000000' }, behind('#202020', 1)] }, style)).toEqual([]);
  expect(faint({ marks: [behind('#202020', 0.2), { ...text, colour: '#000000' }] }, style)).toEqual([]);
  const line = (colour: '#959595' | '#949494') =>
    ({ kind: 'lines', parts: [[0, 0, 9, 9]], stroke: { colour, width: 1 } }) as const;
  expect(faint({ marks: [line('#949494')] }, style)).toEqual([]);
  expect(faint({ marks: [line('#959595')] }, style)).toHaveLength(1);
});
