import type { Camera, Viewport } from './camera.ts';

/** A rectangle of the plane, σ. */
export interface ViewBox {
  left: number;
  right: number;
  bottom: number;
  top: number;
}

/** Share of its width and height that a box which is made afresh has to spare on either side. */
const SPARE = 0.3;
/** A box with so many times the area that is needed is given up. */
const WASTE = 8;

/** What a camera shows, and `margin` (σ) beyond. */
export function shownBox({ x, y, zoom }: Camera, { width, height }: Viewport, margin: number): ViewBox {
  const [across, up] = [width / (2 * zoom) + margin, height / (2 * zoom) + margin];
  return { left: x - across, right: x + across, bottom: y - up, top: y + up };
}

function area({ left, right, bottom, top }: ViewBox) {
  return (right - left) * (top - bottom);
}

/** The box of before while it holds what is needed; else one with room to spare, so that a moving camera seldom asks. */
export function boxCovering(before: ViewBox | null, needed: ViewBox): ViewBox {
  if (
    before !== null &&
    needed.left >= before.left &&
    needed.right <= before.right &&
    needed.bottom >= before.bottom &&
    needed.top <= before.top &&
    area(before) <= WASTE * area(needed)
  )
    return before;
  const [x, y] = [SPARE * (needed.right - needed.left), SPARE * (needed.top - needed.bottom)];
  return { left: needed.left - x, right: needed.right + x, bottom: needed.bottom - y, top: needed.top + y };
}

/** Of the first `count` points of `places` (× 2), those inside the box, ascending. */
export function inBox(places: ArrayLike<number>, count: number, { left, right, bottom, top }: ViewBox): Int32Array {
  const found = new Int32Array(count);
  let at = 0;
  for (let i = 0; i < count; i += 1) {
    const [x, y] = [places[2 * i], places[2 * i + 1]];
    if (x >= left && x <= right && y >= bottom && y <= top) found[at++] = i;
  }
  return found.slice(0, at);
}
