import { CAPITAL_HEIGHT } from '../marks/faces.ts';
import { widthOfLabel } from '../marks/label.ts';
import type { ColourScale } from '../marks/colours.ts';
import type { FigureMark } from '../marks/marks.ts';
import type { FigureStyle } from '../marks/styles.ts';
import { axisTicks, type NumberRange } from './ticks.ts';

/** What the colours of a field mean. */
export interface ColourKey {
  label: string;
  range: NumberRange;
  colours: ColourScale;
  /** Whether there are values beyond an end, whose number is then written with ≤ or ≥. */
  beyond: { below: boolean; above: boolean };
}

/** Width of the bar, of the size of its numbers. */
const BAR = 1;
/** From above down to the name, which may have an exponent, and to the bar, of the size of its name. */
const NAME = 0.93;
const TOP = 1.95;

/** A bar with numbers at its right, from (0, 0) down; its name stands above it. */
export function colourBar(
  { label, range, colours, beyond }: ColourKey,
  height: number,
  style: FigureStyle,
): { marks: FigureMark[]; width: number } {
  const size = style.number;
  const top = TOP * style.text;
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
  const ticks = axisTicks(range, 'linear', Math.max(2, Math.floor(long / (3 * size))));
  let widest = widthOfLabel(label, style.text) - wide;
  ticks.forEach(({ at, label: number }, index) => {
    const y = top + long * (1 - at);
    const sign =
      index === ticks.length - 1 && beyond.above && at > 0.98
        ? '≥ '
        : index === 0 && beyond.below && at < 0.02
          ? '≤ '
          : '';
    widest = Math.max(widest, style.tick + 2 + widthOfLabel(sign + number, size));
    marks.push(
      { kind: 'lines', parts: [[wide, y, wide + style.tick, y]], stroke },
      {
        kind: 'text',
        x: wide + style.tick + 1.5,
        y: y + (CAPITAL_HEIGHT / 2) * size,
        text: sign + number,
        size,
        colour: style.ink,
        anchor: 'start',
      },
    );
  });
  marks.push({
    kind: 'text',
    x: 0,
    y: NAME * style.text,
    text: label,
    size: style.text,
    colour: style.ink,
    anchor: 'start',
  });
  return { marks, width: wide + widest };
}
