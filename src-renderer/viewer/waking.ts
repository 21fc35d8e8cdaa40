import { takesText } from '../design/key-owner.ts';

/**
 * Knows of a press in the field whether it is meant for the particle under it, or only brings the user back to the field:
 * out of a text field, from a select whose list it closes (browsers hand that press on), or from another window.
 */
export class Waking {
  /** A select that was pressed and has not chosen since: its list may lie open. Browsers do not say when it closes. */
  #list: Element | null = null;
  /** The window has just come to the front, and nothing has happened in it since. */
  #front = false;

  /** Whether a press of the moment only wakes the field. To be asked before the press has moved the focus. */
  wakes(root: Document): boolean {
    const focused = root.activeElement;
    return this.#front || takesText(focused) || (focused !== null && focused === this.#list);
  }

  /** Listens until the returned undoing. */
  watch(root: Document, view: Window): () => void {
    const listening = new AbortController();
    const options = { capture: true, signal: listening.signal };
    const onto = (event: Event) => (event.target instanceof Element ? event.target.closest('select') : null);
    view.addEventListener(
      'focus',
      ({ target }) => {
        if (target === view) this.#front = true;
      },
      options,
    );
    // Browsers also tell of a pointer that has not moved, when what lies under it has.
    root.addEventListener(
      'pointermove',
      ({ movementX, movementY }) => {
        if (movementX !== 0 || movementY !== 0) this.#front = false;
      },
      options,
    );
    root.addEventListener(
      'keydown',
      () => {
        this.#front = false;
        this.#list = null;
      },
      options,
    );
    root.addEventListener('change', (event) => onto(event) === this.#list && (this.#list = null), options);
    // After the press itself has been judged.
    root.addEventListener(
      'pointerup',
      (event) => {
        this.#front = false;
        this.#list = onto(event);
      },
      options,
    );
    return () => listening.abort();
  }
}

export const waking = new Waking();
