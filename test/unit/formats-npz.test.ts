import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { findCoincidence } from '../../native-workers/configuration/coincidence.ts';
import { hasPythonModule, PYTHON } from '../peers.ts';
import { readFrame } from '../read-frame.ts';
import { badInput, readText, readTexts } from './formats-memory.ts';
import { encode, plainNames, STRUCTURE, structures } from './formats-structures.ts';
import { f8, npy, type NpyOptions, npzOf } from './npz-bytes.ts';

const folder = mkdtempSync(join(tmpdir(), 'keycore-npz-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const XY = [1, 2, 3.5, 4.25, 5, 1, 0.125, 7];
const N = 4;
const doubles = (values: readonly number[], shape: readonly number[] = [values.length], options?: NpyOptions): Buffer =>
  npy('<f8', shape, f8(values), options);
const PLAIN = {
  positions: doubles(XY, [N, 2]),
  types: npy('<i8', [N], Buffer.from(new BigInt64Array([2n, 1n, 1n, 2n]).buffer)),
  ids: npy('<i4', [N], Buffer.from(Int32Array.of(4, 1, 3, 2).buffer)),
  box: doubles([8, 8]),
};
const without = (...names: (keyof typeof PLAIN)[]): Partial<typeof PLAIN> =>
  Object.fromEntries(Object.entries(PLAIN).filter(([name]) => !names.includes(name as keyof typeof PLAIN)));

describe('our own archives', () => {
  it('are read back to the last bit', async () => {
    await fc.assert(
      fc.asyncProperty(structures({ columns: plainNames, text: true }), async (structure) => {
        fc.pre(findCoincidence(structure.box, structure.positions) === null);
        const { ids, typeLabels, types, positions, box, columns, timestep, warnings } = await readText(
          encode(structure, 'npz'),
        );
        expect({ ids, typeLabels, types, positions, box, columns, timestep }).toEqual(structure);
        expect(warnings).toBeUndefined();
      }),
      { numRuns: 150 },
    );
    expect((await readText(encode({ ...STRUCTURE, typeMasses: [2, 0.3] }, 'npz'))).typeMasses).toEqual([2, 0.3]);
  });
});

describe('plain archives', () => {
  it('are read, stored and deflated', async () => {
    for (const level of [0, 6] as const)
      expect(await readText(npzOf(PLAIN, level))).toEqual({
        source: 'memory',
        format: 'npz',
        frameIndex: 0,
        timestep: null,
        box: { lx: 8, ly: 8, xy: 0 },
        origin: { x: 0, y: 0 },
        ids: Int32Array.of(1, 2, 3, 4),
        typeLabels: ['1', '2'],
        types: Uint8Array.of(0, 1, 0, 1),
        positions: Float64Array.of(3.5, 4.25, 0.125, 7, 5, 1, 1, 2),
        columns: [],
        uses: [
          { column: 'ids', role: 'id' },
          { column: 'types', role: 'type' },
          { column: 'positions', role: 'position' },
        ],
      });
  });

  it('of x and y, without ids and types, in any kind of number, order and version', async () => {
    const xs = [1, 3, 5, 0];
    const bytesOf = (array: NodeJS.TypedArray): Buffer => Buffer.from(array.buffer);
    const swapped = f8(xs).swap64();
    const kinds: [string, Buffer][] = [
      ['<f8', f8(xs)],
      ['>f8', swapped],
      ['=f4', bytesOf(Float32Array.from(xs))],
      ['>f4', bytesOf(Float32Array.from(xs)).swap32()],
      ['<i4', bytesOf(Int32Array.from(xs))],
      ['<i8', bytesOf(BigInt64Array.from(xs, BigInt))],
      ['>i8', bytesOf(BigInt64Array.from(xs, BigInt)).swap64()],
      ['|u1', bytesOf(Uint8Array.from(xs))],
      ['<u2', bytesOf(Uint16Array.from(xs))],
      ['<i2', bytesOf(Int16Array.from(xs))],
    ];
    for (const [descr, data] of kinds)
      for (const version of [1, 2, 3] as const) {
        const frame = await readText(
          npzOf({ X: npy(descr, [N], data, { version }), y: doubles([1, 2, 3, 4.5]), BOX: PLAIN.box }),
        );
        expect([descr, ...frame.positions]).toEqual([descr, 1, 1, 3, 2, 5, 3, 0, 4.5]);
        expect(frame.typeLabels).toEqual(['1']);
        expect(frame.warnings).toEqual([
          "There is no array 'ids': particles are numbered from 1 in the order of the arrays.",
          "There is no array 'types': all particles are of one type, 1.",
        ]);
      }
  });

  it('in Fortran order, with a constant z, negative numbers of 64 bits', async () => {
    const columns = [1, 3.5, 5, 0.125, 2, 4.25, 1, 7, 0.5, 0.5, 0.5, 0.5];
    const charge = Buffer.from(new BigInt64Array([-3n, 2n ** 40n, 0n, -(2n ** 52n)]).buffer);
    const frame = await readText(
      npzOf({ ...PLAIN, positions: doubles(columns, [N, 3], { isFortran: true }), q: npy('<i8', [N], charge) }),
    );
    expect(frame.positions).toEqual((await readText(npzOf(PLAIN))).positions);
    expect(frame.columns).toEqual([{ name: 'q', values: Float64Array.of(2 ** 40, -(2 ** 52), 0, -3) }]);
    const coordinate = doubles([1, 2, 3, 4]);
    const solid = await badInput(
      readText(npzOf({ ...without('positions'), x: coordinate, y: coordinate, z: doubles([0, 0, 0.1, 0]) })),
    );
    expect(solid.message).toContain(
      'three-dimensional configuration (z is 0.1 for particle number 3, 0 for the first)',
    );
  });

  it('with types as texts, ids from 0, diameters or radii, velocities, further columns', async () => {
    const letters = Buffer.alloc(4 * 2 * N);
    ['B', 'A', 'A', 'Bé'].forEach((label, row) =>
      Array.from(label).forEach((letter, at) => letters.writeUInt32LE(letter.codePointAt(0) ?? 0, 8 * row + 4 * at)),
    );
    const arrays = {
      ...without('types'),
      species: npy('<U2', [N], letters),
      ids: npy('<i4', [N], Buffer.from(Int32Array.of(3, 0, 2, 1).buffer)),
      radius: doubles([0.5, 1, 1.5, 2]),
      velocity: doubles([1, 2, 3, 4, 5, 6, 7, 8], [N, 2]),
      stress: doubles([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [N, 3]),
      note: npy('|O', [], Buffer.from('x')),
      big: doubles(
        Array.from({ length: 20 }, (_, at) => at),
        [20],
      ),
    };
    const frame = await readText(npzOf(arrays));
    expect(frame.typeLabels).toEqual(['A', 'B', 'Bé']);
    expect([...frame.types]).toEqual([0, 2, 0, 1]);
    expect([...frame.ids]).toEqual([1, 2, 3, 4]);
    expect(Object.fromEntries(frame.columns.map(({ name, values }) => [name, [...values]]))).toEqual({
      vx: [3, 7, 5, 1],
      vy: [4, 8, 6, 2],
      'stress[1]': [4, 10, 7, 1],
      'stress[2]': [5, 11, 8, 2],
      'stress[3]': [6, 12, 9, 3],
      diameter: [2, 4, 3, 1],
    });
    expect(frame.warnings).toEqual([
      'Particle ids count from 0 in the file; 1 is added to each.',
      'Arrays that are not read: note, big.',
    ]);
    const sized = await readText(npzOf({ ...PLAIN, diameter: doubles([1, 2, 3, 4]) }));
    expect(sized.columns).toEqual([{ name: 'diameter', values: Float64Array.of(2, 4, 3, 1) }]);
  });

  it('of several frames, boxes and time steps', async () => {
    const moved = [0, 1, 2].flatMap((shift) => XY.map((value) => value + shift / 8));
    for (const isFortran of [false, true]) {
      const inOrder = isFortran
        ? Array.from(
            { length: 24 },
            (_, at) => moved[(at % 3) * 8 + (Math.floor(at / 3) % 4) * 2 + Math.floor(at / 12)],
          )
        : moved;
      const bytes = npzOf({
        ...PLAIN,
        positions: doubles(inOrder, [3, N, 2], { isFortran }),
        box: doubles([8, 8, 9, 9, 10, 10], [3, 2]),
        timestep: npy('<i4', [3], Buffer.from(Int32Array.of(5, 6, 7).buffer)),
      });
      const frames = await readTexts(bytes);
      expect(
        frames.map(({ box, timestep, frameIndex, positions }) => [box.lx, timestep, frameIndex, positions[0]]),
      ).toEqual([
        [8, 5, 0, 3.5],
        [9, 6, 1, 3.625],
        [10, 7, 2, 3.75],
      ]);
      expect(await readText(bytes, { frame: 1 })).toEqual(frames[1]);
      expect((await badInput(readText(bytes, { frame: 3 }))).message).toContain('the file holds frames 0 to 2');
    }
  });
});

describe('the box of an archive', () => {
  const boxed = (numbers: readonly number[], shape?: readonly number[], positions = XY): Buffer =>
    npzOf({ ...PLAIN, positions: doubles(positions, [N, 2]), box: doubles(numbers, shape ?? [numbers.length]) });
  it.each<[string, number[], number[], object]>([
    ['L', [8], [], { lx: 8, ly: 8, xy: 0 }],
    ['lx ly', [8, 9], [2], { lx: 8, ly: 9, xy: 0 }],
    ['lx ly 0', [8, 9, 0], [3], { lx: 8, ly: 9, xy: 0 }],
    ['L L L', [8, 8, 8], [3], { lx: 8, ly: 8, xy: 0 }],
    ['lx ly xy < 0', [8, 9, -2], [3], { lx: 8, ly: 9, xy: -2 }],
    ['edge vectors', [8, 0, -2, 9], [2, 2], { lx: 8, ly: 9, xy: -2 }],
    ['bounds', [-1, 8, 0, 9], [2, 2], { lx: 9, ly: 9, xy: 0 }],
    ['Lx Ly Lz xy xz yz', [8, 10, 0, 0.25, 0, 0], [6], { lx: 8, ly: 10, xy: 2.5 }],
    ['three edge vectors', [8, 0, 0, 1, 9, 0, 0, 0, 3], [3, 3], { lx: 8, ly: 9, xy: 1 }],
  ])('may be %s', async (_, numbers, shape, box) => {
    expect((await readText(boxed(numbers, shape))).box).toEqual(box);
  });

  it('of two turned edge vectors, in rows or in columns, is the one in which the particles stand', async () => {
    const [cos, sin] = [0.8, 0.6];
    const turned = [1, 1, 7, 1, 7, 7, 1, 7].map((_, at, xy) =>
      at % 2 === 0 ? cos * xy[at] - sin * xy[at + 1] : sin * xy[at - 1] + cos * xy[at],
    );
    for (const vectors of [
      [8 * cos, 8 * sin, -8 * sin, 8 * cos],
      [8 * cos, -8 * sin, 8 * sin, 8 * cos],
    ]) {
      const { box, positions, warnings } = await readText(boxed(vectors, [2, 2], turned));
      expect([box.lx, box.ly, box.xy]).toEqual([8, 8, 0].map((edge) => expect.closeTo(edge, 12) as number));
      // By the ids of the rows, 4 1 3 2.
      expect([...positions]).toEqual([7, 1, 1, 7, 7, 7, 1, 1].map((place) => expect.closeTo(place, 12) as number));
      expect(warnings).toContainEqual(expect.stringContaining('turned by 36.870°, in which all particles stand'));
    }
  });

  it('of three numbers is tilted, or high, as the particles show; else it is asked for', async () => {
    // One stands in the tilted cell beyond lx, the others in both.
    const tilted = [1, 2, 3.5, 4.25, 5, 1, 9.25, 7];
    const asTilted = await readText(boxed([8, 8, 2], [3], tilted));
    expect(asTilted.box).toEqual({ lx: 8, ly: 8, xy: 2 });
    expect(asTilted.warnings).toEqual([
      'The box (8, 8, 2) was read as lx 8, ly 8, xy 2, in which all particles stand.',
    ]);
    // (0.125, 7) is outside the tilted one.
    expect((await readText(boxed([8, 8, 2], [3]))).box).toEqual({ lx: 8, ly: 8, xy: 0 });
    const both = [1, 1, 3.5, 1, 5, 1, 7, 3];
    const error = await badInput(readText(boxed([8, 8, 0.5], [3], both)));
    expect(error.message).toBe(
      'memory, box: the box (8, 8, 0.5) may be lx 8, ly 8, xy 0.5, or lx 8, ly 8, xy 0; say which by giving the box',
    );
    expect(error.place.question).toEqual({
      asks: 'box',
      problem: 'The box (8, 8, 0.5) may be lx 8, ly 8, xy 0.5, or lx 8, ly 8, xy 0.',
    });
    for (const xy of [0, 0.5])
      expect((await readText(boxed([8, 8, 0.5], [3], both), { box: { lx: 8, ly: 8, xy } })).box.xy).toBe(xy);
  });

  it('may be given where there is none, and must agree where there is one', async () => {
    const boxless = npzOf(without('box'));
    expect((await badInput(readText(boxless))).message).toContain(
      "memory, box: the file states no box: save an array 'box'",
    );
    expect((await readText(boxless, { box: { lx: 8, ly: 9, xy: 1 } })).box).toEqual({ lx: 8, ly: 9, xy: 1 });
    const other = await badInput(readText(npzOf(PLAIN), { box: { lx: 8, ly: 9, xy: 1 } }));
    expect(other.message).toContain('the file states its own box');
  });
});

describe('an archive that cannot be used is refused by file and array:', () => {
  const whole = npzOf(PLAIN);
  const changed = (at: number, value: number): Buffer => {
    const bytes = Buffer.from(whole);
    bytes[at] = value;
    return bytes;
  };
  const centralAt = whole.readUInt32LE(whole.length - 6);
  it.each<[string, Buffer, string]>([
    ['no arrays', Buffer.from(zipSync({ 'a.txt': Buffer.from('x') })), 'this is a zip archive without NumPy arrays'],
    ['cut off', whole.subarray(0, -30), 'memory: the archive is cut off: the directory at its end is missing'],
    ['a member damaged', changed(170, 7), 'memory, positions.npy: the member is damaged: its checksum is another'],
    [
      'a method that is not known',
      changed(centralAt + 10, 12),
      'memory, positions.npy: the member is compressed by method 12',
    ],
    ['encrypted', changed(centralAt + 8, 1), 'memory, positions.npy: the member is encrypted'],
    [
      'pickled positions',
      npzOf({ ...PLAIN, positions: npy('|O', [N, 2], Buffer.from('\x80\x04.')) }),
      'memory, positions: the array holds pickled Python objects, which are never read',
    ],
    [
      'a table of fields',
      npzOf({ ...PLAIN, positions: npy("[('x', '<f8'), ('y', '<f8')]", [N], f8(XY)) }),
      "memory, positions: the array holds data of type 'a table of several fields'",
    ],
    [
      'half precision',
      npzOf({ ...PLAIN, positions: npy('<f2', [N, 2], Buffer.alloc(16)) }),
      "the array holds data of type '<f2'",
    ],
    [
      'no positions',
      npzOf(without('positions')),
      "memory, positions: no positions among the arrays 'types', 'ids', 'box'",
    ],
    [
      'a shape of four',
      npzOf({ ...PLAIN, positions: doubles(XY, [N, 2, 1]) }),
      'memory, positions: an array of shape (4, 2, 1)',
    ],
    [
      'fewer types',
      npzOf({ ...PLAIN, types: npy('|u1', [3], Buffer.alloc(3)) }),
      'memory, types: an array of shape (3) for 4 particles',
    ],
    [
      'a type of 1.5',
      npzOf({ ...PLAIN, types: doubles([1, 1.5, 1, 1]) }),
      'memory, types: the type 1.5 of particle number 2',
    ],
    [
      'a repeated id',
      npzOf({ ...PLAIN, ids: doubles([1, 2, 2, 3]) }),
      'memory, ids: the id 2 of particle number 3 is that of particle number 2 already',
    ],
    ['an id of 1.5', npzOf({ ...PLAIN, ids: doubles([1, 1.5, 2, 3]) }), 'memory, ids: the id 1.5 of particle number 2'],
    ['a negative id', npzOf({ ...PLAIN, ids: doubles([1, -1, 2, 3]) }), 'memory, ids: the id -1 of particle number 2'],
    [
      'a NaN',
      npzOf({ ...PLAIN, positions: doubles(XY.with(2, NaN), [N, 2]) }),
      'memory, positions: the position (NaN, 4.25) of particle number 2',
    ],
    [
      'one spot',
      npzOf({ ...PLAIN, positions: doubles(XY.with(2, 9).with(3, 10), [N, 2]) }),
      'memory, positions: particles 1 and 4 stand on one spot',
    ],
    [
      'a claim of more than there is',
      npzOf({ ...PLAIN, positions: doubles(XY, [9_999_999, 2]) }),
      'memory, positions: the array ends early: 192 bytes, at least 160000112 expected',
    ],
    [
      'a claim beyond all measure',
      npzOf({ ...PLAIN, positions: doubles(XY, [99_999_999, 2]) }),
      'memory, positions: the number of particles is 99999999; a frame may hold 1 to 10000000',
    ],
    [
      'no header',
      npzOf({ ...PLAIN, positions: Buffer.from('nothing of note') }),
      'memory, positions: this is no NumPy array',
    ],
    [
      'a header of nonsense',
      npzOf({ ...PLAIN, positions: npy('', [], f8(XY), { header: '{1: 2}' }) }),
      'memory, positions: the header',
    ],
    [
      'a box of five',
      npzOf({ ...PLAIN, box: doubles([1, 2, 3, 4, 5]) }),
      'memory, box: the box (1, 2, 3, 4, 5) is none that is known',
    ],
  ])('%s', async (_, bytes, message) => {
    expect((await badInput(readText(bytes))).message).toContain(message);
  });

  it('one that unfolds beyond all measure', async () => {
    const many = 3_000_000;
    const bomb = npzOf({ ...PLAIN, positions: npy('<f8', [many, 2], Buffer.alloc(16 * many)) }, 6);
    const error = await badInput(readText(bomb));
    expect(error.message).toContain(
      'the archive unfolds to more than 200 times its size, which no arrays of particles do',
    );
  });
});

describe('numpy', () => {
  it.skipIf(!hasPythonModule('numpy'))('numpy writes what is read here, compressed and not', async () => {
    const script = `
import sys, numpy as np
rng = np.random.default_rng(3)
p = rng.uniform(0, 20, (200, 2)); p[:, 1] *= 0.5
t = np.where(rng.random(200) < 0.5, 'A', 'B')
np.savez(sys.argv[1] + '/a.npz', positions=p, types=t, box=np.array([20.0, 10.0]), psi=p[:, 0] * 2)
np.savez_compressed(sys.argv[1] + '/b.npz', pos=np.asfortranarray(p), species=t, box=[[20, 0], [0, 10]], psi=p[:, 0] * 2)
np.savez_compressed(sys.argv[1] + '/c.npz', x=p[:, 0].astype('>f8'), y=p[:, 1], type=t.astype('S1'), L=(20, 10), psi=p[:, 0] * 2, meta=np.array({'a': 1}, dtype=object))
print(','.join(v.hex() for v in p.ravel()))`;
    const run = spawnSync(PYTHON, ['-c', script, folder], { encoding: 'utf8' });
    expect(run.stderr).toBe('');
    const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((name) => readFrame(join(folder, `${name}.npz`))));
    expect(a.box).toEqual({ lx: 20, ly: 10, xy: 0 });
    expect(a.typeLabels).toEqual(['A', 'B']);
    for (const other of [b, c]) expect({ ...other, source: a.source, warnings: a.warnings, uses: a.uses }).toEqual(a);
    expect(c.warnings).toContain('Arrays that are not read: meta.');
    const hex = (value: number): string => {
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleBE(value);
      return bytes.toString('hex');
    };
    const theirs = run.stdout
      .trim()
      .split(',')
      .map((text) => {
        const [, whole, fraction, power] = /^0x([01])\.([0-9a-f]+)p([+-]\d+)$/.exec(text) ?? [];
        return (Number(whole) + parseInt(fraction, 16) / 16 ** fraction.length) * 2 ** Number(power);
      });
    expect(Array.from(a.positions, hex)).toEqual(theirs.map(hex));
  });
});
