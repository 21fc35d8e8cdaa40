import { Hono } from 'hono';
import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { Job, JobContext } from '../jobs/job-board.ts';
import type { ProjectHandle } from '../library/open-project-handle.ts';
import { mergeProjects, type MergeResult } from '../merge/merge-projects.ts';
import { type Giver, takeIn } from '../merge/take-in.ts';
import { explainFileError } from '../project/file-error.ts';
import { openProject } from '../project/open-project.ts';
import { jobInfoSchema } from './contract.ts';
import type { ApiContext } from './context.ts';
import { ApiFailure } from './failure.ts';
import { type MergeOutcome, mergeOutcomeSchema, type MergeRequest, mergeRequestSchema } from './merge-contract.ts';
import { namedFile, openHandle, requireRoom } from './projects.ts';
import { described } from './route-description.ts';
import { validated } from './validated.ts';

/** Finished merges whose outcome can still be asked for. */
const MAX_OUTCOMES = 50;

/** Files of the projects to be merged; each once, and not the open one itself. */
function filesOf({ from }: MergeRequest, handle: ProjectHandle, context: ApiContext) {
  const paths = from.map((source) => {
    if (!('known' in source)) return namedFile(source, 'read', context).path;
    const path = context.known.pathOf(source.known);
    if (path === null) throw new ApiFailure('not-found', 'this project is not known here; choose it by its file');
    return path;
  });
  const real = paths.map((path) => {
    try {
      return realpathSync(path);
    } catch (error) {
      throw explainFileError(error, basename(path), 'read');
    }
  });
  const files = [...new Set(real)].filter((file) => file !== handle.file);
  if (files.length === 0)
    throw new BadInput('this is the open project itself; choose another one', { file: handle.name });
  return files;
}

/** Runs an action with projects that are opened for it; one that is open here already is not opened twice. */
async function withProjects<T>(files: readonly string[], context: ApiContext, action: (givers: Giver[]) => Promise<T>) {
  using opened = new DisposableStack();
  const givers: Giver[] = [];
  for (const file of files) {
    const open = context.projects.list().find((handle) => handle.file === file);
    const project = open?.project ?? opened.use(await openProject(file, { mode: 'read' }));
    givers.push({ project, name: basename(file) });
  }
  // Awaited here: they are closed when this returns.
  return await action(givers);
}

function asOutcome(file: string, { samples, reports, tags, notes, repeated, missing, failed, deleted }: MergeResult) {
  const said = [
    [repeated, 'the same structure was there more than once'],
    [deleted, 'they are deleted in one of the projects, and in the new one; restore them there'],
    [failed, 'they failed'],
    [missing, 'they are not made yet'],
  ] as const;
  return {
    file,
    samples: samples - deleted,
    enriched: 0,
    reports: Object.values(reports).reduce((sum, count) => sum + count, 0),
    tags,
    notes,
    skipped: said.filter(([count]) => count > 0).map(([count, reason]) => ({ from: '', samples: count, reason })),
  };
}

/** Merges into a new file. */
async function mergeAll(
  handle: ProjectHandle,
  files: readonly string[],
  target: { path: string; shown: string },
  context: ApiContext,
  job: JobContext,
): Promise<MergeOutcome> {
  const result = await withProjects(files, context, (givers) =>
    mergeProjects([handle.project, ...givers.map(({ project }) => project)], target.path, {
      signal: job.signal,
      onProgress: (done, total) => job.report(`${done} of ${total} samples`, total === 0 ? null : done / total),
    }),
  );
  return asOutcome(target.shown, result);
}

/** Takes the others into the open project. */
async function takeAll(
  handle: ProjectHandle,
  files: readonly string[],
  context: ApiContext,
  job: JobContext,
): Promise<MergeOutcome> {
  const result = await withProjects(files, context, (givers) =>
    takeIn(handle.project, givers, {
      signal: job.signal,
      onProgress: (done, total) => job.report(`${done} of ${total} samples`, total === 0 ? null : done / total),
      onStored: (number) => job.stored(number),
      runExclusive: (action) => handle.runExclusive(action),
    }),
  );
  handle.changes.mark('project', 'samples');
  return { ...result, file: null, samples: result.samples.length };
}

/** POST …/merges and GET …/merges/:job. */
export function mergeRoutes(context: ApiContext) {
  const outcomes = new Map<string, MergeOutcome>();
  const keep = (job: Job, outcome: MergeOutcome) => {
    outcomes.set(job.id, outcome);
    for (const old of [...outcomes.keys()].slice(0, -MAX_OUTCOMES)) outcomes.delete(old);
  };
  return new Hono()
    .post(
      '/projects/:project/merges',
      described('MergeRequest', '`{ job: JobInfo }`'),
      validated('json', mergeRequestSchema),
      (c) => {
        const handle = openHandle(context, c);
        const request = c.req.valid('json');
        const files = filesOf(request, handle, context);
        const { into } = request;
        const target = into === undefined ? null : namedFile(into, 'save', context);
        if (target === null) requireRoom(handle);
        const names = files.map((file) => basename(file, '.keycore')).join(', ');
        const job = context.jobs.start({
          project: handle.id,
          title: target === null ? `Merge of ${names} into ${handle.name}` : `Merge into ${basename(target.shown)}`,
          work: async (jobContext) => {
            const made =
              target === null
                ? await takeAll(handle, files, context, jobContext)
                : await mergeAll(handle, files, target, context, jobContext);
            keep(job, made);
          },
        });
        return c.json({ job: jobInfoSchema.parse(job.snapshot) }, 202);
      },
    )
    .get('/projects/:project/merges/:job', described('', 'MergeOutcome, once the job is done'), (c) => {
      openHandle(context, c);
      const outcome = outcomes.get(c.req.param('job'));
      if (outcome === undefined) throw new ApiFailure('not-found', 'this merge has not ended');
      return c.json(mergeOutcomeSchema.parse(outcome));
    });
}
