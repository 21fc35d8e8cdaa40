import type { HTMLAttributes } from 'svelte/elements';
import { fieldCamera } from './field-camera.svelte.ts';
import { panBy, toPlane, zoomAt } from './geometry/camera.ts';
import type { Point } from './geometry/periodic.ts';

/** A press that moves less than this is a click, CSS pixels. */
const CLICK_SLOP = 4;
/** Zoom of one notch of a wheel: deltaY of a notch is about 100. */
const WHEEL_RATE = 0.0016;

type On<Kind extends Event> = Kind & { currentTarget: HTMLElement };

interface FieldGestures {
  /** The pointer rests over a point of the plane, or has left (null). */
  hover(point: Point | null): void;
  /** Whether a press only brings the user back to the field: such a click picks nothing. Asked before the focus moves. */
  wakes(): boolean;
  /** `time`: the event's timeStamp. */
  pick(point: Point, time: number): void;
  /** Shift-drag: opposite corners in the plane, null while there is no rectangle; `done` when released. */
  selectRectangle(corners: [Point, Point] | null, done: boolean): void;
  /** Whether a shift-drag draws a lasso in place of a rectangle. */
  lassoing(): boolean;
  /** The path of a lasso in the plane; `time` null while it is being drawn, the event's timeStamp when released. */
  lasso(path: readonly Point[], time: number | null): void;
}

/**
 * Pointer gestures of the field: drag pans, wheel and pinch zoom about the pointer, a click picks, shift-drag selects
 * a rectangle or draws a lasso. Handlers for the element of the field.
 */
export function fieldPointer(gestures: FieldGestures): HTMLAttributes<HTMLElement> {
  const pointers = new Map<number, Point>();
  let pressedAt: Point | null = null;
  let selectingFrom: Point | null = null;
  let path: Point[] = [];
  let moved = false;
  let waking = false;

  const local = (event: On<MouseEvent>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const plane = (screen: Point) => toPlane(fieldCamera.now, fieldCamera.viewport, screen);

  const pinch = (id: number, to: Point) => {
    const other = Array.from(pointers).find(([key]) => key !== id)?.[1];
    const from = pointers.get(id);
    if (other === undefined || from === undefined) return;
    const before = Math.hypot(from.x - other.x, from.y - other.y);
    const after = Math.hypot(to.x - other.x, to.y - other.y);
    const middle = { x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 };
    const panned = panBy(fieldCamera.now, (to.x - from.x) / 2, (to.y - from.y) / 2);
    fieldCamera.set(before > 0 ? zoomAt(panned, fieldCamera.viewport, middle, after / before) : panned);
  };

  const down = (event: On<PointerEvent>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const at = local(event);
    pointers.set(event.pointerId, at);
    if (pointers.size > 1) {
      moved = true;
      return;
    }
    pressedAt = at;
    moved = false;
    waking = gestures.wakes();
    selectingFrom = event.shiftKey ? plane(at) : null;
    path = event.shiftKey && gestures.lassoing() ? [plane(at)] : [];
  };
  const move = (event: On<PointerEvent>) => {
    const at = local(event);
    const from = pointers.get(event.pointerId);
    if (from === undefined) {
      gestures.hover(plane(at));
      return;
    }
    if (pointers.size > 1) pinch(event.pointerId, at);
    else if (pressedAt !== null && (moved || Math.hypot(at.x - pressedAt.x, at.y - pressedAt.y) > CLICK_SLOP)) {
      moved = true;
      if (path.length > 0) gestures.lasso((path = [...path, plane(at)]), null);
      else if (selectingFrom !== null) gestures.selectRectangle([selectingFrom, plane(at)], false);
      else fieldCamera.set(panBy(fieldCamera.now, at.x - from.x, at.y - from.y));
    } else return;
    pointers.set(event.pointerId, at);
  };
  const up = (event: On<PointerEvent>) => {
    if (!pointers.delete(event.pointerId)) return;
    const at = local(event);
    if (path.length > 0 && moved) gestures.lasso(path, event.timeStamp);
    else if (selectingFrom !== null && moved) gestures.selectRectangle([selectingFrom, plane(at)], true);
    else if (!moved && !waking && event.type === 'pointerup') gestures.pick(plane(at), event.timeStamp);
    if (pointers.size > 0) return;
    selectingFrom = null;
    path = [];
  };
  const wheel = (event: On<WheelEvent>) => {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 33 : 1;
    const factor = Math.exp(-event.deltaY * lines * WHEEL_RATE * (event.ctrlKey ? 6 : 1));
    fieldCamera.set(zoomAt(fieldCamera.now, fieldCamera.viewport, local(event), factor));
  };

  return {
    onpointerdown: down,
    onpointermove: move,
    onpointerup: up,
    onpointercancel: up,
    onpointerleave: () => gestures.hover(null),
    onwheel: wheel,
  };
}
