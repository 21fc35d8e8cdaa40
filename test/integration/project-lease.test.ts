import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, linkSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProject, openProject } from '../../src-main/project/open-project.ts';
import { inProcess, ROOT } from './cli-runner.ts';
import { madeUpSample } from './project-sample.ts';

const CHILD = join(import.meta.dirname, 'project-child.ts');
const OLDER = join(ROOT, 'test', 'fixtures', 'projects', 'version-7.keycore');

let folder: string;
let path: string;
let holder: ChildProcess | undefined;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-lease-'));
  path = join(folder, 'glass.keycore');
  const project = await createProject(path);
  project.addJob({ configuration: { model: '2dipl' }, seed: '5', samples: 2 });
  project.storeSample(1, madeUpSample(1));
  project.close();
});
afterEach(async () => {
  if (holder !== undefined && holder.exitCode === null && holder.signalCode === null) {
    holder.stdin?.end();
    await once(holder, 'exit');
  }
  holder = undefined;
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** Has another process open a project for writing; gives its number. */
async function held(file = path): Promise<number | undefined> {
  holder = spawn(process.execPath, [CHILD, 'hold', file], { stdio: ['pipe', 'pipe', 'inherit'] });
  if (holder.stdout === null) throw new Error('no output');
  const [said] = (await once(holder.stdout, 'data')) as [Buffer];
  expect(String(said)).toBe('write\n');
  return holder.pid;
}

describe('a copy of a project that a living process has open', () => {
  it.each([8, 7])(
    'made of version %i can be written, and reports whose it was; the original stays locked',
    async (version) => {
      if (version === 7) copyFileSync(OLDER, path);
      const pid = await held();
      const copy = join(folder, 'copy.keycore');
      copyFileSync(path, copy);
      const before = (await inProcess(['info', copy])).out;
      expect(before).not.toContain('has it open');
      const project = await openProject(copy, { mode: 'write' });
      expect(project.mode).toBe('write');
      expect(project.messages).toEqual([
        expect.stringMatching(
          `^this is a copy of a project that process ${pid} on ${hostname()} has open for writing since 20\\d\\d-.*Z; what it writes goes to the original$`,
        ),
      ]);
      project.addNote(null, 'in the copy');
      project.close();
      const original = await openProject(path, { mode: 'write' });
      expect(original).toMatchObject({ mode: 'read', heldBy: { pid, alive: true } });
      expect(original.listNotes().map(({ text }) => text)).not.toContain('in the copy');
      original.close();
    },
  );

  it('is said to be one by the command line', async () => {
    copyFileSync(OLDER, path);
    const pid = await held();
    const copy = join(folder, 'copy.keycore');
    copyFileSync(path, copy);
    const { code, err } = await inProcess(['mechanics', copy, '1', '--degrees', '90']);
    expect(code).toBe(0);
    expect(err).toContain(`${copy}: this is a copy of a project that process ${pid} on ${hostname()} has open`);
  });
});

describe('a project that a living process has open', () => {
  it.each<[string, (other: string) => void]>([
    ['renamed', (other) => renameSync(path, other)],
    ['hard-linked', (other) => linkSync(path, other)],
    ['linked', (other) => symlinkSync(path, other)],
  ])('stays locked when it is %s', async (_, rename) => {
    const pid = await held();
    const other = join(folder, 'other.keycore');
    rename(other);
    const project = await openProject(other, { mode: 'write' });
    expect(project).toMatchObject({ mode: 'read', heldBy: { pid, alive: true }, messages: [] });
    project.close();
    // Not the file's end: the holder of a renamed one can no longer give its lease back.
    holder?.kill('SIGKILL');
  });
});

it('a killed process leaves a lease that the next writer takes over, and says so', async () => {
  const pid = await held();
  holder?.kill('SIGKILL');
  if (holder !== undefined) await once(holder, 'exit');
  const copy = join(folder, 'copy.keycore');
  copyFileSync(path, copy);
  for (const file of [path, copy]) {
    const project = await openProject(file, { mode: 'write' });
    expect(project.mode).toBe('write');
    expect(project.messages).toEqual([
      expect.stringMatching(
        `^process ${pid} on ${hostname()} had it open for writing since 20.*Z and ended without closing it$`,
      ),
    ]);
    project.close();
    const again = await openProject(file, { mode: 'write' });
    expect(again.messages).toEqual([]);
    again.close();
  }
});

it('a lease of another host that has not been heard of is taken over, and said', async () => {
  copyFileSync(OLDER, path);
  const project = await openProject(path, { mode: 'write' });
  expect(project.mode).toBe('write');
  expect(project.messages).toEqual([
    'process 4242 on laboratory had it open for writing since 2026-11-29T12:16:35.079Z and was last heard of at 2026-11-29T12:16:35.079Z',
  ]);
  project.close();
});

describe('a lease that no Keycore has made', () => {
  const SELF = { token: 't', host: hostname(), pid: process.pid, pidSpace: null, startedAt: null };
  const NOW = Date.now();

  it.each<[string, Record<string, unknown>]>([
    ['acquired in no year', { acquired: 10n ** 17n }],
    ['renewed in no year', { heartbeat: -(10n ** 17n) }],
    ['of times beyond 53 bits', { acquired: 2n ** 62n, heartbeat: 2n ** 62n }],
    ['of process 0', { pid: 0 }],
    ['of a group of processes', { pid: -1 }],
    ['of a process beyond 31 bits', { pid: 10n ** 12n }],
    ['of a host with an endless name', { host: 'h'.repeat(1_000_000) }],
    ['of a host without a name', { host: '' }],
    ['of a host with control characters', { host: 'node\u001b[31m17\u0007\n' }],
    ['of a container with control characters', { pidSpace: 'pid:\u001b]0;x\u0007' }],
  ])('%s is read past, and replaced', async (_, part) => {
    const db = new Database(path);
    db.prepare(
      `INSERT INTO lease (id, token, host, pid, pidSpace, startedAt, acquired, heartbeat)
       VALUES (1, @token, @host, @pid, @pidSpace, @startedAt, @acquired, @heartbeat)`,
    ).run({ ...SELF, acquired: NOW, heartbeat: NOW, ...part });
    db.close();
    const info = await inProcess(['info', path, '--json', '-']);
    expect(info).toMatchObject({ code: 0, err: '' });
    expect((JSON.parse(info.out) as { writer: unknown }).writer).toMatchObject({ alive: false });
    expect((await inProcess(['info', path])).code).toBe(0);
    const project = await openProject(path, { mode: 'write' });
    expect(project.mode).toBe('write');
    expect(project.messages).toEqual([expect.stringMatching(/^a mark of who writes that no Keycore made \(process /)]);
    // eslint-disable-next-line no-control-regex -- none may reach a terminal
    expect(project.messages[0]).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
    expect(project.messages[0].length).toBeLessThan(400);
    project.close();
  });
});

it('a lease that could not be given back does not lock its own process out', async () => {
  const first = await openProject(path, { mode: 'write' });
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called below with the connection as its `this`
  const real = Database.prototype.prepare;
  vi.spyOn(process, 'emitWarning').mockReturnValue();
  vi.spyOn(Database.prototype, 'prepare').mockImplementation(function (this: Database.Database, source: string) {
    if (source.startsWith('DELETE FROM lease')) throw new Database.SqliteError('injected', 'SQLITE_FULL');
    return real.call(this, source);
  });
  first.close();
  vi.restoreAllMocks();
  // It is still there, and another process of this host respects it while this one lives.
  const { stdout } = spawnSync(process.execPath, [CHILD, 'forget', path], { encoding: 'utf8' });
  expect(stdout).toBe('read\n');
  const second = await openProject(path, { mode: 'write' });
  expect(second.mode).toBe('write');
  second.close();
});
