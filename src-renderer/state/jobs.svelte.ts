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
  #project = '';
  /** Who wants to know how a job ends. */
  #ends = new Map<string, Ended>();
  #following: { job: string; stop: AbortController } | null = null;

  /**
   * Shows the jobs of a project in place of those of another; '' for none. `ended` hears of those that this tab had
   * begun before it was loaded again.
   */
  async show(project: string, ended?: Ended): Promise<void> {
    this.#project = project;
    this.list = [];
    this.#ends.clear();
    this.#unfollow();
    if (ended !== undefined) for (const id of begunHere()) this.#ends.set(id, ended);
    await this.reload();
  }

  /** Reads the list again. */
  async reload(): Promise<void> {
    const project = this.#project;
    if (project === '') return;
    await attempt(async () => {
      const found = await api.jobs(project);
      if (project === this.#project) this.#take(found);
    });
  }

  /** A job that this page has begun: `ended` hears how it ends. */
  follow(project: string, job: JobInfo, ended: Ended): void {
    if (project !== this.#project) return;
    this.#ends.set(job.id, ended);
    sessionStorage.setItem(BEGUN_HERE, JSON.stringify([...begunHere(), job.id]));
    this.#put(job);
    // It may have been over before we knew of it.
    void this.reload();
  }

  cancel(job: JobInfo): Promise<boolean> {
    return attempt(async () => this.#put(await api.cancelJob(this.#project, job.id)));
  }

  resume(job: JobInfo): Promise<boolean> {
    return attempt(async () => this.#put(await api.resumeJob(this.#project, job.id)));
  }

  /** Forgets an unfinished job; what it has stored stays. */
  dismiss(job: JobInfo): Promise<boolean> {
    return attempt(async () => {
      await api.cancelJob(this.#project, job.id);
      this.#take(this.list.filter(({ id }) => id !== job.id));
    });
  }

  #put(job: JobInfo) {
    const known = this.list.some(({ id }) => id === job.id);
    this.#take(known ? this.list.map((other) => (other.id === job.id ? job : other)) : [...this.list, job]);
  }

  #take(list: readonly JobInfo[]) {
    const before = new Set(this.running.map(({ id }) => id));
    this.list = list;
    for (const job of list.filter(isOver)) {
      const ended = this.#ends.get(job.id);
      if (ended !== undefined) {
        this.#ends.delete(job.id);
        sessionStorage.setItem(BEGUN_HERE, JSON.stringify(begunHere().filter((id) => id !== job.id)));
        ended(job);
      } else if (job.state === 'failed' && before.has(job.id) && job.error !== null) messages.add(job.error.message);
    }
    this.#followFirst();
  }

  #unfollow() {
    this.#following?.stop.abort();
    this.#following = null;
  }

  /** Follows the first running job, if it is not followed yet. */
  #followFirst() {
    // Its stream begins with what was: a running job is shown queued for a moment, and must not be let go for that.
    const followed = this.list.find(({ id }) => id === this.#following?.job);
    if (followed !== undefined && isUnderWay(followed)) return;
    const first = this.list.find(({ state }) => state === 'running');
    this.#unfollow();
    if (first === undefined) return;
    const stop = new AbortController();
    this.#following = { job: first.id, stop };
    void this.#listen(this.#project, first.id, stop.signal);
  }

  async #listen(project: string, job: string, signal: AbortSignal) {
    let seq = 0;
    const isFollowed = () => !signal.aborted;
    while (isFollowed()) {
      try {
        for await (const event of await api.jobEvents(project, job, seq, signal)) {
          if (!isFollowed()) return;
          seq = event.seq;
          this.#put(event.job);
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
}

export const jobs = new Jobs();
