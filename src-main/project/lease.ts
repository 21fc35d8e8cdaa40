import { randomUUID } from 'node:crypto';
import { fileIdentity } from './file-identity.ts';
import { isSameSystem, livenessOf, MAX_PID, thisProcess, type ProcessIdentity } from '../files/process-identity.ts';
import type { Connection } from './sqlite.ts';
import { StorageFailure } from './storage-failure.ts';

/** How often the holder of a lease should renew it. */
export const HEARTBEAT_INTERVAL_MS = 15_000;

/**
 * A lease whose heartbeat is further than this from our clock, and whose holder cannot be seen to live (another host),
 * is dead. Eight missed heartbeats; larger than the clocks of a cluster differ. Also in the future: a clock once set
 * wrong must not lock a project permanently.
 */
export const LEASE_EXPIRES_MS = 120_000;

/** A host has at most 253 characters (RFC 1035), the others of the texts fewer. */
const MAX_TEXT_LENGTH = 255;

/** A control character (Unicode category Cc). */
const CONTROL = /\p{Cc}/u;

/**
 * What a lease that is not to be respected is: its process has ended or, on another host, not been heard of; the row
 * came along with a copy of the file; or it holds what no Keycore has written.
 */
export type Staleness = 'ended' | 'silent' | 'copied' | 'nonsense';

/** Who may write to a project. */
export interface LeaseHolder extends ProcessIdentity {
  /** ISO 8601; null where the lease holds no date. */
  acquired: string | null;
  /** When it was last renewed, ISO 8601; null where the lease holds no date. */
  heartbeat: string | null;
  /** False when the next writer would take the lease over. */
  alive: boolean;
}

/** A lease that was taken over, and why it could be. */
export type FormerHolder = LeaseHolder & { staleness: Staleness };

/** What taking the lease gave. `former`: who held it before and does not count. */
export type Acquired = { token: string; former: FormerHolder | null } | { heldBy: LeaseHolder };

interface LeaseRow extends ProcessIdentity {
  token: string;
  /** Absent in files below version 8; null where the system does not tell. */
  file?: string | null;
  acquired: number;
  heartbeat: number;
}

const COLUMNS = ['token', 'host', 'pid', 'pidSpace', 'startedAt', 'acquired', 'heartbeat'];
/**
 * Tokens of the leases that this process holds. A row of this process without one was left behind by a project that is
 * closed: a failing disk kept it from being removed.
 */
const HELD = new Set<string>();

function rowOf({ db }: Connection) {
  return db.prepare<[], LeaseRow>('SELECT * FROM lease').get();
}

/** Whether a row holds what a Keycore may have written. */
function isSensible({ host, pid, pidSpace, startedAt, acquired, heartbeat }: LeaseRow) {
  return (
    [host, pidSpace, startedAt].every(
      (text) => text === null || (text !== '' && text.length <= MAX_TEXT_LENGTH && !CONTROL.test(text)),
    ) &&
    Number.isInteger(pid) &&
    pid > 0 &&
    pid <= MAX_PID &&
    [acquired, heartbeat].every((time) => iso(time) !== null)
  );
}

/** Null for a lease that is to be respected. `file`: identity of the file that the row is in. */
function stalenessOf(row: LeaseRow, file: string | null, now: number): Staleness | null {
  if (!isSensible(row)) return 'nonsense';
  const liveness = livenessOf(row);
  if (liveness === 'alive' && row.pid === process.pid && !HELD.has(row.token)) return 'ended';
  if (liveness === 'gone') return 'ended';
  // Devices and inodes of another host mean nothing here. A holder keeps its file open, so that its inode stays.
  if (isSameSystem(row) && file !== null && typeof row.file === 'string' && row.file !== file) return 'copied';
  if (liveness === 'unknown' && Math.abs(now - row.heartbeat) > LEASE_EXPIRES_MS) return 'silent';
  return null;
}

/** ISO 8601, or null for a number that is no date. */
function iso(time: number) {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** A text of a lease that can be shown: control characters as �, not longer than a name of a host. */
function shown(text: string) {
  return text.slice(0, MAX_TEXT_LENGTH).replaceAll(/\p{Cc}/gu, '\ufffd');
}

function holderOf(row: LeaseRow, alive: boolean) {
  const { host, pid, pidSpace, startedAt, acquired, heartbeat } = row;
  return {
    host: shown(host),
    pid,
    pidSpace: pidSpace === null ? null : shown(pidSpace),
    startedAt: startedAt === null ? null : shown(startedAt),
    acquired: iso(acquired),
    heartbeat: iso(heartbeat),
    alive,
  };
}

/** The lease as it stands, dead or alive; null when nobody holds it. */
export function currentLease(connection: Connection, now = Date.now()): LeaseHolder | null {
  const row = rowOf(connection);
  return row === undefined ? null : holderOf(row, stalenessOf(row, fileIdentity(connection.path), now) === null);
}

/** "process 12 on node17, which has had it open for writing since 2026-…", as far as that is known. */
export function holderText({ host, pid, acquired }: LeaseHolder): string {
  return `process ${pid} on ${host} has it open for writing${acquired === null ? '' : ` since ${acquired}`}`;
}

/** Says of a lease that was taken over whose it was. */
export function formerText({ host, pid, acquired, heartbeat, staleness }: FormerHolder): string {
  const who = `process ${pid} on ${host}`;
  const since = acquired === null ? '' : ` since ${acquired}`;
  switch (staleness) {
    case 'copied':
      return `this is a copy of a project that ${who} has open for writing${since}; what it writes goes to the original`;
    case 'ended':
      return `${who} had it open for writing${since} and ended without closing it`;
    case 'silent':
      return `${who} had it open for writing${since} and was last heard of at ${heartbeat ?? 'an unknown time'}`;
    case 'nonsense':
      return `a mark of who writes that no Keycore made (${who}${since}) was removed`;
  }
}

/** Columns of the lease of this file. */
function columnsOf({ db }: Connection) {
  const has = (db.pragma('table_info(lease)') as { name: string }[]).map(({ name }) => name);
  return has.includes('file') ? [...COLUMNS, 'file'] : COLUMNS;
}

/** Takes the lease unless a living process holds it, in one transaction; gives its token, or who holds it. */
export function acquireLease(
  connection: Connection,
  identity: ProcessIdentity = thisProcess(),
  now = Date.now(),
): Acquired {
  const { db, path } = connection;
  const file = fileIdentity(path);
  const acquire = db.transaction(() => {
    const row = rowOf(connection);
    const staleness = row === undefined ? null : stalenessOf(row, file, now);
    if (row !== undefined && staleness === null) return { heldBy: holderOf(row, true) };
    const token = randomUUID();
    const columns = columnsOf(connection);
    db.prepare(
      `INSERT OR REPLACE INTO lease (id, ${columns.join(', ')}) VALUES (1, ${columns.map((name) => `@${name}`).join(', ')})`,
    ).run({ ...identity, token, acquired: now, heartbeat: now, file });
    return {
      token,
      former: row === undefined || staleness === null ? null : { ...holderOf(row, false), staleness },
    };
  });
  const acquired = acquire.immediate();
  if ('token' in acquired) HELD.add(acquired.token);
  return acquired;
}

/** Names the file in a lease that was taken before its table had a place for that. */
export function nameLeaseFile(connection: Connection, token: string): void {
  if (columnsOf(connection).includes('file'))
    connection.db.prepare('UPDATE lease SET file = ? WHERE token = ?').run(fileIdentity(connection.path), token);
}

/** Throws unless the lease is still ours; called inside every transaction that writes. */
export function verifyLease(connection: Connection, token: string): void {
  const row = rowOf(connection);
  if (row?.token === token) return;
  const who = row === undefined ? 'given up' : `taken over by process ${row.pid} on ${shown(row.host)}`;
  throw new StorageFailure(
    `${connection.path}: the right to write was ${who}; nothing was written, open the project again`,
  );
}

/** Tells others that we live; throws if the lease is no longer ours. */
export function renewLease(connection: Connection, token: string, now = Date.now()): void {
  const { db } = connection;
  db.transaction(() => {
    verifyLease(connection, token);
    db.prepare('UPDATE lease SET heartbeat = ? WHERE token = ?').run(now, token);
  }).immediate();
}

/** Gives the lease back; does nothing when it has been taken over. */
export function releaseLease({ db }: Connection, token: string): void {
  HELD.delete(token);
  db.prepare('DELETE FROM lease WHERE token = ?').run(token);
}

/** Frees a copy of a project from the lease of the original. */
export function clearLease({ db }: Connection): void {
  db.prepare('DELETE FROM lease').run();
}
