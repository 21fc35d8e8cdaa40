import { describe, expect, test } from 'vitest';
import { structureOf } from '../../native-workers/analyses/structure/structure-of.ts';
import { run } from '../../native-workers/analyses/structure/structure-run.ts';
import type { NamedArray } from '../../src-main/api/array-stream.ts';
import { GrowingTable } from '../../src-main/api/growing-table.ts';
import { LiveRun } from '../../src-main/api/live-run.ts';
import type { EnsembleEvent } from '../../src-main/ensemble/ensemble-events.ts';
import { randomPositions } from './configurations.ts';

const BOX = { lx: 9, ly: 8, xy: 1 };
const SPECIES = Uint8Array.from({ length: 40 }, (_, i) => i % 2);
const FACTS = {
  species: [
    { name: 'A', mass: 1, diameter: 1 },
    { name: 'B', mass: 1, diameter: 1.4 },
  ],
  timeStep: 0.5,
};
const MOMENT = { sample: 7, share: 0.5, secondsLeft: null, done: 0, total: 2, qlm: 0 };

/** A picture of a sample: its particles moved `by` along x since the first one. */
function picture(position: number, by: number, rows: number[][]): EnsembleEvent {
  const positions = randomPositions(BOX, 40, position).map((value, at) => (at % 4 === 0 ? value + by : value));
  const live = { box: BOX, species: SPECIES, positions, trace: Float64Array.from(rows.flat()) };
  return {
    ...MOMENT,
    kind: 'progress',
    stage: 'cooling',
    sampleShare: 0.5,
    stageShare: null,
    position,
    live,
  };
}

function stored(position: number): EnsembleEvent {
  const made = { seed: '', energyPerParticle: 0, omega: 0, pr: 0, verdict: null, phononShare: null, isQlm: null };
  return { ...MOMENT, kind: 'stored', position, sample: 7, made };
}

const never = new AbortController().signal;
const fail = (error: unknown): never => {
  throw error;
};
const compute = async (...[box, positions, species]: Parameters<ConstructorParameters<typeof LiveRun>[1]>) => {
  const outcome = run({ box, positions, species, model: '2dipl', source: '' }, { warm: null, control: undefined });
  return outcome.arrays;
};

function values(arrays: NamedArray[] | null, name: string): number[] {
  const found = arrays?.find((array) => array.name === name);
  if (found === undefined) throw new Error(`there is no array ${name}`);
  return Array.from(found.data);
}

describe('the picture of a run', () => {
  test('has positions in the box, traces over time, and the mean-square displacement since the first one', async () => {
    const live = new LiveRun(FACTS, compute, fail);
    live.take(picture(3, 0, [[10, 2, 5, 1, 30]]));
    live.take(
      picture(3, 10, [
        [20, 1.5, 4, 1, 20],
        [30, 1, 3, 1, 10],
      ]),
    );
    const frame = await live.frame(0, never);
    expect(values(frame, 'frame')).toStrictEqual([2, 3, 7]);
    expect(values(frame, 'box')).toStrictEqual([9, 8, 1]);
    expect(values(frame, 'diameters')).toStrictEqual([1, 1.4]);
    expect(values(frame, 'trace/time')).toStrictEqual([5, 10, 15]);
    expect(values(frame, 'trace/temperature')).toStrictEqual([2, 1.5, 1]);
    expect(values(frame, 'trace/potentialEnergy')).toStrictEqual([5, 4, 3]);
    expect(values(frame, 'trace/pressure')).toStrictEqual([30, 20, 10]);
    expect(values(frame, 'msd/time')).toStrictEqual([5, 15]);
    // Half of them (all A) go 10 to the right, the centre of mass 5: everybody is 5 away from it.
    expect(values(frame, 'msd/total')[1]).toBeCloseTo(25, 10);
    expect(values(frame, 'msd/B')[1]).toBeCloseTo(25, 10);
    const positions = values(frame, 'positions');
    for (let i = 0; i < 40; i++) {
      const t = positions[2 * i + 1] / 8;
      const s = (positions[2 * i] - t) / 9;
      expect(s >= 0 && s < 1 && t >= 0 && t < 1).toBe(true);
    }
  });

  test('stays with one sample until that is over', async () => {
    const live = new LiveRun(FACTS, compute, fail);
    live.take(picture(0, 0, [[10, 2, 5, 1, 30]]));
    live.take(picture(1, 0, [[10, 2, 5, 1, 30]]));
    expect(values(await live.frame(0, never), 'frame')).toStrictEqual([1, 0, 7]);
    live.take(stored(1));
    live.take(picture(2, 0, [[10, 2, 5, 1, 30]]));
    expect(live.position).toBe(0);
    live.take(stored(0));
    expect(live.position).toBe(0);
    live.take(picture(2, 0, [[40, 2, 5, 1, 30]]));
    const frame = await live.frame(0, never);
    expect(values(frame, 'frame')).toStrictEqual([2, 2, 7]);
    expect(values(frame, 'trace/time')).toStrictEqual([20]);
  });

  test('comes when it is new; a structure comes for those who look, in a picture of its own', async () => {
    let computed = (): void => undefined;
    const live = new LiveRun(
      FACTS,
      async (box, positions, species) => {
        await new Promise<void>((resolve) => {
          computed = resolve;
        });
        return compute(box, positions, species);
      },
      fail,
    );
    live.take(picture(0, 0, []));
    expect(values(await live.frame(0, never), 'frame')[0]).toBe(1);
    const next = live.frame(1, never);
    live.take(picture(0, 1, []));
    expect(values(await next, 'frame')[0]).toBe(2);
    const last = live.frame(2, never);
    live.end();
    computed();
    const frame = await last;
    expect(values(frame, 'frame')[0]).toBe(3);
    // Of the picture that was there when it was begun.
    const moved = randomPositions(BOX, 40, 0).map((value, at) => (at % 4 === 0 ? value + 1 : value));
    const { radial, order } = structureOf(BOX, moved, SPECIES, 2);
    expect(values(frame, 'g/total')).toStrictEqual(Array.from(radial.total));
    expect(values(frame, 'psi6/all')[0]).toBe(order.global);
    expect(await live.frame(3, never)).toBeNull();
  });

  test('has no structure while nobody looks', async () => {
    let asked = 0;
    const count = (...given: Parameters<typeof compute>) => {
      asked += 1;
      return compute(...given);
    };
    const live = new LiveRun(FACTS, count, fail);
    live.take(picture(0, 0, []));
    expect(asked).toBe(0);
    await live.frame(0, never);
    live.take(picture(0, 1, []));
    expect(asked).toBe(1);
  });

  test('goes on without a structure that cannot be computed, and says why', async () => {
    const errors: unknown[] = [];
    const broken = new Error('no worker');
    const live = new LiveRun(
      FACTS,
      () => Promise.reject(broken),
      (error) => errors.push(error),
    );
    const first = live.frame(0, never);
    live.take(picture(0, 0, []));
    expect((await first)?.some(({ name }) => name === 'g/r')).toBe(false);
    live.take(picture(0, 1, []));
    expect(values(await live.frame(1, never), 'frame')[0]).toBe(2);
    expect(errors).toStrictEqual([broken]);
  });

  test('ends with the run: the last one can be had, no other comes', async () => {
    const empty = new LiveRun(FACTS, compute, fail);
    const nothing = empty.frame(0, never);
    empty.end();
    expect(await nothing).toBeNull();
    const live = new LiveRun(FACTS, compute, fail);
    live.take(picture(0, 0, []));
    const waiting = live.frame(1, never);
    live.end();
    // The structure of what is there in the end.
    const last = await waiting;
    expect(values(last, 'frame')[0]).toBe(2);
    expect(values(last, 'psi6/all')).toHaveLength(2);
    expect(values(await live.frame(0, never), 'frame')[0]).toBe(2);
    expect(await live.frame(2, never)).toBeNull();
    const gone = new AbortController();
    const other = new LiveRun(FACTS, compute, fail).frame(0, gone.signal);
    gone.abort();
    expect(await other).toBeNull();
  });
});

describe('a table that grows', () => {
  test('is thinned evenly and keeps its newest row', () => {
    const table = new GrowingTable();
    for (let row = 0; row < 10_001; row++) table.push([row, -row]);
    const column = table.column(0);
    expect(column.length).toBeLessThanOrEqual(2001);
    expect(column.length).toBeGreaterThan(1000);
    expect(column.at(-1)).toBe(10_000);
    const steps = new Set(Array.from(column.slice(1), (value, at) => value - column[at]).slice(0, -1));
    expect([...steps]).toStrictEqual([8]);
  });
});
