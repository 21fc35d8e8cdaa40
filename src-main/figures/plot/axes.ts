import { ASCENT, CAPITAL_HEIGHT, DESCENT } from '../marks/faces.ts';
import { widthOfLabel } from '../marks/label.ts';
import type { FigureMark } from '../marks/marks.ts';
import type { FigureStyle } from '../marks/styles.ts';
import { axisTicks, positionOn, type NumberRange, type AxisScale, type Tick } from './ticks.ts';

export interface FigureAxis {
  label: string;
  range: NumberRange;
  scale?: AxisScale;
  /** The ticks, where they are not those of a number. */
  ticks?: readonly Tick[];
}

/** Between points of a plot and data. */
export interface PlotArea {
  left: number;
  top: number;
  width: number;
  height: number;
  x: (value: number) => number;
  y: (value: number) => number;
}

/** From the left edge to the line that the name of y, which may have an exponent, is written on, of its size. */
const NAME_FROM_EDGE = 0.95;
/** The same of a name at the right edge, which may have an index. */
const RIGHT_NAME_FROM_EDGE = 0.45;

/** Points between ticks at least, of the size of their numbers. */
const TICK_ROOM = { x: 4.5, y: 2.4 };

function ticksOf(axis: FigureAxis, length: number, style: FigureStyle, direction: 'x' | 'y'): readonly Tick[] {
  const most = Math.max(2, Math.floor(length / (TICK_ROOM[direction] * style.number)));
  return axis.ticks ?? axisTicks(axis.range, axis.scale ?? 'linear', most);
}

/** Room that an upright axis with its numbers and its name takes. */
function roomOf(y: FigureAxis, height: number, style: FigureStyle) {
  const numbers = ticksOf(y, height, style, 'y').map(({ label }) => widthOfLabel(label, style.number));
  return Math.max(...numbers, style.number) + style.tick + 2 + style.text * (y.label === '' ? 0.3 : 1.7);
}

/** Room about the plotting area that axes take. */
function marginOf(y: FigureAxis, right: FigureAxis | null, height: number, style: FigureStyle) {
  return {
    left: roomOf(y, height, style),
    right: right === null ? 1.2 * style.number : roomOf(right, height, style),
    top: style.number * 0.6,
    bottom: style.tick + 1.5 + 1.15 * style.number + 1.35 * style.text,
  };
}

/**
 * A box with ticks and numbers, as large as fits: the area inside, and its marks, which belong above the data. `right`: an
 * axis of other values at the right edge, with their place in the area.
 */
export function axes(
  size: { width: number; height: number },
  x: FigureAxis,
  y: FigureAxis,
  style: FigureStyle,
  right: FigureAxis | null = null,
): { area: PlotArea; marks: FigureMark[]; yOfRight: (value: number) => number } {
  const margin = marginOf(y, right, size.height, style);
  const { left, top } = margin;
  const width = size.width - margin.left - margin.right;
  const height = size.height - margin.top - margin.bottom;
  const bottom = top + height;
  const [across, up] = [positionOn(x.range, x.scale ?? 'linear'), positionOn(y.range, y.scale ?? 'linear')];
  const upRight = right === null ? up : positionOn(right.range, right.scale ?? 'linear');
  const stroke = { colour: style.ink, width: style.axis };
  const number = { kind: 'text', size: style.number, colour: style.ink } as const;
  const name = { kind: 'text', size: style.text, colour: style.ink, anchor: 'middle' } as const;
  const lines: number[][] = [];
  const marks: FigureMark[] = [];
  const numbersAt = bottom + style.tick + 1.5 + ASCENT * style.number;
  for (const { at, label } of ticksOf(x, width, style, 'x')) {
    const middle = left + at * width;
    lines.push([middle, bottom, middle, bottom + style.tick]);
    marks.push({ ...number, x: middle, y: numbersAt, text: label, anchor: 'middle' });
  }
  for (const { at, label } of ticksOf(y, height, style, 'y')) {
    const middle = bottom - at * height;
    lines.push([left - style.tick, middle, left, middle]);
    marks.push({
      ...number,
      x: left - style.tick - 2,
      y: middle + (CAPITAL_HEIGHT / 2) * style.number,
      text: label,
      anchor: 'end',
    });
  }
  for (const { at, label } of right === null ? [] : ticksOf(right, height, style, 'y')) {
    const middle = bottom - at * height;
    lines.push([left + width, middle, left + width + style.tick, middle]);
    marks.push({
      ...number,
      x: left + width + style.tick + 2,
      y: middle + (CAPITAL_HEIGHT / 2) * style.number,
      text: label,
      anchor: 'start',
    });
  }
  marks.push(
    { kind: 'lines', parts: lines, stroke },
    { kind: 'rectangle', x: left, y: top, width, height, stroke },
    { ...name, x: left + width / 2, y: size.height - (DESCENT + 0.1) * style.text, text: x.label },
  );
  if (y.label !== '')
    marks.push({ ...name, x: NAME_FROM_EDGE * style.text, y: top + height / 2, text: y.label, turned: 90 });
  if (right !== null && right.label !== '')
    marks.push({
      ...name,
      x: size.width - RIGHT_NAME_FROM_EDGE * style.text,
      y: top + height / 2,
      text: right.label,
      turned: 90,
    });
  return {
    yOfRight: (value) => bottom - upRight(value) * height,
    area: {
      left,
      top,
      width,
      height,
      x: (value) => left + across(value) * width,
      y: (value) => bottom - up(value) * height,
    },
    marks: marks.filter((mark) => mark.kind !== 'lines' || mark.parts.length > 0),
  };
}

/** Marks that are cut off at the edge of a plotting area. */
export function within({ left, top, width, height }: PlotArea, marks: readonly FigureMark[]): FigureMark {
  return { kind: 'group', x: 0, y: 0, clip: { x: left, y: top, width, height }, marks };
}

/** A line, interrupted where a value is missing. */
export function curveParts(area: PlotArea, x: ArrayLike<number>, y: ArrayLike<number>): number[][] {
  const parts: number[][] = [];
  let part: number[] | null = null;
  for (let at = 0; at < x.length; at += 1) {
    // A zero has no place on a logarithmic axis.
    const place = [area.x(x[at]), area.y(y[at])];
    if (!place.every(Number.isFinite)) {
      part = null;
      continue;
    }
    if (part === null) parts.push((part = []));
    part.push(...place);
  }
  return parts;
}
