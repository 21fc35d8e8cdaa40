import type { SpectrumReport } from '../../native-workers/analyses/spectrum/spectrum-report.ts';
import { axesShapes } from '../design/plot/axes.ts';
import { type PlotFrame, plotFrame } from '../design/plot/plot-frame.ts';
import type { Range, Scale } from '../design/plot/ranges.ts';
import type { Path, Shape } from '../design/plot/shapes.ts';

/** How the density of states is drawn. */
export interface SpectrumLook {
  /** D(ω)/ω in place of D(ω): a continuum is then a level line. */
  reduced: boolean;
  x: Scale;
  y: Scale;
}

/** A stepped curve: a value for each bin. */
interface Steps {
  curve: string;
  edges: readonly number[];
  values: readonly number[];
  colour: string;
  width: number;
}

/** A level D(ω)/ω of a continuum. */
interface Level {
  curve: string;
  level: number;
  dash: readonly number[];
}

const TICK_DISTANCE = { x: 56, y: 26 };
const MARGIN = { left: 52, right: 12, top: 8, bottom: 38 };
/** Height of the marks of single modes, CSS pixels. */
const MODE_PX = 7;
/** Room above the highest value, as a factor. */
const HEADROOM = 1.12;

const middle = (edges: readonly number[], bin: number) => (edges[bin] + edges[bin + 1]) / 2;

/** The curves of a report as they are asked for. */
export function spectrumCurves({ histogram, window }: SpectrumReport, { reduced }: SpectrumLook): Steps[] {
  const curves: Steps[] = [
    {
      curve: 'all',
      edges: histogram.edges,
      values: reduced ? histogram.reduced : histogram.density,
      colour: '--curve-free',
      width: 1.6,
    },
  ];
  for (const part of ['transverse', 'longitudinal'] as const) {
    if (window === null) continue;
    const { edges } = window.histogram;
    const density = window.histogram[part];
    const values = reduced ? density.map((value, bin) => value / middle(edges, bin)) : density;
    curves.push({ curve: part, edges, values, colour: `--${part}`, width: 1.6 });
  }
  return curves;
}

/** The levels of a report: of the sample, and with its key-core string pinned. */
export function debyeLevels({ debye, debyePinned }: SpectrumReport): Level[] {
  const found = [
    { curve: 'debye', level: debye?.level ?? null, dash: [6, 4] },
    { curve: 'debye-pinned', level: debyePinned?.level ?? null, dash: [2, 3] },
  ];
  return found.flatMap(({ level, ...rest }) => (level === null ? [] : [{ ...rest, level }]));
}

const levelAt = ({ level }: Level, omega: number, { reduced }: SpectrumLook) => (reduced ? level : level * omega);

/** Axes that hold curves, levels and modes; on logarithmic ones what is not positive has no place. */
export function spectrumFrame(
  report: SpectrumReport,
  modes: readonly number[],
  look: SpectrumLook,
  size: { width: number; height: number; textScale: number },
): PlotFrame {
  const { edges } = report.histogram;
  const last = edges[edges.length - 1];
  const curves = spectrumCurves(report, look);
  const positive = curves.flatMap(({ values }) => values.filter((value) => value > 0));
  const levels = debyeLevels(report).map((level) => levelAt(level, look.reduced ? last : last / 4, look));
  const highest = HEADROOM * Math.max(...positive, ...(look.reduced ? levels : []), Number.MIN_VALUE);
  const first = Math.min(edges[1], ...modes.filter((omega) => omega > 0));
  const x: Range = look.x === 'log' ? { low: first / 1.3, high: last } : { low: Math.min(0, edges[0]), high: last };
  const lowest = Math.min(...positive, ...(look.reduced ? levels : []), highest / 10);
  const y: Range = look.y === 'log' ? { low: lowest / 1.5, high: 1.5 * highest } : { low: 0, high: highest };
  return plotFrame(
    size.width,
    size.height,
    { label: 'ω (√(ε/mσ²))', range: x, scale: look.x },
    { label: '', range: y, scale: look.y },
    size.textScale,
    MARGIN,
  );
}

/** The runs of a stepped curve between which it has no place on the axes. */
function stepPaths(frame: PlotFrame, { curve, edges, values, colour, width }: Steps): Path[] {
  const { low } = frame.x.range;
  const runs: [number, number][][] = [];
  let run: [number, number][] = [];
  values.forEach((value, bin) => {
    const isShown = edges[bin + 1] > low && (frame.y.scale === 'linear' || value > 0);
    if (!isShown) {
      run = [];
      return;
    }
    if (run.length === 0) runs.push(run);
    const y = frame.pixelY(value);
    run.push([frame.pixelX(Math.max(low, edges[bin])), y], [frame.pixelX(edges[bin + 1]), y]);
  });
  return runs.map((points) => ({ kind: 'path', points, curve, stroke: { colour, width } }));
}

/** A level as a line across the plot, as far as it lies in it. */
function levelPath(frame: PlotFrame, level: Level, look: SpectrumLook): Path {
  const { low, high } = frame.x.range;
  const points = Array.from({ length: 65 }, (_, at): [number, number] => {
    const share = at / 64;
    const omega = frame.x.scale === 'log' ? low * (high / low) ** share : low + share * (high - low);
    return [omega, levelAt(level, omega, look)];
  });
  const inside = points.filter(([, value]) => value <= frame.y.range.high && value >= frame.y.range.low);
  const stroke = { colour: '--mark-string', width: 1.4, dash: level.dash };
  return {
    kind: 'path',
    points: inside.map(([omega, value]) => [frame.pixelX(omega), frame.pixelY(value)]),
    curve: level.curve,
    stroke,
  };
}

/** Axes, curves, levels, and a short stroke at the foot for each of the modes. */
export function spectrumShapes(
  report: SpectrumReport,
  modes: readonly number[],
  look: SpectrumLook,
  frame: PlotFrame,
): Shape[] {
  const { left, top, width, height } = frame.box;
  const foot = top + height;
  const most = {
    x: Math.max(2, Math.floor(width / (frame.textScale * TICK_DISTANCE.x))),
    y: Math.max(2, Math.floor(height / (frame.textScale * TICK_DISTANCE.y))),
  };
  const marks = modes
    .map((omega) => frame.pixelX(omega))
    .filter((x) => x >= left && x <= left + width)
    .map((x): Shape => ({
      kind: 'path',
      curve: 'mode',
      points: [
        [x, foot],
        [x, foot - MODE_PX],
      ],
      stroke: { colour: '--accent', width: 1 },
    }));
  return [
    ...axesShapes(frame, { grid: true, most, named: { x: true, y: false } }),
    ...marks,
    ...debyeLevels(report).map((level) => levelPath(frame, level, look)),
    ...spectrumCurves(report, look).flatMap((steps) => stepPaths(frame, steps)),
  ];
}

/** The bin that holds ω; the nearest one beyond the ends. */
export function binAt(edges: readonly number[], omega: number): number {
  const after = edges.findIndex((edge) => edge > omega);
  return Math.max(0, (after === -1 ? edges.length - 1 : after) - 1);
}
