import { describe, expect, test } from 'vitest';
import { Grants, type GrantPurpose } from '../../src-main/access/grants.ts';

const MINUTE_MS = 60_000;
const PURPOSES: readonly GrantPurpose[] = ['read', 'save', 'export'];

test('a grant names its file and tells nothing of it', () => {
  const grants = new Grants();
  const [first, second] = [grants.issue('/data/glass.dump', 'read'), grants.issue('/data/glass.dump', 'read')];
  // 192 random bits: not to be guessed, and another for each choice of the same file.
  expect(first).toMatch(/^[\w-]{32}$/);
  expect(second).not.toBe(first);
  expect(grants.use(first, 'read')).toBe('/data/glass.dump');
});

test('unknown names open nothing', () => {
  const grants = new Grants();
  grants.issue('/data/glass.dump', 'read');
  for (const name of ['', '/data/glass.dump', 'A'.repeat(32), '__proto__', 'constructor'])
    expect({ name, path: grants.use(name, 'read') }).toStrictEqual({ name, path: null });
});

describe.each(PURPOSES)('a grant to %s', (purpose) => {
  test('is good for that only, and an attempt at something else does not spend it', () => {
    const grants = new Grants();
    const grant = grants.issue('/data/glass', purpose);
    for (const other of PURPOSES.filter((name) => name !== purpose)) expect(grants.use(grant, other)).toBeNull();
    expect(grants.use(grant, purpose)).toBe('/data/glass');
  });

  test('ends ten minutes after it was given', () => {
    const grants = new Grants();
    const start = Date.now();
    const [soon, late] = [grants.issue('/data/a', purpose, start), grants.issue('/data/b', purpose, start)];
    expect(grants.use(soon, purpose, start + 10 * MINUTE_MS - 1)).toBe('/data/a');
    expect(grants.use(late, purpose, start + 10 * MINUTE_MS)).toBeNull();
  });
});

test('one to read is used again and again, each time for ten minutes more, but not beyond an hour', () => {
  const grants = new Grants();
  const start = Date.now();
  const grant = grants.issue('/data/glass.dump', 'read', start);
  for (const minutes of [9, 18, 27, 36, 45, 54, 59.9])
    expect(grants.use(grant, 'read', start + minutes * MINUTE_MS)).toBe('/data/glass.dump');
  expect(grants.use(grant, 'read', start + 60 * MINUTE_MS)).toBeNull();
});

test.each(['save', 'export'] as const)('one to %s is spent by its first use', (purpose) => {
  const grants = new Grants();
  const grant = grants.issue('/data/glass', purpose);
  expect(grants.use(grant, purpose)).toBe('/data/glass');
  expect(grants.use(grant, purpose)).toBeNull();
});

test('one that has expired stays so, and the latest of too many push out the first', () => {
  const grants = new Grants();
  const start = Date.now();
  const old = grants.issue('/data/old.dump', 'read', start);
  expect(grants.use(old, 'read', start + 10 * MINUTE_MS)).toBeNull();
  const later = start + 11 * MINUTE_MS;
  const made = Array.from({ length: 10_001 }, (_, at) => grants.issue(`/data/${at}`, 'read', later));
  expect(grants.use(made[0], 'read', later)).toBeNull();
  expect(grants.use(made[1], 'read', later)).toBe('/data/1');
  expect(grants.use(made[10_000], 'read', later)).toBe('/data/10000');
});
