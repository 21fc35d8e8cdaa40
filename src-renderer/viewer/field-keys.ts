import { dial } from '../mechanics/dial.svelte.ts';
import { pins } from '../mechanics/pins.svelte.ts';
import { panBy } from './camera.ts';
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

/** What a key does on the focused field; true if it did something. */
function act(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.shiftKey && Object.hasOwn(PANS, event.key)) {
    fieldCamera.set(panBy(fieldCamera.now, ...PANS[event.key]));
    return true;
  }
  switch (event.key) {
    case '+':
    case '=':
      fieldCamera.zoomBy(ZOOM_STEP);
      return true;
    case '-':
      fieldCamera.zoomBy(1 / ZOOM_STEP);
      return true;
    case 'f':
      wholeCell();
      return true;
    case 'c':
      recentre();
      return true;
    case ' ':
      if (view.displacements !== null) view.playing = !view.playing;
      return true;
    case 'p':
      pins.tool = !pins.tool;
      return true;
    case 't':
      dial.playing = !dial.playing;
      return true;
    case ',':
    case '.':
      dial.degrees = Math.round(dial.degrees) + (event.key === '.' ? TURN_STEP : -TURN_STEP);
      return true;
    case 's':
      view.split = !view.split;
      return true;
    case 'x':
      view.flip();
      return true;
    case 'Escape':
      if (pins.tool) {
        pins.tool = false;
        return true;
      }
      view.choose({ picked: null, selection: null });
      return true;
    default:
      return false;
  }
}

/** Keys of the focused field; see its accessible name. */
export function fieldKeys(event: KeyboardEvent): void {
  if (!act(event)) return;
  event.preventDefault();
  event.stopPropagation();
}
