import { help } from '../glossary/help.svelte.ts';
import { live } from '../simulate/live.svelte.ts';
import { fieldKey, isToggle } from '../viewer/field-keys.ts';
import { commands } from './commands.svelte.ts';
import { isClicked, ownsKey, takesText } from '../design/key-owner.ts';
import { panels } from '../state/panels.svelte.ts';
import { messages } from '../state/messages.svelte.ts';
import { sideRoom } from '../state/side-room.svelte.ts';
import { showMode } from '../state/open-mode.ts';
import { tour } from './tour.svelte.ts';
import { workspace } from '../state/workspace.svelte.ts';

const MODE_STEPS: Record<string, number> = { ArrowDown: 1, ']': 1, ArrowUp: -1, '[': -1 };

/** Panels that a key shows and takes away. */
const SWITCHES: Record<string, () => void> = {
  m: () => (sideRoom.name = sideRoom.name === 'mechanics' ? 'field' : 'mechanics'),
  a: () => (sideRoom.name = sideRoom.name === 'analyses' ? 'field' : 'analyses'),
  g: () => (sideRoom.name = sideRoom.name === 'figures' ? 'field' : 'figures'),
  b: () => (sideRoom.name = sideRoom.name === 'browse' ? 'field' : 'browse'),
  l: () => panels.toggle('left'),
  r: () => panels.toggle('right'),
  i: () => commands.about(),
};

/** Ctrl O opens, Ctrl S saves as, Ctrl E exports, Ctrl Z undoes; false for others. */
function command(event: KeyboardEvent, target: Element | null) {
  // The desktop host has these in its menu.
  if (window.keycore !== undefined) return false;
  const key = event.key.toLowerCase();
  if (key === 'o') commands.dialog = 'open';
  else if (key === 's') commands.saveAs();
  else if (key === 'e') commands.export();
  // A text field has an undo of its own.
  else if (takesText(target)) return false;
  else if (key === 'y' || (key === 'z' && event.shiftKey)) commands.redo();
  else if (key === 'z') commands.undo();
  else return false;
  return true;
}

/** Escape takes away what lies uppermost: panels over the field, a message, then what the field lets go of. */
function escape() {
  const last = messages.list.at(-1);
  if (panels.narrow && panels.over !== null) panels.over = null;
  else if (last !== undefined) messages.dismiss(last.id);
  else if (tour.at !== null) tour.end();
  else fieldKey('Escape', false);
}

/** True if the key did something. */
function act(event: KeyboardEvent) {
  // Also with the capitals locked.
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // A key that is held down would switch to and fro.
  if (event.repeat && (Object.hasOwn(SWITCHES, key) || isToggle(key))) return true;
  if (key === 'Escape') escape();
  else if (key === '?') commands.dialog = 'keys';
  else if (Object.hasOwn(SWITCHES, key)) SWITCHES[key]();
  else if (Object.hasOwn(MODE_STEPS, key) && !event.shiftKey) {
    if (!workspace.hasModes) return false;
    void showMode(workspace.mode + MODE_STEPS[key]);
  } else {
    // The field is to be seen: there is one, and no run lies over it.
    const isInSight =
      workspace.detail !== null &&
      sideRoom.name !== 'figures' &&
      sideRoom.name !== 'browse' &&
      (live.job === null || !live.shown);
    return isInSight && fieldKey(key, event.shiftKey);
  }
  return true;
}

/**
 * Keys of the whole window, wherever the focus is: ↑ ↓ and [ ] scrub through the modes, M opens the mechanics, A the
 * analyses, G the figures, B the table of samples, I tells of the sample, L and R
 * fold the panels, ? lists the keys, F1 helps, Escape takes away what lies uppermost, and those of the field (`fieldKey`). Text goes
 * to text fields, and some elements keep some keys (`ownsKey`). A dialog that is open is answered first.
 */
export function windowKeys(event: KeyboardEvent): void {
  const target = event.target instanceof Element ? event.target : null;
  // The focus may have left a dialog with a button that is gone: the window beneath gets no key all the same.
  if (event.defaultPrevented || event.isComposing || event.altKey || document.querySelector('dialog:modal')) return;
  // Also in a text field, which has no use for it.
  const asksHelp = event.key === 'F1';
  if (asksHelp) help.showFor(document.activeElement);
  const done =
    asksHelp ||
    (event.ctrlKey || event.metaKey
      ? command(event, target)
      : !ownsKey(target, event.key, isClicked(target)) && act(event));
  if (done) event.preventDefault();
}
