import { CAPITAL_HEIGHT } from '../marks/faces.ts';
import { widthOfLabel } from '../marks/label.ts';
import type { Colour, FigureMark } from '../marks/marks.ts';
import type { FigureStyle } from '../marks/styles.ts';

export type LegendForm = 'line' | 'dashed' | 'dot' | 'disc' | 'ring' | 'square' | 'triangle';

export interface LegendEntry {
  label: string;
  colour: Colour;
  form: LegendForm;
}

/** A square about a point, or a triangle that stands on its tip; half as wide as `half` says. */
export function outlineOf(form: 'square' | 'triangle', x: number, y: number, half: number): number[] {
  if (form === 'triangle') return [x - half, y - half, x + half, y - half, x, y + 1.1 * half];
  return [x - half, y - half, x + half, y - half, x + half, y + half, x - half, y + half];
}

/** Height of a line of a legend, of the size of its text. */
const LINE = 1.3;

/** Entries in rows of at most this width, from (0, 0) down, and how large they are. */
export function legend(
  entries: readonly LegendEntry[],
  width: number,
  style: FigureStyle,
): { marks: FigureMark[]; width: number; height: number } {
  const size = style.number;
  const sign = 1.5 * size;
  const marks: FigureMark[] = [];
  let [x, row, widest] = [0, 0, 0];
  for (const { label, colour, form } of entries) {
    const wide = sign + 0.4 * size + widthOfLabel(label, size);
    if (x > 0 && x + wide > width) [x, row] = [0, row + 1];
    const y = (row + 0.5) * LINE * size;
    const middle = x + sign / 2;
    if (form === 'line' || form === 'dashed')
      marks.push({
        kind: 'lines',
        parts: [[x, y, x + sign, y]],
        stroke: {
          colour,
          width: style.curve,
          ...(form === 'dashed' && { dash: [2 * style.curve, 1.5 * style.curve] }),
        },
      });
    else if (form === 'ring')
      marks.push({
        kind: 'circles',
        centres: [middle, y],
        radius: 0.36 * size,
        stroke: { colour, width: style.curve },
      });
    else if (form === 'square' || form === 'triangle')
      marks.push({ kind: 'lines', parts: [outlineOf(form, middle, y, 0.36 * size)], closed: true, fill: colour });
    else
      marks.push({
        kind: 'circles',
        centres: [middle, y],
        radius: (form === 'disc' ? 0.42 : 0.22) * size,
        fill: colour,
      });
    marks.push({
      kind: 'text',
      x: x + sign + 0.4 * size,
      y: y + (CAPITAL_HEIGHT / 2) * size,
      text: label,
      size,
      colour: style.ink,
      anchor: 'start',
    });
    widest = Math.max(widest, x + wide);
    x += wide + 1.2 * size;
  }
  return { marks, width: widest, height: entries.length === 0 ? 0 : (row + 1) * LINE * size };
}
