import { describe, expect, test } from 'vitest';
import { arrowScale } from '../../src-renderer/viewer/arrows/arrows.ts';
import { brushed } from '../../src-renderer/viewer/geometry/brush.ts';
import {
  COLOUR_MAPS,
  type ColourMapId,
  colourise,
  colourTable,
  isBright,
  parseColour,
} from '../../src-renderer/viewer/colour/colour-maps.ts';
import { scalarLayers, vectorLayers, withUnit } from '../../src-renderer/viewer/layers.ts';
import { plotFrame } from '../../src-renderer/design/plot/plot-frame.ts';
import { percentile } from '../../src-renderer/design/plot/percentile.ts';
import { exceeded, positionIn, robustRange, valueAt } from '../../src-renderer/design/plot/ranges.ts';
import { formatNumber } from '../../src-renderer/design/number-text.ts';
import { ticksOf } from '../../src-renderer/design/plot/ticks.ts';

const THEMES = ['light', 'dark'] as const;
const MAPS = Object.keys(COLOUR_MAPS) as ColourMapId[];
const MISSING = [9, 8, 7] as const;

/** CIE L* of an sRGB colour (IEC 61966-2-1 and CIE 1976), independent of the tables' own OKLab. */
function lightness(red: number, green: number, blue: number): number {
  const linear = (byte: number) => {
    const c = byte / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  const y = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  return y > 0.008856 ? 116 * Math.cbrt(y) - 16 : 903.3 * y;
}

function lightnesses(id: ColourMapId, theme: 'light' | 'dark'): number[] {
  const table = colourTable(id, theme);
  return Array.from({ length: 256 }, (_, k) => lightness(table[3 * k], table[3 * k + 1], table[3 * k + 2]));
}

describe('colour maps', () => {
  test.each(MAPS.filter((id) => id !== 'balance'))('%s grows lighter throughout', (id) => {
    const l = lightnesses(id, 'dark');
    // Bytes round: a step may go back by less than one unit of L*.
    for (let k = 1; k < 256; k += 1) expect(l[k]).toBeGreaterThan(l[k - 1] - 0.8);
    expect(l[255] - l[0]).toBeGreaterThan(60);
  });

  test.each(THEMES)('the diverging map has equal ends and a grey centre with a touch of green, %s', (theme) => {
    const table = colourTable('balance', theme);
    const l = lightnesses('balance', theme);
    expect(Math.abs(l[0] - l[255])).toBeLessThan(6);
    // Towards the background: dark in the dark theme, light in the light one.
    expect(theme === 'dark' ? l[0] - l[128] : l[128] - l[0]).toBeGreaterThan(25);
    const [red, green, blue] = table.slice(3 * 128);
    expect(green).toBeGreaterThan(red);
    expect(green).toBeGreaterThan(blue);
    expect(Math.max(red, green, blue) - Math.min(red, green, blue)).toBeLessThan(24);
    expect(table[2]).toBeGreaterThan(table[0]);
    expect(table[3 * 255]).toBeGreaterThan(table[3 * 255 + 2]);
  });

  test('reversed is the same table the other way round', () => {
    const table = colourTable('viridis', 'dark');
    const reversed = colourTable('viridis', 'dark', true);
    for (let k = 0; k < 256; k += 1)
      expect([...reversed.slice(3 * k, 3 * k + 3)]).toEqual([...table.slice(3 * (255 - k), 3 * (255 - k) + 3)]);
  });

  test('values beyond the range take the ends, NaN the colour for none', () => {
    const table = colourTable('magma', 'dark');
    const rgba = colourise([-5, 0, 1, 7, Number.NaN], { low: 0, high: 1 }, 'linear', table, MISSING);
    const pixel = (i: number) => [...rgba.slice(4 * i, 4 * i + 4)];
    expect(pixel(0)).toEqual([...table.slice(0, 3), 255]);
    expect(pixel(1)).toEqual(pixel(0));
    expect(pixel(2)).toEqual([...table.slice(-3), 255]);
    expect(pixel(3)).toEqual(pixel(2));
    expect(pixel(4)).toEqual([9, 8, 7, 255]);
    // Zero and negative values lie below every logarithmic range.
    const log = colourise([0, -1, 0.1], { low: 0.1, high: 1 }, 'log', table, MISSING);
    expect([...log.slice(0, 4)]).toEqual([...log.slice(8, 12)]);
    expect([...log.slice(4, 8)]).toEqual([...log.slice(8, 12)]);
  });

  test('colours as CSS writes them; anything else is refused', () => {
    expect(parseColour('#0a6eE0')).toEqual([10, 110, 224]);
    expect(parseColour('rgb(1, 2, 3)')).toEqual([1, 2, 3]);
    expect(() => parseColour('red')).toThrow('red is no colour of the form #rrggbb or rgb(r, g, b)');
  });

  test('brightness is that of the majority', () => {
    expect(isBright(Uint8Array.of(255, 255, 255, 255, 250, 250, 250, 255, 0, 0, 0, 255))).toBe(true);
    expect(isBright(Uint8Array.of(68, 1, 84, 255))).toBe(false);
    expect(isBright(new Uint8Array(0))).toBe(false);
  });
});

describe('ranges', () => {
  const values = Array.from({ length: 1001 }, (_, i) => i);

  test('a percentile is found as by sorting, also among equal, ordered and reversed values', () => {
    const hash = (i: number) => (Math.imul(i + 1, 2654435761) >>> 0) / 2 ** 32;
    const kinds: ((i: number) => number)[] = [
      hash,
      (i) => i,
      (i) => -i,
      () => 3,
      (i) => i % 4,
      (i) => Math.round(9 * hash(i)),
    ];
    for (const kind of kinds)
      for (const length of [1, 2, 3, 10, 1000]) {
        const values = Float64Array.from({ length }, (_, i) => kind(i));
        const sorted = values.slice().sort();
        const ranks = [0, 1, length >> 1, length - 2, length - 1].map((rank) => (100 * rank) / Math.max(1, length - 1));
        for (const p of [...ranks, 0.5, 99.9]) {
          if (p < 0 || p > 100) continue;
          const rank = (p / 100) * (length - 1);
          const below = Math.floor(rank);
          const between = (sorted[below + 1] - sorted[below]) * (rank - below);
          const shuffled = values.slice();
          expect(percentile(shuffled, p)).toBe(rank === below ? sorted[rank] : sorted[below] + between);
          expect(Array.from(shuffled).sort((a, b) => a - b)).toEqual(Array.from(sorted));
        }
      }
  });

  test('percentiles are linear between ranks', () => {
    const of = (values: number[], p: number) => percentile(Float64Array.from(values), p);
    expect(of([4, 1, 2], 50)).toBe(2);
    expect(of([4, 1, 2], 75)).toBe(3);
    expect(of([4, 1, 2], 0)).toBe(1);
    expect(of([4, 1, 2], 100)).toBe(4);
    expect(of([], 50)).toBeNaN();
  });

  test('a few outliers do not stretch a robust range, but do the full one', () => {
    const { low, high } = robustRange(values, 'linear', false);
    expect(low).toBeCloseTo(5, 9);
    expect(high).toBeCloseTo(999, 9);
    expect(robustRange([...values, 1e9], 'linear', false).high).toBeLessThan(1001);
    expect(robustRange([...values, 1e9], 'linear', false, true)).toEqual({ low: 0, high: 1e9 });
  });

  test('a signed range is symmetric about zero', () => {
    expect(robustRange([-3, 1, 2], 'linear', true, true)).toEqual({ low: -3, high: 3 });
  });

  test('a logarithmic range has positive values only and at most six decades', () => {
    expect(robustRange([0, -4, Number.NaN, 0.1, 10], 'log', false, true)).toEqual({ low: 0.1, high: 10 });
    const wide = robustRange([1e-30, 1], 'log', false, true);
    expect(wide.high / wide.low).toBeCloseTo(1e6, 0);
  });

  test.each([
    ['none', []],
    ['NaN', [Number.NaN, Number.NaN]],
    ['one value', [4, 4, 4]],
    ['zeros', [0, 0]],
  ])('%s gives a range that spans something', (_, list) => {
    for (const scale of ['linear', 'log'] as const)
      for (const signed of [false, true]) {
        const { low, high } = robustRange(list, scale, signed);
        expect(high).toBeGreaterThan(low);
        if (scale === 'log') expect(low).toBeGreaterThan(0);
      }
  });

  test('what lies beyond a range is known by side; its ends and NaN are not beyond', () => {
    const range = { low: -1, high: 1 };
    expect(exceeded([-1, 0, 1, Number.NaN], range)).toEqual({ below: false, above: false });
    expect(exceeded([-1.5, 0], range)).toEqual({ below: true, above: false });
    expect(exceeded([0, Infinity], range)).toEqual({ below: false, above: true });
  });

  test('valueAt undoes position', () => {
    for (const scale of ['linear', 'log'] as const)
      for (const value of [0.02, 0.5, 3])
        expect(valueAt(positionIn({ low: 0.1, high: 2 }, scale)(value), { low: 0.1, high: 2 }, scale)).toBeCloseTo(
          value,
          12,
        );
  });
});

describe('ticks', () => {
  test('linear ticks are round and lie where they say', () => {
    const ticks = ticksOf({ low: -0.0339, high: 0.0339 }, 'linear', 6);
    expect(ticks.map(({ label }) => label)).toEqual(['−0.02', '0', '0.02']);
    expect(ticks[1].at).toBeCloseTo(0.5, 12);
  });

  test('logarithmic ticks become sparser as the range grows, and powers of ten over many decades', () => {
    // 3, 4, 5, 6, 7 hundredths: the last would stand closer than their labels are wide.
    const close = ticksOf({ low: 0.0205, high: 0.0786 }, 'log', 6);
    expect(close.map(({ label }) => label)).toEqual(['0.03', '0.04', '0.05', '0.07']);
    const labels = (low: number, high: number) => ticksOf({ low, high }, 'log', 6).map(({ label }) => label);
    expect(labels(0.0345, 0.629)).toEqual(['0.05', '0.1', '0.2', '0.5']);
    expect(labels(1e-5, 0.1)).toEqual(['10⁻⁵', '10⁻⁴', '10⁻³', '10⁻²', '10⁻¹']);
    expect(labels(9.54e-5, 0.0188)).toEqual(['10⁻⁴', '3·10⁻⁴', '10⁻³', '3·10⁻³', '10⁻²']);
    expect(labels(1e-12, 1).length).toBeLessThanOrEqual(6);
    // No round decade inside: better some numbers than none.
    expect(labels(0.61, 0.68).length).toBeGreaterThanOrEqual(2);
  });

  test('numbers have a true minus, few digits and readable exponents', () => {
    expect([0, -0.25, 1234.5678, 9.13e-17, -2e10, 1e5, Number.NaN, -Infinity].map((x) => formatNumber(x))).toEqual([
      '0',
      '−0.25',
      '1235',
      '9.13·10⁻¹⁷',
      '−2·10¹⁰',
      '10⁵',
      '–',
      '−∞',
    ]);
  });
});

describe('layers', () => {
  const array = (name: string, more: object = {}) => ({
    name,
    label: name,
    unit: null,
    kind: 'scalar' as const,
    signed: false,
    perMode: false,
    ...more,
  });

  test('scalars come in the table’s order, columns of the file last, structure not at all', () => {
    const ofRooms = (name: string) =>
      name.startsWith('made:') ? { map: 'magma' as const, scale: 'log' as const, about: '' } : undefined;
    const layers = scalarLayers(
      [
        array('file:charge', { signed: true }),
        array('absU', { perMode: true }),
        array('species'),
        array('divUNp', { signed: true, perMode: true }),
        array('made:dT:0.4:1.2'),
        array('vibrability'),
        array('u', { kind: 'vector', perMode: true }),
      ],
      ofRooms,
    );
    expect(layers.map(({ name }) => name)).toEqual([
      ...['vibrability', 'divUNp', 'absU'],
      ...['file:charge', 'made:dT:0.4:1.2'],
    ]);
    expect(layers.map(({ map }) => map)).toEqual(['viridis', 'balance', 'magma', 'balance', 'magma']);
    // Density of states spans decades, a column of the file need not be positive.
    expect(layers.map(({ scale }) => scale)).toEqual(['log', 'linear', 'log', 'linear', 'log']);
  });

  test('vectors are those of the mode', () => {
    const vectors = vectorLayers([
      array('positions', { kind: 'vector' }),
      array('uL', { kind: 'vector', perMode: true, label: 'u_L', unit: 'm^(−1/2)' }),
    ]);
    expect(vectors.map(({ name }) => name)).toEqual(['uL']);
    expect(withUnit(vectors[0])).toBe('u_L (m^(−1/2))');
    expect(withUnit({ label: 'q', unit: null })).toBe('q');
  });

  test('zero and NaN set no scale; a field of zeros has one all the same', () => {
    expect(arrowScale([3, 4, 0, 0, Number.NaN, 1, 0, 0]).longest).toBe(5);
    expect(arrowScale([0, 0])).toEqual({ reference: 1, longest: 0 });
  });

  test('a localised mode is scaled by what carries it, an extended one so that arrows do not cover each other', () => {
    const localised = new Float64Array(20_000);
    for (let i = 0; i < 20; i += 1) localised[2 * i] = 5;
    expect(arrowScale(localised).reference).toBe(5);
    const extended = new Float64Array(20_000).fill(Math.SQRT1_2);
    // Every arrow has length 1, as has their root mean square.
    expect(arrowScale(extended).reference).toBeCloseTo(3.2, 9);
  });

  test('a far field, however large the sample, does not lengthen the arrows of a core', () => {
    const decaying = (n: number) => Float64Array.from({ length: 2 * n }, (_, k) => (k % 2 === 0 ? 1 / (1 + k) : 0));
    const [small, large] = [1000, 100_000].map((n) => arrowScale(decaying(n)).reference);
    expect(large / small).toBeCloseTo(1, 3);
  });

  test('a few particles that move ten times further do not make a wave invisible', () => {
    const wave = Float64Array.from({ length: 2 * 65_536 }, (_, k) => (k % 2 === 0 ? Math.sin(k / 1000) : 0));
    const before = arrowScale(wave).reference;
    for (let i = 0; i < 6; i += 1) wave[20_000 * i] = 8;
    expect(arrowScale(wave).reference / before).toBeCloseTo(1, 2);
  });
});

describe('brush', () => {
  test('a rectangle drawn from any corner selects the same; NaN is nowhere', () => {
    const x = [0, 1, 2, Number.NaN];
    const y = [0, 1, 2, 1];
    const [near, far] = [
      { x: 0.5, y: 0.5 },
      { x: 2, y: 2 },
    ];
    for (const [from, to] of [
      [near, far],
      [far, near],
      [
        { x: near.x, y: far.y },
        { x: far.x, y: near.y },
      ],
    ])
      expect(brushed(x, y, from, to)).toEqual({ inside: Uint8Array.of(0, 1, 1, 0), count: 2 });
  });

  test.each(['linear', 'log'] as const)('plot pixels and data are inverse, %s axes', (scale) => {
    const axis = { label: 'x', scale, range: { low: 0.01, high: 10 } };
    const frame = plotFrame(300, 200, axis, axis);
    const back = frame.toData(frame.pixelX(0.5), frame.pixelY(2));
    expect(back.x).toBeCloseTo(0.5, 10);
    expect(back.y).toBeCloseTo(2, 10);
    const { left, top, width, height } = frame.box;
    expect([frame.pixelX(0.01), frame.pixelY(10)]).toEqual([left, top]);
    expect(frame.pixelX(10)).toBeCloseTo(left + width, 9);
    expect(frame.pixelY(0.01)).toBeCloseTo(top + height, 9);
  });
});
