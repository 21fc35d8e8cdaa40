import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KnownProjects } from '../../src-main/user-data/known-projects.ts';
import { recoverCopies } from '../../src-main/user-data/recovered-copies.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import type { Project } from '../../src-main/project/project.ts';
import { ROOT } from '../integration/cli-runner.ts';
import { madeUpSample } from '../integration/project-sample.ts';

const SHIPPED = join(ROOT, 'assets', '2dipl-qlm.keycore');

let folder: string;
let told: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-recovered-'));
  told = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of an example as earlier versions made it, after `work`; opening it for writing leaves traces of its own. */
async function copy(hash: string, work: (project: Project) => void = () => undefined): Promise<string> {
  mkdirSync(join(folder, 'samples', hash), { recursive: true });
  const file = join(folder, 'samples', hash, '2dipl-qlm.keycore');
  copyFileSync(SHIPPED, file);
  const project = await openProject(file, { mode: 'write' });
  work(project);
  project.close();
  // Kept where what ships is of an older version; the test that looks at such copies makes its own.
  for (const name of readdirSync(join(file, '..'))) if (name.includes('-backup')) rmSync(join(file, '..', name));
  utimesSync(file, new Date('2026-11-20T10:00:00Z'), new Date('2026-11-20T10:00:00Z'));
  return file;
}

function recover(): void {
  recoverCopies(
    folder,
    (notice) => told.push(notice),
    (text) => expect.unreachable(text),
  );
}

const NAME = '2dipl-qlm – work of 2026-11-20';

test.each<[string, (project: Project) => void]>([
  [
    'a sample',
    (project) =>
      void project.addSample(
        { configuration: { task: 'made up' }, seed: null },
        madeUpSample(1, { particles: 4, modes: 1, kept: 0 }),
      ),
  ],
  ['a tag', (project) => project.addTag(1, 'soft')],
  ['a note', (project) => void project.addNote(null, 'look at this')],
  ['unfinished work', (project) => project.beginWork({ id: 'w', kind: 'import', title: 'Import of a', request: {} })],
])('a copy to which %s was added becomes a project of its own, which is listed and told of', async (_what, work) => {
  const file = await copy('0123456789ab', work);
  const bytes = readFileSync(file);
  recover();
  const moved = join(folder, 'recovered', `${NAME}.keycore`);
  expect(readFileSync(moved).equals(bytes)).toBe(true);
  expect(existsSync(join(folder, 'samples'))).toBe(false);
  expect(told).toStrictEqual([
    `What you had added to the example ‘2dipl-qlm’ with an earlier version is now a project of its own, ‘${NAME}’; “Open…” lists it.`,
  ]);
  const known = new KnownProjects(folder, (notice) => told.push(notice));
  expect(known.list()).toMatchObject([{ path: moved, kind: 'recovered' }]);
  recover();
  expect(told).toHaveLength(1);
});

test('a copy that holds what ships goes, though opening it has changed its bytes', async () => {
  const file = await copy('0123456789ab');
  expect(readFileSync(file).equals(readFileSync(SHIPPED))).toBe(false);
  writeFileSync(join(file, '..', '2dipl-qlm.v6-backup.keycore'), 'kept before a migration');
  recover();
  expect([readdirSync(folder), told]).toStrictEqual([[], []]);
});

test('works of one day are kept apart, with what was kept before a migration; a damaged copy may hold work', async () => {
  await copy('000000000000', (project) => project.addTag(1, 'one'));
  await copy('111111111111', (project) => project.addTag(1, 'two'));
  writeFileSync(join(folder, 'samples', '111111111111', '2dipl-qlm.v6-backup.keycore'), 'before');
  const damaged = await copy('222222222222');
  writeFileSync(damaged, readFileSync(damaged).subarray(0, 5000));
  utimesSync(damaged, new Date('2026-11-20T10:00:00Z'), new Date('2026-11-20T10:00:00Z'));
  recover();
  expect(readdirSync(join(folder, 'recovered')).sort()).toStrictEqual([
    `${NAME} 2.keycore`,
    `${NAME} 2.v6-backup.keycore`,
    `${NAME} 3.keycore`,
    `${NAME}.keycore`,
  ]);
  expect(told).toHaveLength(3);
  expect(existsSync(join(folder, 'samples'))).toBe(false);
});

test('a copy that a running Keycore has open waits for the next start', async () => {
  const file = await copy('0123456789ab');
  const project = await openProject(file, { mode: 'write' });
  project.addTag(1, 'soft');
  recover();
  expect([existsSync(file), told]).toStrictEqual([true, []]);
  project.close();
  recover();
  expect([existsSync(file), told.length]).toStrictEqual([false, 1]);
});
