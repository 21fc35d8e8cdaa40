import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mergeProjects } from '../../src-main/merge/merge-projects.ts';
import { readHeader } from '../../src-main/project/file-header.ts';
import { latestVersion, MIGRATIONS } from '../../src-main/project/migrations.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import type { Project } from '../../src-main/project/project.ts';
import { contentsOf, reportsOf, tablesOf, toldBy, type TableSummary } from '../integration/project-contents.ts';
import { ROOT } from '../integration/cli-runner.ts';

/** Projects of released versions of the schema, with rows in every table; see the README there. */
const FIXTURES = join(ROOT, 'test', 'fixtures', 'projects');

/** Tables whose rows version 9 has moved to others; what they hold is compared as Keycore tells it. */
const MOVED = ['mechanics', 'spectrum', 'strain', 'strainField', 'pseudoSearch', 'pseudoMode', 'field', 'optionalRows'];

/** What is known of one of them. */
interface Summary {
  version: number;
  /** The lease is not among the tables: it changes hands. */
  tables: Record<string, TableSummary>;
  /** What Keycore told of it when it was made. */
  told: {
    counts: { fields: number };
    samples: { spectra: (string | null)[] }[];
  };
  /** Its reports as that Keycore read them. */
  reports: { rows: number; sha256: string };
}

/** Tables whose rows are the same in the latest version. */
function unmoved({ version, tables }: Summary): Summary['tables'] {
  return Object.fromEntries(Object.entries(tables).filter(([name]) => version >= 9 || !MOVED.includes(name)));
}

/** What Keycore tells now: until version 8 each map of a sample counted as one of its fields. */
function toldNow({ version, told }: Summary): object {
  const maps = told.samples.map(({ spectra }) => new Set(spectra.filter((name) => name !== null)).size);
  const counted = version >= 9 ? 0 : maps.reduce((sum, of) => sum + of, 0);
  return { ...told, counts: { ...told.counts, fields: told.counts.fields - counted } };
}

const NAMES = readdirSync(FIXTURES).filter((name) => name.endsWith('.keycore'));

it('there is one of each version from 7 on that another followed', () => {
  expect(NAMES).toEqual(['version-7.keycore', 'version-8.keycore', 'version-9.keycore']);
});

describe.each(NAMES)('the project %s', (name) => {
  const bytes = readFileSync(join(FIXTURES, name));
  const summary = JSON.parse(readFileSync(join(FIXTURES, name.replace('.keycore', '.json')), 'utf8')) as Summary;
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keycore-fixture-'));
    path = join(folder, name);
    copyFileSync(join(FIXTURES, name), path);
    chmodSync(path, 0o644);
  });
  afterEach(() => {
    chmodSync(folder, 0o755);
    rmSync(folder, { recursive: true });
  });

  async function readOnce<T>(file: string, read: (project: Project) => T): Promise<T> {
    const project = await openProject(file, { mode: 'read' });
    try {
      return read(project);
    } finally {
      project.close();
    }
  }

  it('has rows in every table, and is small', () => {
    expect(readHeader(path).version).toBe(summary.version);
    const { lease, ...tables } = tablesOf(path);
    expect(tables).toEqual(summary.tables);
    for (const [table, { rows }] of Object.entries({ lease, ...tables })) expect(rows, table).toBeGreaterThan(0);
    expect(bytes.length).toBeLessThan(700_000);
  });

  it('is read from a folder that may not be written, and not touched', async () => {
    chmodSync(path, 0o444);
    chmodSync(folder, 0o555);
    const project = await openProject(path, { mode: 'read' });
    expect(toldBy(project)).toMatchObject(toldNow(summary));
    expect(reportsOf(project)).toEqual(summary.reports);
    expect(contentsOf(project).results).toHaveLength(project.countSamples());
    expect(project.listPending()).not.toEqual([]);
    project.close();
    expect(readdirSync(folder)).toEqual([name]);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it('is brought up to date when it is written, with every row, and a copy stays beside it', async () => {
    const read = await readOnce(path, contentsOf);
    const project = await openProject(path, { mode: 'write' });
    expect(project.mode).toBe('write');
    expect(project.summary().schemaVersion).toBe(latestVersion(MIGRATIONS));
    expect(toldBy(project)).toMatchObject(toldNow(summary));
    expect(reportsOf(project)).toEqual(summary.reports);
    expect(contentsOf(project)).toEqual(read);
    project.close();
    expect(tablesOf(path, unmoved(summary))).toEqual(unmoved(summary));
    const copy = join(folder, name.replace('.keycore', `.v${summary.version}-backup.keycore`));
    if (summary.version < latestVersion(MIGRATIONS)) {
      expect(readdirSync(folder).sort()).toEqual([name, copy.slice(folder.length + 1)].sort());
      expect(readHeader(copy).version).toBe(summary.version);
      expect(tablesOf(copy, summary.tables)).toEqual(summary.tables);
    } else expect(readdirSync(folder)).toEqual([name]);
  });

  it('is merged, as it is and brought up to date', async () => {
    const read = await readOnce(path, contentsOf);
    const fresh = join(folder, 'fresh');
    mkdirSync(fresh);
    const second = join(fresh, name);
    copyFileSync(path, second);
    (await openProject(second, { mode: 'write' })).close();
    for (const [at, sources] of [[path], [second], [path, second]].entries()) {
      const projects: Project[] = [];
      const target = join(folder, `merged-${at}.keycore`);
      for (const source of sources) projects.push(await openProject(source, { mode: 'read' }));
      await mergeProjects(projects, target);
      for (const project of projects) project.close();
      expect(await readOnce(target, contentsOf)).toEqual(read);
      expect(readHeader(target).version).toBe(latestVersion(MIGRATIONS));
    }
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });
});
