import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportSchema, type Report } from '../../native-workers/analysis/report/report.ts';
import { wrapPositions } from '../../native-workers/configuration/configuration.ts';
import { modelIds } from '../../native-workers/models/registry.ts';
import { summarySchema } from '../../src-main/project/summary.ts';
import { readFrame } from '../read-frame.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import { inProcess, ROOT } from './cli-runner.ts';

let folder: string;
const at = (name: string): string => join(folder, name);

function readReport(text: string): Report {
  return reportSchema.parse(JSON.parse(text));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-cli-'));
  writeFileSync(at('glass.json'), JSON.stringify({ model: '2dipl', particles: 100, analysis: { modes: 5 } }));
  const made = await inProcess([
    'simulate',
    at('glass.json'),
    '--samples',
    '2',
    '--seed',
    '3',
    '-o',
    at('glass.keycore'),
  ]);
  expect(made).toMatchObject({
    code: 0,
    out: `${at('glass.keycore')}: job 1 has 2 of 2 samples (seed 3), 1 with a QLM\n`,
  });
  const exported = await inProcess(['export', at('glass.keycore'), '1', '--format', 'dump', '-o', at('glass.dump')]);
  expect(exported.code).toBe(0);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('analyze', () => {
  test('--json - prints one report and nothing else, and agrees with the simulation it came from', async () => {
    const { code, out, err } = await inProcess([
      'analyze',
      at('glass.dump'),
      '--model',
      '2dipl',
      '--modes',
      '5',
      '--json',
      '-',
    ]);
    expect(code).toBe(0);
    expect(out.endsWith('}\n')).toBe(true);
    expect(out.trimEnd()).not.toContain('\n');
    const report = readReport(out);
    expect(report.modes).toHaveLength(5);
    expect(report.sample.notes).toStrictEqual([]);
    expect(err).toBe('');
    const info = summarySchema.parse(JSON.parse((await inProcess(['info', at('glass.keycore'), '--json'])).out));
    // The dump holds the doubles of the project, wrapped into the box: that moves last digits of separations.
    expect(report.modes[0].omega).toBeCloseTo(info.samples[0].lowestOmega ?? Number.NaN, 11);
    expect(report.sample.energyPerParticle).toBeCloseTo(info.samples[0].energyPerParticle, 12);
    expect(report.vibrability.max).toBeCloseTo(info.samples[0].maxVibrability ?? Number.NaN, 10);
  });

  test('a guess is noted in the report and on standard error', async () => {
    const { out, err } = await inProcess(['analyze', at('glass.dump'), '--modes', '1', '--json', '-']);
    const note = 'Not stated: model taken as 2dipl (by composition and density).';
    expect(readReport(out).sample.notes).toStrictEqual([note]);
    expect(err).toBe(`${at('glass.dump')}, frame 0 (timestep 0): ${note}\n`);
  });

  test('the summary names the numbers of the report', async () => {
    const { code, out } = await inProcess(['analyze', at('glass.dump'), '--model', '2dipl', '--json', at('r.json')]);
    expect(code).toBe(0);
    const { sample, modes, vibrability } = readReport(readFileSync(at('r.json'), 'utf8'));
    expect(out).toContain(`U/N ${sample.energyPerParticle.toFixed(9)}; 2 zero and 0 negative modes`);
    expect(out).toContain(`Ψ: max ${vibrability.max?.toFixed(5) ?? ''}`);
    for (const mode of modes) expect(out).toContain(mode.omega.toFixed(9));
    expect(out).toContain('analysed as it stands: max|F|');
  });

  test('a rounded file is relaxed, and how far particles moved is said', async () => {
    const rounded = readFileSync(at('glass.dump'), 'utf8')
      .split('\n')
      .map((line) =>
        /^\d+ \d+ /.test(line)
          ? line
              .split(' ')
              .slice(0, 4)
              .map((word) => Number(word).toPrecision(6))
              .join(' ')
          : line,
      )
      .join('\n')
      .replace(/ITEM: ATOMS.*/, 'ITEM: ATOMS id type x y')
      .replaceAll(/^(\d+)\.0+ (\d)\.0+ /gm, '$1 $2 ');
    writeFileSync(at('rounded.dump'), rounded);
    const { code, out } = await inProcess(['analyze', at('rounded.dump'), '--model', '2dipl', '--types', '1=A,2=B']);
    expect(code).toBe(0);
    expect(out).toMatch(
      /relaxed: max\|F\| \d\.\d\de-[1-4] → \d\.\d\de-1[1-9] in \d+ force evaluations and \d+ Newton steps; particles moved at most/,
    );
    const raw = await inProcess([
      'analyze',
      at('rounded.dump'),
      '--model',
      '2dipl',
      '--types',
      '1=A,2=B',
      '--no-relax',
      '--json',
      '-',
    ]);
    const { sample, provenance } = readReport(raw.out);
    expect(sample.moved).toBeNull();
    expect(sample.maxForce).toBe(sample.maxForceAsRead);
    expect(sample.maxForce).toBeGreaterThan(1e-6);
    expect(provenance.relaxation).toBeNull();
  });

  test('settings given as flags are those of the report', async () => {
    const flags = ['--modes', '3', '--core-threshold', '0.1', '--key-core-fraction', '0.5', '--square-purity', '0.7'];
    const { out } = await inProcess(['analyze', at('glass.dump'), '--model', '2dipl', ...flags, '--json', '-']);
    const { core, keyCore, provenance, modes } = readReport(out);
    expect(modes).toHaveLength(3);
    expect(core.threshold).toBe(0.1);
    expect(keyCore.fraction).toBe(0.5);
    expect(provenance.settings).toMatchObject({
      modes: 3,
      coreThreshold: 0.1,
      keyCoreFraction: 0.5,
      squarePurity: 0.7,
      relax: true,
    });
  });

  test('several files give an array in order and one table; the project takes each once', async () => {
    const project = at('several.keycore');
    await inProcess(['export', at('glass.keycore'), '2', '--format', 'xyz', '-o', at('two.xyz')]);
    const files = [at('glass.dump'), at('two.xyz'), at('glass.dump')];
    const first = await inProcess([
      'analyze',
      ...files,
      '--model',
      '2dipl',
      '--modes',
      '2',
      '--json',
      at('all.json'),
      '-o',
      project,
    ]);
    expect(first.code).toBe(0);
    const reports = reportSchema.array().parse(JSON.parse(readFileSync(at('all.json'), 'utf8')));
    expect(reports.map(({ provenance }) => provenance.source)).toStrictEqual([
      `${at('glass.dump')}, frame 0 (timestep 0)`,
      `${at('two.xyz')}, frame 0`,
      `${at('glass.dump')}, frame 0 (timestep 0)`,
    ]);
    expect(first.out.split('\n')).toHaveLength(2 + 3 + 1);
    expect(first.err).toContain('stored as sample 1\n');
    expect(first.err).toContain('stored as sample 2\n');
    expect(first.err).toContain('stored already as sample 1\n');
    // Other settings are another analysis.
    const second = await inProcess(['analyze', at('glass.dump'), '--model', '2dipl', '--modes', '3', '-o', project]);
    expect(second.err).toContain('stored as sample 3\n');
    const info = await inProcess(['info', project]);
    expect(info.out).toMatch(/: 3 samples of 3 jobs, /);
  });

  test('a liquid is called one, and its negative modes are counted', async () => {
    // A grid pushed about by a third of its spacing is far from any minimum.
    const rows = Array.from({ length: 100 }, (_, i) => {
      const shift = (k: number): number => 0.33 * Math.sin(12.9898 * (i + 1) * k);
      return `${i + 1},${i < 50 ? 1 : 2},${(i % 10) + 0.5 + shift(1)},${Math.floor(i / 10) + 0.5 + shift(2)}`;
    });
    writeFileSync(at('liquid.csv'), `# box 10.783 10.783\nid,type,x,y\n${rows.join('\n')}\n`);
    const flags = ['--model', '2dipl', '--json', '-'];
    const relaxed = await inProcess(['analyze', at('liquid.csv'), ...flags]);
    expect(relaxed.code).toBe(0);
    expect(readReport(relaxed.out).sample).toMatchObject({ liquid: true, negativeModes: 0 });
    expect(relaxed.err).toMatch(/this is a liquid, not a glass; as read it has \d+ negative modes\.\n/);
    const standing = await inProcess(['analyze', at('liquid.csv'), ...flags, '--no-relax', '--modes', '200']);
    const { sample, modes, vibrability } = readReport(standing.out);
    expect(sample.negativeModes).toBeGreaterThan(0);
    expect(modes.filter(({ omega }) => omega < 0)).toHaveLength(sample.negativeModes);
    expect(vibrability).toMatchObject({ max: null, values: [] });
    expect(standing.err).toContain(`Unstable: the Hessian has ${sample.negativeModes} negative mode`);
  });

  test('without convergence the exit code is 3, nothing is printed and nothing stored', async () => {
    const flags = ['--model', '2dipl', '--max-evaluations', '2', '--json', '-', '-o', at('never.keycore')];
    const { code, out, err } = await inProcess(['analyze', at('liquid.csv'), ...flags]);
    expect({ code, out }).toStrictEqual({ code: 3, out: '' });
    expect(err).toMatch(/keycore: .*liquid\.csv, frame 0: did not converge: minimise: max\|F\| is .*; wanted 1e-11\n/);
    expect(existsSync(at('never.keycore'))).toBe(false);
  });

  test('one that does not converge does not stop the others', async () => {
    // The exported glass is a minimum as it stands and needs no evaluation.
    const flags = ['--model', '2dipl', '--max-evaluations', '2', '--json', '-'];
    const { code, out } = await inProcess(['analyze', at('liquid.csv'), at('glass.dump'), ...flags]);
    expect(code).toBe(3);
    const reports = reportSchema.array().parse(JSON.parse(out));
    expect(reports.map(({ provenance }) => provenance.source)).toStrictEqual([
      `${at('glass.dump')}, frame 0 (timestep 0)`,
    ]);
  });

  test('an abort gives 130', async () => {
    const { code, out, err } = await inProcess(['analyze', at('glass.dump'), '--json', '-'], AbortSignal.abort());
    expect({ code, out, err: err.split('\n').at(-2) }).toStrictEqual({ code: 130, out: '', err: 'keycore: cancelled' });
  });
});

describe('simulate', () => {
  const simulate = async (...args: string[]) => inProcess(['simulate', at('glass.json'), ...args]);
  const contents = async (project: string) =>
    summarySchema.parse(JSON.parse((await inProcess(['info', project, '--json', '-'])).out));

  test('the same seed gives the same samples, whatever the number of workers; numbers follow the seeds', async () => {
    const [one, two] = [at('one.keycore'), at('two.keycore')];
    await simulate('--samples', '4', '--seed', 'same', '--workers', '1', '-o', one);
    await simulate('--samples', '4', '--seed', 'same', '--workers', '2', '-o', two);
    const main = async (project: string) =>
      (await contents(project)).samples.map(({ number, seed, contentHash }) => ({ number, seed, contentHash }));
    expect(await main(two)).toStrictEqual(await main(one));
    expect(new Set((await main(one)).map(({ contentHash }) => contentHash)).size).toBe(4);
  });

  test('a job is resumed and enlarged; another seed adds a job', async () => {
    const project = at('grown.keycore');
    await simulate('--samples', '2', '--seed', 'a', '-o', project);
    const first = await contents(project);
    const resumed = await simulate('--samples', '3', '--seed', 'a', '-o', project);
    expect(resumed.err).toMatch(/^job 1 is resumed: 2 of 3 samples are there\nsample 3 /);
    await simulate('--samples', '1', '--seed', 'b', '-o', project);
    const { jobs, samples } = await contents(project);
    expect(jobs.map(({ seed, samples: wanted, stored }) => [seed, wanted, stored])).toStrictEqual([
      ['a', 3, 3],
      ['b', 1, 1],
    ]);
    expect(samples.slice(0, 2)).toStrictEqual(first.samples);
  });

  test.each<[string, string, RegExp]>([
    ['no JSON', '{model: 1}', /not JSON: /],
    ['no object', '[1]', /expected an object/],
    ['no model', '{}', /settings: model: /],
    ['an unknown model', '{"model":"lj"}', /model: unknown model; known models: 2dipl, 2dka, crystal/],
    ['an unknown field', '{"model":"2dipl","temperature":1}', /Unrecognized key: "temperature"/],
    ['too few particles', '{"model":"2dipl","particles":3}', /particles: Too small/],
    ['a box under twice the cutoff', '{"model":"2dipl","particles":16,"density":1.2}', /under twice the cutoff/],
    ['a density of zero', '{"model":"2dipl","density":0}', /density: Too small/],
  ])('refuses %s', async (_, text, message) => {
    writeFileSync(at('bad.json'), text);
    const { code, err } = await inProcess(['simulate', at('bad.json'), '-o', at('bad.keycore')]);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(err).toMatch(/^keycore: .*bad\.json: .*\n$/);
    expect(existsSync(at('bad.keycore'))).toBe(false);
  });
});

describe('export', () => {
  test.each(['dump', 'data', 'xyz', 'csv'])('%s reads back to the same bits', async (format) => {
    const file = at(`back.${format}`);
    expect((await inProcess(['export', at('glass.keycore'), '2', '--format', format, '-o', file])).code).toBe(0);
    const project = await openProject(at('glass.keycore'), { mode: 'read' });
    const { configuration, fields } = project.readSample(2);
    project.close();
    const { ids, types, positions, box, columns } = await readFrame(file);
    expect(box).toStrictEqual(configuration.box);
    expect(ids).toStrictEqual(configuration.ids);
    expect(types).toStrictEqual(configuration.species);
    expect(positions).toStrictEqual(wrapPositions(configuration.box, fields.positions));
    if (format === 'data') return;
    const column = (name: string) => columns.find((each) => each.name === name)?.values;
    expect(column('vibrability')).toStrictEqual(fields.vibrability);
    // Extended XYZ has an array of vectors.
    expect(column(format === 'xyz' ? 'u0[2]' : 'u0_y')).toStrictEqual(
      Float64Array.from({ length: ids.length }, (_, i) => fields.displacements[2 * i + 1]),
    );
  });

  test('replaces a file only when told to, and never a project', async () => {
    const file = at('once.csv');
    const again = async (...more: string[]) =>
      inProcess(['export', at('glass.keycore'), '1', '--format', 'csv', '-o', file, ...more]);
    expect((await again()).code).toBe(0);
    expect(await again()).toMatchObject({
      code: 2,
      err: `keycore: ${file}: it exists already: choose another name, or say --overwrite\n`,
    });
    expect((await again('--overwrite')).code).toBe(0);
    const before = readFileSync(at('glass.keycore'));
    const onto = ['export', at('glass.keycore'), '1', '--format', 'csv', '--overwrite', '-o', at('glass.keycore')];
    expect((await inProcess(onto)).err).toContain('this is a project; an export never replaces one');
    expect(readFileSync(at('glass.keycore')).equals(before)).toBe(true);
  });

  test.each([
    [['0'], "sample: expected the number of a sample, got '0'"],
    [['9'], 'there is no sample 9: 2 are stored, numbers 1 to 2'],
    [['1', '--modes', '7'], '--modes: expected at most 1: the displacements of that many modes are stored, got 7'],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await inProcess([
      'export',
      at('glass.keycore'),
      ...args,
      '--format',
      'csv',
      '-o',
      at('no.csv'),
    ]);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(existsSync(at('no.csv'))).toBe(false);
  });
});

describe('bad input', () => {
  const HEAD =
    'ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n16\nITEM: BOX BOUNDS pp pp pp\n0 5\n0 5\n-1 1\nITEM: ATOMS id type x y\n';
  const rows = (change: (row: string[], i: number) => string[] = (row) => row): string =>
    Array.from({ length: 16 }, (_, i) =>
      change([String(i + 1), String(1 + (i % 2)), String((i % 4) * 1.25), String(Math.floor(i / 4) * 1.25)], i).join(
        ' ',
      ),
    ).join('\n') + '\n';

  const FILES: Record<string, [string | Uint8Array, RegExp]> = {
    'empty.dump': ['', /empty/],
    'blank.dump': ['\n\n', /nothing but blanks/],
    'truncated.dump': [HEAD + rows().split('\n').slice(0, 9).join('\n') + '\n', /line 18.*(16|7)/],
    'nan.dump': [HEAD + rows((row, i) => (i === 3 ? [...row.slice(0, 2), 'nan', row[3]] : row)), /line 13, x: /],
    'twins.dump': [HEAD + rows((row, i) => (i === 5 ? [...row.slice(0, 2), '0', '0'] : row)), /1 and 6|line 15/],
    'count.dump': [HEAD.replace('\n16\n', '\n17\n') + rows(), /17/],
    'huge.dump': [HEAD.replace('\n16\n', '\n999999999999\n') + rows(), /line 4.*999999999999/],
    'negative.dump': [HEAD.replace('\n16\n', '\n-5\n') + rows(), /line 4.*-5/],
    'columns.dump': [HEAD.replace('id type x y', 'id type a b') + rows(), /line 9/],
    'zero-box.dump': [HEAD.replaceAll('0 5\n', '0 0\n') + rows(), /line 6/],
    'small-box.dump': [HEAD.replaceAll('0 5\n', '0 4\n') + rows(), /under twice the cutoff 2\.07200/],
    'repeated.dump': [HEAD + rows((row, i) => (i === 5 ? ['5', ...row.slice(1)] : row)), /id.* 5\b/],
    'types.dump': [HEAD + rows((row, i) => (i === 5 ? [row[0], '3', ...row.slice(2)] : row)), /type/],
    'picture.dump': [Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13), /PNG/],
    'solid.dump': [
      HEAD.replace('id type x y', 'id type x y z') + rows((row, i) => [...row, String(i / 4)]),
      /3D|three dimensions|plane|\bz\b/,
    ],
    'table.csv': ['id,type,x,y\n1,1,0.5,0.5\n', /box/],
  };

  let bad: string;
  beforeAll(() => {
    bad = at('bad');
    mkdirSync(bad);
    for (const [name, [content]] of Object.entries(FILES)) writeFileSync(join(bad, name), content);
    mkdirSync(join(bad, 'folder.dump'));
    cpSync(at('glass.keycore'), join(bad, 'damaged.keycore'));
    const damaged = readFileSync(at('glass.keycore'));
    damaged.fill(0x5a, 8192, 16384);
    writeFileSync(join(bad, 'damaged.keycore'), damaged);
    const future = readFileSync(at('glass.keycore'));
    // user_version, big-endian at byte 60 of the header (SQLite, "Database File Format" §1.3.7).
    future.writeUInt32BE(9999, 60);
    writeFileSync(join(bad, 'future.keycore'), future);
  });

  const refused = async (args: string[], message: RegExp): Promise<void> => {
    const before = readdirSync(bad).sort();
    const { code, out, err } = await inProcess(args);
    expect({ code, out }).toStrictEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
    expect(err).toMatch(/^keycore: [^\n]+\n/);
    expect(err).not.toMatch(/\n {4}at /);
    expect(readdirSync(bad).sort()).toStrictEqual(before);
  };

  test.each(Object.keys(FILES))('analyze refuses %s, naming the file', async (name) => {
    const file = join(bad, name);
    const output = ['--json', join(bad, 'report.json'), '-o', join(bad, 'new.keycore')];
    const [, message] = FILES[name];
    await refused(['analyze', file, '--model', '2dipl', ...output], message);
    await refused(['analyze', file, '--model', '2dipl', ...output], new RegExp(`^keycore: ${file}`));
  });

  test('a bad file among good ones is found before anything is written', async () => {
    const output = ['-o', join(bad, 'new.keycore'), '--json', join(bad, 'report.json')];
    await refused(
      ['analyze', at('glass.dump'), join(bad, 'nan.dump'), '--model', '2dipl', ...output],
      /nan\.dump, line 13, x: /,
    );
  });

  test('a folder, a missing file, and projects that are damaged or from the future', async () => {
    await refused(['analyze', join(bad, 'folder.dump'), '--model', '2dipl'], /folder\.dump: .*(folder|directory)/);
    await refused(['analyze', join(bad, 'absent.dump'), '--model', '2dipl'], /absent\.dump: .*no such file/);
    for (const command of [['info'], ['export', '1', '--format', 'csv', '-o', join(bad, 'x.csv')]]) {
      const [name, ...rest] = command;
      await refused(
        [name, join(bad, 'future.keycore'), ...rest],
        /future\.keycore: made by a newer Keycore \(version 9999\)/,
      );
      await refused([name, join(bad, 'damaged.keycore'), ...rest], /damaged\.keycore: .*damaged/);
      await refused([name, join(bad, 'picture.dump'), ...rest], /picture\.dump: not a Keycore project/);
    }
    const damaged = readFileSync(join(bad, 'damaged.keycore'));
    await refused(['analyze', at('glass.dump'), '--model', '2dipl', '-o', join(bad, 'damaged.keycore')], /damaged/);
    expect(readFileSync(join(bad, 'damaged.keycore')).equals(damaged)).toBe(true);
  });

  test.each<[string[], RegExp]>([
    [['analyze'], /missing required argument 'file'/],
    [['analyse', 'x'], /unknown command 'analyse'/],
    [['analyze', 'x', '--mode', '3'], /unknown option '--mode'/],
    [['analyze', 'x', '--modes', 'many'], /--modes: expected a whole number from 1 to 10000, got 'many'/],
    [['analyze', 'x', '--format', 'gro'], /x: |unknown format 'gro'/],
    [['info', 'x', 'y'], /too many arguments/],
    [['simulate', 'x'], /--output: is needed/],
    [
      ['export', 'x', '1', '--format', 'pdf', '-o', 'y'],
      /--format: expected one of dump, data, xyz, gsd, npz, csv, json, or several separated by commas, got 'pdf'/,
    ],
  ])('the command line %j is refused', async (args, message) => {
    const { code, out, err } = await inProcess(args);
    expect({ code, out }).toStrictEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
  });

  test('a JSON target that is no JSON, a folder, or in no folder is refused before any work', async () => {
    const analyze = ['analyze', at('glass.dump'), '--model', '2dipl', '--json'];
    await refused(
      [...analyze, at('glass.dump')],
      /glass\.dump: this file exists and holds no JSON; it is not overwritten/,
    );
    await refused([...analyze, bad], /this is a folder, expected a file/);
    await refused([...analyze, join(bad, 'no', 'r.json')], /there is no folder '.*no' to write it in/);
  });

  test('the model is asked for where it cannot be told, with what was found', async () => {
    const file = at('unlike.csv');
    writeFileSync(
      file,
      `# box 10 10\nid,type,x,y\n${Array.from({ length: 25 }, (_, i) => `${i},1,${2 * (i % 5)},${2 * Math.floor(i / 5)}`).join('\n')}\n`.replace(
        '\n0,1',
        '\n99,1',
      ),
    );
    const { code, err } = await inProcess(['analyze', file]);
    expect(code).toBe(2);
    expect(err).toBe(
      `keycore: ${file}, --model: the model cannot be told from the file (type 1: 100.0 %; number density 0.2500); say which: --model ${modelIds().join('|')}|FILE.json\n`,
    );
  });
});

describe('help', () => {
  test('every command explains itself on standard output', async () => {
    for (const args of [
      ['--help'],
      ['analyze', '--help'],
      ['simulate', '-h'],
      ['info', '--help'],
      ['help', 'export'],
    ]) {
      const { code, out, err } = await inProcess(args);
      expect({ code, err }).toStrictEqual({ code: 0, err: '' });
      expect(out).toMatch(/^Usage: keycore /);
    }
  });

  test('without a command the help stands on standard error, and the exit code is 2', async () => {
    const { code, out, err } = await inProcess([]);
    expect({ code, out }).toStrictEqual({ code: 2, out: '' });
    expect(err).toContain('analyze [options] <file...>');
  });

  test('--version is the package’s', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(await inProcess(['--version'])).toStrictEqual({ code: 0, out: `${version}\n`, err: '' });
  });
});
