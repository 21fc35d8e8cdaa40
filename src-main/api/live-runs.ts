import type { Job } from '../jobs/job-board.ts';
import type { LiveRun } from './live-run.ts';

/** The pictures of the simulations of this process, by their jobs. Those of finished ones go when another begins. */
export class LiveRuns {
  readonly #runs = new Map<string, { job: Job; live: LiveRun }>();

  add(job: Job, live: LiveRun): void {
    for (const [id, other] of this.#runs) if (other.job.isFinished) this.#runs.delete(id);
    this.#runs.set(job.id, { job, live });
    void job.finished.then(() => live.end());
  }

  /** Ids of the jobs of a project. */
  of(project: string): string[] {
    return [...this.#runs.values()].filter(({ job }) => job.project === project).map(({ job }) => job.id);
  }

  find(project: string, id: string): LiveRun | undefined {
    const found = this.#runs.get(id);
    return found?.job.project === project ? found.live : undefined;
  }
}
