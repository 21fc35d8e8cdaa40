import { describe, expect, test } from 'vitest';
import { axesShapes } from '../../src-renderer/design/plot/axes.ts';
import { barShapes } from '../../src-renderer/design/plot/bar-plot.ts';
import { colourBarShapes } from '../../src-renderer/design/plot/colour-bar.ts';
import { cursorShapes, lineFrame, lineShapes, nearestPoint } from '../../src-renderer/design/plot/line-plot.ts';
import { plotFrame } from '../../src-renderer/design/plot/plot-frame.ts';
import { polarAxis } from '../../src-renderer/design/plot/polar-axis.ts';
import { polarGridShapes, polarValueShapes } from '../../src-renderer/design/plot/polar-plot.ts';
import { scatterShapes } from '../../src-renderer/design/plot/scatter-plot.ts';
import type { Shape } from '../../src-renderer/design/plot/shapes.ts';
import { svgElements, svgText } from '../../src-renderer/design/plot/svg-shapes.ts';

const LINEAR = { label: 'x', range: { low: 0, high: 10 }, scale: 'linear' } as const;
const LOG = { label: 'u_L', range: { low: 0.01, high: 1 }, scale: 'log' } as const;
/** Plotting area 200 × 100 with its corner at (20, 5). */
const frame = plotFrame(230, 135, LINEAR, LOG, 1, { left: 20, right: 10, top: 5, bottom: 30 });

function ofKind<Kind extends Shape['kind']>(shapes: readonly Shape[], kind: Kind) {
  return shapes.filter((shape): shape is Extract<Shape, { kind: Kind }> => shape.kind === kind);
}

/** A logarithm is rounded in its last digit. */
const rounded = (values: ArrayLike<number>) => Array.from(values, (value) => Number(value.toFixed(9)));

describe('axes', () => {
  const look = { most: { x: 5, y: 5 }, named: { x: true, y: true } };

  test('numbers stand at their values, names in the middle of the axes', () => {
    const texts = ofKind(axesShapes(frame, { ...look, grid: false }), 'text');
    const at = (text: string) => texts.find((shape) => shape.text === text);
    expect([at('0')?.x, at('4')?.x, at('10')?.x]).toEqual([20, 100, 220]);
    expect(rounded([at('0.01')?.y ?? 0, at('0.1')?.y ?? 0, at('1')?.y ?? 0])).toEqual([105, 55, 5]);
    expect([at('x')?.x, at('u_L')?.y, at('u_L')?.turned]).toEqual([120, 55, 90]);
  });

  test('a grid crosses the plotting area at every number, in place of a box', () => {
    const boxed = axesShapes(frame, { ...look, grid: false });
    const grid = axesShapes(frame, { ...look, grid: true, named: { x: false, y: false } });
    expect(ofKind(boxed, 'path')).toHaveLength(0);
    expect(ofKind(boxed, 'rectangle').filter(({ stroke }) => stroke !== undefined)).toHaveLength(1);
    expect(ofKind(grid, 'path')).toHaveLength(ofKind(grid, 'text').length);
    for (const { points } of ofKind(grid, 'path')) {
      const [[x0, y0], [x1, y1]] = points;
      expect([
        [0, 100],
        [200, 0],
      ]).toContainEqual([x1 - x0, y1 - y0]);
    }
  });
});

describe('scatter plots', () => {
  const x = [1, 5, 11, 5, Number.NaN];
  const y = [0.1, 1, 0.1, 0.001, 0.1];

  test('points outside the axes and those without a value are left out', () => {
    const [dots] = ofKind(scatterShapes(frame, { series: [{ x, y, colour: '--accent', size: 4 }] }), 'dots');
    expect(rounded(dots.points)).toEqual([40, 55, 120, 5]);
    const only = { x, y, only: [1, 2], colour: '--accent', size: 4 };
    expect(rounded(ofKind(scatterShapes(frame, { series: [only] }), 'dots')[0].points)).toEqual([120, 5]);
  });

  test('a guide goes through its points with its name at the end; what is picked has a ring', () => {
    const guide = {
      label: 'limit',
      points: [
        [5, 0.01],
        [5, 1],
      ] as const,
    };
    const shapes = scatterShapes(frame, { series: [], guides: [guide], picked: [1, 0.1] });
    expect(ofKind(shapes, 'path').map(({ points }) => rounded(points.flat()))).toEqual([[120, 105, 120, 5]]);
    expect(ofKind(shapes, 'text').find(({ text }) => text === 'limit')).toMatchObject({
      x: 125,
      y: expect.closeTo(1, 9) as number,
    });
    expect(ofKind(shapes, 'circle')).toMatchObject([{ x: 40, y: 55 }]);
  });
});

describe('line plots', () => {
  const plot = {
    x: [0, 1, 2, 3, 4],
    xLabel: 'r (σ)',
    lines: [
      { label: 'all', values: [0, 2, 4, 2, 0], colour: '--text' },
      { label: 'A', values: [1, Number.NaN, 1, 1, 1], colour: '--species-a' },
    ],
  };
  const drawn = lineFrame(plot, 300, 128, 1);

  test('the frame holds every value, and what is never negative does not reach below zero', () => {
    expect(drawn.x.range).toEqual({ low: 0, high: 4 });
    expect(drawn.y.range.low).toBe(0);
    expect(drawn.y.range.high).toBeGreaterThan(4);
    const signed = lineFrame({ ...plot, lines: [{ label: '', values: [-1, 1], colour: '--text' }] }, 300, 128, 1);
    expect(signed.y.range.low).toBeLessThan(-1);
    const nothing = lineFrame({ x: [], xLabel: '', lines: [] }, 300, 128, 1);
    expect(nothing.pixelX(0.5)).toBeGreaterThan(0);
  });

  test('a value that is not a number interrupts its line', () => {
    const lines = ofKind(lineShapes(drawn, plot), 'path').filter(({ stroke }) => stroke?.colour !== '--line');
    expect(lines.map(({ points }) => points.length)).toEqual([5, 1, 3]);
    expect(lines[0].points[2]).toEqual([drawn.pixelX(2), drawn.pixelY(4)]);
  });

  test('the point nearest to the pointer is marked on every line that has a value there', () => {
    const at = nearestPoint(drawn, plot.x, drawn.pixelX(1.2));
    expect(at).toBe(1);
    expect(ofKind(cursorShapes(drawn, plot, 1), 'circle').map(({ fill }) => fill)).toEqual(['--text']);
    expect(ofKind(cursorShapes(drawn, plot, 2), 'circle')).toHaveLength(2);
    expect(nearestPoint(drawn, [], 10)).toBeNull();
  });
});

test('bars are as high as their parts, the highest as high as there is room for', () => {
  const bar = (name: string, ...sizes: number[]) => ({
    name,
    value: `${sizes.length} parts`,
    parts: sizes.map((size, kind) => ({ size, colour: `--species-${'abc'[kind]}` })),
    title: name,
  });
  const shapes = barShapes([bar('5', 10, 30), bar('6', 20)], 200, 100, 1);
  const parts = ofKind(shapes, 'rectangle').filter(({ title }) => title === undefined);
  expect(parts.map(({ height }) => height)).toEqual([14.5, 43.5, 29]);
  // The first part stands on the ground, the next on it.
  expect(parts[0].y + parts[0].height).toBe(79);
  expect(parts[1].y + parts[1].height).toBe(parts[0].y);
  expect(ofKind(shapes, 'text').map(({ text }) => text)).toEqual(['2 parts', '5', '1 parts', '6']);
});

test('a colour bar has pointed ends where there are values beyond, and its numbers at their values', () => {
  const place = { left: 10, top: 0, width: 200, height: 10, textScale: 1 };
  const bar = { range: { low: 0, high: 10 }, scale: 'linear', colours: ['rgb(0 0 0)', 'rgb(9 9 9)'] } as const;
  const closed = colourBarShapes({ ...bar, beyond: { below: false, above: false } }, place);
  expect(ofKind(closed, 'path')).toHaveLength(0);
  const texts = ofKind(closed, 'text');
  expect(texts.map(({ text, x }) => [text, x])).toEqual([
    ['0', 10],
    ['2', 50],
    ['4', 90],
    ['6', 130],
    ['8', 170],
    ['10', 210],
  ]);
  const [below] = ofKind(colourBarShapes({ ...bar, beyond: { below: true, above: false } }, place), 'path');
  expect([below.points[1], below.fill]).toEqual([[2, 5], 'rgb(0 0 0)']);
});

test('where a modulus is negative, the circle of zero is told apart from the others', () => {
  const axis = polarAxis([-2, 10], 100);
  const look = { textScale: 1, everyAngle: false };
  const circles = ofKind(polarGridShapes(axis, 100, look), 'circle');
  const zero = circles.filter(({ stroke }) => stroke?.colour === '--danger');
  expect(zero.map(({ radius }) => radius)).toEqual([axis.radius(0)]);
  expect(ofKind(polarGridShapes(axis, 100, look), 'text').map(({ text }) => text)).toEqual([
    '0°',
    '90°',
    '180°',
    '270°',
  ]);
  const values = polarValueShapes(axis, 1);
  expect(ofKind(values, 'text').find(({ text }) => text === '0')).toMatchObject({ fill: '--danger', weight: 700 });
  expect(
    ofKind(polarGridShapes(polarAxis([1], 100), 100, look), 'circle').some(({ fill }) => fill === '--danger-soft'),
  ).toBe(false);
});

describe('shapes as SVG', () => {
  const style = {
    colour: (name: string) => (name === '--text' ? '#222' : name),
    font: () => 'Arial',
    textSize: String,
  };
  const written = (...shapes: Shape[]) => svgElements(shapes, style).map(svgText).join('');

  test('tokens become colours, text is escaped, an index is lowered and what follows is not', () => {
    const text = {
      kind: 'text',
      x: 1,
      y: 2,
      size: 20,
      fill: '--text',
      anchor: 'middle',
      baseline: 'alphabetic',
    } as const;
    expect(written({ ...text, text: 'a < "b"' })).toContain('fill="#222"');
    expect(written({ ...text, text: 'a < "b"' })).toContain('>a &lt; &quot;b&quot;</text>');
    const label = written({ ...text, text: '|u_L|' });
    expect(label).toContain('<tspan dy="0" font-size="20">|u</tspan><tspan dy="5" font-size="15">L</tspan>');
    expect(label).toContain('<tspan dy="-5" font-size="20">|</tspan>');
  });

  test('a path is closed where it says so; a rectangle tells its title', () => {
    const points = [
      [0, 0],
      [1, 2.345],
    ] as const;
    expect(written({ kind: 'path', points, closed: true, curve: 'free' })).toContain('d="M0 0L1 2.35Z" fill="none"');
    expect(written({ kind: 'path', points, closed: true, curve: 'free' })).toContain('data-curve="free"');
    expect(written({ kind: 'rectangle', x: 0, y: 0, width: 1, height: 1, title: 'A: 3' })).toContain(
      '<title>A: 3</title>',
    );
  });
});
