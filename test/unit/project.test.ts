import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { configurationHash } from '../../native-workers/configuration/configuration-hash.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import { createProject, openProject } from '../../src-main/project/open-project.ts';
import { StorageFailure } from '../../src-main/project/storage-failure.ts';
import type { SampleResult } from '../../src-main/project/sample-result.ts';
import { checkNode } from '../../src-main/project/sqlite.ts';
import { madeUpSample } from '../integration/project-sample.ts';
import { missingSamples } from './project-lists.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-project-'));
  path = join(folder, 'glass.keycore');
});
afterEach(() => rmSync(folder, { recursive: true }));

const CONFIGURATION = { model: '2dipl', n: 40, preparation: { rate: 0.01, steps: [1, 2] } };

function bits(array: Float64Array | Int32Array | Uint8Array | null): string | null {
  return array === null ? null : Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('hex');
}

/** Every array of a result as its bits, by name. */
function arrays({ configuration, frameInfo, fields, columns }: SampleResult): Record<string, string | null> {
  return {
    ids: bits(configuration.ids),
    species: bits(configuration.species),
    types: frameInfo === null ? null : bits(frameInfo.types),
    positions: bits(fields.positions),
    vibrability: bits(fields.vibrability),
    displacements: bits(fields.displacements),
    ...Object.fromEntries(columns.map(({ name, values }) => [`file:${name}`, bits(values)])),
  };
}

describe('storing and reading', () => {
  it.each([
    ['a sample made here', {}],
    ['an imported sample with columns', { imported: true }],
    ['an unstable sample without Ψ', { unstable: true }],
    ['a sample without modes', { modes: 0, kept: 0 }],
    ['a sample with odd byte counts', { particles: 41, modes: 5, kept: 1, imported: true }],
  ])('gives back %s bit for bit, after closing and opening', async (_, options) => {
    const given = madeUpSample(11, options);
    const project = await createProject(path);
    project.addJob({ configuration: CONFIGURATION, seed: '5', samples: 1 });
    project.storeSample(1, given);
    project.close();

    const reader = await openProject(path, { mode: 'read' });
    const stored = reader.readSample(1);
    reader.close();
    expect(arrays(stored)).toEqual(arrays(given));
    expect(stored.report).toEqual(given.report);
    expect(stored.frameInfo).toEqual(given.frameInfo);
    expect(stored.configuration.box).toEqual(given.configuration.box);
    // Arrays of their own: they may be transferred to a worker without taking others with them.
    for (const array of [stored.configuration.ids, stored.configuration.species, stored.fields.displacements])
      expect(array.buffer.byteLength).toBe(array.byteLength);
  });

  it('keeps the words of a column of text, and takes the stated total for the wall time', async () => {
    const made = madeUpSample(8, { imported: true });
    const labels = ['bulk', 'edge'];
    const column = { name: 'region', values: Float64Array.from(made.configuration.ids, (id) => id % 2), labels };
    const { report } = made;
    const wallSeconds = { ...report.provenance.wallSeconds, total: 0.25 };
    const given = {
      ...made,
      report: { ...report, provenance: { ...report.provenance, wallSeconds } },
      columns: [...made.columns, column],
    };
    const project = await createProject(path);
    project.addJob({ configuration: CONFIGURATION, seed: null, samples: 1 });
    const stray = { ...column, values: column.values.map((value) => value + 1) };
    expect(() => project.storeSample(1, { ...given, columns: [stray] })).toThrow(
      "values of column 'region' are indices into its labels",
    );
    project.storeSample(1, given);
    const stored = project.readSample(1);
    expect(stored.columns.find(({ name }) => name === 'region')).toEqual(column);
    expect(stored.columns.find(({ name }) => name === 'vx')).not.toHaveProperty('labels');
    expect(stored.numbers.wallSeconds).toBe(0.25);
    project.close();
  });

  it('keeps the whole provenance with the result', async () => {
    const given = madeUpSample(3);
    const project = await createProject(path);
    const job = project.addJob({ configuration: CONFIGURATION, seed: '5', samples: 1 });
    project.storeSample(1, given);
    const [numbers] = project.listSamples();
    const { provenance, sample, modes, vibrability } = given.report;
    expect(numbers).toMatchObject({
      number: 1,
      model: '2dipl',
      particles: 40,
      lx: given.configuration.box.lx,
      xy: given.configuration.box.xy,
      energyPerParticle: sample.energyPerParticle,
      maxForce: sample.maxForce,
      lowestOmega: modes[0].omega,
      lowestPr: modes[0].pr,
      maxVibrability: vibrability.max,
      coreSize: 1,
      keyCoreSize: 2,
      seed: provenance.seed,
      version: '0.1.0',
      variant: 'x86-64-v2',
      cutoffScheme: provenance.cutoffScheme,
      wallSeconds: provenance.wallSeconds['minimise'] + provenance.wallSeconds['modes'],
      modes: 3,
      // ids, species, positions, Ψ and two displacements
      fields: 6,
    });
    expect(project.readJob(job.number)).toMatchObject({ configuration: CONFIGURATION, seed: '5', hash: job.hash });
    // The structure that was analysed, not the one that was read.
    const analysed = { ...given.configuration, positions: given.fields.positions };
    expect(numbers.contentHash).toBe(configurationHash(analysed, modelById('2dipl')));
    project.close();
  });

  it('reads one field by name', async () => {
    const given = madeUpSample(4, { imported: true });
    const project = await createProject(path);
    project.addJob({ configuration: CONFIGURATION, seed: '5', samples: 1 });
    project.storeSample(1, given);
    expect(project.fieldNames(1)).toEqual([
      'ids',
      'species',
      'positions',
      'types',
      'vibrability',
      'u:0',
      'u:1',
      'file:vx',
      'file:c_stress[1]',
    ]);
    expect(project.readField(1, 'u:1')).toEqual({
      name: 'u:1',
      kind: 'vector',
      unit: 'm^(−1/2)',
      data: given.fields.displacements.slice(80),
    });
    expect(project.readField(1, 'file:vx')).toEqual({
      name: 'file:vx',
      kind: 'scalar',
      unit: null,
      data: given.columns[0].values,
    });
    expect(() => project.readField(1, 'velocity')).toThrow(/sample 1 has no field 'velocity'; it has ids, species/);
    expect(() => project.readField(2, 'ids')).toThrow(/there is no sample 2: 1 are stored, numbers 1 to 1/);
    expect(project.listModes(1).map(({ omega }) => omega)).toEqual(given.report.modes.map(({ omega }) => omega));
    expect(project.listModes()).toHaveLength(3);
    project.close();
  });

  it('never overwrites, and stores under allotted numbers only', async () => {
    const project = await createProject(path);
    project.addJob({ configuration: CONFIGURATION, seed: '5', samples: 1 });
    project.storeSample(1, madeUpSample(1));
    expect(() => project.storeSample(1, madeUpSample(2))).toThrow(/sample 1 is stored already, and nothing is ever/);
    expect(() => project.storeSample(2, madeUpSample(2))).toThrow(/sample number 2 belongs to no job/);
    expect(project.readSample(1).report).toEqual(madeUpSample(1).report);
    project.close();
  });

  const given = madeUpSample(1, { imported: true });
  const { configuration, fields, frameInfo, report } = given;
  const badReport = { ...report, sample: { ...report.sample, maxForce: NaN } };
  it.each<[string, Partial<SampleResult>, RegExp]>([
    ['too few species', { configuration: { ...configuration, species: new Uint8Array(39) } }, /40 species, got 39/],
    [
      'ids that do not ascend',
      { configuration: { ...configuration, ids: new Int32Array(40) } },
      /sample result: ids ascend strictly/,
    ],
    ['another box', { configuration: { ...configuration, box: { lx: 1, ly: 1, xy: 0 } } }, /the box of the report/],
    [
      'half the positions',
      { fields: { ...fields, positions: new Float64Array(40) } },
      /80 position coordinates, got 40/,
    ],
    [
      'a position that is not finite',
      { fields: { ...fields, positions: fields.positions.slice().fill(NaN, 3, 4) } },
      /positions are finite/,
    ],
    ['Ψ unlike the report', { fields: { ...fields, vibrability: new Float64Array(40) } }, /are the field Ψ/],
    ['Ψ missing', { fields: { ...fields, vibrability: null } }, /have one length/],
    ['half a mode', { fields: { ...fields, displacements: new Float64Array(120) } }, /displacements of whole modes/],
    ['more modes than reported', { fields: { ...fields, displacements: new Float64Array(320) } }, /at most the 3/],
    ['a short column', { columns: [{ name: 'vx', values: new Float64Array(3) }] }, /40 values in column 'vx', got 3/],
    ['a column twice', { columns: [given.columns[0], given.columns[0]] }, /columns have different names/],
    [
      'a type without label',
      { frameInfo: frameInfo && { ...frameInfo, typeLabels: ['1'] } },
      /types are indices into 1 labels/,
    ],
    ['NaN in the report', { report: badReport }, /maxForce/],
  ])('refuses a result with %s and stores nothing of it', async (_, part, message) => {
    const project = await createProject(path);
    project.addJob({ configuration: CONFIGURATION, seed: '5', samples: 1 });
    expect(() => project.storeSample(1, { ...given, ...part })).toThrow(message);
    expect(project.summary().counts).toMatchObject({ samples: 0, modes: 0, fields: 0, missing: 1 });
    project.close();
  });
});

describe('jobs', () => {
  it('allot numbers in order of position, one job after the other', async () => {
    const project = await createProject(path);
    const first = project.addJob({ configuration: CONFIGURATION, seed: '5', samples: 3 });
    const second = project.addJob({ configuration: CONFIGURATION, seed: '6', samples: 2 });
    expect([first.number, second.number]).toEqual([1, 2]);
    expect(project.allottedSamples(1).map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(project.allottedSamples(2)).toEqual([
      { number: 4, position: 0 },
      { number: 5, position: 1 },
    ]);
    // Workers finish in any order; what is missing stays in order.
    project.storeSample(2, madeUpSample(2));
    expect(missingSamples(project, 1)).toEqual([
      { number: 1, position: 0 },
      { number: 3, position: 2 },
    ]);
    expect(project.listJobs().map(({ samples, stored }) => [samples, stored])).toEqual([
      [3, 1],
      [2, 0],
    ]);
    expect(() => missingSamples(project, 3)).toThrow(/there is no job 3; jobs here: 1, 2/);
    project.close();
  });

  it('are resumed by the same configuration and seed, whatever the order of its keys', async () => {
    let project = await createProject(path);
    const first = project.addJob({ configuration: CONFIGURATION, seed: '5', samples: 2 });
    project.addJob({ configuration: { model: '2dka' }, seed: '5', samples: 1 });
    expect(first.resumed).toBe(false);
    project.close();
    project = await openProject(path, { mode: 'write' });
    const { n, model, preparation } = CONFIGURATION;
    const reordered = { preparation: { steps: preparation.steps, rate: preparation.rate }, n, model };
    const again = project.addJob({ configuration: reordered, seed: '5', samples: 2 });
    expect(again).toEqual({ ...first, resumed: true });
    // Asking for more extends it; asking for fewer takes nothing away.
    project.addJob({ configuration: CONFIGURATION, seed: '5', samples: 4 });
    expect(project.allottedSamples(1)).toEqual([
      { number: 1, position: 0 },
      { number: 2, position: 1 },
      { number: 4, position: 2 },
      { number: 5, position: 3 },
    ]);
    expect(project.addJob({ configuration: CONFIGURATION, seed: '5', samples: 1 }).samples).toBe(4);
    // Without a seed it is another job.
    expect(project.addJob({ configuration: CONFIGURATION, seed: null, samples: 1 }).number).toBe(3);
    project.close();
  });

  it.each([0, -5, 1.5, NaN, 1_000_001])('refuse %d samples', async (samples) => {
    const project = await createProject(path);
    expect(() => project.addJob({ configuration: CONFIGURATION, seed: '5', samples })).toThrow(
      `samples: ${samples} samples were asked for; expected 1 to 1000000`,
    );
    expect(project.listJobs()).toEqual([]);
    project.close();
  });

  it('refuse a configuration that JSON cannot hold', async () => {
    const project = await createProject(path);
    const configuration = { steps: [1, { rate: NaN }] };
    expect(() => project.addJob({ configuration, seed: '5', samples: 1 })).toThrow(
      'configuration.steps[1].rate is NaN, which JSON cannot hold',
    );
    project.close();
  });
});

describe('tags and notes', () => {
  it('are added, listed and removed', async () => {
    const project = await createProject(path);
    project.addJob({ configuration: CONFIGURATION, seed: '5', samples: 2 });
    project.storeSample(1, madeUpSample(1));
    project.addTag(1, 'soft');
    project.addTag(1, 'QLM');
    project.addTag(1, 'soft');
    expect(project.listTags()).toEqual(new Map([[1, ['QLM', 'soft']]]));
    expect(project.removeTag(1, 'soft')).toBe(true);
    expect(project.removeTag(1, 'soft')).toBe(false);
    expect(project.summary().samples[0].tags).toEqual(['QLM']);
    expect(() => project.addTag(2, 'soft')).toThrow(/there is no sample 2/);
    expect(() => project.addTag(1, ' soft')).toThrow(
      /a tag is one line of 1 to 100 characters without blanks at its ends; ' soft' has blanks at its ends/,
    );

    const id = project.addNote(1, 'the string is bent');
    project.addNote(null, 'quenched on Monday');
    expect(project.listNotes()).toMatchObject([
      { sample: 1, text: 'the string is bent' },
      { sample: null, text: 'quenched on Monday' },
    ]);
    expect(project.removeNote(id)).toBe(true);
    expect(project.listNotes().map(({ text }) => text)).toEqual(['quenched on Monday']);
    expect(() => project.addNote(2, 'text')).toThrow(/there is no sample 2/);
    expect(() => project.addNote(null, '  ')).toThrow(/a note has 1 to 100000 characters/);
    project.close();
  });
});

describe('the summary', () => {
  it('is plain JSON with counts, jobs, samples and the writer', async () => {
    const project = await createProject(path);
    project.addJob({ configuration: CONFIGURATION, seed: '5', samples: 3 });
    project.storeSample(1, madeUpSample(1));
    project.addNote(1, 'text');
    const summary = project.summary();
    expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
    expect(summary).toMatchObject({
      path,
      schemaVersion: 10,
      bytes: readFileSync(path).length,
      counts: { jobs: 1, samples: 1, failed: 0, missing: 2, deleted: 0, modes: 3, fields: 6, mechanics: 0, notes: 1 },
      jobs: [{ number: 1, seed: '5', samples: 3, stored: 1, configuration: CONFIGURATION }],
      samples: [{ number: 1, lowestOmega: madeUpSample(1).report.modes[0].omega }],
      writer: { pid: process.pid, alive: true },
    });
    project.close();
    const reader = await openProject(path, { mode: 'read' });
    expect(reader.summary().writer).toBeNull();
    reader.close();
  });
});

describe('creating', () => {
  it('makes a database with our marks, in our journal mode, and leaves nothing else behind', async () => {
    const project = await createProject(path);
    project.close();
    expect(readdirSync(folder)).toEqual(['glass.keycore']);
    const db = new Database(path, { readonly: true });
    const pragma = (name: string): unknown => db.pragma(name, { simple: true });
    expect([pragma('application_id'), pragma('user_version')]).toEqual([0x4b657943, 10]);
    expect([pragma('journal_mode'), pragma('page_size'), pragma('encoding')]).toEqual(['delete', 8192, 'UTF-8']);
    const tables = db.pragma('table_list') as { schema: string; name: string; strict: number }[];
    const own = tables.filter(({ name }) => !name.startsWith('sqlite_'));
    expect(own.map(({ name }) => name).sort()).toEqual([
      'allotment',
      'checkpoint',
      'deletedSample',
      'elasticity',
      'failure',
      'field',
      'hexatic',
      'job',
      'lease',
      'mode',
      'note',
      'optionalRows',
      'pending',
      'presentSample',
      'report',
      'reportArray',
      'reportScalar',
      'sample',
      'tag',
      'title',
      'trace',
      'verdict',
    ]);
    expect(own.every(({ name, strict }) => strict === 1 || name === 'presentSample')).toBe(true);
    db.close();
  });

  it('refuses an existing file of any kind and leaves it as it is', async () => {
    writeFileSync(path, 'a thesis');
    await expect(createProject(path)).rejects.toThrow(`${path}: it exists already, and nothing is ever overwritten`);
    expect(readFileSync(path, 'utf8')).toBe('a thesis');
    expect(readdirSync(folder)).toEqual(['glass.keycore']);
  });

  it('lets one of two win', async () => {
    const outcomes = await Promise.allSettled([createProject(path), createProject(path)]);
    const won = outcomes.filter((outcome) => outcome.status === 'fulfilled');
    expect(won).toHaveLength(1);
    won[0].value.close();
    expect(readdirSync(folder)).toEqual(['glass.keycore']);
  });
});

describe('a copy', () => {
  it('holds the same samples, is free of the lease and never replaces a file', async () => {
    const project = await createProject(path);
    project.addJob({ configuration: CONFIGURATION, seed: '5', samples: 1 });
    project.storeSample(1, madeUpSample(1));
    const copy = join(folder, 'copy.keycore');
    await project.backupTo(copy);
    await expect(project.backupTo(copy)).rejects.toThrow(/copy\.keycore: it exists already/);
    const other = await openProject(copy, { mode: 'write' });
    expect(other.mode).toBe('write');
    expect(other.readSample(1)).toEqual(project.readSample(1));
    other.close();
    project.close();
    expect(readdirSync(folder).sort()).toEqual(['copy.keycore', 'glass.keycore']);
  });

  it('can be made from a project opened for reading, and while samples are stored', async () => {
    const project = await createProject(path);
    project.addJob({ configuration: CONFIGURATION, seed: '5', samples: 40 });
    for (let number = 1; number <= 20; number++) project.storeSample(number, madeUpSample(number, { particles: 4000 }));
    const copying = project.backupTo(join(folder, 'copy.keycore'));
    for (let number = 21; number <= 40; number++) {
      project.storeSample(number, madeUpSample(number, { particles: 400 }));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await copying;
    project.close();
    const copy = await openProject(join(folder, 'copy.keycore'), { mode: 'read' });
    const stored = copy.listSamples().length;
    expect(stored).toBeGreaterThanOrEqual(20);
    for (let number = 1; number <= stored; number++) copy.readSample(number);
    await copy.backupTo(join(folder, 'copy-of-copy.keycore'));
    copy.close();
    expect(existsSync(join(folder, 'copy-of-copy.keycore'))).toBe(true);
  });
});

describe('a project object', () => {
  it('says so when it is read-only or closed', async () => {
    (await createProject(path)).close();
    const reader = await openProject(path, { mode: 'read' });
    expect(reader.mode).toBe('read');
    expect(() => reader.addNote(null, 'text')).toThrow(
      `${path}: adding a note is not possible: the project was opened for reading`,
    );
    expect(() => reader.requireWritable()).toThrow(/writing is not possible/);
    reader.close();
    reader.close();
    expect(() => reader.listSamples()).toThrow(`${path}: the project is closed; listing samples did not happen`);
    // What was computed meanwhile is told to be not kept, not reported as a fault of ours.
    expect(() => reader.listSamples()).toThrow(StorageFailure);
  });

  it('renews its lease every 15 s', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
    try {
      const project = await createProject(path);
      const heartbeat = (): number => Date.parse(project.summary().writer?.heartbeat ?? '');
      const first = heartbeat();
      vi.advanceTimersByTime(14_999);
      expect(heartbeat()).toBe(first);
      vi.advanceTimersByTime(1);
      expect(heartbeat()).toBe(first + 15_000);
      project.heartbeat();
      project.close();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('the Node check', () => {
  it('wants 24 or newer and says how to get it', () => {
    expect(() => checkNode('22.18.0')).toThrow(/project files need Node 24 or newer, this is 22.18.0/);
    expect(() => checkNode('24.0.0')).not.toThrow();
    expect(() => checkNode('100.0.0')).not.toThrow();
  });
});
