import { assert, array, constantFrom, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Pace } from '../../src-main/ensemble/pace.ts';
import { SampleLedger, type Settlement } from '../../src-main/ensemble/sample-ledger.ts';

const FIRST = 3;

/** What a run by one worker, one index after another, keeps: the end of it. */
function endInOrder(fates: readonly Settlement[], untilQlm: number): number {
  let qlm = 0;
  for (const [at, fate] of fates.entries()) {
    if (fate === 'qlm') qlm += 1;
    if (qlm === untilQlm) return FIRST + at + 1;
  }
  return FIRST + fates.length;
}

describe('SampleLedger', () => {
  it('without a number of QLM samples to reach keeps them all, and ends with the last', () => {
    const ledger = new SampleLedger({ first: FIRST, limit: 3, untilQlm: null });
    expect(ledger.certainEnd).toBe(6);
    expect([ledger.begin(1), ledger.begin(1), ledger.begin(1), ledger.begin(1)]).toEqual([3, 4, 5, null]);
    ledger.settle(5, 'qlm');
    ledger.settle(3, 'failed');
    expect(ledger.isComplete).toBe(false);
    expect(ledger.kept).toEqual({ settled: 2, qlm: 1 });
    ledger.settle(4, 'other');
    expect(ledger.isComplete).toBe(true);
    expect(() => ledger.settle(4, 'qlm')).toThrow('sample at position 4 is settled already');
  });

  it('keeps back what may not belong to the run, and knows it as soon as it can', () => {
    const ledger = new SampleLedger({ first: 0, limit: 100, untilQlm: 2 });
    // Two QLM samples need two samples at least.
    expect(ledger.certainEnd).toBe(2);
    ledger.settle(2, 'qlm');
    expect(ledger.certainEnd).toBe(2);
    ledger.settle(0, 'other');
    // 1 may be the first QLM sample, 2 the second.
    expect(ledger.certainEnd).toBe(3);
    ledger.settle(1, 'failed');
    expect(ledger.certainEnd).toBe(4);
    expect(ledger.kept).toEqual({ settled: 3, qlm: 1 });
    ledger.settle(4, 'qlm');
    ledger.settle(3, 'qlm');
    expect([ledger.certainEnd, ledger.isComplete, ledger.kept]).toEqual([4, true, { settled: 4, qlm: 2 }]);
    expect(ledger.begin(5)).toBeNull();
  });

  it('begins no more than so many beyond what is certain, lowest first, and nothing twice', () => {
    const ledger = new SampleLedger({ first: 0, limit: 10, untilQlm: 1 });
    ledger.settle(1, 'other');
    expect([ledger.begin(3), ledger.begin(3), ledger.begin(3), ledger.begin(3)]).toEqual([0, 2, 3, null]);
  });

  it('ends where one worker would have ended, whatever the order in which samples are finished', () => {
    assert(
      property(
        array(constantFrom<Settlement>('qlm', 'other', 'failed'), { minLength: 1, maxLength: 25 }),
        integer({ min: 1, max: 6 }),
        integer({ min: 1, max: 5 }),
        integer({ min: 0, max: 2 ** 31 }),
        (fates, untilQlm, workers, seed) => {
          const ledger = new SampleLedger({ first: FIRST, limit: fates.length, untilQlm });
          const end = endInOrder(fates, untilQlm);
          const inWork: number[] = [];
          let random = seed;
          for (let turns = 0; turns < 1000 && !ledger.isComplete; turns++) {
            while (inWork.length < workers) {
              const next = ledger.begin(workers);
              if (next === null) break;
              inWork.push(next);
            }
            random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
            const [done] = inWork.splice(random % inWork.length, 1);
            ledger.settle(done, fates[done - FIRST]);
            // What is stored can never have to be taken back.
            expect(ledger.certainEnd).toBeLessThanOrEqual(end);
          }
          expect(ledger.isComplete).toBe(true);
          expect(ledger.certainEnd).toBe(end);
          const kept = fates.slice(0, end - FIRST);
          expect(ledger.kept).toEqual({ settled: kept.length, qlm: kept.filter((fate) => fate === 'qlm').length });
        },
      ),
    );
  });
});

describe('Pace', () => {
  it('counts whole samples and parts of those in work, from where this run found them', () => {
    const pace = new Pace(0);
    expect(pace.secondsLeft(10, 60_000)).toBeNull();
    pace.progress(0, 0.5);
    pace.progress(1, 0);
    expect(pace.secondsLeft(10, 60_000)).toBeNull();
    pace.progress(0, 0.75);
    pace.progress(1, 0.25);
    expect(pace.partial).toBe(1);
    // Half a sample in 10 s; 9 of the 10 are left.
    expect(pace.secondsLeft(10, 10_000)).toBeCloseTo(180, 9);
    pace.progress(0, 0.1);
    expect(pace.partial).toBe(1);
    pace.finish(0);
    // Half of it was there before; 0.75 samples in 15 s, 8.75 of 9 left.
    expect(pace.secondsLeft(9, 15_000)).toBeCloseTo(175, 9);
    pace.drop(1);
    expect(pace.secondsLeft(9, 15_000)).toBeCloseTo(270, 9);
    expect(pace.secondsLeft(0, 15_000)).toBe(0);
  });

  it('says nothing in the first second', () => {
    const pace = new Pace(0);
    pace.finish(0);
    expect(pace.secondsLeft(5, 900)).toBeNull();
    expect(pace.secondsLeft(5, 1100)).toBeCloseTo(5.5, 9);
  });
});
