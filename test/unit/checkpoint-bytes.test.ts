import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../native-workers/analysis/preparation/checkpoint.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { bytesOfCheckpoint, checkpointOf } from '../../native-workers/tasks/checkpoint-bytes.ts';

const CHECKPOINT: Checkpoint = {
  step: 15_000,
  // Negative zero, the least number and the largest have bits that decimal digits would lose.
  positions: Float64Array.of(-0, 5e-324, Number.MAX_VALUE, 0.1 + 0.2),
  velocities: Float64Array.of(1 / 3, -2 / 3, 4, 5),
  start: Float64Array.of(9, 8, 7, 6),
  trace: { rows: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), displacements: Float64Array.of(5000, 0.25) },
  rebuilds: 12,
  pushOffEvaluations: 34,
  rejected: [{ seed: '0123456789abcdef', reason: 'Ψ kept six-fold symmetry – σ' }],
  wallSeconds: 1.25,
};

describe('bytes of a checkpoint', () => {
  it('give it back bit for bit, wherever they lie in memory', () => {
    const bytes = bytesOfCheckpoint(CHECKPOINT);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    for (const each of [bytes, shifted.subarray(3)]) {
      const back = checkpointOf(each);
      expect(back).toEqual(CHECKPOINT);
      expect(Object.is(back.positions[0], -0)).toBe(true);
      expect(back.positions[1]).toBe(5e-324);
    }
  });

  it('hold an empty trace', () => {
    const empty = { ...CHECKPOINT, trace: { rows: new Float64Array(0), displacements: new Float64Array(0) } };
    expect(checkpointOf(bytesOfCheckpoint(empty))).toEqual(empty);
  });

  it.each<[string, (bytes: Uint8Array) => Uint8Array, RegExp]>([
    ['nothing', () => new Uint8Array(0), /it has 0 bytes/],
    ['a header that is not there', (bytes) => bytes.slice(0, 40), /a header of \d+ bytes is not there/],
    ['too few numbers', (bytes) => bytes.slice(0, -8), /\d+ bytes of numbers, \d+ expected/],
    ['no JSON', (bytes) => bytes.fill(0x7b, 8, 20), /the checkpoint is damaged: /],
    [
      'a negative step',
      (bytes) => {
        const text = Buffer.from(bytes).toString('latin1').replace('"step":15000', '"step":-1500');
        return Buffer.from(text, 'latin1');
      },
      /the checkpoint is damaged: .*step/,
    ],
  ])('are refused with %s', (_, spoil, message) => {
    const spoilt = spoil(bytesOfCheckpoint(CHECKPOINT));
    expect(() => checkpointOf(spoilt)).toThrow(BadInput);
    expect(() => checkpointOf(spoilt)).toThrow(message);
  });
});
