import type { JobInfo } from '../../src-main/api/contract.ts';
import * as api from './api.ts';
import { troubles } from './troubles.svelte.ts';

/** How long a lost progress stream waits before it is taken up again, ms. */
const RECONNECT_AFTER = 1000;
const RECONNECTS = 5;

export function isOver({ state }: JobInfo): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

/** The jobs of the project and how far they are. */
class Jobs {
  list = $state.raw<readonly JobInfo[]>([]);
  readonly running = $derived(this.list.filter((job) => !isOver(job)));
  #project = '';

  /** Shows the jobs of a project and follows those that run; `ended` hears of each that ends while we watch. */
  async watch(project: string, ended: (job: JobInfo) => void): Promise<void> {
    this.#project = project;
    this.list = [];
    try {
      const found = await api.jobs(project);
      if (this.#project !== project) return;
      this.list = found;
      for (const job of found) if (!isOver(job)) void this.follow(project, job, ended);
    } catch (error) {
      troubles.report(error);
    }
  }

  /** Follows a job to its end; a lost connection is taken up where it broke off. */
  async follow(project: string, job: JobInfo, ended: (job: JobInfo) => void): Promise<void> {
    this.#put(project, job);
    let last = job;
    let seq = 0;
    for (let attempt = 0; attempt <= RECONNECTS && !isOver(last); attempt += 1) {
      if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, RECONNECT_AFTER));
      try {
        for await (const event of api.jobEvents(project, job.id, seq)) {
          seq = event.seq;
          last = event.job;
          attempt = 0;
          this.#put(project, last);
        }
      } catch (error) {
        if (attempt === RECONNECTS || error instanceof api.ApiFailure) {
          troubles.report(error);
          return;
        }
      }
    }
    ended(last);
  }

  async cancel(job: JobInfo): Promise<void> {
    try {
      this.#put(this.#project, await api.cancelJob(this.#project, job.id));
    } catch (error) {
      troubles.report(error);
    }
  }

  #put(project: string, job: JobInfo): void {
    if (project !== this.#project) return;
    const known = this.list.some(({ id }) => id === job.id);
    this.list = known ? this.list.map((other) => (other.id === job.id ? job : other)) : [...this.list, job];
  }
}

export const jobs = new Jobs();
