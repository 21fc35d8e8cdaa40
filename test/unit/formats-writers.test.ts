import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { findCoincidence } from '../../native-workers/configuration/coincidence.ts';
import type { Frame } from '../../src-main/formats/frame.ts';
import { readFrame } from '../read-frame.ts';
import { areOnOneLine } from '../../src-main/formats/position-evidence.ts';
import type { ParticleStructure } from '../../src-main/formats/writer.ts';
import { encodeStructure, WRITERS, writeStructure } from '../../src-main/formats/writers.ts';
import { hasPythonModule, PYTHON } from '../peers.ts';
import { readText } from './formats-memory.ts';
import { encode, plainNames, STRUCTURE, type StructureKind, structures } from './formats-structures.ts';

const folder = mkdtempSync(join(tmpdir(), 'keycore-writers-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The arrays a frame shares with what was written. */
function arrays(frame: ParticleStructure | Frame): ParticleStructure {
  const { ids, typeLabels, types, positions, box, columns, timestep } = frame;
  return { ids, typeLabels, types, positions, box, columns, timestep };
}

/** What single precision holds without becoming infinite. */
const anyFloat = fc.double({ min: -1e30, max: 1e30, noNaN: true });

describe('what is written and read again', () => {
  const exact = async (structure: ParticleStructure, format: string): Promise<void> => {
    const { box, positions, ids } = structure;
    const axis = (from: number) => positions.filter((_, at) => at % 2 === from);
    const isLine = areOnOneLine({ x: axis(0), y: axis(1), count: ids.length });
    fc.pre(findCoincidence(box, positions) === null && !isLine);
    // toEqual tells −0 from 0 and takes NaN for NaN.
    expect(arrays(await readText(encode(structure, format)))).toEqual(structure);
  };
  const anyLabels = fc
    .uniqueArray(fc.stringMatching(/^[a-z][A-Za-z0-9é+-]{0,5}$/), { minLength: 1, maxLength: 3 })
    .map((labels) => labels.sort());
  const textLabels = fc
    .uniqueArray(fc.stringMatching(/^[a-z][A-Za-z é']{0,5}[a-z]$/), { minLength: 1, maxLength: 3 })
    .map((labels) => labels.sort());

  it.each([
    ['dump', { columns: plainNames, text: true }],
    ['dump', { columns: plainNames, labels: anyLabels }],
    ['xyz', { columns: plainNames, labels: anyLabels, text: true }],
    ['csv', { columns: plainNames, labels: textLabels, text: true }],
    ['csv', { columns: plainNames }],
  ])('%s is the same to the last bit', async (format, kind) => {
    await fc.assert(
      fc.asyncProperty(structures(kind), (structure) => exact(structure, format)),
      { numRuns: 150 },
    );
  });

  it('data is the same to the last bit, velocities and image flags included', async () => {
    const values = fc.double({ noNaN: true, noDefaultInfinity: true });
    const flags = fc.integer({ min: -511, max: 511 });
    for (const [names, kind] of [
      [['vx', 'vy', 'vz'], values],
      [['ix', 'iy', 'iz'], flags],
      [[], values],
    ] as const)
      await fc.assert(
        fc.asyncProperty(structures({ columns: fc.constant([...names]), values: kind }), (structure) =>
          exact(structure, 'data'),
        ),
        { numRuns: 60 },
      );
  });

  it('GSD is the same to the last bit, in doubles beside the schema, unwrapped positions too', async () => {
    const kinds: StructureKind[] = [
      { columns: plainNames, labels: anyLabels },
      {
        columns: fc.constant<string[]>(['vx', 'vy', 'diameter', 'ix', 'iy', 'mass', 'charge']),
        values: fc.integer({ min: 0, max: 400 }),
      },
      { columns: fc.constant<string[]>(['vx', 'vy', 'diameter']), values: anyFloat },
    ];
    for (const kind of kinds)
      await fc.assert(
        fc.asyncProperty(structures(kind), async (structure) => exact(structure, 'gsd')),
        { numRuns: 60 },
      );
    const masses = { ...STRUCTURE, typeMasses: [0.1, 1 / 3], columns: [] };
    expect((await readText(encode(masses, 'gsd'))).typeMasses).toEqual([0.1, 1 / 3]);
  });

  it('a fixture of LAMMPS goes through dump and data unchanged', async () => {
    const fixtures = new URL('../fixtures/formats/', import.meta.url).pathname;
    const frame = await readFrame(`${fixtures}tilted.data`);
    for (const format of ['dump', 'data', 'xyz', 'csv', 'gsd', 'npz'])
      expect(arrays(await readText(encode(frame, format)))).toEqual(arrays(frame));
    expect((await readText(encode(frame, 'data'))).typeMasses).toEqual([1, 2.5]);
  });
});

describe('the text of', () => {
  it('a dump has id type x y first, and the box around the tilted one', () => {
    expect(encode(STRUCTURE, 'dump').toString()).toBe(
      'ITEM: TIMESTEP\n1234\nITEM: NUMBER OF ATOMS\n3\nITEM: BOX BOUNDS xy xz yz pp pp pp\n' +
        '0 12.4 3.3\n0 6.3 0\n-0.5 0.5 0\nITEM: ATOMS id type x y z vx element\n' +
        '3 2 0.1 0.3333333333333333 0 1e-300 O\n7 1 -0 2.5e-17 0 nan Si\n2147483647 2 8.7 6.29 0 -inf O\n',
    );
    const plain = { ...STRUCTURE, box: { lx: 9.1, ly: 6.3, xy: 0 }, columns: [], timestep: null };
    expect(encode(plain, 'dump').toString()).toContain(
      'ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n3\nITEM: BOX BOUNDS pp pp pp\n0 9.1\n0 6.3\n-0.5 0.5\nITEM: ATOMS id type x y z\n',
    );
    const left = { ...STRUCTURE, box: { lx: 9.1, ly: 6.3, xy: -3.3 } };
    expect(encode(left, 'dump').toString()).toContain('\n-3.3 9.1 -3.3\n0 6.3 0\n');
    expect(encode({ ...STRUCTURE, typeLabels: ['A b', 'B'] }, 'dump').toString()).toContain(
      'ITEM: ATOMS id type x y z vx element typelabel\n3 2 0.1 0.3333333333333333 0 1e-300 O B\n7 1 -0 2.5e-17 0 nan Si A_b\n',
    );
  });

  it('an extended XYZ', () => {
    const columns = [
      { name: 'velo[1]', values: Float64Array.of(1, 2, 3) },
      { name: 'velo[2]', values: Float64Array.of(4, 5, 6) },
      { name: 'c_s[3]', values: Float64Array.of(7, 8, 9) },
      { name: 'my id:a', values: Float64Array.of(0, 0, 0) },
      { name: 'pos', values: Float64Array.of(0, 0, 0) },
    ];
    expect(encode({ ...STRUCTURE, columns }, 'xyz').toString()).toBe(
      '3\nLattice="9.1 0 0 3.3 6.3 0 0 0 1" ' +
        'Properties="species:S:1:pos:R:3:id:I:1:label:S:1:velo:R:2:c_s[3]:R:1:my_id_a:R:1:pos_2:R:1" pbc="T T F" Timestep=1234\n' +
        'He 0.1 0.3333333333333333 0 3 2 1 4 7 0 0\nH -0 2.5e-17 0 7 1 2 5 8 0 0\nHe 8.7 6.29 0 2147483647 2 3 6 9 0 0\n',
    );
    const elements = encode({ ...STRUCTURE, columns: [], typeLabels: ['Cu', 'Zr'] }, 'xyz').toString();
    expect(elements).toContain('Properties="species:S:1:pos:R:3:id:I:1" ');
    expect(elements).toContain('\nCu -0 2.5e-17 0 7\n');
  });

  it('a data file, with what has no place told', () => {
    const columns = ['vx', 'vy', 'q', 'ix', 'iy'].map((name) => ({ name, values: Float64Array.of(1, -0.5, 0) }));
    const { chunks, omitted } = encodeStructure({ ...STRUCTURE, columns, typeMasses: [1, 2.5] }, 'data');
    // Half an image flag is none, so ix and iy have no place either.
    expect(omitted).toEqual(['q', 'ix', 'iy']);
    expect(Buffer.concat([...chunks]).toString()).toBe(
      'LAMMPS data file written by Keycore, timestep = 1234\n\n3 atoms\n2 atom types\n\n' +
        '0 9.1 xlo xhi\n0 6.3 ylo yhi\n-0.5 0.5 zlo zhi\n3.3 0 0 xy xz yz\n\nMasses\n\n1 1\n2 2.5\n\n' +
        'Atoms # atomic\n\n3 2 0.1 0.3333333333333333 0\n7 1 -0 2.5e-17 0\n2147483647 2 8.7 6.29 0\n\n' +
        'Velocities\n\n3 1 1 0\n7 -0.5 -0.5 0\n2147483647 0 0 0\n',
    );
    const named = encode({ ...STRUCTURE, typeLabels: ['A', 'B'], timestep: null }, 'data').toString();
    expect(named).toMatch(/^LAMMPS data file written by Keycore\n/);
    expect(named).toContain('Masses\n\n1 1 # A\n2 1 # B\n');
    // Types 2 and 5: LAMMPS wants masses for all up to 5.
    expect(encode({ ...STRUCTURE, typeLabels: ['2', '5'] }, 'data').toString()).toContain(
      '5 atom types\n'.replace('\n', '\n\n0 9.1'),
    );
  });

  it('a CSV', () => {
    const columns = [
      { name: 'Id, "x"', values: Float64Array.of(1, 2, 3) },
      { name: 'X', values: Float64Array.of(1, 2, 3) },
    ];
    expect(encode({ ...STRUCTURE, columns, timestep: null }, 'csv').toString()).toBe(
      '# box 9.1 6.3 3.3\nid,type,x,y,Id_ _x_,X_2\n3,2,0.1,0.3333333333333333,1,1\n' +
        '7,1,-0,2.5e-17,2,2\n2147483647,2,8.7,6.29,3,3\n',
    );
  });

  it('is the same every time', () => {
    for (const { id } of WRITERS) expect(encode(STRUCTURE, id).equals(encode(STRUCTURE, id))).toBe(true);
  });
});

describe('npz', () => {
  const header = (bytes: Uint8Array): { descr: string; shape: string; data: Uint8Array } => {
    const npy = Buffer.from(bytes);
    expect(npy.subarray(0, 8).toString('latin1')).toBe('\x93NUMPY\x01\x00');
    const length = npy.readUInt16LE(8);
    expect((10 + length) % 64).toBe(0);
    const text = npy.subarray(10, 10 + length).toString('latin1');
    const match = /^\{'descr': '(.+)', 'fortran_order': False, 'shape': (\(.*\)), \} *\n$/.exec(text);
    if (match === null) expect.fail(`'${text}' is not a header`);
    return { descr: match[1], shape: match[2], data: npy.subarray(10 + length) };
  };

  it('holds every array with type and shape', () => {
    const members = unzipSync(encode({ ...STRUCTURE, typeMasses: [1, 2] }, 'npz'));
    const found = Object.fromEntries(Object.entries(members).map(([name, bytes]) => [name, header(bytes)]));
    expect(
      Object.fromEntries(Object.entries(found).map(([name, { descr, shape }]) => [name, `${descr} ${shape}`])),
    ).toEqual({
      'ids.npy': '<i4 (3,)',
      'types.npy': '|u1 (3,)',
      'typeLabels.npy': '<U1 (2,)',
      'typeMasses.npy': '<f8 (2,)',
      'positions.npy': '<f8 (3, 2)',
      'box.npy': '<f8 (3,)',
      'timestep.npy': '<i8 ()',
      'vx.npy': '<f8 (3,)',
      'element.npy': '<U2 (3,)',
    });
    expect(new Float64Array(Uint8Array.from(found['positions.npy'].data).buffer)).toEqual(STRUCTURE.positions);
    expect(new Int32Array(Uint8Array.from(found['ids.npy'].data).buffer)).toEqual(STRUCTURE.ids);
    expect(Buffer.from(found['element.npy'].data).toString('utf16le').replaceAll('\0', '')).toBe('OSiO');
  });

  it('has room for any names', () => {
    const names = ['ids', '../x', 'a:b', 'ids_2'];
    const columns = names.map((name) => ({ name, values: STRUCTURE.columns[0].values }));
    const members = unzipSync(encode({ ...STRUCTURE, columns, timestep: null }, 'npz'));
    expect(Object.keys(members).slice(5)).toEqual(['ids_2.npy', '.._x.npy', 'a_b.npy', 'ids_2_2.npy']);
  });

  it.skipIf(!hasPythonModule('numpy'))('is read by numpy', () => {
    const path = join(folder, 'a.npz');
    const structure = { ...STRUCTURE, typeLabels: ['größer', '𝟙'] };
    writeFileSync(path, encode(structure, 'npz'));
    const script =
      'import sys, json, numpy\n' +
      'a = numpy.load(sys.argv[1], allow_pickle=False)\n' +
      'assert a["positions"].flags["C_CONTIGUOUS"]\n' +
      'print(json.dumps({k: [str(a[k].dtype), list(a[k].shape), a[k].tolist() if a[k].dtype.kind != "f" ' +
      'else [v.hex() for v in a[k].ravel().tolist()]] for k in a.files}))';
    const run = spawnSync(PYTHON, ['-c', script, path], { encoding: 'utf8' });
    expect(run.stderr).toBe('');
    const found = JSON.parse(run.stdout);
    expect(Object.keys(found)).toEqual(['ids', 'types', 'typeLabels', 'positions', 'box', 'timestep', 'vx', 'element']);
    expect(found.ids).toEqual(['int32', [3], [3, 7, 2147483647]]);
    expect(found.types).toEqual(['uint8', [3], [1, 0, 1]]);
    expect(found.typeLabels).toEqual(['<U6', [2], ['größer', '𝟙']]);
    expect(found.timestep).toEqual(['int64', [], 1234]);
    expect(found.element).toEqual(['<U2', [3], ['O', 'Si', 'O']]);
    expect(found.positions[1]).toEqual([3, 2]);
    expect(found.positions[2]).toEqual([
      '0x1.999999999999ap-4',
      '0x1.5555555555555p-2',
      '-0x0.0p+0',
      '0x1.cd2b297d889bcp-56',
      '0x1.1666666666666p+3',
      '0x1.928f5c28f5c29p+2',
    ]);
    expect([found.vx[2][1], found.vx[2][2]]).toEqual(['nan', '-inf']);
  });
});

describe('LAMMPS', () => {
  const found = spawnSync('lmp', ['-h']).status === 0;
  const lammps = (script: string): void => {
    const input = join(folder, 'in.lmp');
    writeFileSync(input, script);
    const run = spawnSync('lmp', ['-in', input, '-log', 'none', '-screen', 'none'], { cwd: folder, encoding: 'utf8' });
    expect(`${run.stdout}${run.stderr}`).not.toMatch(/ERROR/);
    expect(run.status).toBe(0);
  };

  it.skipIf(!found)('reads our data file and our dump, and gives back what we wrote', async () => {
    const count = 50;
    for (const xy of [0, 3.3, -4.123456789]) {
      const structure: ParticleStructure = {
        ids: Int32Array.from({ length: count }, (_, at) => 2 * at + 1),
        typeLabels: ['1', '2'],
        types: Uint8Array.from({ length: count }, (_, at) => at % 2),
        positions: Float64Array.from({ length: 2 * count }, (_, at) =>
          at % 2 === 0 ? (((at / 2) * 0.618034) % 1) * 9 + 0.01 : ((at + 0.5) / (2 * count)) * 6,
        ),
        box: { lx: 9.1, ly: 6.3, xy },
        columns: [
          { name: 'vx', values: Float64Array.from({ length: count }, (_, at) => Math.sin(at)) },
          { name: 'vy', values: Float64Array.from({ length: count }, (_, at) => Math.cos(at) / 3) },
        ],
        timestep: 500,
        typeMasses: [1, 2.5],
      };
      // Inside the tilted box, so that LAMMPS wraps nothing.
      for (let at = 0; at < count; at += 1)
        structure.positions[2 * at] += (xy * structure.positions[2 * at + 1]) / structure.box.ly;
      await writeStructure(join(folder, 'ours.data'), structure, 'data');
      await writeStructure(join(folder, 'ours.dump'), structure, 'dump');
      const set = 'units lj\ndimension 2\natom_style atomic\nboundary p p p\n';
      const write = 'custom theirs.dump id type x y vx vy modify format float %.17g sort id';
      lammps(`${set}read_data ours.data\nwrite_dump all ${write}\n`);
      const viaData = await readFrame(join(folder, 'theirs.dump'));
      lammps(
        `${set}read_data ours.data\nvelocity all set 0 0 0\ndisplace_atoms all random 0.1 0.1 0 1\n` +
          `read_dump ours.dump 500 x y vx vy box yes replace yes\nwrite_dump all ${write}\n`,
      );
      const viaDump = await readFrame(join(folder, 'theirs.dump'));
      for (const [frame, moved] of [
        [viaData, 1e-14],
        // read_dump goes through fractions of the box and wraps, which costs a few units in the last place.
        [viaDump, 1e-13],
      ] as const) {
        expect(frame.ids).toEqual(structure.ids);
        expect(frame.types).toEqual(structure.types);
        expect(frame.box.xy).toBe(xy);
        expect(Math.abs(frame.box.lx - structure.box.lx)).toBeLessThan(1e-14);
        expect(frame.box.ly).toBe(structure.box.ly);
        frame.positions.forEach((value, at) => expect(Math.abs(value - structure.positions[at])).toBeLessThan(moved));
        expect(frame.columns).toEqual(structure.columns);
      }
    }
  });
});
