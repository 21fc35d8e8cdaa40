import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { Job } from '../jobs/job-board.ts';
import type { ProjectHandle } from '../library/open-project-handle.ts';
import { jobHash, type JsonObject } from '../project/configuration-json.ts';
import type { PendingWork } from '../project/pending.ts';
import type { ApiContext } from './context.ts';
import { type JobInfo, jobInfoSchema } from './contract.ts';
import { ApiFailure } from './failure.ts';
import { DISMISSED, leftUnfinished, SIMULATE } from './unfinished-work.ts';

/** Work that was begun and not ended, and that nothing in this process is at; oldest first. */
function unfinishedWork(context: ApiContext, handle: ProjectHandle) {
  // The process that writes a project that is only read here may be working on it.
  if (!handle.takesSamples) return [];
  return leftUnfinished(handle.project, {
    isAt: (id) => context.jobs.find(handle.id, id)?.isFinished === false,
    isIdle: context.jobs.list(handle.id).every(({ isFinished }) => isFinished),
  });
}

/** Why work cannot be taken up again, for the user; null when it can. */
function problemOf(work: PendingWork, context: ApiContext) {
  const resumption = context.resumptions.get(work.kind);
  if (resumption === undefined)
    return work.kind === SIMULATE
      ? `${work.title}; run the same 'keycore simulate' again to make them.`
      : `${work.title} was begun by another Keycore, which can take it up again.`;
  const problem = resumption.problem(work);
  if (problem === null) return null;
  return `${work.title} cannot go on: ${problem}. Start it again: samples that are stored are found and not made again.`;
}

function infoOf(work: PendingWork, problem: string | null): JobInfo {
  const { id, title, begunAt } = work;
  return jobInfoSchema.parse({
    id,
    title,
    state: 'unfinished',
    resumable: problem === null,
    startedAt: begunAt,
    progress: null,
    stage: '',
    secondsLeft: null,
    samples: [],
    error: problem === null ? null : { kind: 'bad-input', message: problem },
  });
}

/** What earlier runs have left unfinished in a project, oldest first. */
export function unfinishedJobs(context: ApiContext, handle: ProjectHandle): JobInfo[] {
  return unfinishedWork(context, handle).map((work) => infoOf(work, problemOf(work, context)));
}

/** Takes unfinished work up again; undefined where there is none of that id. Throws `BadInput` where it cannot be. */
export async function resumeUnfinished(
  context: ApiContext,
  handle: ProjectHandle,
  id: string,
): Promise<Job | undefined> {
  if (!handle.takesSamples)
    throw new ApiFailure('read-only', `'${handle.name}' cannot be written. ${handle.readOnlyReason ?? ''}`.trim());
  const work = unfinishedWork(context, handle).find((unfinished) => unfinished.id === id);
  if (work === undefined) return undefined;
  const problem = problemOf(work, context);
  if (problem !== null) throw new BadInput(problem);
  const { resumptions, resuming } = context;
  const key = `${handle.id} ${id}`;
  const begun =
    resuming.get(key) ??
    resumptions
      .get(work.kind)
      ?.resume(work, handle)
      .finally(() => resuming.delete(key));
  if (begun !== undefined) resuming.set(key, begun);
  return begun;
}

/**
 * Forgets pending work, and gives it as it was listed; undefined where there is none of that id. The samples that a job
 * of the project lacks are no longer listed: making them by the same configuration and seed is possible as before.
 */
export async function forgetUnfinished(
  context: ApiContext,
  handle: ProjectHandle,
  id: string,
): Promise<JobInfo | undefined> {
  const work = unfinishedWork(context, handle).find((unfinished) => unfinished.id === id);
  if (work === undefined) return undefined;
  const { kind, title, request } = work;
  const { configuration, seed, samples } = request;
  await handle.runExclusive(() => {
    handle.project.endWork(id);
    if (!Object.hasOwn(request, 'configuration')) return;
    // What a job of the project lacks is no longer to be reported; its sample numbers stay given. `asPending` has put
    // configuration and seed there.
    const hash = jobHash(configuration as JsonObject, seed as string | null);
    handle.project.beginWork({ id, kind: DISMISSED, title, request: { jobHash: hash, samples } });
  });
  context.resumptions.get(kind)?.forget?.(work);
  handle.changes.mark('jobs');
  return { ...infoOf(work, null), state: 'cancelled', resumable: false };
}
