import { median } from 'd3-array';
import { VERDICT_LABELS, VERDICTS, type Verdict } from '../../../native-workers/analysis/report/verdicts.ts';
import type { Colour } from '../marks/marks.ts';
import { figureNumber } from '../marks/number-text.ts';
import type { FigureStyle } from '../marks/styles.ts';
import { OMEGA, OMEGA_UNIT } from '../panels/modes.ts';
import type { FigureAxis } from '../plot/axes.ts';
import { axisTicks, logRangeOf, rangeAbout } from '../plot/ticks.ts';
import { type PlotGuide, xyPlot, type XySeries } from '../plot/xy.ts';
import type { DataColumn } from '../sample/panel.ts';
import type { EnsemblePanel } from './ensemble-panel.ts';
import { coreText, keyCoreText, samplesText } from './ensemble-text.ts';
import { type EnsembleSample, type FigureEnsemble, ofVerdict, qlmBelow } from './figure-ensemble.ts';

const noSamples = ({ samples }: FigureEnsemble) => (samples.length > 0 ? null : 'no sample has a mode');
const orMissing = (value: number | null) => value ?? Number.NaN;

/** Verdicts from above down: phonons, of which there are most, lie below the others. */
const DRAWN_ORDER: readonly (Verdict | null)[] = [null, ...VERDICTS.toReversed()];

function colourOf(verdict: Verdict | null, { palette }: FigureStyle): Colour {
  const colours = { qlm: palette.string, hybrid: palette.allStrings, phonon: palette.angleStrings };
  return verdict === null ? palette.other : colours[verdict];
}

/** A quantity of each lowest mode against its ω, a colour for each verdict. */
function byVerdict(
  ensemble: FigureEnsemble,
  y: (sample: EnsembleSample) => number | null,
  style: FigureStyle,
): XySeries[] {
  return DRAWN_ORDER.flatMap((verdict) => {
    const samples = ofVerdict(ensemble, verdict);
    if (samples.length === 0) return [];
    const label = verdict === null ? 'undecided' : VERDICT_LABELS[verdict];
    const colour = colourOf(verdict, style);
    const [omega, values] = [samples.map((each) => each.omega), samples.map((each) => orMissing(y(each)))];
    const form = verdict === null ? 'ring' : 'dot';
    return [{ label, x: omega, y: values, colour, form, crowd: ensemble.samples.length }];
  });
}

/** Number, ω and verdict of each sample, and what a panel shows of it. */
function sampleColumns({ samples }: FigureEnsemble, shown: readonly DataColumn[]): DataColumn[] {
  return [
    { name: 'sample', unit: null, values: samples.map(({ number }) => number) },
    { name: 'omega', unit: OMEGA_UNIT, values: samples.map(({ omega }) => omega) },
    ...shown,
    { name: 'verdict', unit: null, values: samples.map(({ verdict }) => verdict ?? '') },
  ];
}

function countText(ensemble: FigureEnsemble) {
  const counts = VERDICTS.map((verdict) => `${ofVerdict(ensemble, verdict).length} ${VERDICT_LABELS[verdict]}`);
  const undecided = ofVerdict(ensemble, null).length;
  return `${counts.join(', ')}${undecided === 0 ? '' : `, ${undecided} undecided`}`;
}

const omegaOf = ({ samples }: FigureEnsemble) => samples.map(({ omega }) => omega);
const omegaAxis = (values: Iterable<number>): FigureAxis => ({ label: OMEGA, range: rangeAbout(values) });

/** Whole numbers from 0 on. */
function countAxis(label: string, values: readonly number[]): FigureAxis {
  const range = { low: -0.5, high: 1.06 * Math.max(...values) + 0.5 };
  return { label, range, ticks: axisTicks(range, 'linear', 6).filter(({ value }) => Number.isInteger(value)) };
}

/** The median of the first transverse phonons, as a line. */
function phononGuide({ samples }: FigureEnsemble): { guides: PlotGuide[]; text: string } {
  const omegaT = median(samples, (sample) => sample.omegaT ?? Number.NaN);
  if (omegaT === undefined || !Number.isFinite(omegaT)) return { guides: [], text: '' };
  return {
    guides: [{ at: 'x', value: omegaT, label: 'ω_T' }],
    text: ` First transverse phonon, median of all: ω_T = ${figureNumber(omegaT, 3)} (dashed, where the axis reaches it).`,
  };
}

/** PR against ω of all modes, the lowest of each sample by its verdict. */
export const ratioOfAll: EnsemblePanel = {
  id: 'pr-omega',
  title: 'PR against ω of all modes',
  missing: noSamples,
  draw({ ensemble, width, style }) {
    const { samples, higher } = ensemble;
    const { guides, text } = phononGuide(ensemble);
    const ratios = [...higher, ...samples].map(({ pr }) => pr);
    const { marks, height } = xyPlot(
      {
        x: omegaAxis([...higher, ...samples].map(({ omega }) => omega)),
        y: { label: 'PR', range: logRangeOf(ratios), scale: 'log' },
        series: [
          ...(higher.length === 0
            ? []
            : [
                {
                  label: 'higher modes',
                  x: higher.map(({ omega }) => omega),
                  y: higher.map(({ pr }) => pr),
                  colour: style.palette.other,
                  form: 'dot',
                } as const,
              ]),
          ...byVerdict(ensemble, ({ pr }) => pr, style),
        ],
        guides,
      },
      width,
      style,
    );
    const modes = [
      ...samples.map(({ number, omega, pr, verdict }) => ({ sample: number, omega, pr, lowest: 1, verdict })),
      ...higher.map((mode) => ({ ...mode, lowest: 0, verdict: null })),
    ];
    return {
      height,
      marks,
      caption: `Participation ratio against frequency of ${modes.length} modes of ${samplesText(ensemble)}; the lowest of each in colour (${countText(ensemble)}).${text}`,
      data: [
        { name: 'sample', unit: null, values: modes.map(({ sample }) => sample) },
        { name: 'omega', unit: OMEGA_UNIT, values: modes.map(({ omega }) => omega) },
        { name: 'PR', unit: null, values: modes.map(({ pr }) => pr) },
        { name: 'is_lowest', unit: null, values: modes.map(({ lowest }) => lowest) },
        { name: 'verdict', unit: null, values: modes.map(({ verdict }) => verdict ?? '') },
      ],
    };
  },
};

/** A quantity of each sample against the ω of its lowest mode. */
function lowestPanel(
  about: Pick<EnsemblePanel, 'id' | 'title'> & {
    value: (sample: EnsembleSample) => number | null;
    axis: (values: readonly number[]) => FigureAxis;
    column: Pick<DataColumn, 'name' | 'unit'>;
    caption: (ensemble: FigureEnsemble) => string;
  },
): EnsemblePanel {
  const { id, title, value, axis, column, caption } = about;
  const known = ({ samples }: FigureEnsemble) => samples.map(value).filter((each) => each !== null);
  return {
    id,
    title,
    missing: (ensemble) => noSamples(ensemble) ?? (known(ensemble).length > 0 ? null : 'no sample has these numbers'),
    draw({ ensemble, width, style }) {
      const { guides, text } = phononGuide(ensemble);
      const { marks, height } = xyPlot(
        {
          x: omegaAxis(omegaOf(ensemble)),
          y: axis(known(ensemble)),
          series: byVerdict(ensemble, value, style),
          guides,
        },
        width,
        style,
      );
      const values = ensemble.samples.map((sample) => orMissing(value(sample)));
      return {
        height,
        marks,
        caption: `${caption(ensemble)} against the frequency of the lowest mode of ${samplesText(ensemble)} (${countText(ensemble)}).${text}`,
        data: sampleColumns(ensemble, [{ ...column, values }]),
      };
    },
  };
}

/** N_core against ω. */
export const coreSizes = lowestPanel({
  id: '3c',
  title: 'N_core against ω',
  value: ({ coreSize }) => coreSize,
  axis: (values) => countAxis('N_{core}', values),
  column: { name: 'N_core', unit: null },
  caption: (ensemble) => `Number of particles of the core${coreText(ensemble)}, the cluster at the maximum of Ψ,`,
});

/** Share of the lowest mode in plane waves against ω: what the verdict rests on. */
export const sharesOfWaves = lowestPanel({
  id: 'phonon-share',
  title: 'Phonon share against ω',
  value: ({ phononShare }) => phononShare,
  axis: () => ({ label: 'phonon share', range: { low: 0, high: 1 } }),
  column: { name: 'phonon_share', unit: null },
  caption: () => 'Share of the lowest mode in plane waves',
});

/** Relative anisotropy of G(θ) against ω. */
export const anisotropies = lowestPanel({
  id: 'anisotropy',
  title: 'Anisotropy of G(θ) against ω',
  value: ({ relativeAnisotropy }) => relativeAnisotropy,
  axis: (values) => ({
    label: '(max G − min G)/⟨G_{pinned}⟩',
    range: { low: 0, high: 1.06 * Math.max(...values) || 1 },
  }),
  column: { name: 'relative_anisotropy', unit: null },
  caption: () => 'Anisotropy of G(θ), max − min over the mean with the key-core string pinned,',
});

/** N_keycore and PR_T against ω, with the range in which every lowest mode is a QLM. */
export const keyCoreSizes: EnsemblePanel = {
  id: '3d',
  title: 'N_keycore and PR_T against ω',
  missing: noSamples,
  draw({ ensemble, width, style }) {
    const { samples } = ensemble;
    const limit = qlmBelow(ensemble);
    const omega = omegaOf(ensemble);
    const sizes = samples.map(({ keyCoreSize }) => keyCoreSize);
    const prT = samples.map((sample) => orMissing(sample.prT));
    const { palette } = style;
    const { marks, height } = xyPlot(
      {
        x: omegaAxis(omega),
        y: countAxis('N_{keycore}', sizes),
        right: { label: 'PR_T', range: { low: 0, high: 1.06 * rangeAbout(prT).high } },
        series: [
          { label: 'PR_T (right)', x: omega, y: prT, colour: palette.angleStrings, form: 'square', isOfRight: true },
          { label: 'N_{keycore}', x: omega, y: sizes, colour: palette.string, form: 'dot' },
        ],
        shaded: limit === null ? null : { from: -Infinity, to: limit, colour: palette.qlmGround, label: 'QLMs only' },
      },
      width,
      style,
    );
    return {
      height,
      marks,
      caption: `Number of particles of the key-core string${keyCoreText(ensemble)} (circles), and transverse participation ratio (squares), against the frequency of the lowest mode of ${samplesText(ensemble)} (${countText(ensemble)}).${limit === null ? ' Below no frequency are there QLMs only.' : ` Shaded: below ω = ${figureNumber(limit, 3)} every lowest mode is a QLM.`}`,
      data: sampleColumns(ensemble, [
        { name: 'N_keycore', unit: null, values: sizes },
        { name: 'PR_T', unit: null, values: prT },
      ]),
    };
  },
};

/** PR and PR_L of the lowest modes, with PR_T. */
export const ratiosOfParts: EnsemblePanel = {
  id: 'pr-parts',
  title: 'PR, PR_T and PR_L against ω',
  missing: noSamples,
  draw({ ensemble, width, style }) {
    const { samples } = ensemble;
    const omega = omegaOf(ensemble);
    const { guides, text } = phononGuide(ensemble);
    const [pr, prT, prL] = [
      samples.map((sample) => sample.pr),
      samples.map((sample) => orMissing(sample.prT)),
      samples.map((sample) => orMissing(sample.prL)),
    ];
    const { palette } = style;
    const { marks, height } = xyPlot(
      {
        x: omegaAxis(omega),
        y: { label: 'PR', range: logRangeOf([...pr, ...prT, ...prL]), scale: 'log' },
        series: [
          { label: 'PR_L', x: omega, y: prL, colour: palette.allStrings, form: 'ring' },
          { label: 'PR_T', x: omega, y: prT, colour: palette.angleStrings, form: 'square' },
          { label: 'PR', x: omega, y: pr, colour: style.ink, form: 'dot' },
        ],
        guides,
      },
      width,
      style,
    );
    return {
      height,
      marks,
      caption: `Participation ratios of the lowest modes of ${samplesText(ensemble)}, and of their transverse and longitudinal parts, against frequency (${countText(ensemble)}).${text}`,
      data: sampleColumns(ensemble, [
        { name: 'PR', unit: null, values: pr },
        { name: 'PR_T', unit: null, values: prT },
        { name: 'PR_L', unit: null, values: prL },
      ]),
    };
  },
};
