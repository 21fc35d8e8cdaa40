import { randomUUID } from 'node:crypto';
import { livenessOf, thisProcess } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';
import type { Connection } from './sqlite.ts';

/** How often the holder of a lease should renew it. */
export const HEARTBEAT_INTERVAL_MS = 15_000;

/**
 * A lease whose heartbeat is further than this from our clock, and whose holder cannot be seen to live (another host),
 * is dead. Eight missed heartbeats; larger than the clocks of a cluster differ. Also in the future: a clock once set
 * wrong must not lock a project for ever.
 */
export const LEASE_EXPIRES_MS = 120_000;

/** Who may write to a project. */
export interface LeaseHolder extends ProcessIdentity {
  /** ISO 8601. */
  acquired: string;
  /** When it was last renewed, ISO 8601. */
  heartbeat: string;
  /** False when the next writer would take the lease over. */
  alive: boolean;
}

interface LeaseRow extends ProcessIdentity {
  token: string;
  acquired: number;
  heartbeat: number;
}

const SELECT = 'SELECT token, host, pid, pidSpace, startedAt, acquired, heartbeat FROM lease';
const REPLACE = `INSERT OR REPLACE INTO lease (id, token, host, pid, pidSpace, startedAt, acquired, heartbeat)
  VALUES (1, @token, @host, @pid, @pidSpace, @startedAt, @acquired, @heartbeat)`;
const RENEW = 'UPDATE lease SET heartbeat = @heartbeat WHERE token = @token';
const RELEASE = 'DELETE FROM lease WHERE token = @token';

function isAlive(row: LeaseRow, now: number): boolean {
  const liveness = livenessOf(row);
  return liveness === 'unknown' ? Math.abs(now - row.heartbeat) <= LEASE_EXPIRES_MS : liveness === 'alive';
}

function holderOf(row: LeaseRow, now: number): LeaseHolder {
  const { host, pid, pidSpace, startedAt, acquired, heartbeat } = row;
  const iso = (time: number): string => new Date(time).toISOString();
  return {
    host,
    pid,
    pidSpace,
    startedAt,
    acquired: iso(acquired),
    heartbeat: iso(heartbeat),
    alive: isAlive(row, now),
  };
}

/** The lease as it stands, dead or alive; null when nobody holds it. */
export function currentLease({ db }: Connection, now = Date.now()): LeaseHolder | null {
  const row = db.prepare<[], LeaseRow>(SELECT).get();
  return row === undefined ? null : holderOf(row, now);
}

/** Takes the lease unless a living process holds it, in one transaction; gives its token, or who holds it. */
export function acquireLease(
  { db }: Connection,
  identity: ProcessIdentity = thisProcess(),
  now = Date.now(),
): { token: string } | { heldBy: LeaseHolder } {
  const acquire = db.transaction((): { token: string } | { heldBy: LeaseHolder } => {
    const row = db.prepare<[], LeaseRow>(SELECT).get();
    if (row !== undefined && isAlive(row, now)) return { heldBy: holderOf(row, now) };
    const token = randomUUID();
    db.prepare(REPLACE).run({ ...identity, token, acquired: now, heartbeat: now });
    return { token };
  });
  return acquire.immediate();
}

/** Throws unless the lease is still ours; called inside every transaction that writes. */
export function verifyLease(connection: Connection, token: string): void {
  const row = connection.db.prepare<[], LeaseRow>(SELECT).get();
  if (row?.token === token) return;
  const who = row === undefined ? 'given up' : `taken over by process ${row.pid} on ${row.host}`;
  throw new Error(`${connection.path}: the right to write was ${who}; nothing was written, open the project anew`);
}

/** Tells others that we live; throws if the lease is no longer ours. */
export function renewLease(connection: Connection, token: string, now = Date.now()): void {
  const { db } = connection;
  db.transaction(() => {
    verifyLease(connection, token);
    db.prepare(RENEW).run({ token, heartbeat: now });
  }).immediate();
}

/** Gives the lease back; does nothing when it has been taken over. */
export function releaseLease({ db }: Connection, token: string): void {
  db.prepare(RELEASE).run({ token });
}

/** Frees a copy of a project from the lease of the original. */
export function clearLease({ db }: Connection): void {
  db.prepare('DELETE FROM lease').run();
}
