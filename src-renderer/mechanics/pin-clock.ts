/** Name of the measures in the page's performance timeline, one for each change of the pinned set. */
const PIN_MEASURE = 'keycore:pin-to-curve';

let began: number | null = null;

/** What the user did to the pinned set began at `time` (an event's timeStamp). */
export function pinBegan(time: number): void {
  began = time;
}

/** The curve of the pinned set has been handed to the page: measures once it is painted. */
export function curveDrawn(pinned: number): void {
  const start = began;
  if (start === null) return;
  began = null;
  // The task after the frame: that frame is on its way to the screen.
  requestAnimationFrame(() =>
    setTimeout(() => performance.measure(PIN_MEASURE, { start, end: performance.now(), detail: { pinned } })),
  );
}
