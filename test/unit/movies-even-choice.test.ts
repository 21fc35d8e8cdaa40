import { expect, test } from 'vitest';
import { EvenChoice } from '../../src-main/movies/data/even-choice.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at);

function after(count: number, room: number) {
  const choice = new EvenChoice<number>(room);
  for (const number of numbers(count)) choice.add(number);
  return choice;
}

test.each([0, 1, 2, 7, 8, 9, 16, 17, 100, 4097, 100_000])(
  'of %i items few are held, evenly, with the ends',
  (count) => {
    const room = 8;
    const held = after(count, room).held();
    expect(held.length).toBeLessThanOrEqual(room + 1);
    if (count <= room) expect(held).toEqual(numbers(count));
    else expect(held.length).toBeGreaterThan(room / 2);
    if (count === 0) return;
    expect([held[0], held.at(-1)]).toEqual([0, count - 1]);
    // One distance between all, but for the last, which is where it ends.
    const gaps = held.slice(1).map((item, at) => item - held[at]);
    const [first = 1] = gaps;
    for (const gap of gaps.slice(0, -1)) expect(gap).toBe(first);
    expect(gaps.at(-1) ?? 0).toBeLessThanOrEqual(first);
  },
);

test('so many are chosen as are wanted, the ends among them', () => {
  const choice = after(1000, 100);
  const chosen = choice.chosen(10);
  expect(chosen).toHaveLength(10);
  expect([chosen[0], chosen.at(-1)]).toEqual([0, 999]);
  const gaps = chosen.slice(1).map((item, at) => item - chosen[at]);
  // Of 63 that are held, 16 apart, every 6.9th.
  for (const gap of gaps) expect(Math.abs(gap - 999 / 9)).toBeLessThanOrEqual(16);
  expect(after(5, 100).chosen(10)).toEqual([0, 1, 2, 3, 4]);
});

test('an item that is the last is let go with the next', () => {
  const choice = after(8, 4);
  choice.add(8);
  choice.add(9);
  expect(choice.held()).not.toContain(7);
  expect(choice.seen).toBe(10);
});

test('a choice without room for both ends is refused', () => {
  expect(() => new EvenChoice(1)).toThrow(new RangeError('a choice of 1 items has no first and last'));
});
