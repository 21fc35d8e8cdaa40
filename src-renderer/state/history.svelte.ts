/** Something the user did that can be taken back. */
export interface Step {
  undo: () => void;
  redo: () => void;
}

/** Further steps back than this are forgotten. */
const MAX_STEPS = 200;

/** What was done, and what was undone and can be done again; a new step forgets the latter. */
export class History {
  #done = $state.raw<readonly Step[]>([]);
  #undone = $state.raw<readonly Step[]>([]);

  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  /** Remembers a step that has been done already. */
  record(step: Step): void {
    this.#done = [...this.#done, step].slice(-MAX_STEPS);
    this.#undone = [];
  }

  undo(): void {
    const step = this.#done.at(-1);
    if (step === undefined) return;
    this.#done = this.#done.slice(0, -1);
    this.#undone = [...this.#undone, step];
    step.undo();
  }

  redo(): void {
    const step = this.#undone.at(-1);
    if (step === undefined) return;
    this.#undone = this.#undone.slice(0, -1);
    this.#done = [...this.#done, step];
    step.redo();
  }

  clear(): void {
    this.#done = [];
    this.#undone = [];
  }
}

/** The window's. What belongs to a sample is forgotten with it. */
export const history = new History();
