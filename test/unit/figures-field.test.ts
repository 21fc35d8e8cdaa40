import { Resvg } from '@resvg/resvg-js';
import { expect, it } from 'vitest';
import { STYLES } from '../../src-main/figures/marks/styles.ts';
import type { FigureMark } from '../../src-main/figures/marks/marks.ts';
import { withPictures } from '../../src-main/figures/output/rasters.ts';
import { svgOf } from '../../src-main/figures/output/svg.ts';
import { captionOfArrows, keyFor, SHORTENED } from '../../src-main/figures/panels/fields.ts';
import { colourBar } from '../../src-main/figures/plot/colour-bar.ts';
import { fieldPlot } from '../../src-main/figures/plot/field.ts';

const [style] = STYLES;

/** The field of a square lattice whose left half has the value 0 and whose right half has 1. */
function halves(side: number) {
  const count = side ** 2;
  const positions = new Float64Array(2 * count);
  const values = new Float64Array(count);
  for (let i = 0; i < count; i += 1) {
    positions.set([(i % side) + 0.5, Math.floor(i / side) + 0.5], 2 * i);
    values[i] = i % side < side / 2 ? 0 : 1;
  }
  const box = { lx: side, ly: side, xy: 0 };
  const particles = { box, positions, radii: new Float64Array(count).fill(0.5), species: new Uint8Array(count) };
  const view = { centre: { x: side / 2, y: side / 2 }, side: null };
  const scalar = { values, key: keyFor({ label: 'value', unit: null, signed: false }, values, style) };
  return fieldPlot({ view, scalar }, particles, 300, style);
}

const flat = (marks: readonly FigureMark[]): FigureMark[] =>
  marks.flatMap((mark) => (mark.kind === 'group' ? flat(mark.marks) : [mark]));

/** The colour of a drawing at shares of its width and height, mean over some pixels. */
async function colourAt({ marks, height }: ReturnType<typeof halves>, across: number, down: number) {
  const drawing = await withPictures({ width: 300, height, marks }, { dpi: 300, ground: '#ffffff' });
  const image = new Resvg(svgOf(drawing, { ground: '#ffffff' }), {
    fitTo: { mode: 'width', value: 600 },
  }).render();
  // Each look at it copies all of them.
  const { pixels } = image;
  const [x, y] = [Math.round(across * image.width), Math.round(down * image.height)];
  const sum = [0, 0, 0];
  for (let row = y - 10; row < y + 10; row += 1)
    for (let column = x - 10; column < x + 10; column += 1)
      for (const channel of [0, 1, 2]) sum[channel] += pixels[4 * (row * image.width + column) + channel] / 400;
  return sum;
}

it.each([
  { side: 130, drawn: 'circles' },
  { side: 150, drawn: 'raster' },
] as const)('$side² discs are $drawn, in their place and colour', async ({ side, drawn }) => {
  const plot = halves(side);
  const kinds = flat(plot.marks).map(({ kind }) => kind);
  expect(kinds.includes('raster')).toBe(drawn === 'raster');
  expect(kinds.includes('circles')).toBe(drawn === 'circles');
  // Viridis is dark violet at its low end and yellow at its high one; some white is between discs.
  const [low, high] = [await colourAt(plot, 0.2, 0.5), await colourAt(plot, 0.6, 0.5)];
  expect(low[2]).toBeGreaterThan(low[1] + 20);
  expect(high[1]).toBeGreaterThan(high[2] + 100);
});

it('a bar is pointed where values lie beyond it, and only there', () => {
  const values = Float64Array.from({ length: 5000 }, (_, i) => (i === 7 ? 100 : (i % 50) / 50));
  const bar = { label: '', unit: null, signed: false };
  expect(keyFor(bar, values, style).beyond).toEqual({ below: false, above: true });
  expect(keyFor(bar, values.subarray(100), style).beyond).toEqual({ below: false, above: false });
  const negative = values.map((value) => -value);
  expect(keyFor({ ...bar, signed: true }, negative, style).beyond).toEqual({ below: true, above: true });
});

it('a bar has its unit in parentheses below its name', () => {
  const { marks } = colourBar(keyFor({ label: 'Ψ', unit: 'σ²/ε', signed: false }, [0, 1], style), 200, style);
  const [name, unit] = flat(marks)
    .filter((mark) => mark.kind === 'text')
    .slice(-2);
  expect([name.text, unit.text]).toEqual(['Ψ', '(σ²/ε)']);
  expect(unit.y).toBeGreaterThan(name.y + style.text);
  const top = Math.min(...flat(marks).flatMap((mark) => (mark.kind === 'rectangle' ? [mark.y] : [])));
  expect(unit.y).toBeLessThan(top);
});

it.each([
  { largest: 2, areShortened: false },
  { largest: 10, areShortened: true },
])('arrows up to $largest times as long as others: shortened $areShortened, and the caption says so', (each) => {
  const count = 100;
  const positions = new Float64Array(2 * count);
  const vectors = new Float64Array(2 * count);
  for (let i = 0; i < count; i += 1) {
    positions.set([(i % 10) + 0.5, Math.floor(i / 10) + 0.5], 2 * i);
    vectors[2 * i] = i === 50 ? each.largest : 1;
  }
  const box = { lx: 10, ly: 10, xy: 0 };
  const particles = { box, positions, radii: new Float64Array(count).fill(0.5), species: new Uint8Array(count) };
  const view = { centre: { x: 5, y: 5 }, side: null };
  const { areShortened } = fieldPlot({ view, arrows: { vectors } }, particles, 300, style);
  expect(areShortened).toBe(each.areShortened);
  expect(captionOfArrows('Field.', areShortened)).toBe(
    each.areShortened ? 'Field. The longest arrows are shortened.' : 'Field.',
  );
  expect(captionOfArrows(`Field. ${SHORTENED}`, areShortened)).toBe(`Field. ${SHORTENED}`);
});
