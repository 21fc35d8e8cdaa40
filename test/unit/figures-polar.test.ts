import { describe, expect, it } from 'vitest';
import { STYLES } from '../../src-main/figures/marks/styles.ts';
import type { FigureMark } from '../../src-main/figures/marks/marks.ts';
import { polarPlot } from '../../src-main/figures/plot/polar.ts';
import { misplaced, textBoxes } from '../integration/figure-boxes.ts';

/** A curve from `least` to `largest`, with two maxima a turn as G(θ) has. */
function plotOf(least: number, largest: number, width: number, style = STYLES[0]) {
  const values = Array.from({ length: 72 }, (_, at) => {
    return least + ((largest - least) * (1 + Math.cos((4 * Math.PI * at) / 72))) / 2;
  });
  const curve = { label: 'unpinned', values, colour: style.palette.unpinned, form: 'line' } as const;
  return { ...polarPlot([curve], 'G (ε/σ²)', width, style), width };
}

const numbersOf = (drawing: { marks: readonly FigureMark[] }) =>
  textBoxes(drawing).filter(({ text }) => /^[−\d.·]+(10\^\{−?\d+\})?$/.test(text));

describe.each(STYLES)('the numbers of the circles: $label', (style) => {
  const sizes = [10, 12, 17, 25, 40].map((ems) => ems * style.number);
  const ranges = [
    [0, 1],
    [-0.35, 1.2],
    [12, 13.37],
    [-880, 1020],
    [2e-5, 8.5e-5],
    [0, 1_234_000],
    [-3e7, 9e7],
  ] as const;

  it.each(ranges)('stay apart from each other and from the angles, in the circle, from %d to %d', (least, largest) => {
    for (const width of sizes) {
      const drawing = plotOf(least, largest, width, style);
      expect(misplaced(drawing), `${width / style.number} ems`).toEqual([]);
      expect(numbersOf(drawing).length, `${width / style.number} ems`).toBeGreaterThan(0);
    }
  });
});

describe('the numbers of a plot of G from 0 to 1', () => {
  const middles = (width: number) =>
    numbersOf(plotOf(0, 1, width)).map(({ text, left, right, top, bottom }) => {
      return { text, x: (left + right) / 2, y: (top + bottom) / 2 };
    });

  it('are those of all circles, along one line', () => {
    const numbers = middles(250);
    expect(numbers.map(({ text }) => text)).toEqual(['0.2', '0.4', '0.6', '0.8', '1']);
    const steps = numbers.slice(1).map(({ x, y }, at) => ({ x: x - numbers[at].x, y: y - numbers[at].y }));
    for (const { x, y } of steps) {
      expect(x).toBeCloseTo(steps[0].x, 9);
      expect(y).toBeCloseTo(steps[0].y, 9);
    }
  });

  it('stand on a steeper line where they would be too close', () => {
    const [wide, narrow] = [250, 110].map((width) => {
      const numbers = middles(width);
      const [first, last] = [numbers[0], numbers[numbers.length - 1]];
      return { count: numbers.length, degrees: (Math.atan2(first.y - last.y, last.x - first.x) * 180) / Math.PI };
    });
    expect(wide.degrees).toBeCloseTo(22, 6);
    expect(narrow).toEqual({ count: 5, degrees: expect.closeTo(68, 6) as number });
  });

  it('are left out where there is room for some only', () => {
    const numbers = middles(60);
    expect(numbers.length).toBeLessThan(5);
    expect(numbers.at(-1)?.text).toBe('1');
  });
});

describe('dots of a curve', () => {
  const dots = (width: number) => {
    const style = STYLES[0];
    const curve = {
      label: 'string and those of θ',
      values: Array.from({ length: 360 }, () => 18),
      colour: style.palette.angleStrings,
      form: 'dots',
    } as const;
    const all = polarPlot([curve], 'G (ε/σ²)', width, style).marks.flatMap((mark) =>
      mark.kind === 'group' ? mark.marks : [mark],
    );
    const found = all.find((mark) => mark.kind === 'circles' && mark.fill === curve.colour && mark.centres.length > 2);
    if (found?.kind !== 'circles') throw new Error('there are no dots');
    return found;
  };

  it.each([60, 120, 250, 800])('are apart at a width of %d points, and lie evenly', (width) => {
    const { centres, radius } = dots(width);
    const count = centres.length / 2;
    expect(360 % count).toBe(0);
    const gaps = Array.from({ length: count }, (_, at) => {
      const next = (at + 1) % count;
      return Math.hypot(centres[2 * next] - centres[2 * at], centres[2 * next + 1] - centres[2 * at + 1]);
    });
    expect(Math.min(...gaps)).toBeGreaterThan(2.5 * Number(radius));
  });
});
