import { describe, expect, it } from 'vitest';
import { philox4x32, uniforms } from '../../native-workers/analysis/preparation/philox.ts';
import { composition, randomStart } from '../../native-workers/analysis/preparation/random-start.ts';
import { keyOfSeed, sampleSeed } from '../../native-workers/analysis/preparation/sample-seed.ts';
import { modelById } from '../../native-workers/models/registry.ts';

describe('Philox4x32-10', () => {
  // Known answers published with the authors' own implementation (Random123, kat_vectors).
  it.each<[[number, number, number, number], [number, number], [number, number, number, number]]>([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])('known answer at counter %j, key %j', (counter, key, answer) => {
    expect(philox4x32(counter, key)).toEqual(answer);
  });

  it('makes doubles of 53 bits from word pairs, whatever the count', () => {
    const numbers = uniforms([1, 2], 7, 5);
    const [a, b, c, d] = philox4x32([1, 0, 7, 0], [1, 2]);
    expect(numbers[2]).toBe(Number((BigInt(a >>> 5) << 26n) | BigInt(b >>> 6)) / 2 ** 53);
    expect(numbers[3]).toBe(Number((BigInt(c >>> 5) << 26n) | BigInt(d >>> 6)) / 2 ** 53);
    expect([...uniforms([1, 2], 7, 3)]).toEqual([...numbers.subarray(0, 3)]);
    expect(uniforms([1, 2], 8, 1)[0]).not.toBe(numbers[0]);
  });

  it('is uniform: mean, variance and neighbour correlation of 10⁵ numbers within 5 standard errors', () => {
    const count = 1e5;
    const numbers = uniforms([0xdeadbeef, 3], 0, count);
    let [mean, square, lagged] = [0, 0, 0];
    for (let at = 0; at < count; at++) {
      mean += numbers[at] / count;
      square += (numbers[at] - 0.5) ** 2 / count;
      lagged += ((numbers[at] - 0.5) * (numbers[(at + 1) % count] - 0.5)) / count;
      expect(numbers[at] >= 0 && numbers[at] < 1).toBe(true);
    }
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / count));
    // Var[(x − ½)²] = 1/180; Var of the product of two independent ones = 1/144.
    expect(Math.abs(square - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / count));
    expect(Math.abs(lagged)).toBeLessThan(5 * Math.sqrt(1 / 144 / count));
  });
});

describe('sample seeds', () => {
  // By Python: hashlib.sha256(b'keycore sample seed 1\0' + seed + b'\0' + str(index)).hexdigest()[:16].
  it.each([
    ['1', 0, 'c851b5214f10f95e'],
    ['1', 1, '39473e7fa3023b77'],
    ['glass', 12, '38e2fcd2056abaa3'],
  ])('of job %s, index %i', (job, index, seed) => {
    expect(sampleSeed(job, index)).toBe(seed);
  });

  it('do not collide between jobs and indices that read alike', () => {
    expect(sampleSeed('1', 11)).not.toBe(sampleSeed('11', 1));
  });

  it('refuse what is no index and no seed', () => {
    expect(() => sampleSeed('1', -1)).toThrow('sample index -1; expected 0, 1, 2, ...');
    expect(() => sampleSeed('1', 1.5)).toThrow('sample index 1.5');
    expect(() => keyOfSeed('12')).toThrow("sample seed '12'; expected 16 hexadecimal digits");
    expect(keyOfSeed('00000001ffffffff')).toEqual([1, 0xffffffff]);
  });
});

describe('random start', () => {
  it.each([
    ['2dipl', 100, [50, 50]],
    ['2dipl', 101, [51, 50]],
    ['2dka', 100, [65, 35]],
    ['2dka', 10, [7, 3]],
    ['2dka', 4096, [2662, 1434]],
    ['crystal', 7, [7]],
  ])('composition of %s with %i particles is exactly %j', (model, particles, counts) => {
    expect(composition(modelById(model), particles)).toEqual(counts);
    const { species } = randomStart(modelById(model), particles, 1, sampleSeed('1', 0));
    counts.forEach((count, kind) => expect(species.filter((each) => each === kind)).toHaveLength(count));
  });

  it('fills a square box of the asked density, ids from 1', () => {
    const start = randomStart(modelById('2dipl'), 500, 0.86, sampleSeed('x', 3));
    expect(start.box.lx).toBe(Math.sqrt(500 / 0.86));
    expect(start.box).toEqual({ lx: start.box.lx, ly: start.box.lx, xy: 0 });
    expect([start.ids[0], start.ids[499]]).toEqual([1, 500]);
    for (const value of start.positions) expect(value >= 0 && value <= start.box.lx).toBe(true);
    const quadrants = [0, 0, 0, 0];
    for (let i = 0; i < 500; i++)
      quadrants[
        (start.positions[2 * i] > start.box.lx / 2 ? 1 : 0) + (start.positions[2 * i + 1] > start.box.lx / 2 ? 2 : 0)
      ]++;
    // 125 each, standard deviation √(500 · 3/16) = 9.7.
    for (const count of quadrants) expect(Math.abs(count - 125)).toBeLessThan(49);
  });

  it('is the same bits for the same seed, others for another', () => {
    const model = modelById('2dka');
    const once = randomStart(model, 64, 1.2, sampleSeed('1', 0));
    expect(randomStart(model, 64, 1.2, sampleSeed('1', 0))).toEqual(once);
    expect(randomStart(model, 64, 1.2, sampleSeed('1', 1)).positions).not.toEqual(once.positions);
  });
});
