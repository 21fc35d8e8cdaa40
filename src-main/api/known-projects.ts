import { Hono } from 'hono';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { faultText } from '../files/fault-text.ts';
import { type KnownProject, shownFolder } from '../user-data/known-projects.ts';
import { glance } from '../project/glance.ts';
import type { ApiContext } from './context.ts';
import { hiddenFolders, withoutFolders } from './failure.ts';
import { type KnownProjectInfo, knownProjectsSchema } from './known-projects-contract.ts';
import { leftUnfinished } from './unfinished-work.ts';
import { described } from './route-description.ts';
import { unfinishedJobs } from './unfinished.ts';

/** A disk that is asleep or far away is not waited for longer; the list is made for somebody who waits. */
const SILENT_AFTER_MS = 700;

type Look = Pick<KnownProjectInfo, 'at' | 'state' | 'problem' | 'samples' | 'unfinished'>;

const NOTHING_SEEN = { at: null, problem: null, samples: null, unfinished: [] };

/** When a regular file was last written; why it cannot be looked at. */
async function lastWritten(path: string): Promise<Date | 'missing' | 'silent'> {
  const arrived = new AbortController();
  try {
    const late = wait(SILENT_AFTER_MS, 'silent' as const, { signal: arrived.signal, ref: false });
    // The system's answer may never come: nothing but this thread of the pool waits for it.
    const found = await Promise.race([stat(path), late]);
    if (found === 'silent') return 'silent';
    return found.isFile() ? found.mtime : 'missing';
  } catch {
    // Not there, or in a folder that is closed to us.
    return 'missing';
  } finally {
    arrived.abort();
  }
}

/** What a project that is not open here holds. */
function glanceAt(path: string, context: ApiContext): Omit<Look, 'at'> {
  try {
    return glance(path, (project) => ({
      state: 'there',
      problem: null,
      samples: project.countSamples(),
      // The process that has it open may be working on it.
      unfinished: project.writer()?.alive === true ? [] : leftUnfinished(project).map(({ title }) => title),
    }));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (!(error instanceof BadInput)) context.log(faultText(error));
    const problem = withoutFolders(error.message, [...hiddenFolders(context), dirname(path)]);
    return { ...NOTHING_SEEN, state: 'unreadable', problem };
  }
}

async function look(path: string, context: ApiContext): Promise<Look & { open: boolean }> {
  const handle = context.projects.list().find(({ file }) => file === path);
  const written = await lastWritten(path);
  if (written === 'missing' || written === 'silent') return { ...NOTHING_SEEN, state: written, open: false };
  const at = written.toISOString();
  if (handle === undefined) return { at, ...glanceAt(path, context), open: false };
  const unfinished = unfinishedJobs(context, handle).map(({ title }) => title);
  return { at, state: 'there', problem: null, samples: handle.project.countSamples(), unfinished, open: true };
}

async function infoOf(known: KnownProject, context: ApiContext): Promise<KnownProjectInfo> {
  const { id, path, kind } = known;
  return {
    id,
    key: `known.${id}`,
    name: basename(path, '.keycore'),
    kind,
    folder: shownFolder(known),
    ...(await look(path, context)),
  };
}

/** GET /projects/known, DELETE /projects/known/:known. */
export function knownProjectRoutes(context: ApiContext) {
  return new Hono()
    .get(
      '/projects/known',
      described('', '`{ projects: KnownProject[] }`: opened before, or in the user’s data'),
      async (c) => {
        const projects = await Promise.all(context.known.list().map((known) => infoOf(known, context)));
        return c.json(knownProjectsSchema.parse({ projects }));
      },
    )
    .delete('/projects/known/:known', described('', '`{}`: taken off the list; the file stays'), (c) => {
      context.known.remove(c.req.param('known'));
      return c.json({});
    });
}
