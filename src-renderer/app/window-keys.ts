import { commands } from './commands.svelte.ts';
import { mechanics } from '../mechanics/mechanics.svelte.ts';
import { panels } from './panels.svelte.ts';
import { troubles } from './troubles.svelte.ts';
import { workspace } from './workspace.svelte.ts';

/** Where the arrow keys belong to the element that has the focus. */
const OWN_ARROWS = 'input, select, textarea, dialog, [role="slider"], [role="separator"]';

/**
 * Keys of the whole window: ↑ ↓ and [ ] scrub through the modes, Ctrl O opens, Ctrl S saves as, Ctrl E exports, Ctrl Z
 * undoes, M opens the mechanics, L and R fold the panels, ? lists the keys, Escape closes what lies over the field (`closePanels`, else the last message).
 */
export function windowKeys(event: KeyboardEvent, closePanels: () => void): void {
  const target = event.target instanceof Element ? event.target : null;
  const command = event.ctrlKey || event.metaKey;
  // A dialog that is open is answered first.
  if (target?.closest('dialog')) return;
  // The desktop host has these in its menu.
  if (command && window.keycore === undefined) {
    const key = event.key.toLowerCase();
    if (key === 'o') commands.open();
    else if (key === 's') commands.saveAs();
    else if (key === 'e') commands.export();
    // A text field has an undo of its own.
    else if (target?.closest('input, textarea')) return;
    else if (key === 'y' || (key === 'z' && event.shiftKey)) commands.redo();
    else if (key === 'z') commands.undo();
    else return;
    event.preventDefault();
    return;
  }
  if (command || event.altKey || target?.closest(OWN_ARROWS)) return;
  if (event.key === 'Escape') {
    closePanels();
    const last = troubles.list.at(-1);
    if (last !== undefined) troubles.dismiss(last.id);
    return;
  }
  if (event.key === '?') {
    commands.dialog = 'keys';
    return;
  }
  if (event.key === 'm') {
    mechanics.open = !mechanics.open;
    return;
  }
  const side = ({ l: 'left', r: 'right' } as const)[event.key];
  if (side !== undefined) {
    panels.toggle(side);
    return;
  }
  const step = { ArrowDown: 1, ']': 1, ArrowUp: -1, '[': -1 }[event.key];
  if (step === undefined || event.shiftKey || !workspace.hasModes) return;
  event.preventDefault();
  void workspace.showMode(workspace.mode + step);
}
