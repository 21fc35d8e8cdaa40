import { dial } from './dial.svelte.ts';
import { followDial } from '../mechanics/follow-dial.svelte.ts';
import { pins } from '../mechanics/pins.svelte.ts';
import { panBy } from './geometry/camera.ts';
import { fieldCamera } from './field-camera.svelte.ts';
import { recentre, wholeCell } from './field-moves.ts';
import { view } from './view.svelte.ts';

/** Pixels a shift-arrow moves the picture by. */
const PAN_STEP = 60;
const ZOOM_STEP = 1.3;
/** Degrees that a key turns the shear by. */
const TURN_STEP = 5;

const PANS: Record<string, [number, number]> = {
  ArrowLeft: [PAN_STEP, 0],
  ArrowRight: [-PAN_STEP, 0],
  ArrowUp: [0, PAN_STEP],
  ArrowDown: [0, -PAN_STEP],
};

const ZOOMS: Record<string, number> = { '+': ZOOM_STEP, '=': ZOOM_STEP, '-': 1 / ZOOM_STEP };

const TURNS: Record<string, number> = { '.': TURN_STEP, ',': -TURN_STEP };

const MOVES: Record<string, () => void> = { f: wholeCell, c: recentre, x: () => view.flip() };

const TOGGLES: Record<string, () => void> = {
  ' ': () => {
    if (view.displacements !== null) view.playing = !view.playing;
  },
  p: () => (pins.tool = !pins.tool),
  t: () => followDial.play(),
  s: () => (view.split = !view.split),
};

/** Whether a key switches something on and off. */
export function isToggle(key: string): boolean {
  return Object.hasOwn(TOGGLES, key);
}

function letGo(): void {
  if (pins.tool) pins.tool = false;
  else view.choose({ picked: null, selection: null });
}

/** What a key (letters small) does to the field; false if nothing. */
export function fieldKey(key: string, shift: boolean): boolean {
  const found = <T>(table: Record<string, T>): T | undefined => (Object.hasOwn(table, key) ? table[key] : undefined);
  const pan = shift ? found(PANS) : undefined;
  const zoom = found(ZOOMS);
  const turn = found(TURNS);
  const other = found(MOVES) ?? found(TOGGLES) ?? (key === 'Escape' ? letGo : undefined);
  if (pan !== undefined) fieldCamera.set(panBy(fieldCamera.now, ...pan));
  else if (zoom !== undefined) fieldCamera.zoomBy(zoom);
  else if (turn !== undefined) followDial.turnTo(Math.round(dial.degrees) + turn);
  else if (other !== undefined) other();
  else return false;
  return true;
}
