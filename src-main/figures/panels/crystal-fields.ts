import { figureNumber } from '../marks/number-text.ts';
import { centreOfParticles, type FieldView } from '../plot/placement.ts';
import type { FigureSample } from '../sample/figure-sample.ts';
import type { Panel } from '../sample/panel.ts';
import { memberColumn, vectorColumns } from './columns.ts';
import { ofCrystal, vacancyCore } from './crystal.ts';
import { DISPLACEMENT, drawField, keyFor, modePanel, noModes, noVibrability, PSI, viewOf } from './fields.ts';
import { nonAffineOverDiscs, nonAffinePanel } from './non-affine.ts';
import { modeText } from './sample-text.ts';

/** Side of the square that is shown about a vacancy, σ. */
const SIDE = 14;

/** A square about the key core of a vacancy; about that of the sample where there is no such vacancy. */
function viewOfVacancy(sample: FigureSample, vacancy: number): FieldView {
  const core = vacancyCore(sample, vacancy);
  if (core === null) return viewOf(sample, SIDE);
  return { centre: centreOfParticles(sample.arrays.box, sample.arrays.positions, core), side: SIDE };
}

const noSuchVacancy = (sample: FigureSample, vacancy: number) =>
  vacancyCore(sample, vacancy) === null ? 'the sample has no such vacancy' : null;

/** Ψ about a vacancy, and what its key core does in the lowest mode and under strain. */
function vacancyPanels(vacancy: 0 | 1): Panel[] {
  const called = ['first', 'second'][vacancy];
  const about = {
    view: (sample: FigureSample) => viewOfVacancy(sample, vacancy),
    where: `, at the ${called} vacancy`,
  };
  const panels: Panel[] = [
    {
      id: `vacancy-${vacancy + 1}-psi`,
      title: `Ψ about the ${called} vacancy`,
      needs: [],
      missing: noVibrability,
      draw(request) {
        const { sample, style } = request;
        const values = sample.arrays.vibrability ?? new Float64Array(sample.particles);
        const core = vacancyCore(sample, vacancy) ?? [];
        return drawField(
          request,
          {
            view: viewOfVacancy(sample, vacancy),
            scalar: { values, key: keyFor(PSI, values, style) },
            highlights: [{ indices: core, colour: style.palette.string, form: 'ring', label: 'key core' }],
          },
          {
            caption: `Vibrability Ψ about the ${called} vacancy; Ψ of its key core (ringed): ${core.map((index) => figureNumber(values[index], 3)).join(', ')} σ²/ε.`,
            data: [{ name: 'psi', unit: 'σ²/ε', values }, memberColumn('key_core', sample.particles, core)],
          },
        );
      },
    },
    {
      id: `vacancy-${vacancy + 1}-u`,
      title: `Eigenvector at the ${called} vacancy`,
      needs: [],
      missing: noModes,
      draw(request) {
        const { sample, style, options } = request;
        const vectors = sample.displacement(options.mode);
        const core = vacancyCore(sample, vacancy) ?? [];
        return drawField(
          request,
          {
            view: viewOfVacancy(sample, vacancy),
            arrows: { vectors },
            highlights: [{ indices: core, colour: style.palette.pinned, form: 'disc', label: 'key core' }],
          },
          {
            caption: `Eigenvector u of ${modeText(sample, options.mode)} at the ${called} vacancy; its key core is yellow.`,
            data: [...vectorColumns('u', DISPLACEMENT, vectors), memberColumn('key_core', sample.particles, core)],
          },
        );
      },
    },
    nonAffineOverDiscs(`vacancy-${vacancy + 1}-shear`, 'shear +', about),
    nonAffineOverDiscs(`vacancy-${vacancy + 1}-tension`, 'tension', about),
  ];
  return panels.map((panel) => ({
    ...panel,
    missing: (sample) => noSuchVacancy(sample, vacancy) ?? panel.missing?.(sample) ?? null,
  }));
}

/** Panels of a crystal beside those of Fig. 6. */
export const CRYSTAL_FIELDS: readonly Panel[] = [
  modePanel('crystal-u', 'u'),
  modePanel('crystal-ul', 'uL'),
  nonAffinePanel('crystal-shear', 'shear +', null),
  nonAffinePanel('crystal-tension', 'tension', null),
  ...vacancyPanels(0),
  ...vacancyPanels(1),
].map(ofCrystal);
