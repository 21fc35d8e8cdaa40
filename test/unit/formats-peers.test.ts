import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Frame } from '../../src-main/formats/frame.ts';
import type { ParticleStructure } from '../../src-main/formats/writer.ts';
import { WRITERS, writeStructure } from '../../src-main/formats/writers.ts';
import { hasPythonModule, PYTHON } from '../peers.ts';
import { readFrame } from '../read-frame.ts';

/**
 * What every writer writes is read by other programs, written by them in turn, and read here again: particles by id,
 * types, box, velocities and diameters have to be what they were, to the digits that the format carries.
 */

const folder = mkdtempSync(join(tmpdir(), 'keycore-peers-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const at = (name: string): string => join(folder, name);

const COUNT = 60;
const BOX = { lx: 9.1, ly: 6.3, xy: 2.7 };
/** Distinct places inside the tilted box, so that nobody wraps anything. */
function positions(): Float64Array {
  const made = new Float64Array(2 * COUNT);
  for (let row = 0; row < COUNT; row += 1) {
    const [u, v] = [((row + 1) * 0.6180339887) % 0.98, (row + 0.5) / COUNT];
    made[2 * row] = 0.01 + u * BOX.lx + v * BOX.xy;
    made[2 * row + 1] = v * BOX.ly;
  }
  return made;
}

const STRUCTURE: ParticleStructure = {
  ids: Int32Array.from({ length: COUNT }, (_, row) => row + 1),
  typeLabels: ['A', 'B'],
  types: Uint8Array.from({ length: COUNT }, (_, row) => (row % 3 === 0 ? 1 : 0)),
  positions: positions(),
  box: BOX,
  columns: [
    { name: 'vx', values: Float64Array.from({ length: COUNT }, (_, row) => Math.sin(row)) },
    { name: 'vy', values: Float64Array.from({ length: COUNT }, (_, row) => Math.cos(row) / 3) },
    { name: 'diameter', values: Float64Array.from({ length: COUNT }, (_, row) => 0.8 + row / 100) },
  ],
  timestep: 500,
};

/** Doubles lose a unit or two in sums with the origin of the box; single precision has 24 bits of ±5. */
const DOUBLE = 4e-15;
const SINGLE = 1e-6;

/** What a peer says of a file, as JSON. */
interface Seen {
  position: number[][];
  type: (number | string)[];
  box: number[];
  id?: number[];
  vx?: number[];
  diameter?: number[];
}

beforeAll(async () => {
  for (const { id, extension } of WRITERS) await writeStructure(at(`ours${extension}`), STRUCTURE, id);
  // ASE knows no spheres.
  await writeStructure(at('plain.data'), { ...STRUCTURE, columns: STRUCTURE.columns.slice(0, 2) }, 'data');
});

function python(script: string): Record<string, Seen> {
  const run = spawnSync(
    PYTHON,
    ['-W', 'ignore', '-c', `import json, sys, numpy as np\nout = {}\n${script}\njson.dump(out, sys.stdout)`],
    {
      encoding: 'utf8',
      cwd: folder,
    },
  );
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout) as Record<string, Seen>;
}

/** The structure is what a peer has seen, x and y shifted by a constant at most. */
function expectSeen(seen: Seen, tolerance: number, types: readonly (string | number)[]): void {
  const order = seen.id?.map((id) => id - 1) ?? STRUCTURE.ids.map((id) => id - 1);
  const [first] = order;
  const shift = [0, 1].map((axis) => seen.position[0][axis] - STRUCTURE.positions[2 * first + axis]);
  for (const [at, row] of Array.from(order).entries()) {
    for (const axis of [0, 1])
      expect(Math.abs(seen.position[at][axis] - shift[axis] - STRUCTURE.positions[2 * row + axis])).toBeLessThan(
        tolerance,
      );
    expect(seen.position[at].at(2)).toBe(seen.position[0].at(2));
    expect(seen.type[at]).toBe(types[STRUCTURE.types[row]]);
    if (seen.vx !== undefined) expect(Math.abs(seen.vx[at] - STRUCTURE.columns[0].values[row])).toBeLessThan(tolerance);
    if (seen.diameter !== undefined)
      expect(Math.abs(seen.diameter[at] - STRUCTURE.columns[2].values[row])).toBeLessThan(tolerance);
  }
  const [lx, ly, xy] = seen.box;
  expect(Math.abs(lx - BOX.lx)).toBeLessThan(tolerance);
  expect(Math.abs(ly - BOX.ly)).toBeLessThan(tolerance);
  expect(Math.abs(xy - BOX.xy)).toBeLessThan(tolerance);
}

/** A file that a peer wrote is the structure again, its labels being these. */
function expectBack(frame: Frame, tolerance: number, labels: readonly string[]): void {
  expect(frame.ids).toEqual(STRUCTURE.ids);
  expect(frame.typeLabels).toEqual(labels);
  expect(frame.types).toEqual(STRUCTURE.types);
  for (const side of ['lx', 'ly', 'xy'] as const) expect(Math.abs(frame.box[side] - BOX[side])).toBeLessThan(tolerance);
  const shift = [0, 1].map((axis) => frame.positions[axis] - STRUCTURE.positions[axis]);
  frame.positions.forEach((value, at) => {
    expect(Math.abs(value - shift[at % 2] - STRUCTURE.positions[at])).toBeLessThan(tolerance);
  });
}

describe('ASE', () => {
  it.skipIf(!hasPythonModule('ase'))(
    'ASE reads extended XYZ, dump and data, and what it writes of them is read',
    async () => {
      const seen = python(`
import ase.io
for name, kind in (('ours.xyz', 'extxyz'), ('ours.dump', 'lammps-dump-text'), ('plain.data', 'lammps-data')):
    a = ase.io.read(name, format=kind, **(dict(style='atomic', sort_by_id=True) if kind == 'lammps-data' else {}))
    out[name] = dict(position=a.positions.tolist(), type=a.get_chemical_symbols(), box=[a.cell[0, 0], a.cell[1, 1], a.cell[1, 0]])
    if kind == 'extxyz':
        out[name].update(id=a.arrays['id'].tolist(), vx=a.arrays['vx'].tolist(), diameter=a.arrays['diameter'].tolist(), pbc=a.pbc.tolist())
        out['labels'] = a.arrays['label'].tolist()
        a.pbc = (True, True, False)
        ase.io.write('ase.xyz', a, format='extxyz')
`);
      expectSeen(seen['ours.xyz'], DOUBLE, ['H', 'He']);
      expect(seen['labels']).toEqual(Array.from(STRUCTURE.types, (type) => 'AB'[type]));
      expectSeen(seen['ours.dump'], 1e-14, ['H', 'He']);
      expectSeen(seen['plain.data'], 1e-14, ['H', 'He']);
      // ASE writes eight decimals.
      expectBack(await readFrame(at('ase.xyz')), 1.1e-8, ['A', 'B']);
      expect((await readFrame(at('ase.xyz'))).columns.map(({ name }) => name)).toEqual(['vx', 'vy', 'diameter']);
    },
  );
});

describe('gsd', () => {
  it.skipIf(!hasPythonModule('gsd'))('gsd reads our GSD, all of it, and what it writes of it is read', async () => {
    const seen = python(`
import gsd.hoomd
t = gsd.hoomd.open('ours.gsd', 'rb')
assert len(t) == 1
s = t[0]
b = [float(v) for v in s.configuration.box]
assert s.configuration.step == 500 and s.configuration.dimensions == 2 and s.particles.N == ${COUNT}
out['gsd'] = dict(position=s.particles.position.astype(float).tolist(), type=[s.particles.types[i] for i in s.particles.typeid],
    box=[b[0], b[1], b[3] * b[1]], vx=s.particles.velocity[:, 0].astype(float).tolist(), diameter=s.particles.diameter.astype(float).tolist())
out['log'] = dict(position=s.log['particles/keycore_position'].tolist(), type=out['gsd']['type'],
    box=s.log['keycore_box'].tolist(), id=s.log['particles/keycore_id'].tolist(), vx=s.log['particles/vx'].tolist())
f = (s.particles.position[:, :2] + b[1] * 0.5 * np.array([b[3], 1]) + [b[0] / 2, 0]) @ np.linalg.inv([[b[0], 0], [b[3] * b[1], b[1]]])
assert f.min() >= -1e-6 and f.max() <= 1 + 1e-6, 'outside the box'
w = gsd.hoomd.open('theirs.gsd', 'wb')
w.append(s)
s.configuration.step = 501
s.particles.position = s.particles.position * 0.999
w.append(s)
w.close()
`);
    expectSeen(seen['gsd'], SINGLE, ['A', 'B']);
    expectSeen(seen['log'], 1e-300, ['A', 'B']);
    const back = await readFrame(at('theirs.gsd'), { frame: 0 });
    expect({ ...back, source: '' }).toEqual({ ...(await readFrame(at('ours.gsd'))), source: '' });
    expect(back.positions).toEqual(STRUCTURE.positions);
    expect(back.columns).toEqual(STRUCTURE.columns);
    // Moved by another program: what we logged no longer holds.
    const moved = await readFrame(at('theirs.gsd'), { frame: 1 });
    expect(moved.timestep).toBe(501);
    const still = (value: number): number => Math.fround(Math.fround(value) * Math.fround(0.999));
    const corner = (BOX.lx + BOX.xy) / 2;
    expect(Math.abs(moved.positions[0] + moved.origin.x - still(STRUCTURE.positions[0] - corner))).toBeLessThan(SINGLE);
  });
});

describe('numpy', () => {
  it.skipIf(!hasPythonModule('numpy'))('numpy reads our archive, and what it writes of it is read', async () => {
    const seen = python(`
a = np.load('ours.npz')
out['npz'] = dict(position=a['positions'].tolist(), type=a['types'].tolist(), box=a['box'].tolist(), id=a['ids'].tolist(), vx=a['vx'].tolist(), diameter=a['diameter'].tolist())
np.savez_compressed('theirs.npz', **{k: a[k] for k in a.files})
`);
    expectSeen(seen['npz'], 1e-300, [0, 1]);
    expect({ ...(await readFrame(at('theirs.npz'))), source: '' }).toEqual({
      ...(await readFrame(at('ours.npz'))),
      source: '',
    });
  });
});

describe('MDAnalysis', () => {
  it.skipIf(!hasPythonModule('MDAnalysis'))('MDAnalysis reads our dump, data, XYZ and GSD', () => {
    const seen = python(`
import warnings
warnings.simplefilter('ignore')
sys.stderr = open('stderr', 'w')
import MDAnalysis as mda
sys.stderr = sys.__stderr__
from MDAnalysis.lib.mdamath import triclinic_vectors
def look(name, *args, **options):
    u = mda.Universe(*args, **options)
    d = None if u.dimensions is None else triclinic_vectors(u.dimensions).astype(float)
    out[name] = dict(position=u.atoms.positions.astype(float).tolist(), type=(u.atoms.names if name == 'xyz' else u.atoms.types).tolist(),
        box=[0, 0, 0] if d is None else [d[0, 0], d[1, 1], d[1, 0]])
look('data', 'ours.data', atom_style='id type diameter density x y z')
look('dump', 'ours.dump', format='LAMMPSDUMP')
look('xyz', 'ours.xyz', format='XYZ')
look('gsd', 'ours.gsd')
`);
    // Single precision, and a box by lengths and angles in degrees.
    const tolerance = 5e-6;
    expectSeen(seen['data'], tolerance, ['1', '2']);
    expectSeen(seen['dump'], tolerance, ['1', '2']);
    expectSeen({ ...seen['xyz'], box: [BOX.lx, BOX.ly, BOX.xy] }, tolerance, ['H', 'He']);
    // It knows no box without height, as HOOMD-blue writes two-dimensional ones.
    expectSeen({ ...seen['gsd'], box: [BOX.lx, BOX.ly, BOX.xy] }, tolerance, ['A', 'B']);
  });
});

describe('LAMMPS', () => {
  const found = spawnSync('lmp', ['-h']).status === 0;
  const lammps = (script: string): void => {
    writeFileSync(at('in.lmp'), script);
    const run = spawnSync('lmp', ['-in', 'in.lmp', '-log', 'none', '-screen', 'none'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(`${run.stdout}${run.stderr}`).not.toMatch(/ERROR/);
    expect(run.status).toBe(0);
  };

  it.skipIf(!found)(
    'LAMMPS reads our spheres and our dump, diameters too, and what it writes of them is read',
    async () => {
      const set = 'units lj\ndimension 2\natom_style sphere\nboundary p p p\natom_modify map array\n';
      const write = (name: string): string =>
        `write_dump all custom ${name} id type x y z vx vy diameter modify format float %.17g sort id\n`;
      lammps(`${set}read_data ours.data\n${write('data.dump')}write_data theirs.data nocoeff\n`);
      lammps(
        `${set}read_data ours.data\ndisplace_atoms all random 0.1 0.1 0 1\nvelocity all set 0 0 0\n` +
          `read_dump ours.dump 500 x y vx vy box yes replace yes\n${write('dump.dump')}`,
      );
      const viaData = await readFrame(at('data.dump'));
      expectBack(viaData, 2e-14, ['1', '2']);
      expect(viaData.columns).toEqual(STRUCTURE.columns);
      // read_dump goes through fractions of the box.
      const viaDump = await readFrame(at('dump.dump'));
      expectBack(viaDump, 1e-13, ['1', '2']);
      expect(viaDump.columns).toEqual(STRUCTURE.columns);
      const asData = await readFrame(at('theirs.data'));
      expectBack(asData, 2e-14, ['1', '2']);
      expect(asData.columns.find(({ name }) => name === 'diameter')?.values).toEqual(STRUCTURE.columns[2].values);
    },
  );
});
