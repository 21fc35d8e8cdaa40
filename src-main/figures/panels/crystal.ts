import type { FigureSample } from '../sample/figure-sample.ts';
import { figureNumber } from '../marks/number-text.ts';
import type { Panel } from '../sample/panel.ts';
import { polarPlot } from '../plot/polar.ts';
import { drawField, keyFor, PSI, viewOf } from './fields.ts';
import { mechanicsOf } from './mechanics.ts';
import { memberColumn } from './columns.ts';

/** Particles of the key core of the n-th vacancy; null where there is none. */
export function vacancyCore(sample: FigureSample, vacancy: number): number[] | null {
  const found = sample.report.vacancies?.found[vacancy];
  return found === undefined ? null : sample.indices(found.ids);
}

function noVacancy({ report }: FigureSample): string | null {
  const { vacancies } = report;
  if (vacancies === undefined) return 'only a crystal has vacancies';
  return vacancies.found.length > 0 ? null : (vacancies.reason ?? 'no vacancy was found');
}

/** A panel of a crystal with vacancies: asked for any other sample, it says why not. */
export function ofCrystal(panel: Panel): Panel {
  return { ...panel, missing: (sample) => noVacancy(sample) ?? panel.missing?.(sample) ?? null };
}

/** Ψ of the whole crystal with the key cores of all vacancies. */
export const crystalVibrability: Panel = {
  id: '6b',
  title: 'Ψ and the vacancies',
  needs: [],
  missing: ({ arrays, report }) =>
    arrays.vibrability === null ? (report.vibrability.reason ?? 'the sample has no Ψ') : null,
  draw(request) {
    const { sample, style } = request;
    const values = sample.arrays.vibrability ?? new Float64Array(sample.particles);
    const { found } = sample.report.vacancies ?? { found: [] };
    const indices = sample.indices(found.flatMap(({ ids }) => ids));
    return drawField(
      request,
      {
        view: viewOf(sample, null),
        scalar: { values, key: keyFor(PSI, values, style) },
        highlights: [{ indices, colour: style.palette.string, form: 'disc', label: 'key cores of vacancies' }],
      },
      {
        caption: `Vibrability Ψ; the ${indices.length} particles of the key cores of ${found.length} vacancies are red.`,
        data: [{ name: 'psi', unit: 'σ²/ε', values }, memberColumn('key_core', sample.particles, indices)],
      },
    );
  },
};

/** G(θ) with nothing pinned and with the key cores of all vacancies pinned. */
export const crystalModulus: Panel = {
  id: '6c',
  title: 'G(θ) of the crystal',
  needs: ['mechanics'],
  missing: (sample) =>
    sample.notElastic ??
    ((mechanicsOf(sample).vacancies?.pinned ?? null) === null
      ? 'its report on mechanics has no curve with the vacancies pinned'
      : null),
  draw({ sample, width, style }) {
    const { degrees, curves, vacancies } = mechanicsOf(sample);
    const pinned = vacancies?.pinned ?? null;
    const there = [
      { key: 'unpinned', label: 'unpinned', values: curves.unpinned, colour: style.palette.angleStrings, form: 'line' },
      ...(pinned === null
        ? []
        : [
            {
              key: 'pinned',
              label: 'key cores pinned',
              values: pinned.curve,
              colour: style.palette.string,
              form: 'line',
            } as const,
          ]),
    ] as const;
    const { marks, height } = polarPlot(there, 'G (ε/σ²)', width, style);
    const span = (values: readonly number[]) =>
      `${figureNumber(Math.min(...values), 3)} to ${figureNumber(Math.max(...values), 3)}`;
    return {
      height,
      marks,
      caption: `G(θ) in polar coordinates: unpinned, ${span(curves.unpinned)} ε/σ²${pinned === null ? '' : `; the ${pinned.ids.length} particles of the key cores pinned, ${span(pinned.curve)} ε/σ²`}.`,
      data: [
        { name: 'theta', unit: '°', values: degrees },
        ...there.map(({ key, values }) => ({ name: key, unit: 'ε/σ²', values })),
      ],
    };
  },
};
