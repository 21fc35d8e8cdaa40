import { CAPITAL_HEIGHT } from '../marks/faces.ts';
import { widthOfLabel } from '../marks/label.ts';
import type { ColourScale } from '../marks/colours.ts';
import type { Colour, FigureMark } from '../marks/marks.ts';
import type { FigureStyle } from '../marks/styles.ts';
import { type AxisScale, axisTicks, type NumberRange } from './ticks.ts';

/** What the colours of a field mean. */
export interface ColourKey {
  label: string;
  /** Stands in parentheses below it; null for a number. */
  unit: string | null;
  range: NumberRange;
  colours: ColourScale;
  scale?: AxisScale;
  /** Whether there are values beyond an end, which is pointed then. */
  beyond: { below: boolean; above: boolean };
}

/** Width of the bar, of the size of its numbers. */
const BAR = 1;
/** Length of a pointed end, of the size of the numbers. */
const POINT = 0.45;
/** From above down to the name, which may have an exponent, and to the bar, of the size of its name. */
const NAME = 0.93;
const TOP = 1.95;
/** From the name down to its unit. */
const LINE = 1.4;

/** More numbers beside a long bar are read no better. */
const MOST_NUMBERS = 9;

/** A bar with numbers at its right, from (0, 0) down; its name and unit stand above it. */
export function colourBar(
  { label, unit, range, colours, beyond, scale = 'linear' }: ColourKey,
  height: number,
  style: FigureStyle,
): { marks: FigureMark[]; width: number } {
  const size = style.number;
  const words = unit === null ? [label] : [label, `(${unit})`];
  const top = (TOP + LINE * (words.length - 1)) * style.text;
  const long = height - top - 0.5 * size;
  const wide = BAR * size;
  const stroke = { colour: style.ink, width: style.axis };
  const step = long / colours.length;
  const marks: FigureMark[] = colours.map((fill, at): FigureMark => {
    // Overlapping by a little: no seam is seen between two.
    return {
      kind: 'rectangle',
      x: 0,
      y: top + long - (at + 1) * step,
      width: wide,
      height: step + (at > 0 ? 0.15 : 0),
      fill,
    };
  });
  marks.push({ kind: 'rectangle', x: 0, y: top, width: wide, height: long, stroke });
  const pointed = (y: number, tip: number, fill: Colour): FigureMark => {
    return { kind: 'lines', parts: [[0, y, wide, y, wide / 2, tip]], closed: true, fill, stroke };
  };
  if (beyond.above) marks.push(pointed(top, top - POINT * size, colours[colours.length - 1]));
  if (beyond.below) marks.push(pointed(top + long, top + long + POINT * size, colours[0]));
  let widest = Math.max(...words.map((word) => widthOfLabel(word, style.text))) - wide;
  for (const { at, label: number } of axisTicks(
    range,
    scale,
    Math.min(MOST_NUMBERS, Math.max(2, Math.floor(long / (3 * size)))),
  )) {
    const y = top + long * (1 - at);
    widest = Math.max(widest, style.tick + 2 + widthOfLabel(number, size));
    marks.push(
      { kind: 'lines', parts: [[wide, y, wide + style.tick, y]], stroke },
      {
        kind: 'text',
        x: wide + style.tick + 1.5,
        y: y + (CAPITAL_HEIGHT / 2) * size,
        text: number,
        size,
        colour: style.ink,
        anchor: 'start',
      },
    );
  }
  const word = { kind: 'text', x: 0, size: style.text, colour: style.ink, anchor: 'start' } as const;
  words.forEach((text, line) => marks.push({ ...word, y: (NAME + LINE * line) * style.text, text }));
  return { marks, width: wide + widest };
}
