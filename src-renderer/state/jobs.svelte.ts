import type { JobInfo } from '../../src-main/api/contract.ts';
import * as api from '../client/api.ts';
import { isLost, paused } from '../client/reconnecting.ts';
import { attempt, messages } from './messages.svelte.ts';

/** How long a lost progress stream waits before it is taken up again, ms. */
const RECONNECT_AFTER = 1000;

function isOver({ state }: JobInfo) {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

export function isUnderWay({ state }: JobInfo): boolean {
  return state === 'queued' || state === 'running';
}

type Ended = (job: JobInfo) => void;

/** Ids of the jobs that this tab began and that were not over when it last heard of them. */
const BEGUN_HERE = 'keycore.jobs';

function begunHere() {
  return JSON.parse(sessionStorage.getItem(BEGUN_HERE) ?? '[]') as string[];
}

/** Id of the project whose jobs are shown; '' for none. */
let shown = '';
/** Who wants to know how a job ends. */
const ends = new Map<string, Ended>();
let following: { job: string; stop: AbortController } | null = null;

/**
 * The jobs of the project and how far they are. The list is read again whenever one begins or ends (the project's changes
 * say so); of those under way only the first one running has its progress followed, for each stream holds a connection
 * and a browser has few.
 */
class Jobs {
  list = $state.raw<readonly JobInfo[]>([]);
  readonly running = $derived(this.list.filter(isUnderWay));
  /** Left behind by an earlier run of Keycore. */
  readonly unfinished = $derived(this.list.filter(({ state }) => state === 'unfinished'));

  /**
   * Shows the jobs of a project in place of those of another; '' for none. `ended` hears of those that this tab had
   * begun before it was loaded again.
   */
  async show(project: string, ended?: Ended): Promise<void> {
    shown = project;
    this.list = [];
    ends.clear();
    unfollow();
    if (ended !== undefined) for (const id of begunHere()) ends.set(id, ended);
    await this.reload();
  }

  /** Reads the list again. */
  async reload(): Promise<void> {
    const project = shown;
    if (project === '') return;
    await attempt(async () => {
      const found = await api.jobs(project);
      if (project === shown) take(found);
    });
  }

  /** A job that this page has begun: `ended` hears how it ends. */
  follow(project: string, job: JobInfo, ended: Ended): void {
    if (project !== shown) return;
    ends.set(job.id, ended);
    sessionStorage.setItem(BEGUN_HERE, JSON.stringify([...begunHere(), job.id]));
    put(job);
    // It may have been over before we knew of it.
    void this.reload();
  }

  cancel(job: JobInfo): Promise<boolean> {
    return attempt(async () => put(await api.cancelJob(shown, job.id)));
  }

  resume(job: JobInfo): Promise<boolean> {
    return attempt(async () => put(await api.resumeJob(shown, job.id)));
  }

  /** Forgets an unfinished job; what it has stored stays. */
  dismiss(job: JobInfo): Promise<boolean> {
    return attempt(async () => {
      await api.cancelJob(shown, job.id);
      take(this.list.filter(({ id }) => id !== job.id));
    });
  }
}

export const jobs = new Jobs();

function put(job: JobInfo) {
  const known = jobs.list.some(({ id }) => id === job.id);
  take(known ? jobs.list.map((other) => (other.id === job.id ? job : other)) : [...jobs.list, job]);
}

function take(list: readonly JobInfo[]) {
  const before = new Set(jobs.running.map(({ id }) => id));
  jobs.list = list;
  for (const job of list.filter(isOver)) {
    const ended = ends.get(job.id);
    if (ended !== undefined) {
      ends.delete(job.id);
      sessionStorage.setItem(BEGUN_HERE, JSON.stringify(begunHere().filter((id) => id !== job.id)));
      ended(job);
    } else if (job.state === 'failed' && before.has(job.id) && job.error !== null) messages.add(job.error.message);
  }
  followFirst();
}

function unfollow() {
  following?.stop.abort();
  following = null;
}

/** Follows the first running job, if it is not followed yet. */
function followFirst() {
  // Its stream begins with what was: a running job is shown queued for a moment, and must not be let go for that.
  const followed = jobs.list.find(({ id }) => id === following?.job);
  if (followed !== undefined && isUnderWay(followed)) return;
  const first = jobs.list.find(({ state }) => state === 'running');
  unfollow();
  if (first === undefined) return;
  const stop = new AbortController();
  following = { job: first.id, stop };
  void listen(shown, first.id, stop.signal);
}

async function listen(project: string, job: string, signal: AbortSignal) {
  let seq = 0;
  const isFollowed = () => !signal.aborted;
  while (isFollowed()) {
    try {
      for await (const event of await api.jobEvents(project, job, seq, signal)) {
        if (!isFollowed()) return;
        seq = event.seq;
        put(event.job);
      }
    } catch (error) {
      if (error instanceof api.RequestFailure) {
        messages.report(error);
        return;
      }
      if (!isLost(error)) throw error;
    }
    await paused(RECONNECT_AFTER, signal);
  }
}
