import type { PseudoModesReport } from '../../../native-workers/analyses/pseudo-modes/pseudo-modes-report.ts';
import { figureNumber } from '../marks/number-text.ts';
import { logRangeOf, rangeAbout } from '../plot/ticks.ts';
import { xyPlot } from '../plot/xy.ts';
import type { FigureSample } from '../sample/figure-sample.ts';
import type { Panel } from '../sample/panel.ts';
import { vectorColumns } from './columns.ts';
import { DISPLACEMENT, drawField, SHORTENED } from './fields.ts';

/** Label of an axis of frequencies. */
export const OMEGA = 'ω ((ε/mσ²)^{1/2})';
export const OMEGA_UNIT = '(ε/mσ²)^{1/2}';

const orMissing = (value: number | null) => value ?? Number.NaN;

/** PR, PR_T and PR_L of the modes of a sample against ω. */
export const modeRatios: Panel = {
  id: 'modes-pr',
  title: 'Participation ratios of the lowest modes',
  needs: [],
  missing: ({ report }) => (report.modes.length > 0 ? null : 'no modes were computed'),
  draw({ sample, width, style }) {
    const { modes, qlm } = sample.report;
    const omega = modes.map((mode) => mode.omega);
    const [pr, prT, prL] = [
      modes.map((mode) => mode.pr),
      modes.map((mode) => orMissing(mode.prT)),
      modes.map((mode) => orMissing(mode.prL)),
    ];
    const { palette } = style;
    const omegaT = qlm?.omegaT ?? null;
    const { marks, height } = xyPlot(
      {
        x: { label: OMEGA, range: rangeAbout(omega) },
        y: { label: 'PR', range: logRangeOf([...pr, ...prT, ...prL]), scale: 'log' },
        series: [
          { label: 'PR_L', x: omega, y: prL, colour: palette.allStrings, form: 'ring' },
          { label: 'PR_T', x: omega, y: prT, colour: palette.angleStrings, form: 'square' },
          { label: 'PR', x: omega, y: pr, colour: style.ink, form: 'dot' },
        ],
        guides: omegaT === null ? [] : [{ at: 'x', value: omegaT, label: 'ω_T' }],
      },
      width,
      style,
    );
    return {
      height,
      marks,
      caption: `Participation ratios of the ${modes.length} lowest modes, and of their transverse and longitudinal parts, against frequency${omegaT === null ? '' : `; dashed, where it is reached: the first transverse phonon, ω_T = ${figureNumber(omegaT, 3)}`}.`,
      data: [
        { name: 'mode', unit: null, values: modes.map(({ index }) => index) },
        { name: 'omega', unit: OMEGA_UNIT, values: omega },
        { name: 'PR', unit: null, values: pr },
        { name: 'PR_T', unit: null, values: prT },
        { name: 'PR_L', unit: null, values: prL },
      ],
    };
  },
};

function pseudoModesOf({ arrays }: FigureSample): PseudoModesReport {
  const report = arrays.reports['pseudo-modes'];
  if (report === undefined) throw new Error('the panel needs a report on pseudo-harmonic modes');
  return report;
}

const noPseudoMode = (sample: FigureSample) =>
  sample.notElastic ?? (pseudoModesOf(sample).modes.length > 0 ? null : 'its search found no pseudo-harmonic mode');

/** How many particles take part in each pseudo-harmonic mode, beside the modes of the Hessian. */
export const pseudoModes: Panel = {
  id: 'pseudo-modes',
  title: 'Pseudo-harmonic modes',
  needs: ['pseudo-modes'],
  missing: noPseudoMode,
  draw({ sample, width, style }) {
    const { modes: found, search } = pseudoModesOf(sample);
    const { modes } = sample.report;
    const { palette } = style;
    const own = modes.map(({ pr }) => sample.particles * pr);
    const { marks, height } = xyPlot(
      {
        x: { label: OMEGA, range: rangeAbout([...found, ...modes].map(({ omega }) => omega)) },
        y: {
          label: 'N·PR',
          range: logRangeOf([...found.map(({ participants }) => participants), ...own]),
          scale: 'log',
        },
        series: [
          {
            label: 'modes of H',
            x: modes.map(({ omega }) => omega),
            y: own,
            colour: palette.angleStrings,
            form: 'square',
          },
          {
            label: 'pseudo-harmonic',
            x: found.map(({ omega }) => omega),
            y: found.map(({ participants }) => participants),
            colour: palette.string,
            form: 'dot',
          },
        ],
      },
      width,
      style,
    );
    const length = Math.max(found.length, modes.length);
    return {
      height,
      marks,
      caption: `Pseudo-harmonic modes, ${found.length} from ${search.starts} searches: how many particles take part, N·PR, against ω = √κ, beside the ${modes.length} lowest modes of the Hessian.`,
      data: [
        { name: 'index', unit: null, values: Array.from({ length }, (_, at) => at) },
        { name: 'omega_pseudo', unit: OMEGA_UNIT, values: found.map(({ omega }) => omega) },
        { name: 'participants_pseudo', unit: null, values: found.map(({ participants }) => participants) },
        { name: 'omega_mode', unit: OMEGA_UNIT, values: modes.map(({ omega }) => omega) },
        { name: 'participants_mode', unit: null, values: own },
      ],
    };
  },
};

/** The softest pseudo-harmonic mode over the whole cell, about its own middle. */
export const softestPseudoMode: Panel = {
  id: 'pseudo-mode',
  title: 'The softest pseudo-harmonic mode',
  needs: ['pseudo-modes'],
  missing: (sample) =>
    noPseudoMode(sample) ?? (sample.arrays.pseudoMode === null ? 'its displacements are not kept' : null),
  draw(request) {
    const { sample } = request;
    const [softest] = pseudoModesOf(sample).modes;
    const vectors = sample.arrays.pseudoMode ?? new Float64Array(2 * sample.particles);
    const [index] = sample.indices([softest.centreId]);
    const { positions } = sample.arrays;
    const { nearestMode } = softest;
    return drawField(
      request,
      {
        view: { centre: { x: positions[2 * index], y: positions[2 * index + 1] }, side: null },
        withoutDiscs: true,
        arrows: { vectors },
      },
      {
        caption: `Displacement z of the softest pseudo-harmonic mode, ω = ${figureNumber(softest.omega, 3)}, N·PR = ${figureNumber(softest.participants, 3)}${nearestMode === null ? '' : `; overlap ${figureNumber(nearestMode.overlap, 3)} with mode ${nearestMode.index} of the Hessian`}. ${SHORTENED}`,
        data: vectorColumns('z', DISPLACEMENT, vectors),
      },
    );
  },
};
