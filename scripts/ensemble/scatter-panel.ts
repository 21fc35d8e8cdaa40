import { type Axis, type Margin, plotFrame } from '../../src-renderer/design/plot/plot-frame.ts';
import { type Guide, scatterShapes } from '../../src-renderer/design/plot/scatter-plot.ts';
import type { Shape } from '../../src-renderer/design/plot/shapes.ts';
import { svgElements, type SvgStyle, svgText } from '../../src-renderer/design/plot/svg-shapes.ts';

/** Points of one kind. */
export interface LabelledPoints {
  label: string;
  /** A CSS colour. */
  colour: string;
  /** Diameter, px. */
  size: number;
  points: readonly (readonly [number, number])[];
}

export interface ScatterPanel {
  x: Axis;
  y: Axis;
  series: readonly LabelledPoints[];
  guides: readonly Guide[];
}

/** Where the plotting area of a panel lies in the picture, px; the axes' numbers and names lie outside. */
export interface Place {
  left: number;
  top: number;
  width: number;
  height: number;
}

const MARGIN: Margin = { left: 54, right: 0, top: 0, bottom: 38 };
/** On white paper. */
const COLOURS: Readonly<Record<string, string>> = { '--text': '#222', '--text-dim': '#444', '--line': '#222' };
const PAPER: SvgStyle = {
  colour: (name) => COLOURS[name] ?? name,
  font: () => 'DejaVu Sans, Arial, sans-serif',
  textSize: String,
};
const TEXT_PX = 12;

function written(shapes: readonly Shape[]) {
  return svgElements(shapes, PAPER).map(svgText).join('\n');
}

/** One panel as SVG elements. Points outside the axes are left out; throws where there is nothing to draw. */
export function scatterPanel({ x, y, series, guides }: ScatterPanel, { left, top, width, height }: Place): string {
  const frame = plotFrame(width + MARGIN.left + MARGIN.right, height + MARGIN.top + MARGIN.bottom, x, y, 1, MARGIN);
  const isInside = ([a, b]: readonly [number, number]) =>
    a >= x.range.low && a <= x.range.high && b >= y.range.low && b <= y.range.high;
  if (!series.some(({ points }) => points.some(isInside))) throw new Error(`no points for '${y.label}'`);
  const shapes = scatterShapes(frame, {
    series: series.map(({ colour, size, points }) => ({
      x: points.map(([a]) => a),
      y: points.map(([, b]) => b),
      colour,
      size,
    })),
    guides: guides.map(({ label, points }) => ({ label, points: points.filter(isInside) })),
  });
  return `<g transform="translate(${left - MARGIN.left} ${top - MARGIN.top})">\n${written(shapes)}\n</g>`;
}

/** Words for the colours, in a row. */
export function legend(series: readonly LabelledPoints[], left: number, top: number): string {
  let at = left;
  const shapes = series.flatMap(({ label, colour }): Shape[] => {
    const x = at;
    at += 34 + 7 * label.length;
    return [
      { kind: 'circle', x: x + 5, y: top - 4, radius: 4, fill: colour },
      {
        kind: 'text',
        x: x + 14,
        y: top,
        text: label,
        size: TEXT_PX,
        fill: '--text',
        anchor: 'start',
        baseline: 'alphabetic',
      },
    ];
  });
  return written(shapes);
}
