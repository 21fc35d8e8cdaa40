import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  acquireLease,
  currentLease,
  LEASE_EXPIRES_MS,
  releaseLease,
  renewLease,
} from '../../src-main/project/lease.ts';
import { createProject, openProject } from '../../src-main/project/open-project.ts';
import { livenessOf, thisProcess, type ProcessIdentity } from '../../src-main/files/process-identity.ts';
import { connect, type Connection } from '../../src-main/project/sqlite.ts';

const NOW = Date.UTC(2025, 7, 1, 12);
const ELSEWHERE: ProcessIdentity = { host: 'node17', pid: 4711, pidSpace: null, startedAt: null };

let folder: string;
let path: string;
let connection: Connection;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-lease-'));
  path = join(folder, 'glass.keycore');
  (await createProject(path)).close();
  connection = connect(path, 'write');
});
afterEach(() => {
  connection.db.close();
  rmSync(folder, { recursive: true });
});

/** Pid of a process that has just ended. */
function endedPid(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

/** Whether a second writer gets the lease that `holder` took at `NOW`. */
function takesOver(holder: ProcessIdentity, now = NOW): boolean {
  acquireLease(connection, holder, NOW);
  return 'token' in acquireLease(connection, thisProcess(), now);
}

describe('a lease', () => {
  it('is held by one, given back, and can be taken again', () => {
    const first = acquireLease(connection, thisProcess(), NOW);
    expect(first).toHaveProperty('token');
    expect(acquireLease(connection, thisProcess(), NOW + 1)).toEqual({
      heldBy: {
        ...thisProcess(),
        acquired: '2025-08-01T12:00:00.000Z',
        heartbeat: '2025-08-01T12:00:00.000Z',
        alive: true,
      },
    });
    if ('token' in first) releaseLease(connection, first.token);
    expect(currentLease(connection)).toBeNull();
    expect(acquireLease(connection, thisProcess(), NOW)).toHaveProperty('token');
  });

  it('of a living process on this host is kept however old its heartbeat', () => {
    // Where the system does not tell when a process began, a reused pid can not be told apart: the age decides.
    const known = thisProcess().startedAt !== null;
    expect(takesOver(thisProcess(), NOW + 1000 * LEASE_EXPIRES_MS)).toBe(!known);
  });

  it('of a process that is gone is taken over at once', () => {
    expect(takesOver({ ...thisProcess(), pid: endedPid() })).toBe(true);
  });

  it('whose pid another process has got since is taken over', () => {
    const known = thisProcess().startedAt !== null;
    expect(takesOver({ ...thisProcess(), startedAt: known ? '1' : null })).toBe(known);
  });

  it.each([
    ['fresh', 0, false],
    ['as old as may be', LEASE_EXPIRES_MS, false],
    ['older', LEASE_EXPIRES_MS + 1, true],
    ['ahead of our clock', -LEASE_EXPIRES_MS, false],
    ['far ahead of our clock', -LEASE_EXPIRES_MS - 1, true],
  ])('of another host goes by its heartbeat: %s', (_, age, taken) => {
    expect(takesOver(ELSEWHERE, NOW + age)).toBe(taken);
  });

  it('of another container on a host of the same name goes by its heartbeat too', () => {
    const other = { ...ELSEWHERE, host: hostname(), pid: endedPid(), pidSpace: 'pid:[1]' };
    expect(livenessOf(other)).toBe('unknown');
    expect(takesOver(other, NOW + LEASE_EXPIRES_MS)).toBe(false);
    expect(takesOver(other, NOW + LEASE_EXPIRES_MS + 1)).toBe(true);
  });

  it('is kept alive by renewing', () => {
    const lease = acquireLease(connection, ELSEWHERE, NOW);
    if (!('token' in lease)) throw new Error('the lease is free');
    renewLease(connection, lease.token, NOW + LEASE_EXPIRES_MS);
    expect(currentLease(connection, NOW + 2 * LEASE_EXPIRES_MS)).toMatchObject({ pid: 4711, alive: true });
    expect(acquireLease(connection, thisProcess(), NOW + 2 * LEASE_EXPIRES_MS)).toMatchObject({
      heldBy: { host: 'node17', heartbeat: '2025-08-01T12:02:00.000Z' },
    });
    expect(currentLease(connection, NOW + 3 * LEASE_EXPIRES_MS)).toMatchObject({ pid: 4711, alive: false });
  });
});

describe('opening for writing', () => {
  it('gives a second opener a read-only project that names the first', async () => {
    const first = await openProject(path, { mode: 'write' });
    const second = await openProject(path, { mode: 'write' });
    expect([first.mode, second.mode]).toEqual(['write', 'read']);
    expect(second.heldBy).toMatchObject({ pid: process.pid, host: hostname(), alive: true });
    expect(() => second.addNote(null, 'text')).toThrow(
      new RegExp(
        `glass.keycore: adding a note is not possible: process ${process.pid} on .* has it open for writing since 20`,
      ),
    );
    first.addNote(null, 'from the first');
    expect(second.listNotes()).toHaveLength(1);
    first.close();
    second.close();
    const third = await openProject(path, { mode: 'write' });
    expect([third.mode, third.heldBy]).toEqual(['write', null]);
    third.close();
  });

  it('for reading only asks for no lease', async () => {
    const reader = await openProject(path, { mode: 'read' });
    expect(reader.heldBy).toBeNull();
    expect(currentLease(connection)).toBeNull();
    reader.heartbeat();
    reader.close();
  });

  it('tells a holder that was robbed, writes nothing for it and does not touch the new lease', async () => {
    const robbed = await openProject(path, { mode: 'write' });
    connection.db.exec('DELETE FROM lease');
    acquireLease(connection, ELSEWHERE, Date.now());
    const message = 'the right to write was taken over by process 4711 on node17; nothing was written';
    expect(() => robbed.addNote(null, 'text')).toThrow(message);
    expect(() => robbed.heartbeat()).toThrow(message);
    expect(() => robbed.requireWritable()).toThrow(message);
    expect(robbed.listNotes()).toEqual([]);
    robbed.close();
    expect(currentLease(connection)).toMatchObject({ host: 'node17' });
  });

  it('waits for a lock, then says that another process has it', async () => {
    const project = await openProject(path, { mode: 'write' });
    connection.db.exec('BEGIN EXCLUSIVE');
    expect(() => project.addNote(null, 'text')).toThrow(
      `${path}: another process has kept the file locked for 5 s; adding a note did not happen, try again`,
    );
    connection.db.exec('ROLLBACK');
    project.addNote(null, 'text');
    project.close();
  });
});
