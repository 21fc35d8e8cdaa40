import { takesText } from '../design/key-owner.ts';

/** A select that was pressed and has not chosen since: its list may lie open. Browsers do not say when it closes. */
let list: Element | null = null;
/** The window has just come to the front, and nothing has happened in it since. */
let front = false;

/**
 * Whether a press of the moment in the field is not meant for the particle under it, but only brings the user back to the
 * field: out of a text field, from a select whose list it closes (browsers hand that press on), or from another window. To
 * be asked before the press has moved the focus.
 */
export function onlyWakes(): boolean {
  const focused = document.activeElement;
  return front || takesText(focused) || (focused !== null && focused === list);
}

/** Listens for what `onlyWakes` tells of, until the returned undoing. */
export function watchWaking(): () => void {
  const listening = new AbortController();
  const options = { capture: true, signal: listening.signal };
  const onto = ({ target }: Event) => (target instanceof Element ? target.closest('select') : null);
  const acted = (pressed: Element | null) => {
    front = false;
    list = pressed;
  };
  const on = document.addEventListener.bind(document);
  window.addEventListener('focus', ({ target }) => (front ||= target === window), options);
  // Browsers also tell of a pointer that has not moved, when what lies under it has.
  on('pointermove', ({ movementX, movementY }) => (front &&= movementX === 0 && movementY === 0), options);
  on('keydown', () => acted(null), options);
  on('change', (event) => onto(event) === list && (list = null), options);
  // After the press itself has been judged.
  on('pointerup', (event) => acted(onto(event)), options);
  return () => listening.abort();
}
