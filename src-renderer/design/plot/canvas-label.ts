import { labelParts } from '../label-parts.ts';
import { SMALLEST_TEXT_PX } from '../text-size.ts';

/** Size of an index or exponent, of the label's, where that is not too small to read. */
const SMALL = 0.74;

/**
 * Writes a label with its indices lowered and raised, from (x, y) on the baseline to the right, in the fill style of the
 * moment; returns its width. `size` in CSS pixels, `weight` as in CSS.
 */
export function writeLabel(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  { size, family, weight = 400 }: { size: number; family: string; weight?: number },
): number {
  let at = x;
  for (const { text: part, place } of labelParts(text)) {
    const height = place === 'base' ? size : Math.max(SMALLEST_TEXT_PX, Math.round(SMALL * size));
    context.font = `${weight} ${height}px ${family}`;
    const shift = place === 'sub' ? 0.25 * size : place === 'super' ? -0.35 * size : 0;
    context.fillText(part, at, y + shift);
    at += context.measureText(part).width;
  }
  return at - x;
}
