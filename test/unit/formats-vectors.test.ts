import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { ParticleStructure } from '../../src-main/formats/writer.ts';
import { encodeFrames, encodeStructure, FRAME_WRITERS } from '../../src-main/formats/writers.ts';
import { readText } from './formats-memory.ts';
import { encode, STRUCTURE } from './formats-structures.ts';

/** A vector with every kind of number, facts of every kind, and a name that a column has too. */
const VECTOR: ParticleStructure = {
  ...STRUCTURE,
  vectors: [{ name: 'u0', values: Float64Array.of(1e-300, -0, NaN, Infinity, 1 / 3, -Infinity) }],
  facts: { model: 'a "b"\nc', seed: null, omega: [0.1, null], sample: 2, energy: -0 },
  units: { u0: 'm^(−1/2)', vx: 'σ' },
};

const text = (format: string): string => encode(VECTOR, format).toString();

describe('vectors and facts', () => {
  it('in extended XYZ: three columns, z = 0, and keys', () => {
    const [, head, first] = text('xyz').split('\n');
    expect(head).toBe(
      'Lattice="9.1 0 0 3.3 6.3 0 0 0 1" Properties="species:S:1:pos:R:3:id:I:1:label:S:1:u0:R:3:vx:R:1:element:S:1" pbc="T T F" Timestep=1234 model="a__b__c" omega="0.1 nan" sample=2 energy=-0',
    );
    expect(first).toBe('He 0.1 0.3333333333333333 0 3 2 1e-300 -0 0 1e-300 O');
  });

  it('in CSV: two columns, and comments', () => {
    expect(text('csv').split('\n').slice(0, 10)).toEqual([
      '# box 9.1 6.3 3.3',
      '# timestep 1234',
      '# model a "b" c',
      '# seed nan',
      '# omega 0.1 nan',
      '# sample 2',
      '# energy -0',
      '# unit u0_x m^(−1/2)',
      '# unit u0_y m^(−1/2)',
      '# unit vx σ',
    ]);
    expect(text('csv').split('\n')[10]).toBe('id,type,x,y,u0_x,u0_y,vx,element');
  });

  it('in JSON: pairs, −0 and infinities of the same bits, null for what is no number', () => {
    const read = JSON.parse(text('json')) as Record<string, Record<string, unknown>>;
    expect(read).toEqual({
      header: {
        model: 'a "b"\nc',
        seed: null,
        omega: [0.1, null],
        sample: 2,
        energy: -0,
        box: [9.1, 6.3, 3.3],
        timestep: 1234,
        typeLabels: ['1', '2'],
        units: { u0: 'm^(−1/2)', vx: 'σ' },
      },
      ids: [3, 7, 2147483647],
      types: [1, 0, 1],
      positions: [
        [0.1, 1 / 3],
        [-0, 2.5e-17],
        [8.7, 6.29],
      ],
      fields: {
        u0: [
          [1e-300, -0],
          [null, Infinity],
          [1 / 3, -Infinity],
        ],
        vx: [1e-300, null, -Infinity],
        element: ['O', 'Si', 'O'],
      },
    });
    // Python reads a whole 0 as an integer, which has no sign.
    expect(text('json')).toContain('[-0.0,2.5e-17]');
  });

  it('in npz: N × 2, and a header that is no array of particles', async () => {
    const members = unzipSync(encode(VECTOR, 'npz'));
    expect(Object.keys(members)).toContain('u0.npy');
    expect(Buffer.from(members['u0.npy']).toString('latin1')).toContain(
      "'descr': '<f8', 'fortran_order': False, 'shape': (3, 2)",
    );
    expect(Buffer.from(members['header.npy']).toString('latin1')).toContain("'shape': ()");
    expect((await readText(encode(VECTOR, 'npz'))).warnings).toBeUndefined();
  });

  it.each(['dump', 'csv', 'gsd', 'npz', 'xyz'])('read back from %s to the same bits', async (format) => {
    const { columns } = await readText(encode({ ...VECTOR, facts: { ...VECTOR.facts, model: 'a' } }, format));
    const names = ['npz', 'xyz'].includes(format) ? ['u0[1]', 'u0[2]'] : ['u0_x', 'u0_y'];
    const found = names.map((name) => columns.find((column) => column.name === name)?.values);
    expect(found).toEqual([Float64Array.of(1e-300, NaN, 1 / 3), Float64Array.of(-0, Infinity, -Infinity)]);
  });

  it('that do not fit are a fault', () => {
    const wrong = { ...VECTOR, vectors: [{ name: 'u0', values: new Float64Array(3) }] };
    expect(() => encodeStructure(wrong, 'xyz')).toThrow("vector 'u0' has 3 numbers for 3 particles");
  });
});

describe('several frames', () => {
  it.each(FRAME_WRITERS.map(({ id }) => id))('%s: one after another', async (format) => {
    const frames = [1, 2, 3].map((timestep) => ({ ...VECTOR, timestep, facts: {} }));
    const bytes = Buffer.concat([...encodeFrames(frames, format)]);
    expect(bytes.equals(Buffer.concat(frames.map((frame) => encode(frame, format))))).toBe(true);
    const { timestep, frameIndex } = await readText(bytes);
    expect({ timestep, frameIndex }).toEqual({ timestep: 3, frameIndex: 2 });
  });

  it('are refused where a file holds one', () => {
    expect(() => encodeFrames([VECTOR], 'npz')).toThrow(BadInput);
    expect(() => encodeFrames([VECTOR], 'npz')).toThrow("unknown format 'npz'; known formats: dump, xyz");
  });
});
