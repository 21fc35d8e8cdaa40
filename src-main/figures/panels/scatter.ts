import type { FigureSample } from '../sample/figure-sample.ts';
import { figureNumber } from '../marks/number-text.ts';
import type { FigureMark } from '../marks/marks.ts';
import type { Panel } from '../sample/panel.ts';
import { axes, within } from '../plot/axes.ts';
import { legend, type LegendEntry } from '../plot/legend.ts';
import { rangeAbout } from '../plot/ticks.ts';
import { modeText } from './sample-text.ts';

/** Height of a plot, of its width. */
const ASPECT = 0.82;

/** The stored mode that is most of all a plane wave; null where none is one. */
function phononMode({ report, modes }: FigureSample): number | null {
  let [found, share] = [-1, report.qlm?.limits?.[1] ?? 0.7];
  report.modes.slice(0, modes).forEach(({ phononShare }, mode) => {
    if (mode > 0 && (phononShare ?? 0) > share) [found, share] = [mode, phononShare ?? 0];
  });
  return found < 0 ? null : found;
}

/** Ψ_i against |u_L,i| of the lowest mode, and of a phonon where one is stored. */
export const vibrabilityScatter: Panel = {
  id: '1f',
  title: 'Ψ against |u_L|',
  needs: [],
  missing: ({ arrays, modes, report }) =>
    arrays.vibrability === null
      ? (report.vibrability.reason ?? 'the sample has no Ψ')
      : modes > 0
        ? null
        : 'no displacements of modes are stored',
  draw({ sample, width, style }) {
    const psi = sample.arrays.vibrability ?? new Float64Array(sample.particles);
    const own = sample.fields(0).absUL;
    const phonon = phononMode(sample);
    const other = phonon === null ? null : sample.fields(phonon).absUL;
    const { threshold } = sample.report.core;
    const height = ASPECT * width;
    const key: LegendEntry[] = [{ label: 'mode 0', colour: style.palette.angleStrings, form: 'dot' }];
    if (phonon !== null) key.push({ label: `phonon (mode ${phonon})`, colour: style.palette.allStrings, form: 'dot' });
    const shown = legend(key, width, style);
    const size = { width, height: height - shown.height };
    const { area, marks } = axes(
      size,
      { label: 'Ψ (σ²/ε)', range: rangeAbout(psi) },
      { label: '|u_L| (m^{−1/2})', range: rangeAbout([...own, ...(other ?? [])]) },
      style,
    );
    const dots = (values: Float64Array, fill: typeof style.ink): FigureMark => ({
      kind: 'circles',
      centres: Array.from(values).flatMap((value, i) =>
        Number.isFinite(psi[i]) && Number.isFinite(value) ? [area.x(psi[i]), area.y(value)] : [],
      ),
      radius: 0.45 * style.curve + 0.25,
      fill,
      opacity: 0.7,
    });
    const line: FigureMark = {
      kind: 'lines',
      parts: [[area.x(threshold), area.top, area.x(threshold), area.top + area.height]],
      stroke: { colour: style.ink, width: style.axis, dash: [2, 2] },
    };
    const { correlations } = sample.report.modes[0];
    return {
      height,
      marks: [
        { kind: 'group', x: 0, y: 0, marks: shown.marks },
        {
          kind: 'group',
          x: 0,
          y: shown.height,
          marks: [
            within(area, [
              ...(other === null ? [] : [dots(other, style.palette.allStrings)]),
              dots(own, style.palette.angleStrings),
              ...(threshold < rangeAbout(psi).high ? [line] : []),
            ]),
            ...marks,
          ],
        },
      ],
      caption: `Vibrability Ψ_i against |u_{L,i}| of ${modeText(sample, 0)}${phonon === null ? '' : ` and of a phonon, ${modeText(sample, phonon)}`}; Pearson coefficient ${correlations.psi_uL === null ? 'undefined' : figureNumber(correlations.psi_uL, 2)}; dashed: Ψ = ${figureNumber(threshold)}.`,
      data: [
        { name: 'id', unit: null, values: sample.arrays.ids },
        { name: 'psi', unit: 'σ²/ε', values: psi },
        { name: 'abs_uL', unit: 'm^{−1/2}', values: own },
        ...(other === null ? [] : [{ name: 'abs_uL_phonon', unit: 'm^{−1/2}', values: other }]),
      ],
    };
  },
};
