import { SMALLEST_TEXT_PX } from '../smallest-text.ts';
import type { PlotFrame } from './plot-frame.ts';
import type { Shape } from './shapes.ts';
import { ticksOf } from './ticks.ts';

/** Length of a tick, and from its end to the number, CSS pixels. */
const TICK = 3;
const GAP = 2;
/** Size of the names of axes, CSS pixels where text has the usual size. */
const NAME_PX = 12;
/** From the plotting area down to the line that the name of x is written on, and from the left edge to that of y. */
const NAME_BELOW = 32;
const NAME_LEFT = 12;

/** How axes look: lines across the plotting area at every tick, or a box about it with ticks outside. */
interface AxesLook {
  grid: boolean;
  /** At most about so many ticks. */
  most: { x: number; y: number };
  /** Whether the axes' names are written beside them. */
  named: { x: boolean; y: boolean };
}

/** Pixels of the middle of a line of one pixel that lies at `at`, so that it is sharp. */
const sharp = (at: number) => Math.floor(at) + 0.5;

/** Lines and text of the axes of a plot, below its data: box or grid, ticks, numbers, names. */
export function axesShapes(frame: PlotFrame, { grid, most, named }: AxesLook): Shape[] {
  const { left, top, width, height } = frame.box;
  const { textScale } = frame;
  const [right, bottom] = [left + width, top + height];
  const number = { kind: 'text', size: textScale * SMALLEST_TEXT_PX, fill: '--text-dim' } as const;
  const shapes: Shape[] = [];
  const line = { colour: '--line', width: 1 };
  if (!grid) shapes.push({ kind: 'rectangle', x: left + 0.5, y: top + 0.5, width, height, stroke: line });
  const crossing = (from: readonly [number, number], to: readonly [number, number]) => {
    if (grid) shapes.push({ kind: 'path', points: [from, to], stroke: line });
  };
  const fill = grid ? '--line' : '--text-dim';
  for (const { at, label } of ticksOf(frame.x.range, frame.x.scale, most.x)) {
    const x = left + at * width;
    crossing([sharp(x), top], [sharp(x), bottom]);
    shapes.push(
      { kind: 'rectangle', x: Math.round(x), y: bottom, width: 1, height: TICK, fill },
      { ...number, x, y: bottom + TICK + GAP, text: label, anchor: 'middle', baseline: 'top' },
    );
  }
  for (const { at, label } of ticksOf(frame.y.range, frame.y.scale, most.y)) {
    const y = bottom - at * height;
    crossing([left, sharp(y)], [right, sharp(y)]);
    shapes.push(
      { kind: 'rectangle', x: left - TICK, y: Math.round(y), width: TICK, height: 1, fill },
      { ...number, x: left - TICK - GAP, y, text: label, anchor: 'end', baseline: 'middle' },
    );
  }
  const name = {
    kind: 'text',
    size: textScale * NAME_PX,
    fill: '--text',
    anchor: 'middle',
    baseline: 'alphabetic',
  } as const;
  if (named.x) shapes.push({ ...name, x: left + width / 2, y: bottom + NAME_BELOW * textScale, text: frame.x.label });
  if (named.y) shapes.push({ ...name, x: NAME_LEFT * textScale, y: top + height / 2, text: frame.y.label, turned: 90 });
  return shapes;
}
