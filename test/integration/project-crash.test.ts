import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { MIGRATIONS } from '../../src-main/project/migrations.ts';
import { createProject, openProject } from '../../src-main/project/open-project.ts';
import { ROOT } from './cli-runner.ts';
import { PARTICLES } from './project-child.ts';
import { reportsOf, tablesOf } from './project-contents.ts';
import { madeUpSample, randomNumbers } from './project-sample.ts';
import { missingSamples } from '../unit/project-lists.ts';

const CHILD = join(import.meta.dirname, 'project-child.ts');
const KILLS = Number(process.env['KEYCORE_KILLS'] ?? 8);

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-crash-'));
  path = join(folder, 'glass.keycore');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, [CHILD, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
}

/** What the child says: everything when it has ended, and when it has said so many lines. */
function listen(child: ChildProcess, lines = 1): { said: Promise<void>; ended: Promise<string> } {
  let words = '';
  const ended = new Promise<string>((resolve) => child.once('close', () => resolve(words)));
  const said = new Promise<void>((resolve) => {
    child.stdout?.on('data', (more: Buffer) => {
      words += more.toString();
      if (words.split('\n').length > lines) resolve();
    });
  });
  return { said, ended };
}

/** A project with one stored sample of two. */
async function makeProject(samples = 2): Promise<void> {
  const project = await createProject(path);
  project.addJob({ configuration: { model: '2dipl' }, seed: '5', samples });
  project.storeSample(1, madeUpSample(1, { particles: PARTICLES }));
  project.close();
}

async function expectFirstSample(): Promise<void> {
  const project = await openProject(path, { mode: 'write' });
  expect(project.mode).toBe('write');
  const { report, fields } = madeUpSample(1, { particles: PARTICLES });
  expect(project.readSample(1)).toMatchObject({ report, fields });
  expect(project.summary().counts).toMatchObject({ samples: 1, fields: 6, modes: 3 });
  project.close();
}

describe('kill -9', () => {
  it(
    `at ${KILLS} random moments of making, filling and copying projects loses nothing that was acknowledged`,
    async () => {
      const random = randomNumbers(Date.now());
      let acknowledged = 0;
      for (let kill = 0; kill < KILLS; kill++) {
        const here = mkdtempSync(join(folder, 'kill-'));
        const child = start('loop', here);
        // A project is ten lines; a few milliseconds more land between two of them, however busy the machine is.
        const { said, ended } = listen(child, 1 + Math.floor(14 * random()));
        await said;
        await new Promise((resolve) => setTimeout(resolve, 8 * random()));
        child.kill('SIGKILL');
        const lines = (await ended).split('\n').map((line) => line.split(' '));
        const files = readdirSync(here);
        const done = (what: string): string[][] => lines.filter(([word]) => word === what);
        for (const [, file] of done('made')) expect(files).toContain(basename(file));
        for (const file of files) {
          // What a kill may leave beside projects and their journals: never something that looks like a project.
          if (!/\.keycore(\.copy)?$/.test(file)) {
            expect(file).toMatch(/^(\.keycore-[0-9a-f]{8}-\d+-\d+-[0-9a-f]{16}\.tmp(-journal)?|\d+\.keycore-journal)$/);
            continue;
          }
          const project = await openProject(join(here, file), { mode: 'write' });
          expect(project.mode, 'the lease of a killed process is free').toBe('write');
          const numbers = project.listSamples().map(({ number }) => number);
          for (const number of numbers) {
            const { report, fields } = madeUpSample(number, { particles: PARTICLES });
            const stored = project.readSample(number);
            expect(stored.report.provenance).toEqual(report.provenance);
            expect(Buffer.from(stored.fields.positions.buffer).equals(Buffer.from(fields.positions.buffer))).toBe(true);
          }
          const ofThis = (word: string): string[][] => done(word).filter(([, path]) => basename(path) === file);
          for (const [, , number] of ofThis('stored')) expect(numbers).toContain(Number(number));
          if (ofThis('added').length > 0) expect(project.allottedSamples(1)).toHaveLength(6);
          acknowledged += ofThis('added').length + ofThis('stored').length;
          project.close();
        }
      }
      // Otherwise every kill came before there was anything to lose.
      expect(acknowledged).toBeGreaterThan(KILLS);
    },
    7_500 * KILLS,
  );

  it.each(['read', 'write'] as const)(
    'in mid-transaction leaves a hot journal, which opening to %s rolls back',
    async (mode) => {
      await makeProject();
      const before = readFileSync(path);
      expect(spawnSync(process.execPath, [CHILD, 'torn', path]).signal).toBe('SIGKILL');
      expect(readFileSync(path).equals(before), 'the torn transaction reached the file').toBe(false);
      expect(existsSync(`${path}-journal`)).toBe(true);
      // What a read-only connection by itself makes of it, which is why opening does more.
      const naive = new Database(path, { readonly: true });
      expect(() => naive.prepare('SELECT * FROM sample').all()).toThrow(
        expect.objectContaining({ code: 'SQLITE_READONLY_ROLLBACK' }),
      );
      naive.close();

      (await openProject(path, { mode })).close();
      expect(existsSync(`${path}-journal`)).toBe(false);
      await expectFirstSample();
    },
  );

  it('in mid-migration leaves the version before', async () => {
    await makeProject();
    expect(spawnSync(process.execPath, [CHILD, 'torn-migration', path]).signal).toBe('SIGKILL');
    expect(existsSync(`${path}-journal`)).toBe(true);
    await expectFirstSample();
    // The copy made before the migration opens as well.
    renameSync(join(folder, `glass.v${MIGRATIONS.length}-backup.keycore`), path);
    await expectFirstSample();
  });

  it('in the migration to the present version leaves the version before, with all reports', async () => {
    const before = MIGRATIONS.length - 1;
    copyFileSync(join(ROOT, 'test', 'fixtures', 'projects', `version-${before}.keycore`), path);
    const tables = tablesOf(path);
    const bytes = readFileSync(path);
    expect(spawnSync(process.execPath, [CHILD, 'torn-last-migration', path]).signal).toBe('SIGKILL');
    expect(existsSync(`${path}-journal`)).toBe(true);
    expect(readFileSync(path).equals(bytes), 'the torn migration reached the file').toBe(false);
    const reader = await openProject(path, { mode: 'read' });
    expect(reader.summary().schemaVersion).toBe(before);
    const reports = reportsOf(reader);
    reader.close();
    // All but the lease, which changes hands.
    expect({ ...tablesOf(path), lease: null }).toEqual({ ...tables, lease: null });
    const writer = await openProject(path, { mode: 'write' });
    expect(writer.summary().schemaVersion).toBe(MIGRATIONS.length);
    expect(reportsOf(writer)).toEqual(reports);
    expect(writer.losses()).toEqual([]);
    writer.close();
  });

  it("does not make us touch another program's torn database", async () => {
    await makeProject();
    const db = new Database(path);
    db.pragma('application_id = 7');
    db.close();
    expect(spawnSync(process.execPath, [CHILD, 'torn', path]).signal).toBe('SIGKILL');
    const before = [path, `${path}-journal`].map((file) => readFileSync(file));
    await expect(openProject(path, { mode: 'write' })).rejects.toThrow(/another program \(application_id 0x7\)/);
    expect([path, `${path}-journal`].map((file) => readFileSync(file))).toEqual(before);
  });
});

describe('two processes', () => {
  it('share a project: one writes, the other reads and is told by whom; the lease of a killed one is free', async () => {
    await makeProject();
    const child = start('hold', path);
    const { said, ended } = listen(child);
    await said;
    const second = await openProject(path, { mode: 'write' });
    expect(second.mode).toBe('read');
    expect(second.heldBy).toMatchObject({ pid: child.pid, alive: true });
    expect(second.summary().writer).toMatchObject({ pid: child.pid, alive: true });
    expect(second.readSample(1).numbers.number).toBe(1);
    child.kill('SIGKILL');
    expect(await ended).toBe('write\n');
    expect(second.summary().writer).toMatchObject({ pid: child.pid, alive: false });
    second.close();
    await expectFirstSample();
  });

  it('that open at once get one lease between them', async () => {
    await makeProject();
    const children = Array.from({ length: 4 }, () => start('hold', path));
    const heard = children.map((child) => listen(child));
    await Promise.all(heard.map(({ said }) => said));
    for (const child of children) child.stdin?.end();
    const modes = await Promise.all(heard.map(({ ended }) => ended));
    expect(modes.sort()).toEqual(['read\n', 'read\n', 'read\n', 'write\n']);
    await expectFirstSample();
  });

  it('end by themselves with a project open', async () => {
    await makeProject();
    const { status, stdout } = spawnSync(process.execPath, [CHILD, 'forget', path], { timeout: 10_000 });
    expect([status, stdout.toString()]).toEqual([0, 'write\n']);
    await expectFirstSample();
  });
});

// Windows has neither limits on a process's files nor these permissions.
describe.runIf(process.platform !== 'win32')('a disk', () => {
  it('that takes no more loses nothing and says so', async () => {
    await makeProject(200);
    const size = statSync(path).size;
    // Files may grow by another 200 blocks of 512 bytes or more; then writing fails with EFBIG.
    const blocks = Math.ceil(size / 512) + 200;
    const { status, stdout } = spawnSync('sh', [
      '-c',
      `ulimit -f ${blocks}; exec "$0" "$@"`,
      process.execPath,
      CHILD,
      'fill',
      path,
    ]);
    expect(status).toBe(0);
    const lines = stdout.toString().trim().split('\n');
    expect(lines.at(-1)).toMatch(
      /^Error StorageFailure: .*glass\.keycore: (the disk failed|the disk is full): storing sample \d+ was undone as a whole/,
    );
    const acknowledged = lines.slice(0, -1).map((line) => Number(line.split(' ')[1]));
    expect(acknowledged.length).toBeGreaterThan(0);

    const project = await openProject(path, { mode: 'write' });
    expect(project.listSamples().map(({ number }) => number)).toEqual([1, ...acknowledged]);
    for (const number of acknowledged) project.readSample(number);
    const [next] = missingSamples(project, 1);
    project.storeSample(next.number, madeUpSample(next.number));
    project.close();
  });

  /** What an unprivileged user is told, by attempt. */
  function unprivileged(project: string, target: string): Record<string, string> {
    const { stdout } = spawnSync(process.execPath, [CHILD, 'unprivileged', project, target]);
    const lines = stdout.toString().trim().split('\n');
    return Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
    );
  }

  it('that may not be written is refused, but read', async () => {
    await makeProject();
    const shelf = join(folder, 'shelf');
    mkdirSync(shelf);
    chmodSync(folder, 0o755);
    const shelved = join(shelf, 'glass.keycore');
    renameSync(path, shelved);
    const before = readFileSync(shelved);
    chmodSync(shelved, 0o444);
    chmodSync(shelf, 0o555);
    expect(unprivileged(shelved, shelf)).toEqual({
      create: `BadInput BadInput: ${shelf}/new.keycore: cannot be created in '${shelf}': permission denied`,
      write: expect.stringMatching(
        /^BadInput .*writing is not possible: opening for writing needs a file and a folder that may be written/,
      ),
      read: 'done',
      copy: `BadInput BadInput: ${shelf}/copy.keycore: cannot be created in '${shelf}': permission denied`,
    });
    // The file may be written but not its folder, where the journal has to go.
    chmodSync(shelved, 0o666);
    expect(unprivileged(shelved, shelf)).toMatchObject({
      write: expect.stringMatching(
        /^BadInput .*writing is not possible: opening for writing needs a file and a folder that may be written/,
      ),
      read: 'done',
    });
    expect(readFileSync(shelved).equals(before)).toBe(true);
    chmodSync(shelved, 0o000);
    expect(unprivileged(shelved, shelf)).toMatchObject({
      write: `BadInput BadInput: ${shelved}: cannot be read: permission denied`,
      read: `BadInput BadInput: ${shelved}: cannot be read: permission denied`,
    });
    chmodSync(shelf, 0o755);
    expect(readdirSync(shelf)).toEqual(['glass.keycore']);
  });

  it('that may not be written and holds a torn file says what it needs', async () => {
    await makeProject();
    chmodSync(folder, 0o755);
    spawnSync(process.execPath, [CHILD, 'torn', path]);
    chmodSync(path, 0o444);
    chmodSync(`${path}-journal`, 0o444);
    chmodSync(folder, 0o555);
    expect(unprivileged(path, folder)).toMatchObject({
      read: expect.stringMatching(
        /^BadInput .*undoing a write that a crash cut short needs a file and a folder that may be written/,
      ),
    });
    chmodSync(folder, 0o755);
    chmodSync(path, 0o644);
    await expectFirstSample();
  });

  it('from which the file is moved while open', async () => {
    await makeProject();
    const project = await openProject(path, { mode: 'write' });
    renameSync(path, join(folder, 'moved.keycore'));
    expect(() => project.addNote(null, 'text')).toThrow(
      `${path}: the file was moved or deleted while it was open; adding a note did not happen`,
    );
    const warn = vi.spyOn(process, 'emitWarning').mockReturnValue();
    project.close();
    expect(String(warn.mock.calls.at(0)?.[0])).toMatch(/giving back the lease did not happen/);
    expect(existsSync(path)).toBe(false);
  });

  it('without the folder asked for, or with a file in its place', async () => {
    copyFileSync(CHILD, join(folder, 'file'));
    for (const [target, message] of [
      [join(folder, 'missing', 'new.keycore'), /cannot be created in '.*missing': there is no such file or folder/],
      [join(folder, 'file', 'new.keycore'), /'.*file' is not a folder/],
      [join(folder, `${'x'.repeat(300)}.keycore`), /the name is too long/],
      [join(folder, 'new.keycore '), /may not begin or end with a blank/],
    ] as const) {
      const creating = createProject(target);
      await expect(creating).rejects.toThrow(BadInput);
      await expect(creating).rejects.toThrow(message);
    }
    expect(readdirSync(folder)).toEqual(['file']);
  });
});
