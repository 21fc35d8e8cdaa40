import { figureNumber } from '../marks/number-text.ts';
import { polarPlot } from '../plot/polar.ts';
import type { EnsemblePanel } from './ensemble-panel.ts';
import { samplesText } from './ensemble-text.ts';
import type { EnsembleCurve } from './figure-ensemble.ts';

/** Curves at the angles of the first can stand side by side in a table. */
function alike(curves: readonly EnsembleCurve[]): readonly EnsembleCurve[] {
  return curves.filter(({ degrees }) => degrees.length === curves[0].degrees.length);
}

/** G(θ) of several samples with nothing pinned. */
export const modulusOfMany: EnsemblePanel = {
  id: 'g-curves',
  title: 'G(θ) of several samples',
  missing: ({ curves }) => (curves.length > 0 ? null : "no sample has a report of 'keycore mechanics'"),
  draw({ ensemble, width, style }) {
    const curves = alike(ensemble.curves);
    const { palette } = style;
    const colours = [
      palette.string,
      palette.angleStrings,
      palette.allStrings,
      palette.union,
      style.ink,
      palette.square,
    ];
    const { marks, height } = polarPlot(
      curves.map(({ number, values }, at) => ({
        label: `sample ${number}`,
        values,
        colour: colours[at % colours.length],
        form: at < 3 ? 'line' : 'dashed',
      })),
      'G (ε/σ²)',
      width,
      style,
    );
    const each = curves.map(
      ({ number, omega, values }) =>
        `sample ${number} (ω = ${figureNumber(omega, 3)}) ${figureNumber(Math.min(...values), 3)} to ${figureNumber(Math.max(...values), 3)}`,
    );
    return {
      height,
      marks,
      caption: `G(θ) in polar coordinates, nothing pinned, of those of lowest ω among ${samplesText(ensemble)} that have a report on mechanics: ${each.join('; ')} ε/σ².`,
      data: [
        { name: 'theta', unit: '°', values: curves[0].degrees },
        ...curves.map(({ number, values }) => ({ name: `G_${number}`, unit: 'ε/σ²', values })),
      ],
    };
  },
};
