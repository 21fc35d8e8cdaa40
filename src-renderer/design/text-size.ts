/** Size of text that `rem` refers to where the reader has not chosen another, CSS pixels. */
const USUAL_ROOT_PX = 16;

/** How many times larger than usual the reader has text, for what is drawn on a canvas or laid out in pixels. */
export function textScale(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / USUAL_ROOT_PX;
}
