import { createHash, randomBytes } from 'node:crypto';
import { lstatSync, mkdtempSync, readdirSync, rmSync, type Stats } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { livenessOf, MAX_PID, thisProcess, type ProcessIdentity } from './process-identity.ts';

/** A temporary file or folder that cannot be ascribed to a process of this host is left behind after so long without a write. */
const LEFT_BEHIND_MS = 7 * 24 * 60 * 60_000;

/** Ours: host and container as a hash, process, when it started (0: unknown), a random number; or of an older Keycore. */
const NAME = /^\.keycore-(?:([0-9a-f]{8})-(\d{1,10})-(\d{1,20})-)?[0-9a-f]{16}\.tmp(?:-journal)?$/;

function systemOf({ host, pidSpace }: ProcessIdentity) {
  return createHash('sha256')
    .update(JSON.stringify([host, pidSpace]))
    .digest('hex')
    .slice(0, 8);
}

/** The same of folders in the system's temporary one that hold what pipes gave; `mkdtemp` adds six characters. */
const PIPES_NAME = /^keycore-pipes-(?:([0-9a-f]{8})-(\d{1,10})-(\d{1,20})-)?[0-9A-Za-z]{6}$/;

/** What a name says about this process. */
function owner() {
  const me = thisProcess();
  return `${systemOf(me)}-${me.pid}-${me.startedAt ?? '0'}`;
}

/** Whether the process that a name refers to has ended; null where the name does not say, or not to this host. */
function isOver(name: string, pattern: RegExp) {
  const [, system, pid, started] = pattern.exec(name) ?? [];
  const me = thisProcess();
  if (system !== systemOf(me) || Number(pid) > MAX_PID || Number(pid) < 1) return null;
  const startedAt = started === '0' ? null : started;
  const liveness = livenessOf({ host: me.host, pidSpace: me.pidSpace, pid: Number(pid), startedAt });
  return liveness === 'unknown' ? null : liveness === 'gone';
}

/** What of a folder's entries is removed. */
interface LeftOver {
  pattern: RegExp;
  kind: (status: Stats) => boolean;
}

const FILES: LeftOver = { pattern: NAME, kind: (status) => status.isFile() || status.isDirectory() };
const PIPES: LeftOver = { pattern: PIPES_NAME, kind: (status) => status.isDirectory() };

/**
 * Removes what killed processes have left in a folder: that of processes which have ended, and that of other hosts and
 * older versions which nobody has written to for a week. Only what is this user's and has a name of ours; no link is
 * followed. What cannot be listed or removed stays: it must not keep anyone from working.
 */
export function removeLeftBehind(folder: string, now = Date.now(), { pattern, kind }: LeftOver = FILES): void {
  try {
    for (const name of readdirSync(folder).filter((each) => pattern.test(each))) {
      const path = join(folder, name);
      const status = lstatSync(path, { throwIfNoEntry: false });
      if (status === undefined || !kind(status)) continue;
      if (process.geteuid !== undefined && status.uid !== process.geteuid()) continue;
      if (isOver(name, pattern) ?? now - status.mtimeMs > LEFT_BEHIND_MS)
        rmSync(path, { force: true, recursive: status.isDirectory() });
    }
  } catch {
    // Best effort, see above.
  }
}

/** Name of a temporary file in a folder, which tells whose it is; removes what killed processes have left there. */
export function temporaryIn(folder: string): string {
  removeLeftBehind(folder);
  return join(folder, `.keycore-${owner()}-${randomBytes(8).toString('hex')}.tmp`);
}

/**
 * Makes a folder for what pipes give, in the system's temporary one: only its owner can enter it, and its name tells whose
 * it is. Removes those that killed processes have left.
 */
export function folderForPipes(): string {
  removeLeftBehind(tmpdir(), Date.now(), PIPES);
  return mkdtempSync(join(tmpdir(), `keycore-pipes-${owner()}-`));
}
