import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Cancelled } from '../jobs/cancelled-error.ts';
import { fileIdentity } from './file-identity.ts';
import type { LeaseHolder } from './lease.ts';
import { checkFolderOf, makeNewFile } from './new-file.ts';
import { emptyProject, openProject } from './open-project.ts';
import type { Project } from './project.ts';
import { StorageFailure } from './storage-failure.ts';

/** How long a process waits for a project that another one writes to. */
export interface Patience {
  seconds: number;
  /** An abort ends the waiting with `Cancelled`. */
  signal: AbortSignal;
  /** Called when the waiting begins, and while it lasts: who writes, and how long it may still last. */
  onWait: (holder: LeaseHolder, secondsLeft: number) => void;
}

/** A project is small, and looking at who writes reads one row. */
const LOOK_INTERVAL_MS = 250;

/** Whether another process still writes to the file of that number, which was opened for reading, or has removed it. */
function isHeld(reader: Project, file: string | null) {
  try {
    return fileIdentity(reader.path) === file && reader.writer()?.alive === true;
  } catch (error) {
    // Locked by the process that writes at this moment.
    if (error instanceof StorageFailure) return true;
    throw error;
  }
}

async function untilFree(reader: Project, holder: LeaseHolder, until: number, { signal, onWait }: Patience) {
  const file = fileIdentity(reader.path);
  while (isHeld(reader, file) && Date.now() < until) {
    onWait(holder, (until - Date.now()) / 1000);
    await pause(LOOK_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) throw new Cancelled();
  }
}

/**
 * Opens a project for writing, once no other process does. Throws `BadInput` with the reason where that is not possible
 * (the holder of the lease, where the patience has ended), `Cancelled` after an abort, and else as `openProject`.
 */
export async function openWhenFree(path: string, patience: Patience): Promise<Project> {
  const until = Date.now() + 1000 * patience.seconds;
  for (;;) {
    const project = await openProject(path, { mode: 'write' });
    if (project.mode === 'write') return project;
    const { heldBy } = project;
    try {
      // Gives the reason.
      if (heldBy === null || Date.now() >= until) project.requireWritable();
      else await untilFree(project, heldBy, until, patience);
    } finally {
      project.close();
    }
  }
}

/** Makes an empty project unless there is a file of that name; whether it was made here. */
async function madeIfMissing(path: string) {
  if (existsSync(path)) return false;
  checkFolderOf(path);
  try {
    await makeNewFile(path, (temporary) => writeFileSync(temporary, emptyProject(), { flag: 'wx', flush: true }));
    return true;
  } catch (error) {
    // Another process was faster.
    if (existsSync(path)) return false;
    throw error;
  }
}

/**
 * Opens a project for writing that is made where there is none; of two processes that make one, one waits for the other.
 * `isNew`: it was made here, and is removed by `discardUnused` if nothing comes of it. Throws like `openWhenFree`.
 */
export async function openOrCreate(path: string, patience: Patience): Promise<{ project: Project; isNew: boolean }> {
  for (;;) {
    const isNew = await madeIfMissing(path);
    const before = fileIdentity(path);
    try {
      return { project: await openWhenFree(path, patience), isNew };
    } catch (error) {
      // The process that made it has removed it again, see below.
      if (error instanceof Cancelled || fileIdentity(path) === before) throw error;
    }
  }
}

/**
 * Closes a new project, and removes its file if nothing was stored: a command that fails, or is stopped, leaves nothing.
 * The file goes while this process has the right to write, and nobody writes into one that has gone (`openProject`).
 */
export function discardUnused(project: Project): void {
  if (project.listJobs().length > 0) {
    project.close();
    return;
  }
  rmSync(project.path, { force: true });
  project.closeRemoved();
}
