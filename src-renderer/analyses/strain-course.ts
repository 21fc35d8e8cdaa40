import type { StrainReport } from '../../native-workers/analyses/strain/strain-report.ts';
import { axesShapes } from '../design/plot/axes.ts';
import { type PlotFrame, plotFrame } from '../design/plot/plot-frame.ts';
import type { Shape } from '../design/plot/shapes.ts';

/** A state that a strain went through: the start, or the end of a step. */
export interface CoursePoint {
  strain: number;
  /** V₀⁻¹ dU/dγ, the stress that works on γ, ε/σ². */
  stress: number;
  energy: number;
  /** Largest non-affine displacement of the step; null at the start. */
  moved: number | null;
  /** Index of the event that this state is behind, where the step was one. */
  event: number | null;
  /** Events up to here, this one too. */
  passed: number;
}

/** The states of a strain in their order. */
export function courseOf({ start, steps, events }: Pick<StrainReport, 'start' | 'steps' | 'events'>): CoursePoint[] {
  let passed = 0;
  const behind = steps.map(({ strain, driving, energy, moved }): CoursePoint => {
    const next = events.at(passed);
    const isEvent = next !== undefined && next.after.strain === strain;
    if (isEvent) passed += 1;
    return { strain, stress: driving, energy, moved, event: isEvent ? passed - 1 : null, passed };
  });
  return [
    { strain: start.strain, stress: start.driving, energy: start.energy, moved: null, event: null, passed: 0 },
    ...behind,
  ];
}

/** Which array of the report belongs to a state, and what it is called. */
export interface StateArray {
  name: string;
  title: string;
}

/**
 * The displacement that is shown at a state: of its event, or of the last one before it; where there is none yet, r − F r₀
 * at the last elastic state, and x = H⁺Ξ of linear response at those before that. Null: the report does not hold it.
 */
export function arrayAt(
  points: readonly CoursePoint[],
  at: number,
  has: (array: string) => boolean,
): StateArray | null {
  const { passed, event } = points[at];
  const named = (name: string, title: string) => (has(name) ? { name, title } : null);
  if (passed > 0) {
    const behind = event === null ? ', passed before' : '';
    return named(passed === 1 ? 'event' : `event:${passed}`, `Δu of event ${passed}${behind}`);
  }
  const isLast = at === points.length - 1 || points[at + 1].event === 0;
  if (isLast && at > 0) return named('nonAffine', 'r − F r₀, non-affine');
  return named('linear', 'x = H⁺Ξ, linear response');
}

const TICK_DISTANCE = { x: 68, y: 26 };
const MARGIN = { left: 52, right: 12, top: 10, bottom: 38 };
/** Room about the curve, as a share of what it spans. */
const ROOM = 0.06;

function spanOf(values: readonly number[]) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = ROOM * (high - low) || Math.abs(low) / 2 || 1;
  return { low: low - room, high: high + room };
}

export function courseFrame(
  points: readonly CoursePoint[],
  width: number,
  height: number,
  textScale: number,
): PlotFrame {
  return plotFrame(
    width,
    height,
    { label: 'strain γ', range: spanOf(points.map(({ strain }) => strain)), scale: 'linear' },
    { label: '', range: spanOf(points.map(({ stress }) => stress)), scale: 'linear' },
    textScale,
    MARGIN,
  );
}

/** The stress–strain curve on its axes, a disc at each event, and a ring with a line at the chosen state. */
export function courseShapes(points: readonly CoursePoint[], at: number, frame: PlotFrame): Shape[] {
  const { top, width, height } = frame.box;
  const most = {
    x: Math.max(2, Math.floor(width / (frame.textScale * TICK_DISTANCE.x))),
    y: Math.max(2, Math.floor(height / (frame.textScale * TICK_DISTANCE.y))),
  };
  const place = ({ strain, stress }: CoursePoint) => [frame.pixelX(strain), frame.pixelY(stress)] as const;
  const [x, y] = place(points[at]);
  return [
    ...axesShapes(frame, { grid: true, most, named: { x: true, y: false } }),
    {
      kind: 'path',
      points: [
        [x, top],
        [x, top + height],
      ],
      stroke: { colour: '--line-strong', width: 1, dash: [3, 3] },
    },
    { kind: 'path', curve: 'stress', points: points.map(place), stroke: { colour: '--curve-free', width: 1.8 } },
    ...points
      .filter(({ event }) => event !== null)
      .map((point): Shape => {
        const [px, py] = place(point);
        return { kind: 'circle', x: px, y: py, radius: 3.6, fill: '--mark-string' };
      }),
    { kind: 'circle', x, y, radius: 6, stroke: { colour: '--accent', width: 2.4 } },
  ];
}

/** Index of the state whose place is nearest to a pixel. */
export function nearestState(points: readonly CoursePoint[], frame: PlotFrame, px: number, py: number): number {
  const away = points.map(({ strain, stress }) => Math.hypot(frame.pixelX(strain) - px, frame.pixelY(stress) - py));
  return away.indexOf(Math.min(...away));
}
