import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { KnownProjects } from '../../src-main/user-data/known-projects.ts';

let folder: string;
let told: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-known-'));
  told = [];
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

/** A run of Keycore. */
const run = (): KnownProjects => new KnownProjects(folder, (notice) => told.push(notice));
const later = (): void => void vi.advanceTimersByTime(1000);
const paths = (known: KnownProjects): string[] => known.list().map(({ path }) => path);

test('a project has the same random name in every run, the latest comes first, and nobody else may read the list', () => {
  const first = run();
  first.opened('/data/a.keycore');
  later();
  first.opened('/data/b.keycore');
  const id = first.idOf('/data/a.keycore');
  expect(id).toMatch(/^[\w-]{22}$/);
  const second = run();
  expect(second.list()).toStrictEqual([
    {
      id: second.idOf('/data/b.keycore'),
      path: '/data/b.keycore',
      kind: 'saved',
      openedAt: '2026-01-01T00:00:01.000Z',
    },
    { id, path: '/data/a.keycore', kind: 'saved', openedAt: '2026-01-01T00:00:00.000Z' },
  ]);
  expect(second.pathOf(id)).toBe('/data/a.keycore');
  expect(second.pathOf('A'.repeat(22))).toBeNull();
  later();
  second.opened('/data/a.keycore');
  expect(paths(second)).toStrictEqual(['/data/a.keycore', '/data/b.keycore']);
  if (process.platform !== 'win32') expect(statSync(join(folder, 'projects.json')).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toStrictEqual(['projects.json']);
});

test('a file among the folders of what was sent to a page hides none of the projects', () => {
  mkdirSync(join(folder, 'received', '0123456789abcdef'), { recursive: true });
  writeFileSync(join(folder, 'received', '0123456789abcdef', 'a.keycore'), '');
  // A file manager's own.
  writeFileSync(join(folder, 'received', '.DS_Store'), '');
  writeFileSync(join(folder, 'untitled'), '');
  const known = run();
  known.opened('/data/b.keycore');
  expect(paths(known)).toStrictEqual(['/data/b.keycore', join(folder, 'received', '0123456789abcdef', 'a.keycore')]);
  expect(known.pathOf('A'.repeat(22))).toBeNull();
});

// A pipe that nobody writes to would be waited for by the thread that answers, without end.
test.skipIf(process.platform === 'win32')('a pipe in place of the list is told of, not waited for', () => {
  execFileSync('mkfifo', [join(folder, 'projects.json')]);
  expect(paths(run())).toStrictEqual([]);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/^The list of your projects cannot be read: .*this is a pipe, not a regular file$/);
});

test('two Keycores of one user add to one list', () => {
  const [one, other] = [run(), run()];
  one.opened('/data/a.keycore');
  later();
  other.opened('/data/b.keycore');
  later();
  one.opened('/data/c.keycore');
  expect(paths(other)).toStrictEqual(['/data/c.keycore', '/data/b.keycore', '/data/a.keycore']);
  expect(one.idOf('/data/b.keycore')).toBe(other.idOf('/data/b.keycore'));
});

test('what lies in the user’s data is always known; copies kept before a migration and temporary files are not', () => {
  for (const file of [
    'untitled/Untitled.keycore',
    'untitled/Untitled.v6-backup.keycore',
    'untitled/Untitled 2.keycore',
    'untitled/.keycore-12.tmp',
    'received/0123456789abcdef/sent.keycore',
    'recovered/2dipl-glass – work of 2026-01-01.keycore',
    'recovered/.x.keycore',
    'samples/0123/2dipl-glass.keycore',
  ]) {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
  const known = run();
  known.opened('/data/a.keycore');
  const kinds = Object.fromEntries(known.list().map(({ path, kind }) => [path.replace(`${folder}/`, ''), kind]));
  expect(kinds).toStrictEqual({
    '/data/a.keycore': 'saved',
    'untitled/Untitled.keycore': 'untitled',
    'untitled/Untitled 2.keycore': 'untitled',
    'received/0123456789abcdef/sent.keycore': 'received',
    'recovered/2dipl-glass – work of 2026-01-01.keycore': 'recovered',
  });
  known.clear();
  expect(known.list()).toHaveLength(4);
  known.remove(known.list()[0].id);
  expect(known.list()).toHaveLength(4);
});

test('Untitled that is saved elsewhere is found there under the name that it had', () => {
  const known = run();
  const untitled = join(folder, 'untitled', 'Untitled.keycore');
  known.opened(untitled);
  const id = known.idOf(untitled);
  known.moved(untitled, '/data/mine.keycore');
  expect([known.idOf('/data/mine.keycore'), run().pathOf(id)]).toStrictEqual([id, '/data/mine.keycore']);
  // The next Untitled is another project.
  expect(known.idOf(untitled)).not.toBe(id);
});

test('the list is bounded, and says when it changes', () => {
  const known = run();
  const changed = vi.fn<() => void>();
  known.onChange(changed);
  for (let at = 0; at < 60; at += 1) {
    later();
    known.opened(`/data/${at}.keycore`);
  }
  expect(changed).toHaveBeenCalledTimes(60);
  expect(paths(known)).toHaveLength(50);
  expect(paths(known)[0]).toBe('/data/59.keycore');
});

test('the paths that the desktop of earlier versions kept are taken over, once', () => {
  mkdirSync(join(folder, 'desktop'));
  writeFileSync(join(folder, 'desktop', 'recent-projects.json'), '["/data/new.keycore", "/data/old.keycore"]\n');
  expect(paths(run())).toStrictEqual(['/data/new.keycore', '/data/old.keycore']);
  const known = run();
  known.clear();
  expect(paths(run())).toStrictEqual([]);
});

test.each(['', '{', '{"version": 2}', '{"version": 1, "projects": [{"id": "x", "path": "/a", "openedAt": "now"}]}'])(
  'a damaged list (%j) is told of and kept aside; what is opened next begins a new one',
  (text) => {
    const file = join(folder, 'projects.json');
    writeFileSync(file, text);
    const known = run();
    expect(known.list()).toStrictEqual([]);
    expect(told).toStrictEqual([
      'The list of your projects was damaged: the file is kept as projects.json.damaged, and a new one begins.',
    ]);
    expect(readFileSync(`${file}.damaged`, 'utf8')).toBe(text);
    known.opened('/data/a.keycore');
    expect(paths(run())).toStrictEqual(['/data/a.keycore']);
    writeFileSync(file, text);
    run().list();
    expect(readdirSync(folder).sort()).toStrictEqual(['projects.json.damaged', 'projects.json.damaged-2']);
  },
);

test('where the list cannot be written that is told once, and projects are known for this run', () => {
  const known = run();
  rmSync(folder, { recursive: true });
  known.opened('/data/a.keycore');
  known.opened('/data/b.keycore');
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/^The list of your projects cannot be kept: ENOENT/);
  expect(known.pathOf(known.idOf('/data/a.keycore'))).toBe('/data/a.keycore');
});
