import { SvelteSet } from 'svelte/reactivity';
import { figureExports } from '../state/figure-exports.svelte.ts';
import { workspace } from '../state/workspace.svelte.ts';
import { TOUR_STEPS } from './tour-steps.ts';

const STORED = 'keycore.tour';

/** The tour through the window: where it is, and what has been done. */
class Tour {
  /** Number of the step; null while there is no tour. */
  at = $state<number | null>(null);
  /** The step does its task. */
  acting = $state(false);
  readonly #done = new SvelteSet<string>();
  /** It was taken, or somebody said that it is not wanted. */
  #known = $state(localStorage.getItem(STORED) !== null);

  readonly step = $derived(this.at === null ? null : TOUR_STEPS[this.at]);
  readonly isDone = $derived(this.step !== null && this.#done.has(this.step.id));
  readonly isOffered = $derived(workspace.firstStart && !this.#known && this.at === null);

  begin(): void {
    this.#done.clear();
    figureExports.written = 0;
    this.forgetOffer();
    this.#go(0);
  }

  /** The offer does not come again. */
  forgetOffer(): void {
    localStorage.setItem(STORED, 'known');
    this.#known = true;
  }

  next(): void {
    if (this.at !== null) this.#go(this.at + 1);
  }

  back(): void {
    if (this.at !== null && this.at > 0) this.#go(this.at - 1);
  }

  end(): void {
    this.at = null;
  }

  /** What was done once stays done, whatever is changed afterwards. */
  notice(): void {
    if (this.step?.isDone() === true) this.#done.add(this.step.id);
  }

  async act(): Promise<void> {
    this.acting = true;
    await this.step?.act();
    this.acting = false;
  }

  #go(at: number) {
    this.at = at < TOUR_STEPS.length ? at : null;
    this.step?.prepare?.();
  }
}

export const tour = new Tour();
