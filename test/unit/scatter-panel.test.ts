import { expect, test } from 'vitest';
import { legend, scatterPanel, type ScatterPanel } from '../../scripts/ensemble/scatter-panel.ts';

const PLACE = { left: 50, top: 20, width: 200, height: 100 };

function panel(points: [number, number][], log: boolean): ScatterPanel {
  return {
    x: { label: 'ω', range: { low: 0, high: 2 }, scale: 'linear' },
    y: { label: 'PR < 1', range: { low: 0.01, high: 1 }, scale: log ? 'log' : 'linear' },
    series: [{ label: 'modes', colour: '#d55e00', size: 4, points }],
    guides: [],
  };
}

test('points lie where the axes say, on a logarithmic one too; those outside are left out', () => {
  const points: [number, number][] = [
    [0, 0.01],
    [1, 0.1],
    [2, 1],
    [2.1, 0.5],
    [1, 0.001],
  ];
  const drawn = scatterPanel(panel(points, true), PLACE);
  // Of the panel's own pixels, which begin left of the plotting area.
  expect(drawn).toContain('transform="translate(-4 20)"');
  expect(drawn).toContain('d="M54 100h0M154 50h0M254 0h0" fill="none" stroke="#d55e00"');
  // 0.1 is a tenth of the way on a linear axis, but for the hundredth it begins at.
  expect(scatterPanel(panel([[1, 0.1]], false), PLACE)).toContain('d="M154 90.91h0"');
});

test('words are escaped', () => {
  const drawn = scatterPanel(panel([[1, 0.1]], true), PLACE);
  expect(drawn).toContain('>PR &lt; 1</text>');
  expect(legend([{ label: 'a & b', colour: '#000', size: 1, points: [] }], 0, 10)).toContain('>a &amp; b</text>');
});

test('an empty panel is a mistake', () => {
  expect(() => scatterPanel(panel([[5, 5]], true), PLACE)).toThrow("no points for 'PR < 1'");
});
