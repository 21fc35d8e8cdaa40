/** Size of text that `rem` refers to where the reader has not chosen another, CSS pixels. */
const USUAL_ROOT_PX = 16;

/** How many times larger than usual the reader has text, for what is drawn on a canvas or laid out in pixels. */
export function textScale(): number {
  return rootTextPx() / USUAL_ROOT_PX;
}

/** Size of text that `rem` refers to, CSS pixels. */
export function rootTextPx(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}
