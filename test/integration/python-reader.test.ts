import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ANALYSES } from '../../native-workers/analyses/table.ts';
import { latestVersion, MIGRATIONS } from '../../src-main/project/migrations.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import type { Project } from '../../src-main/project/project.ts';
import { hasPythonModule, PYTHON } from '../peers.ts';
import { ROOT } from './cli-runner.ts';
import { python, READER, READING } from './python-programs.ts';

const FIXTURES = join(ROOT, 'test', 'fixtures', 'projects');

const READ_ALL = `${READING}
json.dump([of_project(path) for path in json.load(sys.stdin)], sys.stdout)
`;

type Bytes = Float64Array | Int32Array | Uint8Array;

const hashOf = (data: Bytes) => createHash('sha256').update(data).digest('hex');
const DTYPES = [
  [Float64Array, 'float64'],
  [Int32Array, 'int32'],
  [Uint8Array, 'uint8'],
] as const;

function shapeOf(kind: string, data: Bytes): number[] {
  return kind === 'vector' ? [data.length / 2, 2] : [data.length];
}

function toldArray(kind: string, data: Bytes): unknown[] {
  const dtype = DTYPES.find(([type]) => data instanceof type)?.[1];
  return [dtype, shapeOf(kind, data), hashOf(data)];
}

/** The same as READ_ALL, of our own reader. */
function readByKeycore(project: Project, withReports: boolean) {
  const notes = project.listNotes();
  const tags = project.listTags();
  const slots = project
    .listJobs()
    .flatMap(({ number, hash, seed, configuration, createdAt }) =>
      project
        .allottedSamples(number)
        .map(
          ({ number: sample, position }) =>
            [sample, { number, hash, seed, configuration, createdAt, position }] as const,
        ),
    );
  const jobs = new Map(slots);
  const [titles, hexatic] = [project.listTitles(), project.listHexatic()];
  const samples = project.listSamples().map((numbers) => ({
    ...numbers,
    title: titles.get(numbers.number) ?? null,
    hexatic: hexatic.get(numbers.number) ?? null,
    tags: tags.get(numbers.number) ?? [],
    notes: notes.filter(({ sample }) => sample === numbers.number).map((note) => without('sample', note)),
  }));
  const each = Object.fromEntries(
    samples.map(({ number }) => {
      const { report, frameInfo } = project.readSample(number);
      const vibrability = without('values', report.vibrability);
      const fields = project.fieldNames(number).map((name) => {
        const { kind, unit, data } = project.readField(number, name);
        return [name, [unit, ...toldArray(kind, data)]] as const;
      });
      const scalars = ANALYSES.flatMap((analysis) => project.listScalars(analysis)).filter(
        ({ sample }) => sample === number,
      );
      const arrays = withReports ? project.listReportArrays(number) : [];
      const rows = withReports ? project.copiesOfReports(number) : [];
      const kept = fields.filter(([name]) => name.startsWith('u:')).length;
      return [
        String(number),
        {
          fields: Object.fromEntries(fields),
          displacements: [kept, report.sample.n, 2],
          modes: project.listModes(number).map((mode) => without('sample', mode)),
          report: { ...report, vibrability },
          types: frameInfo === null ? null : Array.from(frameInfo.types, (at) => frameInfo.typeLabels[at]),
          job: jobs.get(number),
          reports: rows.map(({ row }) => ({ row, scalars, arrays })),
        },
      ];
    }),
  );
  return { samples, notes, each };
}

// The name says which program these need (test/allowed-skips.json).
describe.skipIf(!hasPythonModule('numpy'))('the reader in Python, with numpy', () => {
  let folder = '';
  let whole = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keycore-python-'));
    // Samples, modes, fields, tags, notes and reports with arrays, brought up to date.
    whole = join(folder, 'whole.keycore');
    copyFileSync(join(FIXTURES, 'version-8.keycore'), whole);
    const project = await openProject(whole, { mode: 'write' });
    const numbers = project.sampleNumbers();
    project.renameSample(numbers[0], 'النموذج "1"');
    project.deleteSamples(numbers.slice(-1));
    project.close();
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('knows the newest version of the schema', () => {
    const source = readFileSync(join(READER, 'keycore_reader.py'), 'utf8');
    expect(source).toContain(`\nNEWEST_VERSION = ${latestVersion(MIGRATIONS)}\n`);
  });

  it('reads every number, array, mode, tag, note and report as Keycore does, and writes nothing', async () => {
    const paths = [whole, join(FIXTURES, 'version-7.keycore'), join(FIXTURES, 'version-8.keycore')];
    paths.push(join(ROOT, 'assets', '2dipl-qlm.keycore'), join(ROOT, 'assets', 'crystal-vacancies.keycore'));
    const before = paths.map((path) => hashOf(readFileSync(path)));
    const files = readdirSync(folder);
    const found = python(READ_ALL, paths) as {
      samples: { number: number; lowestOmega: number; verdict: unknown }[];
      problems: string[];
      omega: number[];
      each: Record<string, { reports: { id: number; analysis: string; scalars: object; arrays: object }[] }>;
    }[];
    for (const [at, path] of paths.entries()) {
      using project = await openProject(path, { mode: 'read' });
      const { samples, notes, each } = readByKeycore(project, at === 0);
      expect(found[at].problems).toEqual([]);
      expect(found[at]).toMatchObject({ notes, omega: samples.map(({ lowestOmega }) => lowestOmega) });
      // Verdicts of files before version 8 are worked out by Keycore alone.
      const older = (sample: object) => (at === 1 ? without('verdict', sample) : sample);
      expect(found[at].samples.map(older)).toEqual(samples.map(older));
      for (const [number, { reports, ...sample }] of Object.entries(each)) {
        expect(found[at].each[number]).toMatchObject(sample);
        expect(found[at].each[number].reports).toHaveLength(reports.length);
        for (const [place, { row, scalars, arrays }] of reports.entries()) {
          const read = found[at].each[number].reports[place];
          const { analysis, version, storedAt, settings, report } = row;
          expect(read).toMatchObject({ analysis, version, storedAt });
          expect(read).toMatchObject({
            settings: JSON.parse(settings) as unknown,
            report: JSON.parse(report) as unknown,
          });
          const mine = scalars.filter((scalar) => scalar.report === read.id);
          expect(Object.values(read.scalars).flat()).toHaveLength(mine.length);
          for (const { name, mode, value } of mine)
            expect([name, scalarOf(read.scalars, name, mode)]).toEqual([name, value]);
          const own = arrays.filter((array) => array.report === read.id);
          const told = own.map(({ name, kind }) => {
            const array = project.readReportArray(Number(number), read.id, name);
            return [name, array === null ? null : toldArray(kind, array.data)] as const;
          });
          expect(read.arrays).toEqual(Object.fromEntries(told));
        }
      }
    }
    expect(Object.values(found[0].each).flatMap(({ reports }) => reports.map(({ analysis }) => analysis))).toContain(
      'strain',
    );
    expect(paths.map((path) => hashOf(readFileSync(path)))).toEqual(before);
    expect(readdirSync(folder)).toEqual(files);
  });

  it('writes numbers as JavaScript does, on which checksums rest', () => {
    const values = [
      0,
      -0,
      1,
      -1.5,
      1e-5,
      1.25e-6,
      9.99e-7,
      5e-324,
      1e20,
      1.2345678901234567e20,
      1e21,
      -1.5e300,
      0.1 + 0.2,
    ];
    const program =
      'import json, sys\nfrom keycore_reader import _json\njson.dump([_json(float(v)) for v in json.load(sys.stdin)], sys.stdout)';
    expect(python(program, values)).toEqual(values.map((value) => JSON.stringify(value)));
  });

  it('does what its README shows', () => {
    const [, program] = /```python\n(.*?)```/s.exec(readFileSync(join(READER, 'README.md'), 'utf8')) ?? [];
    const { stdout, stderr } = spawnSync(PYTHON, ['-B', '-c', program], {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, PYTHONPATH: READER },
    });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^1 2dipl 0\.3169\d+ \{'verdict': 'qlm', .*\} \[\]\n$/);
  });

  it('is checked by its worked example, which computes ω, PR, Ψ, energy and forces again', () => {
    const { status, stdout, stderr } = spawnSync(PYTHON, ['-B', join(READER, 'example.py')], {
      encoding: 'utf8',
      env: { ...process.env, MPLBACKEND: 'agg', PYTHONIOENCODING: 'utf-8' },
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const rows = [...stdout.matchAll(/^(\S.*?)  +(\S+) +(\S+)$/gm)].map(([, name, stored, computed]) => ({
      name,
      stored,
      computed,
    }));
    expect(rows.map(({ name }) => name)).toEqual([
      'largest vibrability Ψ (σ²/ε)',
      'mean vibrability (σ²/ε)',
      'particles with Ψ > 0.25',
      'participation ratio',
      'energy a particle (ε)',
      'largest force (ε/σ): both near 0',
      'frequency of the lowest mode (√(ε/m)/σ)',
    ]);
    expect(Number(rows[3].computed)).toBeCloseTo(0.09281011836, 10);
    expect(Number(rows[5].computed)).toBeLessThan(1e-11);
    expect(Number(rows[6].computed)).toBeCloseTo(Number(rows[6].stored), 6);
  });
});

/** The properties of an object but one. */
function without(name: string, object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([each]) => each !== name));
}

/** A number of a report, or that of one of its modes. */
function scalarOf(scalars: object, name: string, mode: number | null): unknown {
  const value = (scalars as Record<string, unknown>)[name];
  return mode === null ? value : (value as unknown[])[mode];
}
