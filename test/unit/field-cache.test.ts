import { expect, test } from 'vitest';
import { FieldCache } from '../../src-main/library/field-cache.ts';

/** A cache of numbers, and the keys for which something was made. */
function counted(bytes: number) {
  const cache = new FieldCache<number>(bytes);
  const made: string[] = [];
  const get = (key: string, size = 1): Promise<number> =>
    cache.get(key, size, async () => {
      made.push(key);
      return made.length;
    });
  return { cache, made, get };
}

test('what was made is given again, and made once for two who ask at the same time', async () => {
  const { made, get } = counted(10);
  const [first, second] = await Promise.all([get('mode 3'), get('mode 3')]);
  expect([first, second, await get('mode 3')]).toStrictEqual([1, 1, 1]);
  expect(made).toStrictEqual(['mode 3']);
});

test('what was used longest ago makes room, by bytes', async () => {
  const { cache, made, get } = counted(10);
  for (const key of ['a', 'b', 'c']) await get(key, 3);
  // 'a' was used last, so 'b' goes.
  await get('a', 3);
  await get('d', 3);
  expect(cache.bytes).toBe(9);
  for (const key of ['a', 'c', 'd']) await get(key, 3);
  expect(made).toStrictEqual(['a', 'b', 'c', 'd']);
  await get('b', 3);
  expect(made.at(-1)).toBe('b');
});

test('one that is larger than all the room is made each time and drives nothing out', async () => {
  const { cache, made, get } = counted(10);
  await get('small');
  await get('huge', 11);
  await get('huge', 11);
  await get('small');
  expect(made).toStrictEqual(['small', 'huge', 'huge']);
  expect(cache.bytes).toBe(1);
});

test('a failure is told to all who wait for it, and is not kept', async () => {
  const cache = new FieldCache<number>(10);
  let attempts = 0;
  const fail = async (): Promise<number> => {
    attempts += 1;
    throw new Error('the worker died');
  };
  const both = await Promise.allSettled([cache.get('a', 1, fail), cache.get('a', 1, fail)]);
  expect(both.map(({ status }) => status)).toStrictEqual(['rejected', 'rejected']);
  expect(attempts).toBe(1);
  expect(await cache.get('a', 1, async () => 7)).toBe(7);
});
