// Draws PR, N_core, N_keycore and PR_T of an ensemble against ω, and prints its numbers as a table for docs/ensembles.md:
//   npm run ensemble-figure -- P.keycore OUT.svg
import { writeFileSync } from 'node:fs';
import { median } from 'd3-array';
import { openProject } from '../src-main/project/open-project.ts';
import { type Verdict, VERDICT_LABELS, VERDICTS } from '../native-workers/analysis/report/verdicts.ts';
import type { ModeNumbers } from '../src-main/project/modes.ts';
import type { SampleNumbers } from '../src-main/project/sample-numbers.ts';
import { markdownTable } from './docs/markdown-table.ts';
import { type LabelledPoints, legend, type ScatterPanel, scatterPanel } from './ensemble/scatter-panel.ts';

/** Of the colour-blind-safe palette of Okabe and Ito. */
const COLOURS = { qlm: '#d55e00', hybrid: '#009e73', phonon: '#0072b2', higher: '#bbbbbb' } as const;

/** Size of the picture, px. */
const WIDTH = 900;
const HEIGHT = 670;
const OMEGA: ScatterPanel['x'] = { label: 'ω', range: { low: 0, high: 1 }, scale: 'linear' };

/** A sample with its lowest mode. */
interface Lowest {
  sample: SampleNumbers;
  mode: ModeNumbers;
  verdict: Verdict;
}

function split(lowest: readonly Lowest[], y: (each: Lowest) => number | null): LabelledPoints[] {
  // Phonons, of which there are most, below the others.
  return VERDICTS.toReversed().map((verdict) => ({
    label: `lowest mode: ${VERDICT_LABELS[verdict]}`,
    colour: COLOURS[verdict],
    size: 4,
    points: lowest.flatMap((each) => {
      const value = y(each);
      return each.verdict === verdict && value !== null ? [[each.mode.omega, value]] : [];
    }),
  }));
}

function panels(lowest: readonly Lowest[], modes: readonly ModeNumbers[], omegaT: number): ScatterPanel[] {
  const share = (label: string, series: LabelledPoints[], guides: ScatterPanel['guides'] = []): ScatterPanel => ({
    x: OMEGA,
    y: { label, range: { low: 0.003, high: 1 }, scale: 'log' },
    series,
    guides,
  });
  const count = (label: string, of: (each: Lowest) => number): ScatterPanel => ({
    x: OMEGA,
    y: { label, range: { low: -1, high: 10 * Math.ceil(Math.max(...lowest.map(of)) / 10) + 1 }, scale: 'linear' },
    series: split(lowest, of),
    guides: [],
  });
  const all: LabelledPoints = {
    label: 'higher modes',
    colour: COLOURS.higher,
    size: 2,
    points: modes.filter(({ position }) => position > 0).map(({ omega, pr }) => [omega, pr]),
  };
  const localised = 150 / lowest[0].sample.particles;
  const guides: ScatterPanel['guides'] = [
    {
      label: 'ω_T',
      points: [
        [omegaT, 1],
        [omegaT, 0.0035],
      ],
    },
    {
      label: 'N·PR = 150',
      points: [
        [1, localised],
        [0, localised],
      ],
    },
  ];
  return [
    share('PR', [all, ...split(lowest, ({ mode }) => mode.pr)], guides),
    share(
      'PR_T',
      split(lowest, ({ mode }) => mode.prT),
    ),
    count('N_core', ({ sample }) => sample.coreSize),
    count('N_keycore', ({ sample }) => sample.keyCoreSize),
  ];
}

function picture(lowest: readonly Lowest[], modes: readonly ModeNumbers[], omegaT: number) {
  const drawn = panels(lowest, modes, omegaT);
  const areas = drawn.map((panel, at) =>
    scatterPanel(panel, { left: 70 + (at % 2) * 440, top: 40 + Math.floor(at / 2) * 330, width: 360, height: 250 }),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    legend(drawn[0].series, 70, 24),
    ...areas,
    '</svg>\n',
  ].join('\n');
}

/** Rows of the table: a quantity and its medians over the samples of each verdict. */
function table(lowest: readonly Lowest[]) {
  const quantities: [string, (each: Lowest) => number | null, number][] = [
    ['U/N', ({ sample }) => sample.energyPerParticle, 4],
    ['ω of the lowest mode', ({ mode }) => mode.omega, 3],
    ['PR', ({ mode }) => mode.pr, 3],
    ['phonon share', ({ sample }) => sample.verdict?.phononShare ?? null, 3],
    ['N·PR', ({ sample }) => sample.elasticity?.participants ?? null, 0],
    ['‖u_T‖²', ({ mode }) => mode.transverse, 3],
    ['max Ψ', ({ sample }) => sample.maxVibrability, 2],
    ['N_core', ({ sample }) => sample.coreSize, 0],
    ['N_keycore', ({ sample }) => sample.keyCoreSize, 0],
    ['mean G', ({ sample }) => sample.elasticity?.shear ?? null, 2],
    ['mean G, key-core string pinned', ({ sample }) => sample.elasticity?.pinnedShear ?? null, 2],
    ['relative anisotropy', ({ sample }) => sample.elasticity?.relativeAnisotropy ?? null, 2],
  ];
  const groups = VERDICTS.map((verdict) => lowest.filter((each) => each.verdict === verdict));
  const rows = quantities.map(([name, of, digits]) => {
    return [name, ...groups.map((group) => median(group, of)?.toFixed(digits) ?? '–')];
  });
  return markdownTable(['median of', ...VERDICTS.map((verdict) => VERDICT_LABELS[verdict])], rows);
}

const words = process.argv.slice(2);
if (words.length !== 2) throw new Error('usage: npm run ensemble-figure -- P.keycore OUT.svg');
const [path, output] = words;
const project = await openProject(path, { mode: 'read' });
const modes = project.listModes();
const samples = new Map(project.listSamples().map((sample) => [sample.number, sample]));
project.close();
const lowest = modes.flatMap((mode): Lowest[] => {
  const sample = samples.get(mode.sample);
  const verdict = sample?.verdict?.verdict ?? null;
  return mode.position === 0 && sample !== undefined && verdict !== null ? [{ sample, mode, verdict }] : [];
});
if (lowest.length === 0) throw new Error(`${path}: no samples with a verdict on their lowest mode`);
const omegaT = median(lowest, ({ sample }) => sample.elasticity?.omegaT) ?? NaN;
writeFileSync(output, picture(lowest, modes, omegaT));
const share = (count: number) => `${count} (${((100 * count) / lowest.length).toFixed(1)} %)`;
const counts = VERDICTS.map(
  (verdict) => `${VERDICT_LABELS[verdict]} ${share(lowest.filter((each) => each.verdict === verdict).length)}`,
);
const localised = lowest.filter(({ sample }) => sample.elasticity?.isQlm === 1);
const seconds = lowest.reduce((sum, { sample }) => sum + sample.wallSeconds, 0);
process.stdout.write(
  `${lowest.length} samples: ${counts.join(', ')}; N·PR < 150 and ω < ω_T ${share(localised.length)}; ` +
    `median ω_T ${omegaT.toFixed(3)}; lowest ω ${Math.min(...lowest.map(({ mode }) => mode.omega)).toFixed(3)}; ` +
    `analysis ${seconds.toFixed(0)} s\n\n${table(lowest)}\n`,
);
