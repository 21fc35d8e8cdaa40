import type { StoredJob } from '../project/jobs.ts';
import type { PendingWork } from '../project/pending.ts';
import type { Project } from '../project/project.ts';

/** Kind of jobs that get their sample numbers when they begin. Analyses are stored with their samples, or not at all. */
export const SIMULATE = 'simulate';

/** Kind of the note that the user wants to hear no more of a job's missing samples. */
export const DISMISSED = 'dismissed';

function missingCount({ samples, stored, failed, deleted }: StoredJob) {
  return samples - stored - failed - deleted;
}

/** A job of the project that lacks samples, as pending work. */
function asPending(job: StoredJob): PendingWork {
  const { number, configuration, seed, samples, createdAt } = job;
  const { model, particles } = configuration;
  const named = typeof model === 'string' ? model : 'a potential of its own';
  const size = typeof particles === 'number' ? `, N = ${particles}` : '';
  return {
    id: `job-${number}`,
    kind: SIMULATE,
    title: `Simulation of ${named}${size}, seed ${seed ?? '–'}: ${missingCount(job)} of ${samples} samples are missing`,
    begunAt: createdAt,
    request: { configuration, seed, samples },
  };
}

/**
 * Jobs of the project that lack samples. Those of pending work that names them by `jobHash` are listed there, those
 * that were dismissed are not until they have got more samples.
 */
function incompleteJobs(project: Project, pending: readonly PendingWork[]): PendingWork[] {
  const isTold = ({ hash, samples }: StoredJob) =>
    pending.some(
      ({ kind, request }) => request['jobHash'] === hash && (kind !== DISMISSED || request['samples'] === samples),
    );
  return project
    .incompleteJobs()
    .filter((job) => job.configuration['task'] === SIMULATE && !isTold(job))
    .map(asPending);
}

/** What this process is at in a project. */
export interface AtWork {
  isAt: (id: string) => boolean;
  /** No job of the project is under way here: while one is, it may be at what a job lacks. */
  isIdle: boolean;
}

const NOT_AT_WORK: AtWork = { isAt: () => false, isIdle: true };

/** Work that was begun in a project and not ended, oldest first, without what is under way here. */
export function leftUnfinished(project: Project, { isAt, isIdle }: AtWork = NOT_AT_WORK): PendingWork[] {
  const pending = project.listPending();
  const left = pending.filter(({ id, kind }) => kind !== DISMISSED && !isAt(id));
  const incomplete = isIdle ? incompleteJobs(project, pending) : [];
  return [...left, ...incomplete].sort((a, b) => a.begunAt.localeCompare(b.begunAt));
}
