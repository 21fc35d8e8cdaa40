import { ticks as roundNumbers } from 'd3-array';
import { CAPITAL_HEIGHT } from '../marks/faces.ts';
import { widthOfLabel } from '../marks/label.ts';
import type { Colour, FigureMark } from '../marks/marks.ts';
import { figureNumber } from '../marks/number-text.ts';
import type { FigureStyle } from '../marks/styles.ts';
import { areaOfLabel, circleNumbers, type TextArea } from './circle-numbers.ts';
import { legend, type LegendEntry } from './legend.ts';

/** Values at equally spaced angles from 0° on, counter-clockwise. */
export interface PolarCurve {
  label: string;
  values: readonly number[];
  colour: Colour;
  form: 'line' | 'dashed' | 'dots';
}

/** Radius of dots, of the width of lines. */
const DOT = 0.8;

const SPOKES = [0, 45, 90, 135, 180, 225, 270, 315];

function onCircle(radius: number, degrees: number): [number, number] {
  const angle = (degrees * Math.PI) / 180;
  return [radius * Math.cos(angle), -radius * Math.sin(angle)];
}

/** Between the middles of dots along a curve, in their radii: less, and they run into a line. */
const DOT_SPACING = 3.4;

/** Every so many points of a curve are dots: the fewest that divide it evenly and leave the dots apart. */
function everyDot(values: readonly number[], radius: (value: number) => number, dot: number): number {
  const mean = values.reduce((sum, value) => sum + radius(value), 0) / values.length;
  const least = (DOT_SPACING * dot * values.length) / (2 * Math.PI * mean);
  for (let every = Math.max(1, Math.ceil(least)); every < values.length; every += 1)
    if (values.length % every === 0) return every;
  return 1;
}

/** Radii by value: 0 in the centre, or, where some are negative, the least round number below all. */
function radialAxis(curves: readonly PolarCurve[], outer: number) {
  const all = curves.flatMap(({ values }) => values);
  const [least, largest] = [Math.min(0, ...all), Math.max(...all)];
  const circles = roundNumbers(least, largest * 1.02, 4);
  const step = circles.length > 1 ? circles[1] - circles[0] : largest - least || 1;
  const low = least < 0 ? Math.floor(least / step) * step : 0;
  const high = Math.max(largest * 1.02, circles.at(-1) ?? largest, low + step / 10);
  const radius = (value: number) => (outer * (value - low)) / (high - low);
  return { circles: circles.filter((value) => value > low && value <= high), low, radius };
}

/** A polar plot with its name and legend below; height follows from the width. */
export function polarPlot(
  curves: readonly PolarCurve[],
  label: string,
  width: number,
  style: FigureStyle,
): { marks: FigureMark[]; height: number } {
  const size = style.number;
  const rim = Math.max(widthOfLabel('180°', size) + 0.55 * size, 1.6 * size);
  const outer = width / 2 - rim;
  const [centreX, centreY] = [width / 2, outer + 1.6 * size];
  const { circles, low, radius } = radialAxis(curves, outer);
  const stroke = { colour: style.pale, width: style.axis };
  const ring = (r: number, look: Partial<Extract<FigureMark, { kind: 'circles' }>>): FigureMark => {
    return { kind: 'circles', centres: [0, 0], radius: r, ...look };
  };
  const marks: FigureMark[] = [];
  if (low < 0) marks.push(ring(radius(0), { fill: style.palette.negative }));
  for (const value of circles)
    marks.push(ring(radius(value), { stroke: value === 0 ? { ...stroke, colour: style.ink } : stroke }));
  marks.push({
    kind: 'lines',
    parts: SPOKES.map((degrees) => [0, 0, ...onCircle(outer, degrees)]),
    stroke,
  });
  marks.push(ring(outer, { stroke: { colour: style.ink, width: style.axis } }));
  for (const { values, colour, form } of curves) {
    const points = values.flatMap((value, at) => onCircle(radius(value), (360 * at) / values.length));
    if (form === 'dots') {
      const dot = DOT * style.curve;
      const every = everyDot(values, radius, dot);
      const centres = points.filter((_, at) => Math.floor(at / 2) % every === 0);
      marks.push({ kind: 'circles', centres, radius: dot, fill: colour });
    } else
      marks.push({
        kind: 'lines',
        parts: [points],
        closed: true,
        stroke: { colour, width: style.curve, ...(form === 'dashed' && { dash: [3 * style.curve, 2 * style.curve] }) },
      });
  }
  const angles: TextArea[] = [];
  for (const degrees of SPOKES) {
    const [x, y] = onCircle(outer + 0.5 * size, degrees);
    const side = Math.abs(x) < 1 ? 'middle' : x > 0 ? 'start' : 'end';
    const baseline = y + (y > 1 ? CAPITAL_HEIGHT : y < -1 ? 0 : CAPITAL_HEIGHT / 2) * size;
    const text = `${degrees}°`;
    angles.push(areaOfLabel(text, size, { x, baseline, before: { start: 0, middle: 0.5, end: 1 }[side] }));
    marks.push({ kind: 'text', x, y: baseline, text, size, colour: style.ink, anchor: side });
  }
  const numbered = circles.map((value) => ({ text: figureNumber(value), radius: radius(value) }));
  for (const { text, x, baseline, left, right } of circleNumbers(numbered, angles, size))
    marks.push(
      // A ground of its own: curves do not run through the number.
      {
        kind: 'rectangle',
        x: left - 0.6,
        y: baseline - (CAPITAL_HEIGHT / 2 + 0.5) * size,
        width: right - left + 1.2,
        height: size,
        fill: style.ground,
        opacity: 0.8,
      },
      { kind: 'text', x, y: baseline, text, size, colour: style.ink, anchor: 'middle' },
    );
  const below = centreY + outer + 1.7 * size;
  const entries = curves.map(({ label: name, colour, form }): LegendEntry => ({
    label: name,
    colour,
    form: form === 'dots' ? 'dot' : form,
  }));
  const key = legend(entries, width, style);
  return {
    marks: [
      { kind: 'group', x: centreX, y: centreY, marks },
      {
        kind: 'text',
        x: width / 2,
        y: below + CAPITAL_HEIGHT * style.text,
        text: label,
        size: style.text,
        colour: style.ink,
        anchor: 'middle',
      },
      { kind: 'group', x: 0, y: below + 1.5 * style.text, marks: key.marks },
    ],
    height: below + 1.5 * style.text + key.height,
  };
}
