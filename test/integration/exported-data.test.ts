import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { strainAnalysis } from '../../native-workers/analyses/strain/strain-analysis.ts';
import type { StrainReport } from '../../native-workers/analyses/strain/strain-report.ts';
import { ofGradient } from '../../native-workers/analysis/elasticity/elastic-response.ts';
import { largestDisplacement } from '../../native-workers/analysis/modes/participation-ratio.ts';
import { nearestImage, wrapPositions } from '../../native-workers/configuration/configuration.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import { FigureSample } from '../../src-main/figures/sample/figure-sample.ts';
import { sourceInProject } from '../../src-main/figures/figure-source.ts';
import { storedFigureSample } from '../../src-main/figures/stored-figure-sample.ts';
import type { Frame } from '../../src-main/formats/frame.ts';
import { writeStructure } from '../../src-main/formats/writers.ts';
import { storedReport } from '../../src-main/project/analysis-reports.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import { lammpsPotential } from '../bench/peers/lammps-potential.ts';
import { hasPythonModule, PYTHON } from '../peers.ts';
import { readTexts } from '../unit/formats-memory.ts';
import { referenceSamples } from '../unit/reference-samples.ts';
import { inProcess } from './cli-runner.ts';
import { writeSmallGlass } from './small-glass.ts';

const folder = mkdtempSync(join(tmpdir(), 'keycore-exported-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const at = (name: string): string => join(folder, name);
const GLASS = at('glass.keycore');
const LENNARD_JONES = at('lj.keycore');

const MODES = [0, 2, 3];
const OF_MODES = ['u', 'uT', 'uL', 'uNp', 'absU', 'absUL', 'divUNp', 'divU', 'areaChange'] as const;
const OF_SAMPLE = ['vibrability', 'string', 'square', 'nonAffineShear', 'nonAffineTension'] as const;

const [FRAMES, PERIODS, AMPLITUDE] = [8, 2, 0.02];

/** What the fields are by another way: as figures compute them. */
const expected = new Map<string, Float64Array>();
let report: StrainReport;

async function run(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  return inProcess(args);
}

beforeAll(async () => {
  await writeSmallGlass(at('glass.dump'));
  expect(await run('analyze', at('glass.dump'), '--model', '2dipl', '--modes', '5', '-o', GLASS)).toMatchObject({
    code: 0,
  });
  const [{ configuration, model }] = referenceSamples()
    .filter((sample) => sample.model.id === '2dka')
    .sort((a, b) => a.configuration.ids.length - b.configuration.ids.length);
  const { ids, species, positions, box } = configuration;
  const labels = model.species.map((_, kind) => String(kind + 1));
  const structure = { ids, types: species, typeLabels: labels, positions, box, columns: [], timestep: 7 };
  await writeStructure(at('lj.dump'), structure, 'dump');
  const asked = ['--model', '2dka', '--types', '1=A,2=B', '--modes', '3', '-o', LENNARD_JONES];
  expect(await run('analyze', at('lj.dump'), ...asked)).toMatchObject({ code: 0 });
  // Coarse steps and a coarse notion of an event: half a second for two of them.
  const steps = [
    '--step',
    '4e-3',
    '--to',
    '0.06',
    '--bracket',
    '1e-4',
    '--energy-tolerance',
    '1e-3',
    '--no-convergence',
  ];
  const strained = await run('strain', LENNARD_JONES, '1', ...steps);
  expect(strained).toMatchObject({ code: 0 });

  const oscillation = [
    '--mode',
    '1',
    '--amplitude',
    String(AMPLITUDE),
    '--frames',
    String(FRAMES),
    '--periods',
    String(PERIODS),
  ];
  for (const format of ['xyz', 'dump']) {
    const target = ['--format', format, '-o', at(`mode.${format}`)];
    expect(await run('trajectory', LENNARD_JONES, '1', ...oscillation, ...target)).toMatchObject({ code: 0 });
  }

  using project = await openProject(GLASS, { mode: 'read' });
  const sample = new FigureSample(storedFigureSample(sourceInProject(project, 1, 'glass')));
  for (const mode of MODES) {
    expected.set(`u${mode}`, sample.displacement(mode));
    for (const [name, values] of Object.entries(sample.fields(mode))) expected.set(`${name}${mode}`, values);
  }
  const flags = (ids: readonly number[], value: (index: number) => number) => {
    const values = new Float64Array(sample.particles);
    sample.indices(ids).forEach((row, index) => (values[row] = value(index)));
    return values;
  };
  const { vibrability, report: stored } = sample.arrays;
  expected.set('vibrability', vibrability ?? new Float64Array());
  expected.set(
    'string',
    flags(stored.keyCore.stringIds, () => 1),
  );
  expected.set(
    'square',
    flags(stored.keyCore.squareIds ?? [], (index) => index + 1),
  );
  const { nonAffine } = sample.response([]);
  const [xx, xy, , yy] = [0, 1, 2, 3].map((row) => ofGradient(nonAffine, row));
  expected.set('nonAffineShear', xy);
  expected.set(
    'nonAffineTension',
    xx.map((value, index) => value - yy[index]),
  );
  sample.dispose();
}, 120_000);

const everything = ['--fields', [...OF_MODES, ...OF_SAMPLE].join(), '--mode', '0,2-3'];

/** Runs Python with numpy in the folder, and gives what it prints as JSON. */
function python(script: string): unknown {
  const { stdout, stderr } = spawnSync(PYTHON, ['-W', 'ignore', '-c', `import json, sys, numpy as np\n${script}`], {
    encoding: 'utf8',
    cwd: folder,
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

describe('modes and fields', () => {
  beforeAll(async () => {
    mkdirSync(at('data'));
    const { code, err } = await run(
      'export',
      GLASS,
      '1',
      '--format',
      'xyz,dump,npz,csv,json,gsd',
      ...everything,
      '-o',
      at('data'),
    );
    expect(err).not.toContain('keycore:');
    expect(code).toBe(0);
    // The same numbers, as raw doubles, for programs that know nothing of us.
    const names = [...expected.keys()];
    writeFileSync(
      at('expected.bin'),
      Buffer.concat(names.map((name) => Buffer.from(Float64Array.from(expected.get(name) ?? []).buffer))),
    );
    writeFileSync(at('expected.json'), JSON.stringify(names.map((name) => [name, expected.get(name)?.length])));
  });

  test('a file of each format lies in the folder, and nothing else', () => {
    const endings = ['csv', 'dump', 'gsd', 'json', 'npz', 'xyz'];
    expect(readdirSync(at('data'))).toEqual(endings.map((ending) => `glass-1.${ending}`));
    expect(expected.size).toBe(OF_MODES.length * MODES.length + OF_SAMPLE.length);
  });

  const EXPECTED = `
raw = np.fromfile('expected.bin')
want, start = {}, 0
for name, length in json.load(open('expected.json')):
    want[name] = raw[start:start + length]
    start += length
n = len(want['vibrability'])
bad = []
def same(where, name, got):
    if np.asarray(got, dtype=float).ravel().tobytes() != want[name].tobytes():
        bad.append(f'{where}: {name}')
`;

  test.skipIf(!hasPythonModule('numpy'))('numpy reads npz, JSON and CSV to the same bits', () => {
    const told = python(`${EXPECTED}
z = np.load('data/glass-1.npz', allow_pickle=False)
header = json.loads(str(z['header']))
for name, values in want.items():
    assert z[name].dtype == np.float64 and z[name].shape == ((n, 2) if len(values) == 2 * n else (n,)), name
    same('npz', name, z[name])
j = json.load(open('data/glass-1.json'))
for name in want: same('json', name, j['fields'][name])
assert sorted(j['fields']) == sorted(want), sorted(j['fields'])
assert np.asarray(j['positions']).tobytes() == z['positions'].tobytes()
lines = open('data/glass-1.csv', encoding='utf-8').read().splitlines()
facts = dict(line[2:].split(' ', 1) for line in lines if line.startswith('# ') and not line.startswith('# unit '))
table = np.genfromtxt([line for line in lines if not line.startswith('#')], delimiter=',', names=True, dtype=None, encoding=None)
for name, values in want.items():
    two = len(values) == 2 * n
    same('csv', name, np.stack([table[name + '_x'], table[name + '_y']], axis=1) if two else table[name])
assert np.stack([table['x'], table['y']], axis=1).tobytes() == z['positions'].tobytes()
print(json.dumps({'bad': bad, 'omega': [header['omega'], j['header']['omega'], [float(x) for x in facts['omega'].split()]],
  'modes': [header['mode'], j['header']['mode']], 'pr': j['header']['pr'], 'units': header['units'], 'model': [header['model'], facts['model']]}))
`) as Record<string, unknown>;
    expect(told).toMatchObject({ bad: [], modes: [MODES, MODES], model: ['2dipl', '2dipl'] });
    const [omegas, ...others] = told['omega'] as number[][];
    expect(others).toEqual([omegas, omegas]);
    expect(omegas).toHaveLength(3);
    expect(told['units']).toMatchObject({
      u0: 'm^(−1/2)',
      divUNp3: 'σ m^(−1/2)',
      vibrability: 'σ²/ε',
      nonAffineShear: 'σ',
    });
    // What the project says of them.
    const modes = JSON.parse(readFileSync(at('data/glass-1.json'), 'utf8')) as {
      header: { omega: number[]; pr: number[] };
    };
    expect(told['pr']).toEqual(modes.header.pr);
  });

  test.skipIf(!hasPythonModule('ase'))('ASE reads extended XYZ and the dump to the same bits', () => {
    const told = python(`${EXPECTED}
import ase.io
a = ase.io.read('data/glass-1.xyz', format='extxyz')
p = np.load('data/glass-1.npz')['positions']
assert a.positions[:, :2].tobytes() == p.tobytes() and not a.positions[:, 2].any()
for name, values in want.items():
    got = a.arrays[name]
    if len(values) == 2 * n:
        assert got.shape == (n, 3) and not got[:, 2].any(), name
        got = np.ascontiguousarray(got[:, :2])
    same('xyz', name, got)
d = ase.io.read('data/glass-1.dump', format='lammps-dump-text')
assert np.array_equal(d.positions[:, :2], p)
names = next(line for line in open('data/glass-1.dump') if line.startswith('ITEM: ATOMS')).split()[2:]
rows = np.array([[float(w) if w[-1] not in 'AB' else 0 for w in line.split()] for line in open('data/glass-1.dump').readlines()[9:]])
for name, values in want.items():
    two = len(values) == 2 * n
    same('dump', name, rows[:, [names.index(name + '_x'), names.index(name + '_y')]] if two else rows[:, names.index(name)])
print(json.dumps({'bad': bad, 'info': [a.info['model'], list(a.info['mode']), list(a.info['omega'])], 'cell': np.asarray(a.cell).tolist(), 'd': np.asarray(d.cell)[:2, :2].tolist(), 'pbc': a.pbc.tolist()}, default=float))
`) as { bad: string[]; info: unknown[]; cell: number[][]; d: number[][]; pbc: boolean[] };
    const { header } = JSON.parse(readFileSync(at('data/glass-1.json'), 'utf8')) as {
      header: { omega: number[]; box: number[] };
    };
    const [lx, ly, xy] = header.box;
    expect(told).toEqual({
      bad: [],
      info: ['2dipl', MODES, header.omega],
      cell: [
        [lx, 0, 0],
        [xy, ly, 0],
        [0, 0, 1],
      ],
      d: [
        [lx, 0],
        [xy, ly],
      ],
      pbc: [true, true, false],
    });
  });

  test('the fields of a report, columns of the file, and everything there is', async () => {
    const file = at('all.json');
    const written = async (...fields: string[]) => {
      const { code, err } = await run(
        'export',
        LENNARD_JONES,
        '1',
        '--format',
        'json',
        '--fields',
        ...fields,
        '--mode',
        '1',
        '--overwrite',
        '-o',
        file,
      );
      expect(err).not.toContain('keycore:');
      expect(code).toBe(0);
      return (JSON.parse(readFileSync(file, 'utf8')) as { fields: Record<string, unknown[]> }).fields;
    };
    expect(Object.keys(await written('strain/event'))).toEqual(['strain/event']);
    const names = Object.keys(await written('all'));
    expect(names).toEqual(
      expect.arrayContaining(['u1', 'areaChange1', 'psi6', 'loose', 'nonAffineCompression', 'strain/event']),
    );
    // Positions in another box are no field of the sample.
    expect(names).not.toContain('strain/before');
  });
});

/** Every frame of a file as our reader has it, and the keys of its head where it is extended XYZ. */
async function framesOf(path: string): Promise<{ frames: Frame[]; heads: Record<string, string>[] }> {
  const frames = await readTexts(readFileSync(path), { frame: 'all' });
  const heads = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('Lattice='))
    .map((line) =>
      Object.fromEntries(
        [...line.matchAll(/ (\w+)=("[^"]*"|\S+)/g)].map(([, key, value]) => [key, value.replaceAll('"', '')]),
      ),
    );
  return { frames, heads };
}

describe('an oscillating mode', () => {
  test('goes through r + A sin(2πk/n) u/max|u|', async () => {
    using project = await openProject(LENNARD_JONES, { mode: 'read' });
    const { fields, configuration } = project.readSample(1);
    const size = fields.positions.length;
    const u = fields.displacements.slice(size, 2 * size);
    const home = wrapPositions(configuration.box, fields.positions);
    const { frames, heads } = await framesOf(at('mode.xyz'));
    expect(frames).toHaveLength(FRAMES * PERIODS);
    frames.forEach(({ positions, columns, timestep }, k) => {
      expect(timestep).toBe(k);
      const sine = Math.sin((2 * Math.PI * k) / FRAMES);
      const [x, y] = ['disp[1]', 'disp[2]'].map((name) => columns.find((column) => column.name === name)?.values ?? []);
      const scale = (AMPLITUDE * sine) / largestDisplacement(u);
      // A rounding of the sum, of coordinates of about ten.
      u.forEach((value, axis) => {
        expect(Math.abs((axis % 2 === 0 ? x : y)[axis >> 1] - scale * value)).toBeLessThan(1e-16);
        expect(Math.abs(positions[axis] - home[axis] - scale * value)).toBeLessThan(4e-15);
      });
      expect(Number(heads[k]['phaseDegrees'])).toBe(45 * (k % FRAMES));
      expect(heads[k]['mode']).toBe('1');
    });
    const dump = await framesOf(at('mode.dump'));
    expect(dump.frames.map(({ positions }) => positions)).toEqual(frames.map(({ positions }) => positions));
    expect(dump.frames[3].columns.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['disp_x', 'disp_y', 'vibrability']),
    );
    // Half a stiff spring on either side: ω² A²/(2 max|u|²) in the harmonic approximation.
    const energies = heads.map(({ energy }) => Number(energy));
    const {
      report: { modes },
    } = project.readSample(1);
    const harmonic = 0.5 * modes[1].eigenvalue * (AMPLITUDE / largestDisplacement(u)) ** 2;
    expect(energies[0]).toBe(energies[8]);
    const mean = (energies[2] + energies[6]) / 2 - energies[0];
    expect(mean / harmonic).toBeGreaterThan(0.8);
    expect(mean / harmonic).toBeLessThan(1.3);
  });

  test.skipIf(!hasPythonModule('ase'))('ASE reads its frames and their energies', async () => {
    const told = python(`
import ase.io
a = ase.io.read('mode.xyz', index=':', format='extxyz')
d = ase.io.read('mode.dump', index=':', format='lammps-dump-text')
print(json.dumps({'count': [len(a), len(d)], 'energy': [x.get_potential_energy() for x in a],
  'same': [bool(np.array_equal(x.positions, y.positions)) for x, y in zip(a, d)],
  'disp': [float(abs(x.positions - a[0].positions - x.arrays['disp']).max()) for x in a]}))
`) as { count: number[]; energy: number[]; same: boolean[]; disp: number[] };
    const { heads } = await framesOf(at('mode.xyz'));
    expect(told.count).toEqual([16, 16]);
    expect(told.same).toEqual(Array<boolean>(16).fill(true));
    expect(told.energy).toEqual(heads.map(({ energy }) => Number(energy)));
    expect(Math.max(...told.disp)).toBeLessThan(4e-15);
  });
});

describe('a strain run', () => {
  let heads: Record<string, string>[];
  let frames: Frame[];

  beforeAll(async () => {
    using project = await openProject(LENNARD_JONES, { mode: 'read' });
    report = storedReport(project, strainAnalysis, 1, null)?.report as StrainReport;
    const { code, err } = await run('trajectory', LENNARD_JONES, '1', '--of', 'strain', '-o', at('strain.xyz'));
    expect(code).toBe(0);
    expect(err).not.toContain('is not that of the report');
    ({ frames, heads } = await framesOf(at('strain.xyz')));
    expect(
      await run('trajectory', LENNARD_JONES, '1', '--of', 'strain', '--format', 'dump', '-o', at('strain.dump')),
    ).toMatchObject({ code: 0 });
  }, 60_000);

  test('passes through the states of the report, bit for bit', () => {
    expect(report.events.length).toBeGreaterThan(0);
    const states = [report.start, ...report.steps];
    expect(heads.map(({ strain, energy, stressXY }) => [strain, energy, stressXY].map(Number))).toEqual(
      states.map(({ strain, energy, stress }) => [strain, energy, stress[1]]),
    );
    expect(frames.map(({ timestep }) => timestep)).toEqual(states.map((_, step) => step));
    const { lx, ly, xy } = frames.at(-1)?.box ?? { lx: 0, ly: 0, xy: 0 };
    expect([lx, ly, xy]).toEqual(report.end.box);
  });

  test('says which frames are beside an event; their positions are those that are kept', async () => {
    using project = await openProject(LENNARD_JONES, { mode: 'read' });
    const kept = storedReport(project, strainAnalysis, 1, null);
    const before = heads.findIndex(({ besideEvent }) => besideEvent === 'before');
    expect(heads[before + 1]['besideEvent']).toBe('after');
    expect([heads[before]['events'], heads[before + 1]['events']]).toEqual(['0', '1']);
    for (const [name, frame] of [
      ['before', frames[before]],
      ['after', frames[before + 1]],
    ] as const) {
      expect(frame.positions).toEqual(wrapPositions(frame.box, kept?.read(name) ?? new Float64Array()));
      expect(Number(heads[frames.indexOf(frame)]['energy'])).toBe(report.events[0][name].energy);
    }
    const every = at('few.xyz');
    expect(await run('trajectory', LENNARD_JONES, '1', '--of', 'strain', '--every', '1000', '-o', every)).toMatchObject(
      { code: 0 },
    );
    const few = await framesOf(every);
    const sides = few.heads.map(({ besideEvent }) => besideEvent);
    expect(sides[0]).toBeUndefined();
    expect(sides.filter((side) => side === 'after')).toHaveLength(report.events.length);
    expect(
      few.frames.every((frame) =>
        frames.some(({ positions }) => Buffer.from(positions.buffer).equals(Buffer.from(frame.positions.buffer))),
      ),
    ).toBe(true);
  });

  test('displaces the particles by what is not affine, in the axes of the box', async () => {
    const turned = at('turned.keycore');
    copyFileSync(LENNARD_JONES, turned);
    const steps = ['--angle', '30', '--step', '5e-3', '--to', '0.02', '--energy-tolerance', '1', '--no-convergence'];
    expect(await run('strain', turned, '1', ...steps)).toMatchObject({ code: 0 });
    expect(await run('trajectory', turned, '1', '--of', 'strain', '-o', at('turned.xyz'))).toMatchObject({ code: 0 });
    const other = await framesOf(at('turned.xyz'));
    expect(Number(other.heads.at(-1)?.['rotationDegrees'])).not.toBe(0);
    for (const [path, degrees] of [
      [{ frames, heads }, 0],
      [other, 30],
    ] as const) {
      // E of simple shear at θ: Rᵀ x̂ŷ R, whose square is 0, so that F = 1 + γE.
      const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
      const [xx, xy, yx, yy] = [-s * c, c * c, -s * s, s * c];
      const [start] = path.frames;
      path.frames.forEach(({ positions, box, columns }, at) => {
        const strain = Number(path.heads[at]['strain']);
        const turn = (Number(path.heads[at]['rotationDegrees']) * Math.PI) / 180;
        const [x, y] = ['disp[1]', 'disp[2]'].map(
          (name) => columns.find((column) => column.name === name)?.values ?? [],
        );
        for (let i = 0; i < positions.length / 2; i += 1) {
          const [rx, ry] = [start.positions[2 * i], start.positions[2 * i + 1]];
          const [fx, fy] = [rx + strain * (xx * rx + xy * ry), ry + strain * (yx * rx + yy * ry)];
          const ax = Math.cos(turn) * fx + Math.sin(turn) * fy;
          const ay = Math.cos(turn) * fy - Math.sin(turn) * fx;
          const left = nearestImage(box, positions[2 * i] - ax - x[i], positions[2 * i + 1] - ay - y[i]);
          // Coordinates of ten are rounded at 2e-15 in each of some tens of steps.
          expect(Math.hypot(...left)).toBeLessThan(1e-12);
        }
      });
    }
  });

  test.skipIf(spawnSync('lmp', ['-h']).status !== 0)(
    'LAMMPS reads its frames and those of a mode, and finds our energies',
    async () => {
      const potential = lammpsPotential(modelById('2dka'));
      const mode = await framesOf(at('mode.xyz'));
      const last = frames.length - 1;
      const asked = [
        ...[0, 2, 5].map((step) => ({ file: 'mode.dump', step, energy: Number(mode.heads[step]['energy']) })),
        ...[0, Math.floor(last / 2), last].map((step) => ({
          file: 'strain.dump',
          step,
          energy: Number(heads[step]['energy']),
        })),
      ];
      const { lx, ly } = frames[0].box;
      const count = frames[0].ids.length;
      const input = ['mode.dump', 'strain.dump'].flatMap((file) => [
        'clear',
        'units lj',
        'dimension 2',
        'boundary p p p',
        'atom_style atomic',
        file === 'mode.dump'
          ? `region whole block 0 ${lx} 0 ${ly} -0.5 0.5`
          : `region whole prism 0 ${lx} 0 ${ly} -0.5 0.5 0 0 0`,
        'create_box 2 whole',
        'mass * 1',
        ...potential.commands,
        'thermo_style custom step pe xy',
        'thermo_modify norm no',
        ...asked
          .filter((each) => each.file === file)
          .flatMap(({ step }) => [
            `read_dump ${file} ${step} x y box yes purge yes replace no add keep`,
            'run 0 post no',
            'variable energy equal pe',
            'variable tilt equal xy',
            'variable count equal atoms',
            'print "SEEN ${energy} ${tilt} ${count}"',
          ]),
      ]);
      writeFileSync(at('in.lmp'), `${input.join('\n')}\n`);
      const { stdout } = spawnSync('lmp', ['-in', 'in.lmp', '-log', 'none'], { cwd: folder, encoding: 'utf8' });
      expect(stdout).not.toContain('ERROR');
      const seen = [...stdout.matchAll(/^SEEN (\S+) (\S+) (\S+)$/gm)].map((words) => words.slice(1).map(Number));
      expect(seen).toHaveLength(asked.length);
      asked.forEach(({ file, step, energy }, index) => {
        const [found, tilt, atoms] = seen[index];
        expect(atoms).toBe(count);
        expect(tilt).toBeCloseTo(file === 'strain.dump' ? frames[step].box.xy : frames[0].box.xy, 13);
        // Fifteen digits are printed.
        expect(Math.abs(found / energy - 1)).toBeLessThan(2e-14);
      });
    },
  );
});

describe('what cannot be written is said', () => {
  test.each([
    [['--format', 'csv', '--fields', 'uX'], "--fields: there is no field 'uX'; there are u, uT, uL, uNp,"],
    [['--format', 'pdf'], '--format: '],
    [['--format', 'csv', '--mode', '0-7'], '--mode: there is no mode 7: displacements are stored of modes 0 to 4'],
    [['--format', 'csv', '--mode', '3-1'], "--mode: expected a number of a mode or a range such as 0-3, got '3-1'"],
    [
      ['--format', 'csv', '--fields', 'd2min/d2min'],
      "--fields: the project has no report of 'keycore d2min' on this sample",
    ],
    [['--format', 'csv', '--fields', 'file:mass'], "--fields: the file of this sample has no column 'mass'"],
    [['--format', 'csv,npz'], '--output: several formats are several files'],
    [['--format', 'csv', '--modes', '2', '--mode', '1'], '--mode: it names modes in place of the lowest'],
  ])('%j', async (args, message) => {
    const { code, err } = await run('export', GLASS, '1', ...args, '-o', at('no.csv'));
    expect({ code, message: err.includes(message) ? message : err }).toEqual({ code: 2, message });
    expect(existsSync(at('no.csv'))).toBe(false);
  });

  test.each([
    [['7'], 'there is no sample 7'],
    [['1', '--mode', '9'], '--mode: there is no mode 9: displacements are stored of modes 0 to 4'],
    [['1', '--of', 'strain'], "the project has no report of 'keycore strain' on this sample"],
    [['1', '--of', 'strain', '--frames', '9'], '--frames: is of an oscillating mode'],
    [['1', '--every', '9'], '--every: is of a strain run'],
    [['1', '--format', 'npz'], '--format: '],
    [['1', '--amplitude', '-1'], '--amplitude: '],
  ])('trajectory %j', async (args, message) => {
    const { code, err } = await run('trajectory', GLASS, ...args, '-o', at('no.xyz'));
    expect({ code, message: err.includes(message) ? message : err }).toEqual({ code: 2, message });
    expect(existsSync(at('no.xyz'))).toBe(false);
  });

  test.each(['export', 'trajectory'])('%s makes no file with the ending of projects', async (command) => {
    const { code, err } = await run(command, GLASS, '1', '--format', 'xyz', '-o', at('no.keycore'));
    expect(err).toBe(`keycore: ${at('no.keycore')}: files with this ending are projects: name another\n`);
    expect(code).toBe(2);
    expect(existsSync(at('no.keycore'))).toBe(false);
  });

  test('a folder that is not there: exit 2', async () => {
    const { code, err } = await run('export', GLASS, '1', '--format', 'csv', '-o', at('none/a.csv'));
    expect({ code, err }).toEqual({
      code: 2,
      err: `keycore: ${at('none/a.csv')}: the folder '${at('none')}' does not exist\n`,
    });
  });

  test('a folder that nothing may be written into: exit 1', async () => {
    mkdirSync(at('locked'));
    chmodSync(at('locked'), 0o500);
    // Root may write nearly anywhere.
    const locked = process.getuid?.() === 0 ? '/sys' : at('locked');
    for (const command of ['export', 'trajectory']) {
      const { code, err } = await run(command, GLASS, '1', '--format', 'xyz', '-o', locked);
      expect(code).toBe(1);
      expect(err).toContain('permission denied');
    }
    expect(readdirSync(at('locked'))).toEqual([]);
  });

  test.skipIf(process.platform === 'win32')('a disk that takes no more: exit 1, and no half file', () => {
    mkdirSync(at('full'));
    // As `cannot-write.test.ts` does it: no file may grow.
    for (const words of [
      ['export', GLASS, '1', '--format', 'xyz'],
      ['trajectory', GLASS, '1'],
    ]) {
      const shell = [
        '-c',
        'ulimit -f 0; exec "$0" "$@"',
        process.execPath,
        join(import.meta.dirname, '../../bin/keycore.js'),
      ];
      const { status, stderr } = spawnSync('sh', [...shell, ...words, '-o', at('full')], { encoding: 'utf8' });
      expect(status).toBe(1);
      expect(stderr).toContain('the disk failed, it was not written');
      expect(stderr).not.toMatch(/^\s+at /m);
    }
    expect(readdirSync(at('full'))).toEqual([]);
  });
});
