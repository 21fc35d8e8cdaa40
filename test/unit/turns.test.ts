import { expect, test } from 'vitest';
import { setImmediate as turn } from 'node:timers/promises';
import { takingTurns } from '../../src-main/jobs/turns.ts';

test.each([1, 3])('%i at a time run, in the order in which they came', async (atOnce) => {
  const inTurn = takingTurns(atOnce);
  const begun: number[] = [];
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<number>());
  const results = gates.map(({ promise }, at) =>
    inTurn(() => {
      begun.push(at);
      return promise;
    }),
  );
  expect(begun).toEqual([]);
  for (const [at, { resolve }] of gates.entries()) {
    await turn();
    expect(begun).toEqual(Array.from({ length: Math.min(5, at + atOnce) }, (_, index) => index));
    resolve(at);
    expect(await results[at]).toBe(at);
  }
  expect(await inTurn(() => 'later')).toBe('later');
});

test('what fails is its own caller’s business', async () => {
  const inTurn = takingTurns();
  const failing = inTurn(() => {
    throw new Error('no');
  });
  const next = inTurn(() => 1);
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe(1);
});
