import { SMALLEST_TEXT_PX } from '../smallest-text.ts';
import type { Range, Scale } from './ranges.ts';
import type { Shape } from './shapes.ts';
import { ticksOf } from './ticks.ts';

/** What a colour bar shows. */
export interface ColourBar {
  range: Range;
  scale: Scale;
  /** CSS colours from the low end to the high end, at equal distances. */
  colours: readonly string[];
  /** Whether there are values beyond an end, which is pointed then. */
  beyond: { below: boolean; above: boolean };
}

/** Where the gradient of a colour bar lies, and how large its text is; CSS pixels. */
interface ColourBarPlace {
  left: number;
  top: number;
  width: number;
  height: number;
  textScale: number;
}

const MAX_TICKS = 6;
/** Length of a tick, from the gradient to a number, and of a pointed end, CSS pixels. */
const TICK = 4;
const GAP = 6;
const POINT = 8;

/** A gradient with ticks and numbers below it. */
export function colourBarShapes({ range, scale, colours, beyond }: ColourBar, place: ColourBarPlace): Shape[] {
  const { left, top, width, height, textScale } = place;
  const bottom = top + height;
  const pointed = (edge: number, outward: number, fill: string): Shape => ({
    kind: 'path',
    points: [
      [edge, top],
      [edge + outward * POINT, top + height / 2],
      [edge, bottom],
    ],
    closed: true,
    fill,
  });
  return [
    { kind: 'gradient', x: left, y: top, width, height, colours },
    ...(beyond.below ? [pointed(left, -1, colours[0])] : []),
    ...(beyond.above ? [pointed(left + width, 1, colours[colours.length - 1])] : []),
    ...ticksOf(range, scale, MAX_TICKS).flatMap(({ at, label }): Shape[] => [
      { kind: 'rectangle', x: left + at * width - 0.5, y: bottom, width: 1, height: TICK, fill: '--text-dim' },
      {
        kind: 'text',
        x: left + at * width,
        y: bottom + GAP,
        text: label,
        size: textScale * SMALLEST_TEXT_PX,
        fill: '--text',
        anchor: 'middle',
        baseline: 'top',
        font: '--font-number',
      },
    ]),
  ];
}
