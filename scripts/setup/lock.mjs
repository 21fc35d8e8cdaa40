import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A lock whose content is unreadable belongs to a process between creating and filling it, unless it is older. */
const UNREADABLE_GRACE_MS = 10_000;
const POLL_MS = 200;

/** The process named in the lock file, or null when it cannot be read (just being written, or gone). */
function readOwner(path) {
  try {
    const owner = JSON.parse(readFileSync(path, 'utf8'));
    return Number.isInteger(owner.pid) && typeof owner.host === 'string' ? owner : null;
  } catch {
    return null;
  }
}

function isStale(path, owner) {
  if (owner === null) {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat !== undefined && Date.now() - stat.mtimeMs > UNREADABLE_GRACE_MS;
  }
  // A process of another machine (shared home directory) cannot be asked whether it lives.
  if (owner.host !== hostname()) return false;
  try {
    process.kill(owner.pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function tryCreate(path) {
  try {
    writeFileSync(path, JSON.stringify({ pid: process.pid, host: hostname() }), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a dead owner's lock; by rename first, so that of several waiters only one removes it. */
function removeStale(path, owner) {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  const taken = readOwner(aside);
  if (taken !== null && (owner === null || taken.pid !== owner.pid || taken.host !== owner.host)) {
    // Another waiter was faster and this is its live lock: give it back.
    renameSync(aside, path);
    return;
  }
  rmSync(aside, { force: true });
}

/**
 * Runs `work` while holding the lock file at `path`; waits for another living process that holds it.
 * `onWait(owner)` is told once when there is somebody to wait for. The lock of a dead process is taken over.
 */
export async function withLock(path, work, onWait = () => {}) {
  mkdirSync(dirname(path), { recursive: true });
  let waited = false;
  while (!tryCreate(path)) {
    const owner = readOwner(path);
    if (isStale(path, owner)) {
      removeStale(path, owner);
      continue;
    }
    if (!waited) onWait(owner);
    waited = true;
    await sleep(POLL_MS);
  }
  const release = () => rmSync(path, { force: true });
  process.on('exit', release);
  const stop = (signal) => {
    release();
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    return await work();
  } finally {
    release();
    process.off('exit', release);
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}
