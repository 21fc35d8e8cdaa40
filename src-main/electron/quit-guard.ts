/** The steps of quitting. */
export interface QuitSteps {
  /** Titles of the jobs that would be stopped. */
  runningJobs: () => string[];
  /** True to stop them and go. */
  confirm: (titles: string[]) => Promise<boolean>;
  /** Stops what runs, closes the projects, writes what is left to write. */
  shutDown: () => Promise<void>;
  /** Quits for good: no further question. */
  leave: (exitCode: number) => void;
  /** Receives a failure on the way; quitting goes on. */
  onError: (doing: string, error: unknown) => void;
}

/**
 * Handles a request to quit: with jobs running it asks, once; then everything is closed in order.
 * A job stopped so loses at most the step in flight and can be resumed.
 */
export class QuitGuard {
  readonly #steps: QuitSteps;
  #state: 'open' | 'asking' | 'leaving' = 'open';

  constructor(steps: QuitSteps) {
    this.#steps = steps;
  }

  /** True from the moment that nothing more stands in the way. */
  get leaving(): boolean {
    return this.#state === 'leaving';
  }

  /** Asks where needed, and leaves unless told to stay. A second request while the first is being answered is the same one. */
  async requestQuit(): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'asking';
    const { runningJobs, confirm, shutDown, leave, onError } = this.#steps;
    let stay = false;
    try {
      const titles = runningJobs();
      stay = titles.length > 0 && !(await confirm(titles));
    } catch (error) {
      // A list of jobs that cannot be had must not lock the user in.
      onError('asking which jobs run', error);
    }
    if (stay) {
      this.#state = 'open';
      return;
    }
    this.#state = 'leaving';
    let exitCode = 0;
    try {
      await shutDown();
    } catch (error) {
      onError('closing the projects', error);
      exitCode = 1;
    }
    leave(exitCode);
  }
}

/** The question, in words. */
export function quitQuestion(titles: readonly string[]): { message: string; detail: string; buttons: string[] } {
  const one = titles.length === 1;
  const shown = titles.slice(0, 5).map((title) => `• ${title}`);
  if (titles.length > shown.length) shown.push(`… and ${titles.length - shown.length} more`);
  return {
    message: one ? 'A job is still running.' : `${titles.length} jobs are still running.`,
    detail: `${shown.join('\n')}\n\nQuitting stops ${one ? 'it' : 'them'}; samples that are finished are kept, the rest can be taken up again.`,
    buttons: ['Keep working', 'Stop and quit'],
  };
}
