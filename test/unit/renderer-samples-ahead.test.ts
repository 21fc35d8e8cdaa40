import { expect, test } from 'vitest';
import type { SampleDetail } from '../../src-main/api/contract.ts';
import { neighboursIn, samplesFrom, type Urgency } from '../../src-renderer/client/samples-ahead.ts';

/** A source that counts what it is asked, and answers when it is let. */
function source(particles = 100, bytes = 800) {
  const asked: string[] = [];
  const urgencies: Urgency[] = [];
  const names = new Set(['positions']);
  let gate: Promise<void> = Promise.resolve();
  const failing = new Set<number>();
  return {
    asked,
    urgencies,
    names,
    failing,
    hold: () => {
      let open = (): void => undefined;
      gate = new Promise((resolve) => (open = resolve));
      return () => open();
    },
    detail: async (_: string, number: number, urgency: Urgency) => {
      asked.push(`detail ${number}`);
      urgencies.push(urgency);
      if (failing.has(number)) throw new Error(`sample ${number} is damaged`);
      return {
        number,
        report: { sample: { n: particles } },
        arrays: Array.from(names, (name) => ({ name, perMode: false })),
      } as unknown as SampleDetail;
    },
    arrays: async (project: string, { number }: SampleDetail, urgency: Urgency) => {
      asked.push(`arrays ${number}`);
      urgencies.push(urgency);
      await gate;
      const arrays = new Map(Array.from(names, (name) => [name, new Float64Array(bytes / 8).fill(number)]));
      return { arrays, modeArrays: new Map([[project, new Float64Array(0)]]) };
    },
  };
}

test('a neighbour that was fetched ahead asks for no arrays when it is opened', async () => {
  const from = source();
  const samples = samplesFrom(from);
  await samples.load('p', 5);
  await samples.fetchAhead('p', [6, 4]);
  from.asked.length = 0;
  const { detail, arrays } = await samples.load('p', 6);
  expect(from.asked).toEqual(['detail 6']);
  expect([detail.number, arrays.get('positions')?.[0]]).toEqual([6, 6]);
});

test('one that is on its way is waited for, not asked for twice', async () => {
  const from = source();
  const samples = samplesFrom(from);
  const open = from.hold();
  const ahead = samples.fetchAhead('p', [6, 7]);
  const loaded = samples.load('p', 6);
  open();
  expect((await loaded).arrays.get('positions')?.[0]).toBe(6);
  await ahead;
  // What came after it in the list is given up: another sample was asked for.
  expect(from.asked.filter((text) => text.startsWith('arrays'))).toEqual(['arrays 6']);
});

test('the host is told what nobody waits for yet, and of a sample on its way that somebody does now', async () => {
  const from = source();
  const samples = samplesFrom(from);
  await samples.load('p', 5);
  const open = from.hold();
  const ahead = samples.fetchAhead('p', [6]);
  const loaded = samples.load('p', 6);
  open();
  await Promise.all([ahead, loaded]);
  expect(from.asked).toEqual(['detail 5', 'arrays 5', 'detail 6', 'detail 6', 'arrays 6']);
  expect(from.urgencies).toEqual(['now', 'now', 'ahead', 'now', 'ahead']);
});

test('what was added to a sample since it was fetched is seen', async () => {
  const from = source();
  const samples = samplesFrom(from);
  await samples.fetchAhead('p', [6]);
  from.names.add('made:dT:0.4:1.2');
  expect([...(await samples.load('p', 6)).arrays.keys()]).toEqual(['positions', 'made:dT:0.4:1.2']);
});

test('another project has nothing of the last one; a failure ahead is told only when asked for in earnest', async () => {
  const from = source();
  const samples = samplesFrom(from);
  await samples.fetchAhead('p', [6]);
  expect((await samples.load('q', 6)).modeArrays.has('q')).toBe(true);
  from.failing.add(7);
  await samples.fetchAhead('q', [7, 8]);
  await expect(samples.load('q', 7)).rejects.toThrow('sample 7 is damaged');
});

test('what is kept has an end, by bytes; large samples are not fetched ahead', async () => {
  const from = source(100, 800);
  const samples = samplesFrom(from, 2000);
  await samples.fetchAhead('p', [1, 2, 3]);
  from.asked.length = 0;
  for (const number of [3, 2, 1]) await samples.load('p', number);
  expect(from.asked.filter((text) => text.startsWith('arrays'))).toEqual(['arrays 1']);
  const large = source(100_000);
  await samplesFrom(large).fetchAhead('p', [1]);
  expect(large.asked).toEqual(['detail 1']);
});

test('neighbours are those in the list, the next ones first', () => {
  expect(neighboursIn([10, 20, 30, 40, 50], 30)).toEqual([40, 20, 50, 10]);
  expect(neighboursIn([10, 20], 20)).toEqual([10]);
  expect(neighboursIn([10, 20], 99)).toEqual([]);
});
