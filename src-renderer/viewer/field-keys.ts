import { panBy } from './geometry/camera.ts';
import { fieldCamera } from './field-camera.svelte.ts';
import { fieldParts } from './field-parts.ts';
import { recentre, wholeCell } from './field-moves.ts';
import { view } from './view.svelte.ts';

/** Pixels a shift-arrow moves the picture by. */
const PAN_STEP = 60;
const ZOOM_STEP = 1.3;

const PANS: Record<string, [number, number]> = {
  ArrowLeft: [PAN_STEP, 0],
  ArrowRight: [-PAN_STEP, 0],
  ArrowUp: [0, PAN_STEP],
  ArrowDown: [0, -PAN_STEP],
};

const ZOOMS: Record<string, number> = { '+': ZOOM_STEP, '=': ZOOM_STEP, '-': 1 / ZOOM_STEP };

const MOVES: Record<string, () => void> = { f: wholeCell, c: recentre, x: () => view.flip() };

const TOGGLES: Record<string, () => void> = {
  ' ': () => {
    if (view.displacements !== null) view.playing = !view.playing;
  },
  s: () => (view.split = !view.split),
};

/** Whether a key switches something on and off. */
export function isToggle(key: string): boolean {
  return [TOGGLES, ...fieldParts('keys').map(({ toggles }) => toggles)].some((table) => Object.hasOwn(table, key));
}

function letGo(): void {
  const tool = fieldParts('tool').find(({ isOn }) => isOn());
  if (tool !== undefined) tool.toggle();
  else view.choose({ picked: null, selection: null });
}

/** What a key (letters small) does to the field; false if nothing. */
export function fieldKey(key: string, shift: boolean): boolean {
  const found = <T>(table: Readonly<Record<string, T>>): T | undefined =>
    Object.hasOwn(table, key) ? table[key] : undefined;
  const ofRooms = fieldParts('keys')
    .map(({ toggles, acts }) => found(toggles) ?? found(acts))
    .find((act) => act !== undefined);
  const pan = shift ? found(PANS) : undefined;
  const zoom = found(ZOOMS);
  const other = found(MOVES) ?? found(TOGGLES) ?? ofRooms ?? (key === 'Escape' ? letGo : undefined);
  if (pan !== undefined) fieldCamera.set(panBy(fieldCamera.now, ...pan));
  else if (zoom !== undefined) fieldCamera.zoomBy(zoom);
  else if (other !== undefined) other();
  else return false;
  return true;
}
