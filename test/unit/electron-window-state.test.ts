import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_SIZE, FIRST_STATE, MINIMUM_SIZE, placeWindow } from '../../src-main/electron/window-state.ts';

const LAPTOP = { x: 0, y: 25, width: 1440, height: 875 };
/** Left of the laptop, and higher. */
const MONITOR = { x: -2560, y: -300, width: 2560, height: 1440 };

function left(x: number, y: number, width: number, height: number): Parameters<typeof placeWindow>[0] {
  return { bounds: { x, y, width, height }, maximized: false };
}

test('the first time it has a size, and the system places it', () => {
  expect(placeWindow(FIRST_STATE, [LAPTOP])).toStrictEqual(DEFAULT_SIZE);
  expect(placeWindow(FIRST_STATE, [{ x: 0, y: 0, width: 1024, height: 600 }])).toStrictEqual({
    width: 1024,
    height: 600,
  });
});

test('it opens where it was left, on whichever screen', () => {
  expect(placeWindow(left(100, 80, 1000, 700), [LAPTOP])).toStrictEqual({ x: 100, y: 80, width: 1000, height: 700 });
  expect(placeWindow(left(-2000, -200, 1800, 1200), [LAPTOP, MONITOR])).toStrictEqual({
    x: -2000,
    y: -200,
    width: 1800,
    height: 1200,
  });
});

test('from a screen that is gone it keeps its size, as far as there is room', () => {
  expect(placeWindow(left(-2000, -200, 1800, 1200), [LAPTOP])).toStrictEqual({ width: 1440, height: 875 });
  expect(placeWindow(left(-2000, -200, 900, 700), [LAPTOP])).toStrictEqual({ width: 900, height: 700 });
});

test('a title bar out of reach is brought back', () => {
  // Above the top of the screen, by the height of the bar.
  expect(placeWindow(left(100, -40, 1000, 700), [LAPTOP])).toStrictEqual({ width: 1000, height: 700 });
  // Only a corner of it is left at the right.
  expect(placeWindow(left(1400, 100, 1000, 700), [LAPTOP])).toStrictEqual({ width: 1000, height: 700 });
});

test('larger than its screen it is fitted to it', () => {
  expect(placeWindow(left(0, 25, 4000, 3000), [LAPTOP])).toStrictEqual({ x: 0, y: 25, width: 1440, height: 875 });
});

test('without any screen it still has a size', () => {
  expect(placeWindow(left(0, 0, 900, 700), [])).toStrictEqual({ width: 900, height: 700 });
});

test('wherever it was left, it is large enough and can be dragged', () => {
  const place = fc.integer({ min: -10_000, max: 10_000 });
  const size = fc.integer({ min: 1, max: 10_000 });
  fc.assert(
    fc.property(place, place, size, size, (x, y, width, height) => {
      const placed = placeWindow(left(x, y, width, height), [LAPTOP, MONITOR]);
      expect(placed.width).toBeGreaterThanOrEqual(MINIMUM_SIZE.width);
      expect(placed.height).toBeGreaterThanOrEqual(MINIMUM_SIZE.height);
      const { x: px, y: py } = placed;
      if (px === undefined || py === undefined) return;
      const reach = [LAPTOP, MONITOR].map((screen) => ({
        across: Math.min(px + placed.width, screen.x + screen.width) - Math.max(px, screen.x),
        inside: py >= screen.y && py + 40 <= screen.y + screen.height,
      }));
      expect(reach.some(({ across, inside }) => across >= 120 && inside)).toBe(true);
    }),
  );
});
