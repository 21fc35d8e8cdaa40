import type { Colour, FigureMark, LinesMark } from '../marks/marks.ts';
import type { FigureStyle } from '../marks/styles.ts';
import { axes, curveParts, type FigureAxis, within } from './axes.ts';
import { legend, type LegendEntry, type LegendForm, outlineOf } from './legend.ts';

/** Points or a line of one kind; pairs of which one number is missing (NaN) are left out. */
export interface XySeries {
  /** In the legend; none keeps it out of it. */
  label?: string;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  colour: Colour;
  form: Exclude<LegendForm, 'disc' | 'triangle'>;
  /** How many points its marks are small enough for; unless it is said, its own number. */
  crowd?: number;
  /** Its y is of the axis at the right. */
  isOfRight?: true;
}

/** A line across the whole plot where x, or y, has a value; drawn where the axes reach it. */
export type PlotGuide = { at: 'x' | 'y'; value: number; label?: string };

export interface XyPlot {
  x: FigureAxis;
  y: FigureAxis;
  right?: FigureAxis;
  /** The first lies below the others. */
  series: readonly XySeries[];
  guides?: readonly PlotGuide[];
  /** A range of x with a ground of its own. */
  shaded?: { from: number; to: number; colour: Colour; label: string } | null;
}

/** Height of a plot, of its width. */
export const ASPECT = 0.82;
/** Many points are small, few are large: radius of a mark up to a number of them, of the width of a curve. */
const RADII = [
  { upTo: 60, share: 1.3 },
  { upTo: 400, share: 0.8 },
  { upTo: Infinity, share: 0.45 },
] as const;
/** Above so many, those below are seen through those above. */
const OPAQUE_UP_TO = 400;

function isWithin({ low, high }: FigureAxis['range'], value: number) {
  return value >= low && value <= high;
}

const DASH = (width: number) => [3 * width, 2 * width];

/** Curves and points in a box of axes, with a legend above where there is something to tell apart; height follows from width. */
export function xyPlot(
  { x, y, right, series, guides = [], shaded = null }: XyPlot,
  width: number,
  style: FigureStyle,
): { marks: FigureMark[]; height: number } {
  const height = ASPECT * width;
  const lines = guides.filter(({ at, value }) => isWithin(at === 'x' ? x.range : y.range, value));
  const entries = [
    ...series.flatMap(({ label, colour, form }): LegendEntry[] =>
      label === undefined ? [] : [{ label, colour, form: form === 'dot' ? 'disc' : form }],
    ),
    ...lines.flatMap(({ label }): LegendEntry[] =>
      label === undefined ? [] : [{ label, colour: style.ink, form: 'dashed' }],
    ),
    ...(shaded === null ? [] : [{ label: shaded.label, colour: shaded.colour, form: 'square' } satisfies LegendEntry]),
  ];
  const key = legend(entries.length > 1 ? entries : [], width, style);
  const { area, marks, yOfRight } = axes({ width, height: height - key.height }, x, y, style, right ?? null);
  const inside: FigureMark[] = [];
  if (shaded !== null) {
    const [from, to] = [Math.max(shaded.from, x.range.low), Math.min(shaded.to, x.range.high)].map(area.x);
    if (to > from)
      inside.push({
        kind: 'rectangle',
        x: from,
        y: area.top,
        width: to - from,
        height: area.height,
        fill: shaded.colour,
      });
  }
  const rightArea = { ...area, y: yOfRight };
  for (const one of series) inside.push(...seriesMarks(one, one.isOfRight === true ? rightArea : area, style));
  for (const { at, value } of lines) {
    const [across, up] = [area.x(value), area.y(value)];
    inside.push({
      kind: 'lines',
      parts: [
        at === 'x' ? [across, area.top, across, area.top + area.height] : [area.left, up, area.left + area.width, up],
      ],
      stroke: { colour: style.ink, width: style.axis, dash: [2, 2] },
    });
  }
  return {
    height,
    marks: [
      { kind: 'group', x: 0, y: 0, marks: key.marks },
      { kind: 'group', x: 0, y: key.height, marks: [within(area, inside), ...marks] },
    ],
  };
}

function seriesMarks(
  { x, y, colour, form, crowd }: XySeries,
  area: Parameters<typeof curveParts>[0],
  style: FigureStyle,
): FigureMark[] {
  if (form === 'line' || form === 'dashed') {
    const parts = curveParts(area, x, y).filter((part) => part.length > 2);
    if (parts.length === 0) return [];
    const stroke = { colour, width: style.curve, ...(form === 'dashed' && { dash: DASH(style.curve) }) };
    return [{ kind: 'lines', parts, stroke } satisfies LinesMark];
  }
  const centres: number[] = [];
  for (let at = 0; at < x.length; at += 1) {
    const place = [area.x(x[at]), area.y(y[at])];
    if (place.every(Number.isFinite)) centres.push(...place);
  }
  const count = centres.length / 2;
  if (count === 0) return [];
  const { share } = RADII.find(({ upTo }) => (crowd ?? count) <= upTo) ?? RADII[RADII.length - 1];
  const radius = share * style.curve + 0.25;
  if (form === 'square') {
    const parts = Array.from({ length: centres.length / 2 }, (_, at) =>
      outlineOf('square', centres[2 * at], centres[2 * at + 1], 0.9 * radius),
    );
    return [{ kind: 'lines', parts, closed: true, fill: colour }];
  }
  if (form === 'ring') return [{ kind: 'circles', centres, radius, stroke: { colour, width: 0.6 * style.curve } }];
  return [{ kind: 'circles', centres, radius, fill: colour, ...(count > OPAQUE_UP_TO && { opacity: 0.7 }) }];
}
