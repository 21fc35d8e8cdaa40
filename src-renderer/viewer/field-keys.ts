import { panBy } from './geometry/camera.ts';
import { fieldCamera } from './field-camera.svelte.ts';
import { fieldParts } from './field-parts.ts';
import { recentre, wholeCell } from './field-moves.ts';
import { view } from './view.svelte.ts';

/** Pixels a shift-arrow moves the picture by. */
const PAN_STEP = 60;
const ZOOM_STEP = 1.3;

type Acts = Readonly<Record<string, () => void>>;

const pan = (dx: number, dy: number) => () => fieldCamera.set(panBy(fieldCamera.now, dx, dy));

const PANS: Acts = {
  ArrowLeft: pan(PAN_STEP, 0),
  ArrowRight: pan(-PAN_STEP, 0),
  ArrowUp: pan(0, PAN_STEP),
  ArrowDown: pan(0, -PAN_STEP),
};

const zoomIn = () => fieldCamera.zoomBy(ZOOM_STEP);

const MOVES: Acts = {
  '+': zoomIn,
  '=': zoomIn,
  '-': () => fieldCamera.zoomBy(1 / ZOOM_STEP),
  f: wholeCell,
  c: recentre,
  x: () => view.flip(),
};

const TOGGLES: Acts = {
  ' ': () => {
    if (view.displacements !== null) view.playing = !view.playing;
  },
  s: () => (view.split = !view.split),
};

/** Whether a key switches something on and off. */
export function isToggle(key: string): boolean {
  return [TOGGLES, ...fieldParts('keys').map(({ toggles }) => toggles)].some((table) => Object.hasOwn(table, key));
}

function letGo() {
  const tool = fieldParts('tool').find(({ isOn }) => isOn());
  if (tool !== undefined) tool.toggle();
  else view.choose({ picked: null, selection: null });
}

/** What a key (letters small) does to the field; false if nothing. */
export function fieldKey(key: string, shift: boolean): boolean {
  const ofRooms = fieldParts('keys').flatMap(({ toggles, acts }) => [toggles, acts]);
  const tables = [shift ? PANS : {}, MOVES, TOGGLES, ...ofRooms, { Escape: letGo }];
  const table: Acts | undefined = tables.find((acts) => Object.hasOwn(acts, key));
  table?.[key]();
  return table !== undefined;
}
