import { expect, it } from 'vitest';
import { STYLES } from '../../src-main/figures/marks/styles.ts';
import { usualWidth } from '../../src-renderer/figures/usual-width.ts';

it.each(STYLES)('a figure is as wide as a column where no width is chosen, two fields as a page: $label', (style) => {
  const { columnMm, pageMm } = style;
  expect(usualWidth(style, { view: 'mode=0&arrows=u' })).toBe(columnMm);
  expect(usualWidth(style, { view: 'mode=0&arrows=u&beside=uL' })).toBe(pageMm);
  // Of a name only.
  expect(usualWidth(style, { view: 'colour=beside' })).toBe(columnMm);
  expect(usualWidth(style, {})).toBe(columnMm);
  expect(usualWidth(style, { pages: ['4'] })).toBeNull();
});
