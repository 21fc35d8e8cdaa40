import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { codeOf } from './error-code.ts';

/** Names a process among those of all computers that can reach a file. */
export interface ProcessIdentity {
  host: string;
  pid: number;
  /** Where `pid` counts (a container may number its processes separately); null where the system has no such thing. */
  pidSpace: string | null;
  /** When the process started, in the system's own count; null where it does not tell. Tells a reused pid apart. */
  startedAt: string | null;
}

/** What `read` gives, or null where this system has no such file. */
function fromProc(read: () => string) {
  try {
    return read();
  } catch {
    // Only Linux has /proc, and the process asked for may be gone: both mean "not known".
    return null;
  }
}

/** State letter and start time in clock ticks since boot, fields 3 and 22 of /proc/PID/stat (proc_pid_stat(5)). */
function procStat(pid: number) {
  const text = fromProc(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  if (text === null) return null;
  // Field 2 is the command in parentheses and may itself hold blanks and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0], startedAt: fields[19] };
}

export function thisProcess(): ProcessIdentity {
  return {
    host: hostname(),
    pid: process.pid,
    pidSpace: fromProc(() => readlinkSync('/proc/self/ns/pid')),
    startedAt: procStat(process.pid)?.startedAt ?? null,
  };
}

/** Largest process number that the system's calls take. */
export const MAX_PID = 2 ** 31 - 1;

/** Whether a process is, or was, one of this host and container: then its number means something here. */
export function isSameSystem({ host, pidSpace }: ProcessIdentity): boolean {
  const me = thisProcess();
  return host === me.host && pidSpace === me.pidSpace;
}

/**
 * Whether a process lives, as far as this one can tell: 'unknown' for another host or container, and where the pid is
 * in use but the system does not say since when.
 */
export function livenessOf(other: ProcessIdentity): 'alive' | 'gone' | 'unknown' {
  if (!isSameSystem(other)) return 'unknown';
  try {
    // Signal 0 asks whether the process exists.
    process.kill(other.pid, 0);
  } catch (error) {
    // EPERM: it exists and is another user's.
    if (codeOf(error) !== 'EPERM') return 'gone';
  }
  const stat = procStat(other.pid);
  if (stat === null || other.startedAt === null) return 'unknown';
  // A zombie (Z) or dead (X) process writes no more, though its number is still taken.
  return stat.startedAt === other.startedAt && stat.state !== 'Z' && stat.state !== 'X' ? 'alive' : 'gone';
}
