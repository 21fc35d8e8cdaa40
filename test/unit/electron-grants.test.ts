import { expect, test } from 'vitest';
import { Grants } from '../../src-main/library/grants.ts';

const MINUTE_MS = 60_000;

test('a grant names its file and tells nothing of it', () => {
  const grants = new Grants();
  const [first, second] = [grants.issue('/data/glass.dump'), grants.issue('/data/glass.dump')];
  // 192 random bits: not to be guessed, and another for each choice of the same file.
  expect(first).toMatch(/^[\w-]{32}$/);
  expect(second).not.toBe(first);
  expect(grants.pathOf(first)).toBe('/data/glass.dump');
});

test('unknown names open nothing', () => {
  const grants = new Grants();
  grants.issue('/data/glass.dump');
  for (const name of ['', '/data/glass.dump', 'A'.repeat(32), '__proto__', 'constructor'])
    expect({ name, path: grants.pathOf(name) }).toStrictEqual({ name, path: null });
});

test('it is good for ten minutes after its last use, and for any number of uses in that time', () => {
  const grants = new Grants();
  const start = Date.now();
  const grant = grants.issue('/data/glass.dump', start);
  for (const minutes of [9, 18, 27]) expect(grants.pathOf(grant, start + minutes * MINUTE_MS)).toBe('/data/glass.dump');
  expect(grants.pathOf(grant, start + 37 * MINUTE_MS)).toBeNull();
});

test('one that has expired stays so, and the latest of too many push out the first', () => {
  const grants = new Grants();
  const start = Date.now();
  const old = grants.issue('/data/old.dump', start);
  expect(grants.pathOf(old, start + 10 * MINUTE_MS)).toBeNull();
  const made = Array.from({ length: 10_001 }, (_, at) => grants.issue(`/data/${at}`, start + 11 * MINUTE_MS));
  expect(grants.pathOf(made[0], start + 11 * MINUTE_MS)).toBeNull();
  expect(grants.pathOf(made[1], start + 11 * MINUTE_MS)).toBe('/data/1');
  expect(grants.pathOf(made[10_000], start + 11 * MINUTE_MS)).toBe('/data/10000');
});
