/** Points of one kind. */
export interface PointSeries {
  label: string;
  colour: string;
  /** Diameter, px. */
  size: number;
  points: readonly (readonly [number, number])[];
}

/** A line across a panel, with its name at the end. */
export interface Guide {
  label: string;
  points: readonly (readonly [number, number])[];
}

export interface ScatterPanel {
  x: { label: string; from: number; to: number; ticks: readonly number[] };
  /** Logarithmic where `log` is set. */
  y: { label: string; from: number; to: number; ticks: readonly number[]; log: boolean };
  series: readonly PointSeries[];
  guides: readonly Guide[];
}

/** Where a panel lies in the picture, px. */
export interface Place {
  left: number;
  top: number;
  width: number;
  height: number;
}

const TICK_PX = 4;
const FONT = 'font-family="DejaVu Sans, Arial, sans-serif"';

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function px(value: number): string {
  return Number(value.toFixed(1)).toString();
}

/** Maps values of an axis to pixels. */
function scale(from: number, to: number, start: number, end: number, log: boolean): (value: number) => number {
  const at = (value: number): number => (log ? Math.log10(value) : value);
  return (value) => start + ((at(value) - at(from)) / (at(to) - at(from))) * (end - start);
}

function text(x: number, y: number, words: string, more = ''): string {
  return `<text x="${px(x)}" y="${px(y)}" ${FONT} font-size="12" fill="#222" ${more}>${escaped(words)}</text>`;
}

/** Dots as one path of strokes without length: a tenth of the bytes of circles. */
function dots({ points, colour, size }: PointSeries, x: (v: number) => number, y: (v: number) => number): string {
  const d = points.map(([a, b]) => `M${px(x(a))} ${px(y(b))}h0`).join('');
  return `<path d="${d}" stroke="${colour}" stroke-width="${size}" stroke-linecap="round" fill="none"/>`;
}

/** One panel as SVG elements. Points outside the axes are left out; throws where there is nothing to draw. */
export function scatterPanel(panel: ScatterPanel, { left, top, width, height }: Place): string {
  const x = scale(panel.x.from, panel.x.to, left, left + width, false);
  const y = scale(panel.y.from, panel.y.to, top + height, top, panel.y.log);
  const isInside = ([a, b]: readonly [number, number]): boolean =>
    a >= panel.x.from && a <= panel.x.to && b >= panel.y.from && b <= panel.y.to;
  const series = panel.series.map((each) => ({ ...each, points: each.points.filter(isInside) }));
  if (series.every(({ points }) => points.length === 0)) throw new Error(`no points for '${panel.y.label}'`);
  const bottom = top + height;
  const xTicks = panel.x.ticks.map(
    (value) =>
      `<path d="M${px(x(value))} ${bottom}v${TICK_PX}" stroke="#222"/>` +
      text(x(value), bottom + TICK_PX + 13, String(value), 'text-anchor="middle"'),
  );
  const yTicks = panel.y.ticks.map(
    (value) =>
      `<path d="M${left} ${px(y(value))}h${-TICK_PX}" stroke="#222"/>` +
      text(left - TICK_PX - 3, y(value) + 4, String(value), 'text-anchor="end"'),
  );
  const guides = panel.guides.map(({ label, points }) => {
    const inside = points.filter(isInside);
    const line = inside.map(([a, b], k) => `${k === 0 ? 'M' : 'L'}${px(x(a))} ${px(y(b))}`).join('');
    const [a, b] = inside[inside.length - 1];
    return `<path d="${line}" stroke="#555" stroke-dasharray="4 3" fill="none"/>` + text(x(a) + 5, y(b) - 4, label);
  });
  const middle = top + height / 2;
  return [
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="none" stroke="#222"/>`,
    ...xTicks,
    ...yTicks,
    text(left + width / 2, bottom + 36, panel.x.label, 'text-anchor="middle"'),
    text(left - 44, middle, panel.y.label, `text-anchor="middle" transform="rotate(-90 ${left - 44} ${px(middle)})"`),
    ...series.map((each) => dots(each, x, y)),
    ...guides,
  ].join('\n');
}

/** Words for the colours, in a row. */
export function legend(series: readonly PointSeries[], left: number, top: number): string {
  let at = left;
  return series
    .map(({ label, colour }) => {
      const here = `<circle cx="${at + 5}" cy="${top - 4}" r="4" fill="${colour}"/>${text(at + 14, top, label)}`;
      at += 34 + 7 * label.length;
      return here;
    })
    .join('\n');
}
