import { describe, expect, test } from 'vitest';
import { shearHarmonics, shearModulus, shearSummary } from '../../native-workers/analysis/elasticity/shear-modulus.ts';
import { chargeMarks } from '../../src-renderer/mechanics/charge-marks.ts';
import { curveAt, modulusAt, modulusCurve } from '../../src-renderer/mechanics/harmonics.ts';
import { fullTurn } from '../../src-renderer/viewer/geometry/angle.ts';
import { enclosed } from '../../src-renderer/viewer/geometry/lasso.ts';
import { LatestRequest } from '../../src-renderer/mechanics/latest-request.ts';
import { polarAxis } from '../../src-renderer/design/plot/polar-axis.ts';
import { polarCurve } from '../../src-renderer/design/plot/polar-plot.ts';
import { PROTOCOLS, protocolNamed } from '../../src-renderer/mechanics/protocols.ts';
import type { Rgb } from '../../src-renderer/viewer/colour/rgb.ts';
import { sampledSummary } from '../../src-renderer/mechanics/sampled-summary.ts';
import {
  everExcited,
  excitedAt,
  overlapOf,
  reach,
  sizesAt,
  turningOverlap,
} from '../../src-renderer/viewer/arrows/turning-field.ts';
import { combined, turningField } from '../../src-renderer/mechanics/strain-response.ts';
import { arrowScale } from '../../src-renderer/viewer/arrows/arrows.ts';
import { strainAt } from './dense-shear.ts';
import { fieldAt } from './turned-field.ts';

const PARTICLES = 40;

/** Numbers that look like nothing, the same in every run. */
function numbers(count: number, seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

const units = numbers(4 * 2 * PARTICLES, 7);

/** x(θ) straight from the four unit responses. */
function direct(degrees: number): Float64Array {
  const gradient = strainAt(degrees);
  return Float64Array.from({ length: 2 * PARTICLES }, (_, at) =>
    gradient.reduce((sum, weight, k) => sum + weight * units[2 * PARTICLES * k + at], 0),
  );
}

/** Single precision, of sums of a few numbers below one. */
const SINGLE = 1e-6;
const ANGLES = [0, 1, 15, 45, 62.5, 90, 133, 179, 270];

describe('the field that turns with the dial', () => {
  const field = turningField(units);

  test.each(ANGLES)('x(%d°) is the response to the strain, rotated, sheared and rotated back', (degrees) => {
    const shown = fieldAt(field, degrees);
    direct(degrees).forEach((value, at) => expect(Math.abs(shown[at] - value)).toBeLessThan(SINGLE));
  });

  test.each(ANGLES)('|x(%d°)| is the length of x(θ)', (degrees) => {
    const sizes = new Float64Array(PARTICLES);
    sizesAt(field, degrees, sizes);
    const x = direct(degrees);
    sizes.forEach((size, i) => expect(Math.abs(size - Math.hypot(x[2 * i], x[2 * i + 1]))).toBeLessThan(SINGLE));
  });

  test('half a turn is the same shear', () => {
    const [a, b] = [30, 210].map((degrees) => fieldAt(field, degrees));
    a.forEach((value, at) => expect(Math.abs(value - b[at])).toBeLessThan(SINGLE));
  });

  test('no array of the wrong size passes for four fields', () => {
    expect(() => turningField(new Float64Array(12))).toThrow('12 values are no four vector fields');
  });

  test('no particle goes further than its reach, and without a constant part some angle comes to it', () => {
    const bound = reach(field);
    const most = new Float64Array(PARTICLES);
    const pure = { ...field, constant: new Float32Array(2 * PARTICLES) };
    const mostPure = new Float64Array(PARTICLES);
    for (let degrees = 0; degrees < 180; degrees += 0.25) {
      const out = fieldAt(field, degrees);
      for (let i = 0; i < PARTICLES; i += 1) most[i] = Math.max(most[i], Math.hypot(out[2 * i], out[2 * i + 1]));
      const turned = fieldAt(pure, degrees);
      for (let i = 0; i < PARTICLES; i += 1)
        mostPure[i] = Math.max(mostPure[i], Math.hypot(turned[2 * i], turned[2 * i + 1]));
    }
    most.forEach((value, i) => expect(value).toBeLessThanOrEqual(bound[i] + SINGLE));
    // A quarter of a degree beside a maximum: cos(0.5°) of it at least.
    reach(pure).forEach((value, i) => expect(value / mostPure[i]).toBeCloseTo(1, 4));
  });

  test('those excited at an angle are those that move further than the cutoff, all among the candidates', () => {
    const cutoff = 1.2;
    const candidates = everExcited(field, cutoff);
    expect(candidates.length).toBeGreaterThan(3);
    expect(candidates.length).toBeLessThan(PARTICLES);
    for (const degrees of ANGLES) {
      const x = direct(degrees);
      const expected = Array.from({ length: PARTICLES }, (_, i) => i).filter(
        (i) => Math.hypot(x[2 * i], x[2 * i + 1]) > cutoff,
      );
      const isExcited = (i: number) => excitedAt(field, Int32Array.of(i), cutoff, degrees) === 1;
      expect(Array.from(candidates).filter(isExcited)).toEqual(expected);
      expect(excitedAt(field, candidates, cutoff, degrees)).toBe(expected.length);
    }
  });

  test('overlaps with a mode, at every angle from the same few products', () => {
    const mode = numbers(2 * PARTICLES, 99);
    const at = turningOverlap(field, mode);
    for (const degrees of ANGLES) {
      const x = direct(degrees);
      const product = x.reduce((sum, value, k) => sum + value * mode[k], 0);
      const expected = product / (Math.hypot(...x) * Math.hypot(...mode));
      expect(at(degrees)).toBeCloseTo(expected, 6);
      expect(overlapOf(x, mode)).toBeCloseTo(expected, 12);
    }
    expect(overlapOf(new Float64Array(4), new Float64Array(4).fill(1))).toBeNull();
    expect(turningOverlap(field, new Float64Array(2 * PARTICLES))(10)).toBeNull();
  });

  test('arrows are scaled by reach, so that they do not breathe; once for a field', () => {
    expect(arrowScale(field)).toBe(arrowScale(field));
    expect(arrowScale(field).longest).toBe(Math.max(...reach(field)));
    expect(arrowScale(field).reference).toBeGreaterThan(arrowScale(direct(0)).reference / 2);
  });
});

describe('protocols', () => {
  test('the opposite strain is the opposite gradient', () => {
    const [shear, against] = ['x:shear+', 'x:shear-'].map((name) => protocolNamed(name)?.gradient ?? null);
    if (shear === null || against === null) throw new Error('a gradient is missing');
    const [x, y] = [combined(units, shear), combined(units, against)];
    x.forEach((value, at) => expect(value + y[at]).toBe(0));
    expect(Array.from(x)).toEqual(Array.from(units.subarray(2 * PARTICLES, 4 * PARTICLES), Math.fround));
  });

  test('tension and compression keep the area; names are not repeated', () => {
    for (const { gradient } of PROTOCOLS) if (gradient !== null) expect(gradient[0] + gradient[3]).toBe(0);
    expect(new Set(PROTOCOLS.map(({ name }) => name)).size).toBe(PROTOCOLS.length);
    expect(protocolNamed('u')).toBeNull();
    expect(protocolNamed(null)).toBeNull();
  });
});

describe('G(θ)', () => {
  const half = numbers(16, 3);
  const matrix = half.map((value, at) => value + half[4 * (at % 4) + Math.floor(at / 4)]);
  const harmonics = shearHarmonics(matrix);

  test('of the page is G(θ) of the analysis', () => {
    for (const degrees of ANGLES)
      expect(modulusAt(harmonics, degrees)).toBeCloseTo(shearModulus(harmonics, degrees), 12);
    const curve = modulusCurve(harmonics, 1);
    expect(curve).toHaveLength(360);
    expect(curve[133]).toBeCloseTo(shearModulus(harmonics, 133), 12);
  });

  test('of samples: their own summary, near that of the harmonics', () => {
    const found = sampledSummary(Array.from(modulusCurve(harmonics, 1)));
    const exact = shearSummary(harmonics);
    expect(found.mean).toBeCloseTo(exact.mean, 12);
    // Half a degree beside an extreme: 8 sin²(1°) times the amplitude of a fourth harmonic at most.
    expect(found.max - found.min).toBeGreaterThan(0.995 * (exact.max - exact.min));
    expect(Math.abs(found.softestDegrees - exact.softestDegrees)).toBeLessThanOrEqual(0.5);
    expect(() => sampledSummary([])).toThrow('a curve without values has no mean');
  });

  test('between samples it is linear, across 360° too', () => {
    const values = [1, 3, 5, 7];
    expect([0, 45, 90, 315, 359.999999, -45, 720].map((degrees) => curveAt(values, degrees))).toEqual([
      1,
      2,
      3,
      4,
      expect.closeTo(1, 5),
      4,
      1,
    ]);
    expect([0, 360, -1e-20, 725, -90].map(fullTurn)).toEqual([0, 0, 0, 5, 270]);
  });
});

describe('the polar axis', () => {
  test('of positive moduli begins with zero in the middle: lengths are in proportion', () => {
    const axis = polarAxis([5, 10, 20], 100);
    expect(axis.inner).toBe(0);
    expect(axis.radius(20) / axis.radius(10)).toBeCloseTo(2, 12);
    expect(axis.radius(20)).toBeLessThan(100);
    expect(axis.ticks.map(({ value }) => value)).toEqual([5, 10, 15, 20]);
  });

  test('of negative ones has a circle at zero, and the least at the rim of the hole', () => {
    const axis = polarAxis([-33, 18], 100);
    expect(axis.negative).toBe(true);
    expect(axis.radius(-33)).toBeCloseTo(axis.inner, 12);
    expect(axis.inner).toBeGreaterThan(5);
    const zero = axis.ticks.find(({ value }) => value === 0);
    expect(zero?.radius).toBeCloseTo(axis.radius(0), 12);
    // Nothing is drawn on the other side of the middle.
    expect(axis.point(-33, 0).x).toBeGreaterThan(0);
  });

  test('points go round counter-clockwise from the right, as on a screen', () => {
    const axis = polarAxis([1], 104);
    expect(axis.point(1, 90).x).toBeCloseTo(0, 10);
    expect(axis.point(1, 90).y).toBeCloseTo(-100, 10);
    const { points, closed } = polarCurve(axis, [1, 1, 1, 1], {});
    expect(closed).toBe(true);
    const corners = points.map(([x, y]) => [Math.round(x) + 0, Math.round(y) + 0]);
    expect(corners).toEqual([
      [100, 0],
      [0, -100],
      [-100, 0],
      [0, 100],
    ]);
    expect(() => polarAxis([Number.NaN], 100)).toThrow('no finite modulus');
  });
});

describe('charges', () => {
  const rgb: Record<string, Rgb> = {
    '--charge-positive': [1, 0, 0],
    '--charge-negative': [2, 0, 0],
    '--charge-ground': [3, 0, 0],
  };
  const colours = (token: string) => rgb[token];
  const cell = { lx: 10, ly: 10, xy: 0 };

  test('a plus has two strokes, a minus one, on a filled disc with a rim', () => {
    const kinds = (charge: number) => chargeMarks(cell, { x: 0, y: 0 }, [{ charge, x: 1, y: 2 }], colours);
    for (const [charge, strokes] of [
      [1, 2],
      [-1, 1],
      [-2, 1],
    ]) {
      const marks = kinds(charge);
      expect(marks.filter(({ width }) => width === 0).map(({ colour }) => colour)).toEqual([rgb['--charge-ground']]);
      const lines = marks.filter(({ a, b }) => a.x !== b.x || a.y !== b.y);
      expect(lines).toHaveLength(strokes);
      for (const { colour } of lines) expect(colour).toBe(rgb[charge > 0 ? '--charge-positive' : '--charge-negative']);
      // The middle of everything is where the charge is.
      for (const { a, b } of marks) expect([(a.x + b.x) / 2, (a.y + b.y) / 2]).toEqual([1, 2]);
    }
  });

  test('stands in its image nearest to the focus', () => {
    const [disc] = chargeMarks(cell, { x: 9.5, y: 0.5 }, [{ charge: 1, x: 0.5, y: 9.5 }], colours);
    expect(disc.a.x).toBeCloseTo(1, 12);
    expect(disc.a.y).toBeCloseTo(-1, 12);
  });
});

describe('a lasso', () => {
  const points = [0, 0, 1, 1, 3, 0, 0.5, 0.5, 2, 2];
  const horseshoe = [
    { x: -1, y: -1 },
    { x: 4, y: -1 },
    { x: 4, y: 3 },
    { x: 1.5, y: 3 },
    { x: 1.5, y: 0.2 },
    { x: 0.7, y: 0.2 },
    { x: 0.7, y: 3 },
    { x: -1, y: 3 },
  ];

  test('holds what it goes round, not what lies in its bay; the count leaves out the images', () => {
    expect(enclosed(horseshoe, points, 5)).toEqual([0, 2, 3, 4]);
    expect(enclosed(horseshoe, points, 2)).toEqual([0]);
    expect(enclosed(horseshoe.toReversed(), points, 5)).toEqual([0, 2, 3, 4]);
  });

  test('of two points holds nothing', () => expect(enclosed(horseshoe.slice(0, 2), points, 5)).toEqual([]));
});

describe('requests of which the newest counts', () => {
  /** An answer that comes when told to, or never when aborted before. */
  function later<T>() {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const signals: AbortSignal[] = [];
    return {
      resolve,
      reject,
      signals,
      work: (signal: AbortSignal) => {
        signals.push(signal);
        return promise;
      },
    };
  }

  test('an older answer is not given, even where it comes', async () => {
    const latest = new LatestRequest();
    const [first, second] = [later<number>(), later<number>()];
    const answers = [latest.run(first.work), latest.run(second.work)];
    expect(first.signals[0].aborted).toBe(true);
    second.resolve(2);
    first.resolve(1);
    expect(await Promise.all(answers)).toEqual([undefined, 2]);
  });

  test('an older failure is not told, the newest is', async () => {
    const latest = new LatestRequest();
    const [first, second] = [later<number>(), later<number>()];
    const older = latest.run(first.work);
    const newest = latest.run(second.work);
    first.reject(new Error('old'));
    second.reject(new Error('new'));
    expect(await older).toBeUndefined();
    await expect(newest).rejects.toThrow('new');
  });
});
