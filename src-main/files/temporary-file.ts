import { createHash, randomBytes } from 'node:crypto';
import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { livenessOf, MAX_PID, thisProcess } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';

/** A temporary file that cannot be ascribed to a process of this host is left behind after so long without a write. */
const LEFT_BEHIND_MS = 7 * 24 * 60 * 60_000;

/** Ours: host and container as a hash, process, when it started (0: unknown), a random number; or of an older Keycore. */
const NAME = /^\.keycore-(?:([0-9a-f]{8})-(\d{1,10})-(\d{1,20})-)?[0-9a-f]{16}\.tmp(?:-journal)?$/;

function systemOf({ host, pidSpace }: ProcessIdentity): string {
  return createHash('sha256')
    .update(JSON.stringify([host, pidSpace]))
    .digest('hex')
    .slice(0, 8);
}

/** Whether the process that a name tells of has ended; null where the name does not tell, or not to this host. */
function isOver(name: string): boolean | null {
  const [, system, pid, started] = NAME.exec(name) ?? [];
  const me = thisProcess();
  if (system !== systemOf(me) || Number(pid) > MAX_PID || Number(pid) < 1) return null;
  const startedAt = started === '0' ? null : started;
  const liveness = livenessOf({ host: me.host, pidSpace: me.pidSpace, pid: Number(pid), startedAt });
  return liveness === 'unknown' ? null : liveness === 'gone';
}

/**
 * Removes the temporary files that killed processes have left in a folder: those whose process has ended, and those of
 * other hosts and older versions that nobody has written to for a week. Only regular files of this user with a name of
 * ours. What cannot be listed or removed stays: it must not keep anyone from working.
 */
export function removeLeftBehind(folder: string, now = Date.now()): void {
  try {
    for (const name of readdirSync(folder).filter((each) => NAME.test(each))) {
      const path = join(folder, name);
      const status = lstatSync(path, { throwIfNoEntry: false });
      if (status?.isFile() !== true) continue;
      if (process.geteuid !== undefined && status.uid !== process.geteuid()) continue;
      if (isOver(name) ?? now - status.mtimeMs > LEFT_BEHIND_MS) rmSync(path, { force: true });
    }
  } catch {
    // Best effort, see above.
  }
}

/** Name of a temporary file in a folder, which tells whose it is; removes what killed processes have left there. */
export function temporaryIn(folder: string): string {
  removeLeftBehind(folder);
  const me = thisProcess();
  const owner = `${systemOf(me)}-${me.pid}-${me.startedAt ?? '0'}`;
  return join(folder, `.keycore-${owner}-${randomBytes(8).toString('hex')}.tmp`);
}
