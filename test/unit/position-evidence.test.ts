import { expect, it } from 'vitest';
import { areOnOneLine } from '../../src-main/formats/position-evidence.ts';

/** Particles along a line, each as far beside it as `stray` says, in units of the extent. */
function along(count: number, stray: (row: number) => number) {
  const [x, y] = [new Float64Array(count), new Float64Array(count)];
  for (let row = 0; row < count; row += 1) {
    // In no order along the line.
    const at = ((row * 7919) % count) / count;
    x[row] = 30 + 100 * (0.8 * at - 0.6 * stray(row));
    y[row] = -7 + 100 * (0.6 * at + 0.8 * stray(row));
  }
  return { x, y, count };
}

it.each([8, 63, 64, 65, 1000, 10_007])('%i particles on one line are, to the digits of a text file', (count) => {
  expect(areOnOneLine(along(count, () => 0))).toBe(true);
  expect(areOnOneLine(along(count, (row) => 3e-7 * Math.sin(row)))).toBe(true);
  expect(areOnOneLine(along(count, (row) => 1e-5 * Math.sin(row)))).toBe(false);
});

it('a single particle beside the line is seen, whichever it is', () => {
  // Few are looked at first: those that are not must count as much.
  for (let beside = 0; beside < 200; beside += 1)
    expect(areOnOneLine(along(200, (row) => (row === beside ? 2e-6 : 0)))).toBe(false);
});

it('particles on one spot are on one line', () => {
  expect(areOnOneLine({ x: new Float64Array(1000).fill(3), y: new Float64Array(1000).fill(-2), count: 1000 })).toBe(
    true,
  );
});
