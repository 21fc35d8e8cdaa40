import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cameraBetween,
  fit,
  panBy,
  toPlane,
  toScreen,
  zoomAt,
  ZOOM_MAX,
  ZOOM_MIN,
} from '../../src-renderer/viewer/geometry/camera.ts';
import { fieldMarks } from '../../src-renderer/viewer/marks/field-marks.ts';
import { pinMarks } from '../../src-renderer/mechanics/pin-marks.ts';
import { type Depth, dots, type Mark, polygon } from '../../src-renderer/viewer/marks/marks.ts';
import {
  centreOf,
  minimumImage,
  placeImages,
  toCartesian,
  toFractional,
} from '../../src-renderer/viewer/geometry/periodic.ts';
import { pickingGrid } from '../../src-renderer/viewer/geometry/picking-grid.ts';

const SQUARE = { lx: 10, ly: 8, xy: 0 };
const TILTED = { lx: 10, ly: 8, xy: 4.5 };
const cells = [
  ['orthogonal', SQUARE],
  ['tilted', TILTED],
] as const;

/** Positions of a seeded linear congruential generator, over three periods of the cell. */
function scattered(count: number): Float64Array {
  let state = 12345;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return Float64Array.from({ length: 2 * count }, () => 30 * next() - 10);
}

/** Distance to the nearest of the 49 images about the origin: no cleverness. */
function bruteDistance(cell: typeof SQUARE, dx: number, dy: number): number {
  const f = toFractional(cell, { x: dx, y: dy });
  const base = toCartesian(cell, { x: f.x - Math.floor(f.x), y: f.y - Math.floor(f.y) });
  let least = Infinity;
  for (let row = -3; row <= 3; row += 1)
    for (let column = -3; column <= 3; column += 1)
      least = Math.min(least, Math.hypot(base.x + column * cell.lx + row * cell.xy, base.y + row * cell.ly));
  return least;
}

describe.each(cells)('periodic plane, %s cell', (_, cell) => {
  const positions = scattered(300);

  test('the minimum image is the shortest of all images', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -50, max: 50, noNaN: true }),
        fc.double({ min: -50, max: 50, noNaN: true }),
        (x, y) => {
          const image = minimumImage(cell, { x, y });
          expect(Math.hypot(image.x, image.y)).toBeCloseTo(bruteDistance(cell, x, y), 10);
        },
      ),
    );
  });

  test('every particle is placed once in the cell, by a whole number of periods', () => {
    const focus = { x: 3.7, y: -41.2 };
    const { index, position, count } = placeImages(cell, positions, focus, 0);
    expect(count).toBe(300);
    expect([...index]).toEqual(Array.from({ length: 300 }, (__, i) => i));
    for (let i = 0; i < count; i += 1) {
      const placed = toFractional(cell, { x: position[2 * i], y: position[2 * i + 1] });
      // Positions are rounded to single precision: 6e-8 of the cell.
      expect(Math.abs(placed.x)).toBeLessThanOrEqual(0.5 + 1e-6);
      expect(Math.abs(placed.y)).toBeLessThanOrEqual(0.5 + 1e-6);
      const periods = toFractional(cell, {
        x: positions[2 * i] - focus.x - position[2 * i],
        y: positions[2 * i + 1] - focus.y - position[2 * i + 1],
      });
      expect(periods.x).toBeCloseTo(Math.round(periods.x), 5);
      expect(periods.y).toBeCloseTo(Math.round(periods.y), 5);
    }
  });

  test('ghosts are exactly the images in the band beyond the cell', () => {
    const margin = 1.2;
    const { index, position, count } = placeImages(cell, positions, { x: 1, y: 2 }, margin);
    const key = (i: number, x: number, y: number) => `${i} ${x.toFixed(3)} ${y.toFixed(3)}`;
    const ghosts = new Set(
      Array.from({ length: index.length - count }, (__, ghost) => {
        const at = count + ghost;
        return key(index[at], position[2 * at], position[2 * at + 1]);
      }),
    );
    // Every image of the eight cells around, kept when it lies within the band in fractional coordinates.
    const bandX = margin / ((cell.lx * cell.ly) / Math.hypot(cell.xy, cell.ly));
    const bandY = margin / cell.ly;
    const expected = new Set<string>();
    for (let i = 0; i < count; i += 1)
      for (let row = -1; row <= 1; row += 1)
        for (let column = -1; column <= 1; column += 1) {
          if (row === 0 && column === 0) continue;
          const x = position[2 * i] + column * cell.lx + row * cell.xy;
          const y = position[2 * i + 1] + row * cell.ly;
          const f = toFractional(cell, { x, y });
          if (Math.abs(f.x) < 0.5 + bandX && Math.abs(f.y) < 0.5 + bandY) expected.add(key(i, x, y));
        }
    expect(ghosts.size).toBe(expected.size);
    expect(ghosts.size).toBe(index.length - count);
    // Sums in another order differ in the last digit of single precision.
    const missing = [...expected].filter((entry) => !ghosts.has(entry));
    expect(missing.length).toBeLessThanOrEqual(0.02 * expected.size);
  });

  test('the grid finds what a search of all particles finds', () => {
    const grid = pickingGrid(cell, positions);
    let found = 0;
    const points = scattered(200);
    for (let k = 0; k < 200; k += 1) {
      const point = { x: points[2 * k] + 0.01, y: points[2 * k + 1] };
      let nearest: number | null = null;
      let least = 0.8;
      for (let i = 0; i < 300; i += 1) {
        const distance = bruteDistance(cell, positions[2 * i] - point.x, positions[2 * i + 1] - point.y);
        if (distance <= least) [nearest, least] = [i, distance];
      }
      expect(grid.nearest(point, 0.8)).toBe(nearest);
      if (nearest !== null) found += 1;
    }
    // Both answers must have occurred for the comparison to mean anything.
    expect(found).toBeGreaterThan(20);
  });
});

test('the centre of a group across the boundary lies in the group', () => {
  const centre = centreOf(SQUARE, [9.8, 0.1, 0.2, 7.9, 9.9, 7.8], [0, 1, 2]);
  const near = minimumImage(SQUARE, { x: centre.x, y: centre.y });
  expect(Math.hypot(near.x, near.y)).toBeLessThan(0.2);
  expect(() => centreOf(SQUARE, [], [])).toThrow('no particle has no centre');
});

describe('camera', () => {
  const view = { width: 800, height: 600 };
  const camera = { x: 3, y: -2, zoom: 12 };

  test('screen and plane are inverse to each other, y up in the plane', () => {
    expect(toPlane(camera, view, { x: 400, y: 300 })).toEqual({ x: 3, y: -2 });
    expect(toPlane(camera, view, { x: 400, y: 288 })).toEqual({ x: 3, y: -1 });
    const screen = toScreen(camera, view, toPlane(camera, view, { x: 123, y: 456 }));
    expect(screen.x).toBeCloseTo(123, 9);
    expect(screen.y).toBeCloseTo(456, 9);
  });

  test('zooming keeps the point under the pointer, also where the zoom is at its end', () => {
    for (const factor of [1.7, 0.3, 1e6, 1e-6]) {
      const zoomed = zoomAt(camera, view, { x: 650, y: 80 }, factor);
      expect(zoomed.zoom).toBeCloseTo(Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, 12 * factor)), 9);
      const before = toPlane(camera, view, { x: 650, y: 80 });
      const after = toPlane(zoomed, view, { x: 650, y: 80 });
      expect(after.x).toBeCloseTo(before.x, 9);
      expect(after.y).toBeCloseTo(before.y, 9);
    }
  });

  test('a drag moves the picture with the pointer', () => {
    const from = toPlane(camera, view, { x: 100, y: 100 });
    const to = toPlane(panBy(camera, 30, -20), view, { x: 130, y: 80 });
    expect(to.x).toBeCloseTo(from.x, 9);
    expect(to.y).toBeCloseTo(from.y, 9);
  });

  test('a fitted extent touches what is left free, and no more', () => {
    const fitted = fit({ x: 20, y: 10 }, view, { top: 50, bottom: 100, sides: 30 });
    const low = toScreen(fitted, view, { x: -10, y: -5 });
    const high = toScreen(fitted, view, { x: 10, y: 5 });
    expect(low.x).toBeCloseTo(30, 9);
    expect(high.x).toBeCloseTo(770, 9);
    // The middle of the extent is the middle of the free part.
    expect((low.y + high.y) / 2).toBeCloseTo((50 + 500) / 2, 9);
  });

  test('a glide starts and ends where it should', () => {
    const to = { x: 0, y: 5, zoom: 48 };
    expect(cameraBetween(camera, to, 0)).toEqual(camera);
    expect(cameraBetween(camera, to, 1)).toEqual(to);
    expect(cameraBetween(camera, to, 0.5).zoom).toBeCloseTo(24, 9);
  });
});

describe('marks', () => {
  const positions = [9.8, 4, 0.2, 4, 0.2, 5, 9.8, 5];
  const ground = {
    cell: SQUARE,
    placement: placeImages(SQUARE, positions, { x: 5, y: 4 }, 1),
    radii: Float32Array.of(0.5, 0.5, 0.7, 0.5),
    displacements: [0, 1, 0, 2, 0, 3, 0, 4],
  };
  const colour = [1, 2, 3] as const;

  test('a square across the boundary is drawn small, not across the cell', () => {
    const sides = polygon(ground, [0, 1, 2, 3], { colour, width: 2, offset: 0 });
    const lengths = sides.map(({ a, b }) => Math.hypot(a.x - b.x, a.y - b.y));
    [0.4, 1, 0.4, 1].forEach((length, k) => expect(lengths[k]).toBeCloseTo(length, 5));
    expect(sides.map(({ ua, ub }) => [ua.y, ub.y])).toEqual([
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 1],
    ]);
  });

  test('kinds that are off leave nothing; a core particle of the string has only the string’s ring', () => {
    const none = {
      cell: false,
      core: [],
      string: [],
      square: [],
      picked: null,
      neighbours: [],
      hovered: null,
      loose: [],
    };
    const reds = new Map([
      ['--mark-string', 2],
      ['--mark-square', 3],
      ['--mark-picked-pale', 4],
    ]);
    const nothing = () => [];
    const marksOf = (
      outlined: Partial<Parameters<typeof fieldMarks>[1]>,
      added: (depth: Depth) => readonly Mark[] = nothing,
    ) =>
      fieldMarks(
        ground,
        { ...none, ...outlined },
        (token) => [reds.get(token) ?? (token === '--field-pale-ink' ? 1 : 0), 0, 0],
        false,
        added,
      );
    expect(marksOf({})).toEqual([]);
    // The ring of what the pointer is over has the ink of the core's, and a width of its own.
    const kindOf = ({ colour: [red], width }: Mark) => (width === 2 ? 5 : red);
    const kinds = (marks: readonly Mark[]) => new Set(marks.map(kindOf));
    expect(kinds(marksOf({ core: [0], string: [0] }))).toEqual(new Set([2]));
    expect(kinds(marksOf({ core: [0, 1], string: [1] }))).toEqual(new Set([1, 2]));
    expect(marksOf({ cell: true })).toHaveLength(4);
    // A pinned particle has a cross in its ring, whatever else it is.
    const pins = pinMarks(ground, [0], [7, 0, 0]);
    const pinned = marksOf({ string: [0] }, (depth) => (depth === 'above' ? pins : []));
    expect(kinds(pinned)).toEqual(new Set([2, 7]));
    const cross = pinned.filter(({ colour: [red], radius }) => red === 7 && radius === 0);
    expect(cross).toHaveLength(2 * ground.placement.index.filter((i) => i === 0).length);
    for (const { a, b } of cross) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeCloseTo(2 * ground.radii[0], 5);
    // What rooms add lies below the outlines of the key core, above them, or above everything.
    const of = (red: number) => dots(ground, new Set([0]), { colour: [red, 0, 0], width: 1, offset: 0 });
    const layers = { below: of(8), above: of(9), top: of(10) };
    const drawn = marksOf({ core: [0], square: [0], hovered: 1 }, (depth) => layers[depth]);
    expect(Array.from(kinds(drawn))).toEqual([8, 1, 3, 9, 5, 10]);
    // The pointer over the picked particle does not hide what it is; over another it has a ring outside the others'.
    expect(kinds(marksOf({ picked: 1, hovered: 1 }))).toEqual(new Set([4]));
    const both = marksOf({ picked: 1, hovered: 0, string: [0] });
    expect(kinds(both)).toEqual(new Set([2, 4, 5]));
    const offset = (red: number) => both.find((mark) => kindOf(mark) === red)?.offset ?? Number.NaN;
    expect(offset(5)).toBeGreaterThan(offset(2));
  });
});
