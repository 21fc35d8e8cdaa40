import type { SpectrumReport, WindowReport } from '../../../native-workers/analyses/spectrum/spectrum-report.ts';
import { figureNumber } from '../marks/number-text.ts';
import type { FigureStyle } from '../marks/styles.ts';
import { xyPlot, type XySeries } from '../plot/xy.ts';
import type { FigureSample } from '../sample/figure-sample.ts';
import type { DataColumn, Panel } from '../sample/panel.ts';
import { drawField, keyFor, REDUCED_DENSITY, viewOf } from './fields.ts';
import { OMEGA, OMEGA_UNIT } from './modes.ts';

const DENSITY_UNIT = '(mσ²/ε)^{1/2}';
const REDUCED_UNIT = 'mσ²/ε';

function spectrumOf({ arrays }: FigureSample): SpectrumReport {
  if (arrays.reports.spectrum === undefined) throw new Error('the panel needs a spectrum');
  return arrays.reports.spectrum;
}

/** Outline of a histogram: twice every edge, and every value at both edges of its bin. */
export function steps(edges: readonly number[], values: readonly number[]): { x: number[]; y: number[] } {
  return {
    x: edges.flatMap((edge, at) => (at === 0 ? [edge] : at === edges.length - 1 ? [edge] : [edge, edge])),
    y: values.flatMap((value) => [value, value]),
  };
}

/** Levels of D(ω)/ω that the sound waves of the moduli give. */
function debyeLevels({ debye, debyePinned }: SpectrumReport, { palette }: FigureStyle) {
  const levels = [
    { label: 'Debye', level: debye?.level ?? null, colour: palette.string },
    { label: 'Debye, string pinned', level: debyePinned?.level ?? null, colour: palette.allStrings },
  ];
  return levels.flatMap(({ label, level, colour }) => (level === null ? [] : [{ label, level, colour }]));
}

function debyeText({ debye, debyePinned }: SpectrumReport) {
  const level = debye?.level ?? null;
  if (level === null) return ` There is no Debye level: ${debye?.reason ?? 'the sample is unstable'}.`;
  const pinned = debyePinned?.level ?? null;
  return ` Debye level of its moduli: ${figureNumber(level, 3)} mσ²/ε${pinned === null ? '' : `; with the key-core string pinned ${figureNumber(pinned, 3)}`}.`;
}

function histogramColumns({ histogram }: SpectrumReport): DataColumn[] {
  const { edges, counts, density, reduced } = histogram;
  return [
    { name: 'omega_low', unit: OMEGA_UNIT, values: edges.slice(0, -1) },
    { name: 'omega_high', unit: OMEGA_UNIT, values: edges.slice(1) },
    { name: 'count', unit: null, values: counts },
    { name: 'D', unit: DENSITY_UNIT, values: density },
    { name: 'D_over_omega', unit: REDUCED_UNIT, values: reduced },
  ];
}

/** D(ω), or D(ω)/ω, with what sound waves would give. */
function densityPanel(id: string, isReduced: boolean): Panel {
  return {
    id,
    title: isReduced ? 'D(ω)/ω and the Debye level' : 'D(ω) and the Debye law',
    needs: ['spectrum'],
    draw({ sample, width, style }) {
      const report = spectrumOf(sample);
      const { edges, density, reduced, counts } = report.histogram;
      const values = isReduced ? reduced : density;
      const end = edges[edges.length - 1];
      const levels = debyeLevels(report, style);
      const highest = Math.max(...values, ...(isReduced ? levels.map(({ level }) => level) : []));
      const debye = levels.map(({ label, level, colour }): XySeries => {
        // The law leaves the plot at its upper edge.
        const last = isReduced ? end : Math.min(end, (1.2 * highest) / level);
        return { label, x: [0, last], y: isReduced ? [level, level] : [0, level * last], colour, form: 'dashed' };
      });
      const { marks, height } = xyPlot(
        {
          x: { label: OMEGA, range: { low: 0, high: end } },
          y: {
            label: isReduced ? `D/ω (${REDUCED_UNIT})` : `D (${DENSITY_UNIT})`,
            range: { low: 0, high: 1.06 * highest || 1 },
          },
          series: [
            { label: isReduced ? 'D(ω)/ω' : 'D(ω)', ...steps(edges, values), colour: style.ink, form: 'line' },
            ...debye,
          ],
        },
        width,
        style,
      );
      const total = counts.reduce((sum, count) => sum + count, 0);
      return {
        height,
        marks,
        caption: `Density of vibrational states ${isReduced ? 'D(ω)/ω' : 'D(ω)'} in ${counts.length} bins, ${total} modes counted exactly.${debyeText(report)}`,
        data: histogramColumns(report),
      };
    },
  };
}

export const stateDensity = densityPanel('dos', false);
export const reducedDensity = densityPanel('dos-reduced', true);

const windowOf = (sample: FigureSample): WindowReport | null => spectrumOf(sample).window;
const NO_WINDOW = 'its spectrum has no window of frequencies whose modes are known';

function rangeText({ lower, upper, count }: WindowReport) {
  return `ω = ${figureNumber(lower, 2)} … ${figureNumber(upper, 2)} (${count} modes)`;
}

/** The transverse and the longitudinal part of D(ω) in a window. */
export const windowDensity: Panel = {
  id: 'dos-window',
  title: 'D_T(ω) and D_L(ω) of a window',
  needs: ['spectrum'],
  missing: (sample) => ((windowOf(sample)?.count ?? 0) > 0 ? null : NO_WINDOW),
  draw({ sample, width, style }) {
    const window = windowOf(sample);
    if (window === null) throw new Error(NO_WINDOW);
    const { edges, transverse, longitudinal } = window.histogram;
    const { palette } = style;
    const { marks, height } = xyPlot(
      {
        x: { label: OMEGA, range: { low: edges[0], high: edges[edges.length - 1] } },
        y: { label: `D (${DENSITY_UNIT})`, range: { low: 0, high: 1.06 * Math.max(...transverse, ...longitudinal) } },
        series: [
          { label: 'D_T', ...steps(edges, transverse), colour: palette.angleStrings, form: 'line' },
          { label: 'D_L', ...steps(edges, longitudinal), colour: palette.allStrings, form: 'line' },
        ],
      },
      width,
      style,
    );
    return {
      height,
      marks,
      caption: `Transverse and longitudinal density of states of the window ${rangeText(window)}: every mode counts by the shares of its parts.`,
      data: [
        { name: 'omega_low', unit: OMEGA_UNIT, values: edges.slice(0, -1) },
        { name: 'omega_high', unit: OMEGA_UNIT, values: edges.slice(1) },
        { name: 'D_T', unit: DENSITY_UNIT, values: transverse },
        { name: 'D_L', unit: DENSITY_UNIT, values: longitudinal },
      ],
    };
  },
};

/** D_i^T(ω)/ω of the window of the last spectrum. */
export const windowMap: Panel = {
  id: 'dt-map',
  title: 'D_i^T(ω)/ω of a window',
  needs: ['spectrum'],
  missing: (sample) => (windowOf(sample) === null || sample.arrays.spectralMap === null ? NO_WINDOW : null),
  draw(request) {
    const { sample, style } = request;
    const values = sample.arrays.spectralMap ?? new Float64Array(sample.particles);
    const window = windowOf(sample);
    return drawField(
      request,
      { view: viewOf(sample, null), scalar: { values, key: keyFor(REDUCED_DENSITY, values, style) } },
      {
        caption: `Reduced transverse density of states D_i^T(ω)/ω of each particle${window === null ? '' : `, ${rangeText(window)}; mean ${figureNumber(window.map.mean, 3)}, largest ${figureNumber(window.map.max, 3)} mσ²/ε`}.`,
        data: [{ name: 'dT_over_omega', unit: REDUCED_UNIT, values }],
      },
    );
  },
};
