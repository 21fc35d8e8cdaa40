/** Something the user did that can be taken back. */
interface Step {
  undo: () => void;
  redo: () => void;
}

/** Further steps back than this are forgotten. */
const MAX_STEPS = 200;

let steps = $state.raw<readonly Step[]>([]);
/** So many of the steps are done; those after them have been undone. */
let done = $state(0);

/**
 * What was done in the window, and what was undone and can be done again; a new step forgets the latter. What belongs to a
 * sample is forgotten with it.
 */
export const history = {
  get canUndo() {
    return done > 0;
  },
  get canRedo() {
    return done < steps.length;
  },
  /** Remembers a step that has been done already. */
  record(step: Step) {
    steps = [...steps.slice(0, done), step].slice(-MAX_STEPS);
    done = steps.length;
  },
  undo() {
    if (done === 0) return;
    done -= 1;
    steps[done].undo();
  },
  redo() {
    if (done === steps.length) return;
    done += 1;
    steps[done - 1].redo();
  },
  clear() {
    steps = [];
    done = 0;
  },
};
