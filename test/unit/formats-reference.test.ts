import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readFrame } from '../read-frame.ts';

const FILE = new URL('../../../shared/reference/IS.2DIPL.atom', import.meta.url).pathname;

describe('the published inherent structure', () => {
  it.skipIf(!existsSync(FILE))('of the reference data is read: box, ids, types, positions', async () => {
    const frame = await readFrame(FILE);
    expect(frame.format).toBe('lammps-dump');
    expect(frame.timestep).toBe(5451512);
    // The header has bounds of z besides those of x and y, but no tilt: the box is a square.
    expect(frame.box).toEqual({ lx: 30.499714066520937, ly: 30.499714066520937, xy: 0 });
    expect(frame.origin).toEqual({ x: 0, y: 0 });
    expect(frame.ids).toEqual(Int32Array.from({ length: 800 }, (_, at) => at + 1));
    expect(frame.typeLabels).toEqual(['1', '2']);
    expect(frame.types.filter((type) => type === 0)).toHaveLength(400);
    expect(frame.columns).toEqual([]);
    expect(frame.warnings).toBeUndefined();
    // The number density of the model, 0.86, to the digits of the box.
    expect(800 / (frame.box.lx * frame.box.ly)).toBeCloseTo(0.86, 12);
    // First and last rows of the file are particles 263 and 643.
    expect([...frame.positions.subarray(2 * 262, 2 * 262 + 2)]).toEqual([0.391321, 0.991834]);
    expect([...frame.positions.subarray(2 * 642, 2 * 642 + 2)]).toEqual([30.0168, 29.4728]);
  });
});
