/** No text is smaller than this, CSS pixels; as `--size-small` has it for everything that is not drawn on a canvas. */
export const SMALLEST_TEXT_PX = 11;
