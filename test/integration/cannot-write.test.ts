import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { projectInfoSchema } from '../../src-main/api/contract.ts';
import { sampleReportSchema } from '../../src-main/api/analysis-contract.ts';
import { mechanicsReportSchema } from '../../native-workers/analyses/mechanics/mechanics-report.ts';
import { reportSchema } from '../../native-workers/analysis/report/report.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import { inProcess, ROOT } from './cli-runner.ts';
import { startProjectSession } from './project-session.ts';

vi.setConfig({ testTimeout: 120_000 });

/** A project of version 7 with rows in every table; opening it for writing brings it up to date. */
const OLDER = join(ROOT, 'test', 'fixtures', 'projects', 'version-7.keycore');

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-cannot-write-'));
  path = join(folder, 'glass.keycore');
  copyFileSync(OLDER, path);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

async function broughtUp(): Promise<void> {
  (await openProject(path, { mode: 'write' })).close();
  rmSync(join(folder, 'glass.v7-backup.keycore'));
}

type Method = 'pragma' | 'prepare' | 'exec';

/** Has every connection that may write to a file fail in a method whose text fits, as SQLite would with that code. */
function failing(method: Method, text: RegExp, code: string): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called below with the connection as its `this`
  const real = Database.prototype[method] as (this: Database.Database, ...args: unknown[]) => unknown;
  vi.spyOn(Database.prototype, method as 'prepare').mockImplementation(function (
    this: Database.Database,
    ...args: unknown[]
  ) {
    if (!this.readonly && !this.memory && text.test(String(args[0]))) throw new Database.SqliteError('injected', code);
    return real.apply(this, args) as Database.Statement;
  });
}

/** Where opening for writing first touches the file, takes the lease, and brings the file up to date. */
const STAGES = {
  connecting: ['pragma', /journal_mode = DELETE/],
  'taking the lease': ['prepare', /INTO lease/],
  'bringing it up to date': ['exec', /CREATE TABLE optionalRows/],
} as const satisfies Record<string, readonly [Method, RegExp]>;

const CODES = [
  ...['SQLITE_FULL', 'SQLITE_IOERR', 'SQLITE_IOERR_WRITE', 'SQLITE_IOERR_FSYNC', 'SQLITE_CANTOPEN', 'SQLITE_READONLY'],
  ...['SQLITE_READONLY_DIRECTORY', 'SQLITE_PERM', 'SQLITE_BUSY', 'SQLITE_PROTOCOL', 'SQLITE_NOLFS', 'SQLITE_AUTH'],
];

describe.each(Object.entries(STAGES))('a project that fails when %s', (_, [method, text]) => {
  test.each(CODES)('with %s is read, and says why', async (code) => {
    failing(method, text, code);
    const project = await openProject(path, { mode: 'write' });
    expect(project.mode).toBe('read');
    expect(project.heldBy).toBeNull();
    expect(project.cannotWrite).toMatch(/(opening for writing|bringing the project up to date)/);
    expect(project.readSample(1).numbers.number).toBe(1);
    expect(() => project.addTag(1, 'no')).toThrow(`tagging sample 1 is not possible: ${project.cannotWrite}`);
    project.close();
    expect(readdirSync(folder)).toEqual(['glass.keycore']);
  });

  test('is written once it can be', async () => {
    failing(method, text, 'SQLITE_FULL');
    (await openProject(path, { mode: 'write' })).close();
    vi.restoreAllMocks();
    const later = await openProject(path, { mode: 'write' });
    expect(later.mode).toBe('write');
    later.close();
  });
});

const answerSchema = sampleReportSchema(mechanicsReportSchema);

describe('the command line where no file can grow', () => {
  /** Runs a command with every write to a file refused (EFBIG); standard output and error are pipes. */
  function run(...args: string[]): { status: number | null; out: string; err: string } {
    const shell = ['-c', 'ulimit -f 0; exec "$0" "$@"', process.execPath, join(ROOT, 'bin', 'keycore.js')];
    const { status, stdout, stderr } = spawnSync('sh', [...shell, ...args], { encoding: 'utf8' });
    return { status, out: stdout, err: stderr };
  }

  const COMMANDS: [string, string[]][] = [
    ['the report', ['mechanics', '--degrees', '90']],
    ['the spectrum', ['spectrum', '--window', '2,3']],
    ['the strain', ['strain', '--no-convergence']],
    ['the search for pseudo-harmonic modes', ['pseudo-modes', '--count', '1', '--low-modes', '1', '--starts', '2']],
  ];

  test.skipIf(process.platform === 'win32').each(COMMANDS)('prints %s and says that it is not kept', (what, words) => {
    const [command, ...options] = words;
    const before = readFileSync(path);
    const { status, out, err } = run(command, path, '1', ...options);
    expect(err).toMatch(new RegExp(`^${what} is not kept: .*(the disk is full|the disk failed)`, 'm'));
    expect(err).not.toMatch(/^\s+at /m);
    expect(out).not.toBe('');
    expect(status).toBe(0);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test.skipIf(process.platform === 'win32')('info reads, and export writes to a pipe', () => {
    const { status, out, err } = run('info', path);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toContain('2 samples of 3 jobs');
  });
});

test('a result that a full disk takes no more is printed, and said not to be kept', async () => {
  await broughtUp();
  failing('prepare', /INSERT INTO report /, 'SQLITE_FULL');
  const { code, out, err } = await inProcess(['mechanics', path, '1', '--degrees', '90']);
  expect(code).toBe(0);
  expect(err).toBe(
    `the report is not kept: ${path}: the disk is full: keeping a report (mechanics) of sample 1 was undone as a whole; ` +
      'all that was stored before is there\n',
  );
  expect(out).toContain('model 2dipl');
});

describe('a result that was to be stored with -o', () => {
  const out = (): string => join(folder, 'out.keycore');
  let dump: string;
  beforeEach(async () => {
    dump = join(folder, 'glass.dump');
    expect((await inProcess(['export', path, '1', '--format', 'dump', '-o', dump])).code).toBe(0);
  });
  const flags = (): string[] => ['--model', '2dipl', '--no-relax', '--modes', '3'];

  test('is printed and said not to be kept where the disk takes no more: exit 1', async () => {
    failing('prepare', /INSERT INTO sample/, 'SQLITE_FULL');
    const json = join(folder, 'report.json');
    const analysed = await inProcess(['analyze', dump, dump, ...flags(), '--json', json, '-o', out()]);
    expect(analysed.code).toBe(1);
    expect(reportSchema.array().parse(JSON.parse(readFileSync(json, 'utf8')))).toHaveLength(2);
    expect(analysed.out.match(/hybrid/g)).toHaveLength(2);
    expect(
      analysed.err.match(/^\S*glass\.dump, .*: the sample is not kept: \S*out\.keycore: the disk is full/gm),
    ).toHaveLength(2);
    expect(analysed.err).not.toContain('internal error');

    const responded = await inProcess(['mechanics', dump, ...flags(), '--degrees', '90', '--json', '-', '-o', out()]);
    expect(responded.code).toBe(1);
    mechanicsReportSchema.parse(JSON.parse(responded.out));
    expect(responded.err).toMatch(/: the report is not kept: \S*out\.keycore: the disk is full/);
  });

  test('is stored where the disk takes it again', async () => {
    failing('prepare', /INSERT INTO sample/, 'SQLITE_FULL');
    await inProcess(['analyze', dump, ...flags(), '-o', out()]);
    vi.restoreAllMocks();
    const again = await inProcess(['analyze', dump, ...flags(), '-o', out()]);
    expect({ code: again.code, err: again.err }).toMatchObject({
      code: 0,
      err: expect.stringMatching(/stored as sample 1$/m),
    });
  });

  test.each(['analyze', 'mechanics'])(
    'is not calculated by %s where the project cannot be written from the start',
    async (command) => {
      await broughtUp();
      failing('prepare', /INTO lease/, 'SQLITE_READONLY');
      const { code, out: said, err } = await inProcess([command, dump, ...flags(), '--json', '-', '-o', path]);
      expect({ code, said }).toStrictEqual({ code: 2, said: '' });
      expect(err).toMatch(/^keycore: \S*glass\.keycore: writing is not possible: /m);
    },
  );

  test.skipIf(process.platform === 'win32')('is not calculated where no new project can be made', () => {
    const shell = ['-c', 'ulimit -f 0; exec "$0" "$@"', process.execPath, join(ROOT, 'bin', 'keycore.js')];
    const words = ['analyze', dump, ...flags(), '--json', '-', '-o', out()];
    const { status, stdout, stderr } = spawnSync('sh', [...shell, ...words], { encoding: 'utf8' });
    expect({ status, stdout }).toStrictEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^keycore: \S*out\.keycore: the disk failed, it was not created \(/m);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(readdirSync(folder).sort()).toStrictEqual(['glass.dump', 'glass.keycore']);
  });
});

describe('the window', () => {
  test('opens a project on a full disk for reading', async () => {
    failing('prepare', /INTO lease/, 'SQLITE_FULL');
    const { session, project, get } = await startProjectSession(folder, join(folder, 'data'), 'glass.keycore');
    const info = projectInfoSchema.parse(await (await get(project)).json());
    expect(info.mode).toBe('read');
    expect(info.readOnlyReason).toMatch(/^the disk is full: opening for writing was undone as a whole/);
    expect((await get(`${project}/samples`)).status).toBe(200);
    await session.close();
  });

  test('shows a result that the disk takes no more, and why it is not kept', async () => {
    await broughtUp();
    failing('prepare', /INSERT INTO report /, 'SQLITE_FULL');
    const { session, project, sample, get, post, ended } = await startProjectSession(
      folder,
      join(folder, 'data'),
      'glass.keycore',
    );
    const infoNow = async () => projectInfoSchema.parse(await (await get(project)).json());
    expect(await infoNow()).toMatchObject({ mode: 'write', readOnlyReason: null });
    const shown = async () => answerSchema.parse(await (await get(`${sample}/mechanics`)).json());
    expect(await ended(await post(`${sample}/mechanics`, { degrees: 90 }))).toMatchObject({ state: 'done' });
    expect((await shown())?.notKept).toMatch(/^the report is not kept: the disk is full/);
    expect(await infoNow()).toMatchObject({
      mode: 'read',
      readOnlyReason: expect.stringMatching(/^the report is not kept: the disk is full/),
    });
    vi.restoreAllMocks();
    // The report that is held is kept now, without computing it again.
    expect(await ended(await post(`${sample}/mechanics`, { degrees: 90 }))).toMatchObject({ state: 'done' });
    expect((await shown())?.notKept).toBeNull();
    expect(await infoNow()).toMatchObject({ mode: 'write', readOnlyReason: null });
    await session.close();
  });
});
