import {
  shearModulusCurve,
  shearSummary,
  type ShearSummary,
} from '../../../native-workers/analysis/elasticity/shear-modulus.ts';
import type { MechanicsReport } from '../../../native-workers/analyses/mechanics/mechanics-report.ts';
import { BadInput } from '../../../native-workers/text/bad-input.ts';
import { figureNumber } from '../marks/number-text.ts';
import type { FigureStyle, Palette } from '../marks/styles.ts';
import { type PolarCurve, polarPlot } from '../plot/polar.ts';
import { rangeAbout } from '../plot/ticks.ts';
import { xyPlot } from '../plot/xy.ts';
import type { FigureSample } from '../sample/figure-sample.ts';
import type { DataColumn, Panel, PanelDrawing, PanelRequest } from '../sample/panel.ts';
import { mechanicsOf } from './mechanics.ts';

const MODULUS = 'G (ε/σ²)';
const UNIT = 'ε/σ²';
/** Of G(θ), degrees. */
const PERIOD = 180;
/** Degrees between values of a curve that is computed for a view. */
const STEP = 1;

/** G at equally spaced angles from 0° on, with its name as a column. */
interface ModulusCurve extends PolarCurve {
  key: CurveKey;
}

/** How each curve looks: those of the paper, and that of particles that somebody chose. */
const LOOKS = {
  unpinned: { label: 'unpinned', colour: 'unpinned', form: 'line' },
  stringPinned: { label: 'string pinned', colour: 'string', form: 'line' },
  squarePinned: { label: 'square pinned', colour: 'square', form: 'dashed' },
  angleStringsPinned: { label: 'string and those of θ', colour: 'angleStrings', form: 'dots' },
  allStringsPinned: { label: 'all strings', colour: 'allStrings', form: 'line' },
  pinned: { label: 'chosen pinned', colour: 'union', form: 'line' },
} as const satisfies Record<
  keyof MechanicsReport['curves'],
  { label: string; colour: keyof Palette; form: PolarCurve['form'] }
>;

type CurveKey = keyof typeof LOOKS;

const KEYS = Object.keys(LOOKS) as CurveKey[];

/** A curve by its name; of chosen particles with how many they are. */
function curveOf(key: CurveKey, values: readonly number[], { palette }: FigureStyle, chosen: number): ModulusCurve {
  const { label, colour, form } = LOOKS[key];
  return { key, label: key === 'pinned' ? `${chosen} ${label}` : label, values, colour: palette[colour], form };
}

/** The curves of a report, those there are. */
function reportedCurves({ curves, sets }: MechanicsReport, style: FigureStyle): ModulusCurve[] {
  return KEYS.flatMap((key) => {
    const values = curves[key] ?? null;
    return values === null ? [] : [curveOf(key, values, style, sets.pinned?.length ?? 0)];
  });
}

const columnOf = ({ key, values }: ModulusCurve): DataColumn => ({ name: key, unit: UNIT, values });
const labelsOf = (curves: readonly ModulusCurve[]) => curves.map(({ label }) => label).join(', ');

/** Mean and extremes of the curve with nothing pinned. */
function unpinnedText({ mean, min, max, softestDegrees }: ShearSummary) {
  return `Unpinned: mean ${figureNumber(mean, 3)}, from ${figureNumber(min, 3)} (θ = ${figureNumber(softestDegrees, 3)}°) to ${figureNumber(max, 3)} ε/σ².`;
}

/** G(θ) in polar coordinates: the five curves of the paper, and of particles that the report pins beside, those there are. */
export function modulusPanel(id: string): Panel {
  return {
    id,
    title: 'G(θ)',
    needs: ['mechanics'],
    missing: (sample) => sample.notElastic,
    draw({ sample, width, style }) {
      const report = mechanicsOf(sample);
      const there = reportedCurves(report, style);
      const { marks, height } = polarPlot(there, MODULUS, width, style);
      return {
        height,
        marks,
        caption: `Shear modulus G(θ) in polar coordinates, ${labelsOf(there)}. ${unpinnedText(report.anisotropy.unpinned)}`,
        data: [{ name: 'theta', unit: '°', values: report.degrees }, ...there.map(columnOf)],
      };
    },
  };
}

/** G(θ) over one period: what the polar plot hides, a modulus below zero, is seen. */
export const modulusCurves: Panel = {
  id: 'g-theta',
  title: 'G against θ',
  needs: ['mechanics'],
  missing: (sample) => sample.notElastic,
  draw({ sample, width, style }) {
    const report = mechanicsOf(sample);
    const { degrees, anisotropy } = report;
    const shown = degrees.flatMap((angle, at) => (angle <= PERIOD ? [at] : []));
    const x = shown.map((at) => degrees[at]);
    const there = reportedCurves(report, style).map((curve) => {
      return { ...curve, values: shown.map((at) => curve.values[at]) };
    });
    const { marks, height } = xyPlot(
      {
        x: {
          label: 'θ (°)',
          range: { low: 0, high: PERIOD },
          ticks: [0, 45, 90, 135, 180].map((value) => ({ value, at: value / PERIOD, label: String(value) })),
        },
        y: { label: MODULUS, range: rangeAbout(there.flatMap(({ values }) => values)) },
        series: there.map(({ label, values, colour, form }) => ({
          label,
          x,
          y: values,
          colour,
          form: form === 'dots' ? 'dot' : form,
        })),
        guides: [{ at: 'y', value: 0 }],
      },
      width,
      style,
    );
    const { relative, softestDegrees, stiffestDegrees } = anisotropy.unpinned;
    return {
      height,
      marks,
      caption: `Shear modulus G against θ over its period of 180°, ${labelsOf(there)}. Unpinned: softest at ${figureNumber(softestDegrees, 3)}°, stiffest at ${figureNumber(stiffestDegrees, 3)}°, relative anisotropy ${relative === null ? 'undefined' : figureNumber(relative, 3)}.`,
      data: [{ name: 'theta', unit: '°', values: x }, ...there.map(columnOf)],
    };
  },
};

/** What a view computes at every degree: nothing, key-core string, key-core square and chosen particles pinned. */
function computedCurves(sample: FigureSample, pinnedIds: readonly number[], style: FigureStyle): ModulusCurve[] {
  const { stringIds, squareIds } = sample.report.keyCore;
  const sets: { key: CurveKey; ids: readonly number[] }[] = [
    { key: 'stringPinned', ids: stringIds },
    { key: 'squarePinned', ids: squareIds ?? [] },
    { key: 'pinned', ids: pinnedIds },
  ];
  return [{ key: 'unpinned' as const, ids: [] }, ...sets.filter(({ ids }) => ids.length > 0)].map(({ key, ids }) => {
    const values = shearModulusCurve(sample.modulus(sample.indices(ids)), STEP);
    return curveOf(key, [...values], style, pinnedIds.length);
  });
}

/** G(θ) of a sample as a window shows it: what is computed at once, and the curves with strings that a report has. */
export function drawModulus({ sample, width, style }: PanelRequest, pinnedIds: readonly number[]): PanelDrawing {
  const against = sample.notElastic;
  if (against !== null) throw new BadInput(`the sample has no response to strain: ${against}`);
  const computed = computedCurves(sample, pinnedIds, style);
  const report = sample.arrays.reports.mechanics;
  const isOfStrings = ({ key }: ModulusCurve) => key === 'angleStringsPinned' || key === 'allStringsPinned';
  const reported = report === undefined ? [] : reportedCurves(report, style).filter(isOfStrings);
  const all = [...computed, ...reported].sort((a, b) => KEYS.indexOf(a.key) - KEYS.indexOf(b.key));
  const { marks, height } = polarPlot(all, MODULUS, width, style);
  const chosen =
    pinnedIds.length === 0
      ? ''
      : ` With the ${pinnedIds.length} chosen particles pinned: mean ${figureNumber(shearSummary(sample.modulus(sample.indices(pinnedIds))).mean, 3)} ε/σ².`;
  // A report may have other angles.
  const isOnSame = reported.every(({ values }) => values.length === computed[0].values.length);
  return {
    marks,
    height,
    caption: `Shear modulus G(θ) in polar coordinates, ${labelsOf(all)}. ${unpinnedText(shearSummary(sample.modulus([])))}${chosen}`,
    data: [
      { name: 'theta', unit: '°', values: computed[0].values.map((_, at) => at * STEP) },
      ...(isOnSame ? all : computed).map(columnOf),
      ...(isOnSame
        ? []
        : [{ name: 'theta_strings', unit: '°', values: report?.degrees ?? [] }, ...reported.map(columnOf)]),
    ],
  };
}
