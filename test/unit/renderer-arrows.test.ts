import { describe, expect, test } from 'vitest';
import { arrowLevel } from '../../src-renderer/viewer/arrows/arrow-level.ts';
import {
  binGrid,
  binMeans,
  binPlaces,
  binSize,
  meanSpacing,
  turningMeans,
} from '../../src-renderer/viewer/arrows/bin-grid.ts';
import { type Cell, minimumImage, toCartesian, toFractional } from '../../src-renderer/viewer/geometry/periodic.ts';
import { rowsOf } from '../../src-renderer/design/plot/rows.ts';
import { inBox, boxCovering, shownBox } from '../../src-renderer/viewer/geometry/view-box.ts';
import { fieldAt } from './turned-field.ts';

/** Numbers in 0 … 1 that look like nothing, the same in every run. */
function numbers(count: number, seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  });
}

const TILTED: Cell = { lx: 60, ly: 48, xy: 21 };
const SQUARE: Cell = { lx: 64, ly: 64, xy: 0 };
const COUNT = 3000;

function scattered(cell: Cell): Float64Array {
  const fractions = numbers(2 * COUNT, 11);
  const positions = new Float64Array(2 * COUNT);
  for (let i = 0; i < COUNT; i += 1) {
    const { x, y } = toCartesian(cell, { x: fractions[2 * i], y: fractions[2 * i + 1] });
    positions[2 * i] = x;
    positions[2 * i + 1] = y;
  }
  return positions;
}

describe.each([
  ['square', SQUARE],
  ['tilted', TILTED],
])('averages over bins of a %s cell', (_, cell) => {
  const positions = scattered(cell);

  test.each([1, 2, 3])('level %i: every particle in one bin, bins of 2^level spacings that fit the period', (level) => {
    const grid = binGrid(cell, positions, level);
    expect(grid.counts.reduce((sum, count) => sum + count, 0)).toBe(COUNT);
    const { x, y } = binSize(grid);
    const edge = 2 ** level * meanSpacing(cell, COUNT);
    expect(x / edge).toBeGreaterThan(0.9);
    expect(x / edge).toBeLessThan(1.1);
    expect(y / edge).toBeGreaterThan(0.9);
    expect(y / edge).toBeLessThan(1.1);
    expect(x * grid.columns).toBeCloseTo(cell.lx, 12);
    expect(y * grid.rows).toBeCloseTo(cell.ly, 12);
  });

  test('means and centres are those of the particles of each bin, found one by one', () => {
    const vectors = numbers(2 * COUNT, 5);
    const grid = binGrid(cell, positions, 2);
    const means = binMeans(grid, vectors);
    const members = new Map<string, number[]>();
    for (let i = 0; i < COUNT; i += 1) {
      const f = toFractional(cell, { x: positions[2 * i], y: positions[2 * i + 1] });
      const key = `${Math.floor(f.x * grid.columns)} ${Math.floor(f.y * grid.rows)}`;
      members.set(key, [...(members.get(key) ?? []), i]);
    }
    expect(grid.counts).toHaveLength(members.size);
    for (const inside of members.values()) {
      const bin = grid.binOf[inside[0]];
      expect(inside.every((i) => grid.binOf[i] === bin)).toBe(true);
      expect(grid.counts[bin]).toBe(inside.length);
      for (const k of [0, 1]) {
        const mean = inside.reduce((sum, i) => sum + vectors[2 * i + k], 0) / inside.length;
        expect(means[2 * bin + k]).toBeCloseTo(mean, 6);
      }
    }
  });

  test('a plane wave stays one: its averages are it, at the centres, but for the width of a bin', () => {
    // Transverse, along the second reciprocal vector: phase 2π y/ly, displacement along x.
    const wave = new Float64Array(2 * COUNT);
    for (let i = 0; i < COUNT; i += 1) wave[2 * i] = Math.sin((2 * Math.PI * positions[2 * i + 1]) / cell.ly);
    const grid = binGrid(cell, positions, 2);
    const means = binMeans(grid, wave);
    let worst = 0;
    grid.counts.forEach((_count, bin) => {
      worst = Math.max(worst, Math.abs(means[2 * bin] - Math.sin(2 * Math.PI * grid.centres[2 * bin + 1])));
      expect(means[2 * bin + 1]).toBe(0);
    });
    // Second order: (2π/ly)²·(edge/2)²/2 at most, over all of a bin.
    expect(worst).toBeLessThan(((Math.PI * binSize(grid).y) / cell.ly) ** 2 / 2);
  });

  test('whole periods added to positions change nothing, and a boundary is straddled by no bin', () => {
    const moved = positions.slice();
    for (let i = 0; i < COUNT; i += 1) {
      const [columns, rows] = [(i % 5) - 2, (i % 3) - 1];
      moved[2 * i] += columns * cell.lx + rows * cell.xy;
      moved[2 * i + 1] += rows * cell.ly;
    }
    const [here, there] = [binGrid(cell, positions, 1), binGrid(cell, moved, 1)];
    expect(there.binOf).toEqual(here.binOf);
    here.centres.forEach((value, k) => expect(there.centres[k]).toBeCloseTo(value, 9));
  });

  test('centres lie in the cell about the focus, wherever that is', () => {
    const grid = binGrid(cell, positions, 2);
    for (const focus of [
      { x: 0, y: 0 },
      { x: 51, y: -130 },
    ]) {
      const places = binPlaces(grid, focus);
      for (let bin = 0; bin < grid.counts.length; bin += 1) {
        const at = { x: places[2 * bin], y: places[2 * bin + 1] };
        const f = toFractional(cell, at);
        expect(Math.max(Math.abs(f.x), Math.abs(f.y))).toBeLessThanOrEqual(0.5 + 1e-6);
        const centre = toCartesian(cell, { x: grid.centres[2 * bin], y: grid.centres[2 * bin + 1] });
        const apart = minimumImage(cell, { x: at.x + focus.x - centre.x, y: at.y + focus.y - centre.y });
        expect(Math.hypot(apart.x, apart.y)).toBeLessThan(1e-4);
      }
    }
  });
});

describe('averages', () => {
  test('of a field that turns are right at every angle', () => {
    const positions = scattered(SQUARE);
    const grid = binGrid(SQUARE, positions, 2);
    const part = (seed: number) => Float32Array.from(numbers(2 * COUNT, seed));
    const field = { constant: part(1), cosine: part(2), sine: part(3) };
    const averaged = turningMeans(grid, field);
    for (const degrees of [0, 17, 45, 133]) {
      const means = binMeans(grid, fieldAt(field, degrees));
      const turned = fieldAt(averaged, degrees);
      turned.forEach((value, k) => expect(value).toBeCloseTo(means[k], 5));
    }
  });

  test('leave out particles without a value', () => {
    const grid = binGrid({ lx: 2, ly: 2, xy: 0 }, [0.5, 0.5, 0.6, 0.5, 1.5, 1.5, 1.4, 1.6], 0);
    const means = binMeans(grid, [1, 2, Number.NaN, 0, Number.NaN, Number.NaN, Number.NaN, 1]);
    expect([...means]).toEqual([1, 2, 0, 0]);
  });
});

describe('level of the arrows', () => {
  test('each particle while arrows have nine pixels, then bins that have them', () => {
    expect(arrowLevel(40, null)).toBe(0);
    expect(arrowLevel(10.5, null)).toBe(0);
    for (const spacing of [9, 6, 2.9, 1, 0.2]) {
      const level = arrowLevel(spacing, null);
      expect(level).toBeGreaterThan(0);
      const apart = spacing * 2 ** level;
      expect(apart).toBeGreaterThanOrEqual(10);
      expect(apart).toBeLessThan(21);
    }
  });

  test('a zoom to and fro about a change does not flicker', () => {
    let level: number | null = null;
    const seen: number[] = [];
    for (const spacing of [10.5, 9.5, 9.1, 8.9, 9.1, 9.9, 10.05, 9.9, 10.2, 9.9]) {
      level = arrowLevel(spacing, level);
      seen.push(level);
    }
    expect(seen).toEqual([0, 0, 0, 1, 1, 1, 1, 1, 0, 0]);
  });

  test('from any zoom to any other the arrows are readable', () => {
    let level: number | null = null;
    for (const spacing of [30, 0.3, 5, 12, 3.3, 80, 9.2, 1.7]) {
      level = arrowLevel(spacing, level);
      expect(spacing * 2 ** level).toBeGreaterThanOrEqual(9);
      if (level > 0) expect(spacing * 2 ** level).toBeLessThan(21);
    }
  });
});

describe('what is kept ready of the arrows', () => {
  const viewport = { width: 800, height: 600 };

  test('is all that is in view and what reaches into it, and stays while the camera moves a little', () => {
    const needed = shownBox({ x: 0, y: 0, zoom: 20 }, viewport, 3);
    expect(needed).toEqual({ left: -23, right: 23, bottom: -18, top: 18 });
    const box = boxCovering(null, needed);
    expect(boxCovering(box, shownBox({ x: 8, y: -5, zoom: 21 }, viewport, 3))).toBe(box);
    const far = shownBox({ x: 40, y: 0, zoom: 20 }, viewport, 3);
    const moved = boxCovering(box, far);
    expect(moved).not.toBe(box);
    expect(moved.left).toBeLessThanOrEqual(far.left);
    expect(moved.right).toBeGreaterThanOrEqual(far.right);
  });

  test('is given up where it has become far too large', () => {
    const box = boxCovering(null, shownBox({ x: 0, y: 0, zoom: 2 }, viewport, 3));
    const close = shownBox({ x: 0, y: 0, zoom: 40 }, viewport, 3);
    expect(boxCovering(box, close)).not.toBe(box);
  });

  test('holds the points inside and no others; nothing where the camera looks past the cell', () => {
    const places = [0, 0, 5, 5, -9, 1, 2, 30];
    expect([...inBox(places, 4, { left: -10, right: 5, bottom: 0, top: 6 })]).toEqual([0, 1, 2]);
    expect([...inBox(places, 1, { left: -10, right: 5, bottom: 0, top: 6 })]).toEqual([0]);
    const past = shownBox({ x: 500, y: 0, zoom: 20 }, viewport, 3);
    expect([...inBox(places, 4, boxCovering(null, past))]).toEqual([]);
  });
});

/** The rows of parts of these widths, by index. */
const rowsOfWidths = (widths: readonly number[], gap: number, room: number) =>
  rowsOf(Array.from(widths.keys()), (at) => widths[at], gap, room);

describe('rows', () => {
  test('are filled in order and no wider than the room; nothing is left out', () => {
    expect(rowsOfWidths([40, 30, 30], 10, 200)).toEqual([[0, 1, 2]]);
    expect(rowsOfWidths([40, 30, 30], 10, 85)).toEqual([[0, 1], [2]]);
    expect(rowsOfWidths([400, 30], 10, 85)).toEqual([[0], [1]]);
    expect(rowsOfWidths([], 10, 85)).toEqual([]);
  });
});
