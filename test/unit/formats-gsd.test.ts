import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { regularFileBytes } from '../../src-main/formats/file-bytes.ts';
import { readFrames } from '../../src-main/formats/read-frames.ts';
import { hasPythonModule, PYTHON } from '../peers.ts';
import { readFrame, readFrameFrom } from '../read-frame.ts';
import { badInput, chunked, readText, readTexts } from './formats-memory.ts';
import { type Chunk, chunk, gsdBytes, typeNames } from './gsd-bytes.ts';

const folder = mkdtempSync(join(tmpdir(), 'keycore-gsd-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const N = 4;
const XYZ = [-3, -2, 0, 1.5, 2.25, 0, 0.1, 0.3, 0, -1, 1, 0];
const f = Math.fround;

/** A tilted box of 8 × 6 with xy = 0.5: the tilt is half of Ly, 3. */
function frame0(change: Record<string, Chunk | null> = {}): Chunk[] {
  const chunks: Record<string, Chunk | null> = {
    step: chunk('configuration/step', 'u8', [1500]),
    dimensions: chunk('configuration/dimensions', 'u1', [2]),
    box: chunk('configuration/box', 'f4', [8, 6, 0, 0.5, 0, 0]),
    N: chunk('particles/N', 'u4', [N]),
    types: typeNames(['B', 'A', 'unused']),
    typeid: chunk('particles/typeid', 'u4', [0, 1, 1, 0]),
    position: chunk('particles/position', 'f4', XYZ, 3),
    ...change,
  };
  return Object.values(chunks).filter((each) => each !== null);
}

const one = (change: Record<string, Chunk | null> = {}, version: 1 | 2 = 2): Buffer =>
  gsdBytes({ version, frames: [frame0(change)] });

describe.each([1, 2] as const)('a GSD file of version %d', (version) => {
  it('is read: positions from the corner −(a + b)/2, xy times Ly, types by name, tags plus 1', async () => {
    const frame = await readText(one({}, version));
    expect(frame).toEqual({
      source: 'memory',
      format: 'gsd',
      frameIndex: 0,
      timestep: 1500,
      box: { lx: 8, ly: 6, xy: 3 },
      origin: { x: -5.5, y: -3 },
      ids: Int32Array.of(1, 2, 3, 4),
      typeLabels: ['A', 'B'],
      types: Uint8Array.of(1, 0, 0, 1),
      positions: Float64Array.of(2.5, 1, 7, 5.25, 5.5 + f(0.1), 3 + f(0.3), 4.5, 4),
      columns: [],
      uses: [
        { column: 'particles/typeid', role: 'type' },
        { column: 'particles/position', role: 'position' },
      ],
      warnings: ["Particle ids are HOOMD's tags plus 1."],
    });
  });

  it('passes over frames that are empty or cut, says so, and refuses them by number', async () => {
    const wrong = chunk('particles/position', 'f4', XYZ, 3);
    const bytes = gsdBytes({
      version,
      frames: [[chunk('particles/N', 'u4', [0])], frame0(), [chunk('particles/N', 'u4', [0])], frame0()],
    });
    const [first, second, ...more] = await readTexts(bytes);
    expect(more).toEqual([]);
    expect([first.frameIndex, second.frameIndex]).toEqual([1, 3]);
    expect(first.warnings?.[0]).toBe('Frame 0 was passed over: it holds no particles.');
    expect(second.warnings?.[0]).toBe('Frame 2 was passed over: it holds no particles.');
    expect((await readText(bytes, { frame: 'last' })).frameIndex).toBe(3);
    expect((await readTexts(bytes, { frame: '1:3' })).map(({ warnings }) => warnings?.[0])).toEqual([
      'Frame 2 was passed over: it holds no particles.',
    ]);
    expect((await badInput(readText(bytes, { frame: 2 }))).message).toContain(
      'memory, particles/N: frame 2 holds no particles; others can be read by their numbers',
    );
    expect((await badInput(readTexts(bytes, { frame: '0:4:2' }))).message).toContain(
      'no frame that was asked for is whole: frame 0 holds no particles',
    );
    // A chunk that lies behind the end, as where a copy broke off.
    const cut = gsdBytes({ version, frames: [frame0(), [{ ...wrong, at: 10 ** 6 }]] });
    const last = await readText(cut, { frame: 'last' });
    expect(last.frameIndex).toBe(0);
    expect(last.warnings?.[0]).toMatch(
      /^Frame 1 was passed over: it is cut off or damaged: particles\/position is said to be at bytes 1000000 to /,
    );
  });

  it('of several frames takes from frame 0 what a frame does not state, and is read in any order', async () => {
    const moved = XYZ.map((value) => value / 2);
    const bytes = gsdBytes({
      version,
      frames: [
        frame0({ diameter: chunk('particles/diameter', 'f4', [1, 1.5, 2, 0.5]) }),
        [chunk('configuration/step', 'u8', [1600]), chunk('particles/position', 'f4', moved, 3)],
        [],
        // Another number of particles: what frame 0 says of each does not fit.
        [
          chunk('particles/N', 'u4', [2]),
          chunk('particles/position', 'f4', moved.slice(0, 6), 3),
          chunk('configuration/box', 'f4', [9, 7, 0, 0, 0, 0]),
        ],
      ],
    });
    const frames = await readTexts(bytes);
    expect(frames.map(({ timestep, frameIndex, ids }) => [timestep, frameIndex, ids.length])).toEqual([
      [1500, 0, 4],
      [1600, 1, 4],
      [1500, 2, 4],
      [1500, 3, 2],
    ]);
    expect(frames[1].columns).toEqual([{ name: 'diameter', values: Float64Array.of(1, 1.5, 2, 0.5) }]);
    expect(frames[1].typeLabels).toEqual(['A', 'B']);
    expect(frames[1].positions[0]).toBe(4);
    expect(frames[2].positions).toEqual(frames[0].positions);
    expect(frames[3]).toMatchObject({ typeLabels: ['B'], columns: [], box: { lx: 9, ly: 7, xy: 0 } });
    for (const [index, frame] of frames.entries()) expect(await readText(bytes, { frame: index })).toEqual(frame);
    expect(await readText(bytes, { frame: 'last' })).toEqual(frames[3]);
    expect((await badInput(readText(bytes, { frame: 4 }))).message).toBe(
      'memory, frame: frame 4 does not exist; the file holds frames 0 to 3',
    );
  });
});

describe('GSD', () => {
  it('keeps diameters, charges, velocities, images and what is logged of particles; masses are those of types', async () => {
    const frame = await readText(
      one({
        mass: chunk('particles/mass', 'f4', [2, 0.5, 0.5, 2]),
        charge: chunk('particles/charge', 'f4', [1, -1, 1, -1]),
        velocity: chunk('particles/velocity', 'f4', [1, 2, 0, 3, 4, 0, 5, 6, 0, 7, 8, 0], 3),
        image: chunk('particles/image', 'i4', [0, 1, 0, -1, 2, 0, 0, 0, 3, 0, 0, 0], 3),
        diameter: chunk('particles/diameter', 'f4', [1, 1.25, 1, 1]),
        energy: chunk('log/particles/energy', 'f8', [0.1, 0.2, 0.3, 0.4]),
        pair: chunk('log/particles/s', 'f4', [1, 2, 3, 4, 5, 6, 7, 8], 2),
        whole: chunk('log/pressure', 'f8', [3]),
      }),
    );
    expect(frame.typeMasses).toEqual([0.5, 2]);
    expect(Object.fromEntries(frame.columns.map(({ name, values }) => [name, [...values]]))).toEqual({
      energy: [0.1, 0.2, 0.3, 0.4],
      's[1]': [1, 3, 5, 7],
      's[2]': [2, 4, 6, 8],
      diameter: [1, 1.25, 1, 1],
      charge: [1, -1, 1, -1],
      vx: [1, 3, 5, 7],
      vy: [2, 4, 6, 8],
      ix: [0, -1, 0, 0],
      iy: [1, 2, 0, 0],
      iz: [0, 0, 3, 0],
    });
    const mixed = await readText(one({ mass: chunk('particles/mass', 'f4', [2, 0.5, 0.25, 2]) }));
    expect(mixed.typeMasses).toBeUndefined();
    expect(mixed.columns).toEqual([{ name: 'mass', values: Float64Array.of(2, 0.5, 0.25, 2) }]);
  });

  it('takes the defaults of the schema: one type A, step 0, a box of 1 × 1', async () => {
    const tiny = XYZ.map((value) => value / 16);
    const frame = await readText(
      one({ types: null, typeid: null, step: null, box: null, position: chunk('particles/position', 'f4', tiny, 3) }),
    );
    expect(frame).toMatchObject({ typeLabels: ['A'], timestep: 0, box: { lx: 1, ly: 1, xy: 0 } });
  });

  it('takes doubles where a program has written such', async () => {
    const frame = await readText(one({ position: chunk('particles/position', 'f8', XYZ, 3) }));
    expect(frame.positions[4]).toBe(5.6);
  });

  it('is read from a disk, a pipe, compressed with gzip and zstd, and small pieces alike', async () => {
    const bytes = one();
    const path = join(folder, 'a.gsd');
    writeFileSync(path, bytes);
    const frame = { ...(await readText(bytes)), source: path };
    expect(await readFrame(path)).toEqual(frame);
    expect(await readFrameFrom(regularFileBytes(path, path), path)).toEqual(frame);
    for (const packed of [bytes, gzipSync(bytes), zstdCompressSync(bytes)])
      expect(await readFrameFrom(chunked(packed, 50), path)).toEqual(frame);
    writeFileSync(`${path}.zst`, zstdCompressSync(bytes));
    expect(await readFrame(`${path}.zst`)).toEqual({ ...frame, source: `${path}.zst` });
  });

  it('of more than 16 MiB from a pipe lies in a temporary file that is gone afterwards', async () => {
    const count = 500_000;
    const side = 1000;
    const xyz = Array.from({ length: 3 * count }, (_, at) => {
      const row = Math.floor(at / 3);
      return at % 3 === 0 ? (row % side) - 499.5 : at % 3 === 1 ? Math.floor(row / side) - 249.5 : 0;
    });
    const bytes = gsdBytes({
      frames: Array.from({ length: 3 }, (_, step) => [
        chunk('configuration/step', 'u8', [step]),
        chunk('configuration/box', 'f4', [1000, 500, 0, 0, 0, 0]),
        chunk('particles/N', 'u4', [count]),
        chunk('particles/position', 'f4', xyz, 3),
      ]),
    });
    expect(bytes.length).toBeGreaterThan(2 ** 24);
    const kept = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('keycore-pipes-'));
    const before = kept();
    const steps: unknown[] = [];
    for await (const { timestep, ids } of readFrames(chunked(bytes, 1 << 20), 'memory')) {
      expect(kept().length).toBeGreaterThan(before.length);
      steps.push([timestep, ids.length]);
      if (timestep === 1) break;
    }
    expect(steps).toEqual([
      [0, count],
      [1, count],
    ]);
    expect(kept()).toEqual(before);
  });
});

describe('a GSD file that cannot be used is refused by file and chunk:', () => {
  const box = (...values: number[]): Record<string, Chunk> => ({ box: chunk('configuration/box', 'f4', values) });
  it.each<[string, Buffer, string]>([
    ['no frame', gsdBytes({ frames: [] }), 'memory: the file holds no frame'],
    ['another schema', gsdBytes({ frames: [], schema: 'other' }), "memory, header: the schema 'other' is not that of"],
    [
      'a version that is not known',
      gsdBytes({ frames: [], rawVersion: (3 << 16) | 1 }),
      'memory, header: GSD version 3.1 is not known; versions 1 and 2 are read',
    ],
    ['nothing but the first bytes', one().subarray(0, 100), 'memory, header: it is cut off within its header'],
    [
      'an index beyond the end',
      one().subarray(0, -1),
      `memory, index: the index is said to be at bytes ${one().length - 320} to ${one().length}, but the file has ${one().length - 1}; it is cut off or damaged`,
    ],
    [
      'an index of 2⁵⁹ entries',
      gsdBytes({ frames: [frame0()], header: (header) => header.writeBigUInt64LE(2n ** 59n, 16) }),
      'memory, index: the index is said to be at bytes',
    ],
    [
      'a name list that is too long',
      gsdBytes({ frames: [frame0()], header: (header) => header.writeBigUInt64LE(2n ** 63n, 32) }),
      'memory, name list: the name list is said to be at bytes 256 to',
    ],
    [
      'no particles',
      one({ N: chunk('particles/N', 'u4', [0]) }),
      'memory, particles/N: no frame that was asked for is whole: frame 0 holds no particles',
    ],
    [
      'more particles than a frame may have',
      one({ N: chunk('particles/N', 'u4', [10_000_001]) }),
      'memory, particles/N: frame 0: the number of particles is 10000001; a frame may hold at most 10000000',
    ],
    [
      'positions of fewer particles',
      one({ N: chunk('particles/N', 'u4', [5]) }),
      'memory, particles/position: frame 0: an array of 4 × 3; expected 5 × 3',
    ],
    ['no positions', one({ position: null }), 'memory, particles/position: frame 0: the frame states no positions'],
    [
      'a chunk beyond the end',
      one({ position: { ...chunk('particles/position', 'f4', XYZ, 3), at: 2 ** 40 } }),
      'memory, particles/position: no frame that was asked for is whole: frame 0 is cut off or damaged: particles/position is said to be at bytes 1099511627776 to 1099511627824, but the file has',
    ],
    [
      'data of a type that is not known',
      one({ position: { ...chunk('particles/position', 'f4', XYZ, 3), type: 12 } }),
      'memory, particles/position: frame 0: data of type 12, which is not known',
    ],
    [
      'a type without a name',
      one({ typeid: chunk('particles/typeid', 'u4', [0, 1, 3, 0]) }),
      'memory, particles/typeid: frame 0: particle number 3 is of type 3, but the types are 0 to 2 (B, A, unused)',
    ],
    [
      'three dimensions',
      one({ position: chunk('particles/position', 'f4', XYZ.with(8, 0.5), 3) }),
      'memory, particles/position: frame 0: this is a three-dimensional configuration (z is 0.5 for particle number 3, 0',
    ],
    [
      'a position that is not finite',
      one({ position: chunk('particles/position', 'f4', XYZ.with(6, NaN), 3) }),
      'memory, particles/position: frame 0: the position (NaN, ',
    ],
    [
      'a particle far away',
      one({ position: chunk('particles/position', 'f4', XYZ.with(6, 1e30), 3) }),
      'memory, particles/position: frame 0: particle number 3 lies more than 1000000 box lengths away',
    ],
    [
      'two particles on one spot, across the boundary',
      one({ position: chunk('particles/position', 'f4', XYZ.with(3, -3 + 8 + 3).with(4, -2 + 6), 3) }),
      'memory, particles/position: frame 0: particles 1 and 2 stand on one spot',
    ],
    ['a box without height', one(box(8, 0, 1, 0, 0, 0)), 'memory, configuration/box: the box has lx = 8 and ly = 0'],
    ['a box that is not finite', one(box(Infinity, 8, 1, 0, 0, 0)), 'memory, configuration/box: the box (lx Infinity'],
    ['a tilt of the height', one(box(8, 6, 1, 0, 0.5, 0)), 'memory, configuration/box: the box is tilted in the third'],
    [
      'a box of three numbers',
      one(box(8, 6, 1)),
      'memory, configuration/box: frame 0: an array of 3 × 1; expected 6 × 1',
    ],
  ])('%s', async (_, bytes, message) => {
    expect((await badInput(readText(bytes))).message).toContain(message);
  });

  it('one that is asked to be of another format, or another file asked to be one', async () => {
    expect((await badInput(readText(one(), { format: 'csv' }))).message).toContain(
      "this is a GSD file; leave out the format, or say 'gsd'",
    );
    expect((await badInput(readText('id,x\n', { format: 'gsd' }))).message).toBe('memory: this is not a GSD file');
  });
});

describe('python3-gsd', () => {
  it.skipIf(!hasPythonModule('gsd'))('gsd writes what is read here, number by number', async () => {
    const path = join(folder, 'theirs.gsd');
    const script = `
import sys, json, numpy, gsd.hoomd
rng = numpy.random.default_rng(5)
f = gsd.hoomd.open(sys.argv[1], 'wb')
out = []
for i in range(5):
    s = gsd.hoomd.Snapshot()
    n = 300 if i < 3 else 250
    s.configuration.step = 10 * i
    s.configuration.dimensions = 2
    s.configuration.box = [20 + i, 15, 0, 0.25, 0, 0]
    s.particles.N = n
    s.particles.types = ['small', 'big']
    s.particles.typeid = rng.integers(0, 2, n)
    y = rng.uniform(-7.5, 7.5, n)
    s.particles.position = numpy.stack([rng.uniform(-10, 10, n) + 0.25 * y, y, 0 * y], axis=1)
    s.particles.velocity = numpy.stack([y, -y, 0 * y], axis=1)
    if i in (0, 3, 4): s.particles.diameter = rng.uniform(0.7, 1.6, n)
    s.log['particles/psi'] = rng.normal(size=n)
    f.append(s)
f.close()
for s in gsd.hoomd.open(sys.argv[1], 'rb'):
    out.append(dict(step=int(s.configuration.step), box=s.configuration.box.tolist(), types=s.particles.types,
        typeid=s.particles.typeid.tolist(), position=s.particles.position[:, :2].ravel().tolist(),
        diameter=s.particles.diameter.tolist(), vx=s.particles.velocity[:, 0].tolist(),
        psi=s.log['particles/psi'].tolist()))
json.dump(out, sys.stdout)`;
    const run = spawnSync(PYTHON, ['-c', script, path], { encoding: 'utf8' });
    expect(run.stderr).toBe('');
    interface Theirs {
      step: number;
      box: number[];
      types: string[];
      typeid: number[];
      position: number[];
      diameter: number[];
      vx: number[];
      psi: number[];
    }
    const theirs = JSON.parse(run.stdout) as Theirs[];
    const ours = await Array.fromAsync(readFrames(regularFileBytes(path, path), path));
    expect(ours).toHaveLength(5);
    for (const [at, { step, box, types, typeid, position, ...columns }] of theirs.entries()) {
      const frame = ours[at];
      expect(frame.timestep).toBe(step);
      expect(frame.box).toEqual({ lx: box[0], ly: box[1], xy: box[3] * box[1] });
      expect(Array.from(frame.types, (type) => frame.typeLabels[type])).toEqual(typeid.map((type) => types[type]));
      const { x, y } = frame.origin;
      expect(Array.from(frame.positions, (value, i) => f(value + (i % 2 === 0 ? x : y)))).toEqual(position);
      for (const [name, values] of Object.entries(columns))
        expect([name, ...(frame.columns.find((each) => each.name === name)?.values ?? [])]).toEqual([name, ...values]);
    }
  });
});
