import { figureNumber } from '../marks/number-text.ts';
import { rangeAbout } from '../plot/ticks.ts';
import { xyPlot } from '../plot/xy.ts';
import type { FigureSample } from '../sample/figure-sample.ts';
import type { Panel } from '../sample/panel.ts';
import { noModes, noVibrability } from './fields.ts';
import { modeText } from './sample-text.ts';

/** The stored mode that is most of all a plane wave; null where none is one. */
function phononMode({ report, modes }: FigureSample): number | null {
  let [found, share] = [-1, report.qlm?.limits?.[1] ?? 0.7];
  report.modes.slice(0, modes).forEach(({ phononShare }, mode) => {
    if (mode > 0 && (phononShare ?? 0) > share) [found, share] = [mode, phononShare ?? 0];
  });
  return found < 0 ? null : found;
}

const PSI = 'Ψ (σ²/ε)';
const coefficient = (value: number | null) => (value === null ? 'undefined' : figureNumber(value, 2));
const psiOf = (sample: FigureSample) => sample.arrays.vibrability ?? new Float64Array(sample.particles);

/** Ψ_i against |u_L,i| of the lowest mode, and of a phonon where one is stored. */
export const vibrabilityScatter: Panel = {
  id: '1f',
  title: 'Ψ against |u_L|',
  needs: [],
  missing: (sample) => noVibrability(sample) ?? noModes(sample),
  draw({ sample, width, style, options: { mode } }) {
    const psi = psiOf(sample);
    const own = sample.fields(mode).absUL;
    const found = phononMode(sample);
    const phonon = found === mode ? null : found;
    const other = phonon === null ? null : sample.fields(phonon).absUL;
    const { threshold } = sample.report.core;
    const { palette } = style;
    const { marks, height } = xyPlot(
      {
        x: { label: PSI, range: rangeAbout(psi) },
        y: { label: '|u_L| (m^{−1/2})', range: rangeAbout([...own, ...(other ?? [])]) },
        series: [
          ...(other === null
            ? []
            : [
                {
                  label: `phonon (mode ${phonon})`,
                  x: psi,
                  y: other,
                  colour: palette.allStrings,
                  form: 'dot',
                } as const,
              ]),
          { label: `mode ${mode}`, x: psi, y: own, colour: palette.angleStrings, form: 'dot' },
        ],
        guides: [{ at: 'x', value: threshold }],
      },
      width,
      style,
    );
    const { correlations } = sample.report.modes[mode];
    return {
      height,
      marks,
      caption: `Vibrability Ψ_i against |u_{L,i}| of ${modeText(sample, mode)}${phonon === null ? '' : ` and of a phonon, ${modeText(sample, phonon)}`}; Pearson coefficient ${coefficient(correlations.psi_uL)}; dashed: Ψ = ${figureNumber(threshold)}.`,
      data: [
        { name: 'id', unit: null, values: sample.arrays.ids },
        { name: 'psi', unit: 'σ²/ε', values: psi },
        { name: 'abs_uL', unit: 'm^{−1/2}', values: own },
        ...(other === null ? [] : [{ name: 'abs_uL_phonon', unit: 'm^{−1/2}', values: other }]),
      ],
    };
  },
};

/** Ψ_i against ∇·u_i^np of the lowest mode. */
export const divergenceScatter: Panel = {
  id: 'psi-div',
  title: 'Ψ against ∇·u^np',
  needs: [],
  missing: (sample) => noVibrability(sample) ?? noModes(sample),
  draw({ sample, width, style, options: { mode } }) {
    const psi = psiOf(sample);
    const { divUNp } = sample.fields(mode);
    const { threshold, ids } = sample.report.core;
    const { psi_div: signed, psi_absdiv: absolute } = sample.report.modes[mode].correlations;
    const core = sample.indices(ids);
    const mean = core.reduce((sum, index) => sum + divUNp[index], 0) / core.length;
    const { marks, height } = xyPlot(
      {
        x: { label: PSI, range: rangeAbout(psi) },
        y: { label: '∇·u^{np} (σ m^{−1/2})', range: rangeAbout(divUNp) },
        series: [{ x: psi, y: divUNp, colour: style.palette.angleStrings, form: 'dot' }],
        guides: [
          { at: 'x', value: threshold },
          { at: 'y', value: 0 },
        ],
      },
      width,
      style,
    );
    return {
      height,
      marks,
      caption: `Vibrability Ψ_i against the divergence ∇·u_i^{np} of the net projection of ${modeText(sample, mode)}; Pearson coefficient ${coefficient(signed)}, of |∇·u^{np}| ${coefficient(absolute)}; dashed: Ψ = ${figureNumber(threshold)} and no divergence.${core.length === 0 ? '' : ` Mean of the ${core.length} particles with Ψ > ${figureNumber(threshold)}: ${figureNumber(mean, 2)} σ m^{−1/2}.`}`,
      data: [
        { name: 'id', unit: null, values: sample.arrays.ids },
        { name: 'psi', unit: 'σ²/ε', values: psi },
        { name: 'div_unp', unit: 'σ m^{−1/2}', values: divUNp },
      ],
    };
  },
};
