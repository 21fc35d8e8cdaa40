/** Something the user did that can be taken back. */
export interface Step {
  undo: () => void;
  redo: () => void;
}

/** Further steps back than this are forgotten. */
const MAX_STEPS = 200;

/** What was done, and what was undone and can be done again; a new step forgets the latter. */
class History {
  #steps = $state.raw<readonly Step[]>([]);
  /** So many of the steps are done; those after them have been undone. */
  #done = $state(0);

  get canUndo(): boolean {
    return this.#done > 0;
  }

  get canRedo(): boolean {
    return this.#done < this.#steps.length;
  }

  /** Remembers a step that has been done already. */
  record(step: Step): void {
    this.#steps = [...this.#steps.slice(0, this.#done), step].slice(-MAX_STEPS);
    this.#done = this.#steps.length;
  }

  undo(): void {
    if (!this.canUndo) return;
    this.#done -= 1;
    this.#steps[this.#done].undo();
  }

  redo(): void {
    if (!this.canRedo) return;
    this.#done += 1;
    this.#steps[this.#done - 1].redo();
  }

  clear(): void {
    this.#steps = [];
    this.#done = 0;
  }
}

/** The window's. What belongs to a sample is forgotten with it. */
export const history = new History();
