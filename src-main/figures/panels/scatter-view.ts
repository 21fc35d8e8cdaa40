import { BadInput } from '../../../native-workers/text/bad-input.ts';
import { figureNumber } from '../marks/number-text.ts';
import { logRangeOf, rangeAbout } from '../plot/ticks.ts';
import { xyPlot } from '../plot/xy.ts';
import type { PanelDrawing, PanelRequest } from '../sample/panel.ts';
import { memberColumn } from './columns.ts';
import { noVibrability } from './fields.ts';
import { modeText } from './sample-text.ts';

/** Ψ_i against |u_L,i| of a mode as a window shows it, with core and key-core string; on linear or logarithmic axes. */
export function drawScatterView(
  { sample, width, style }: PanelRequest,
  mode: number,
  scale: 'linear' | 'log',
): PanelDrawing {
  const against = noVibrability(sample);
  if (against !== null) throw new BadInput(`the sample has no Ψ: ${against}`);
  const { core, keyCore } = sample.report;
  const psi = sample.arrays.vibrability ?? new Float64Array(sample.particles);
  const { absUL } = sample.fields(mode);
  const string = sample.indices(keyCore.stringIds);
  const isMost = 2 * core.clusterIds.length > sample.particles;
  const inCore = isMost ? [] : sample.indices(core.clusterIds).filter((index) => !string.includes(index));
  const standing = new Set([...string, ...inCore]);
  const rest = Array.from(psi.keys()).filter((index) => !standing.has(index));
  const range = scale === 'log' ? logRangeOf : rangeAbout;
  const series = (label: string, indices: readonly number[], colour: typeof style.ink) => {
    const [x, y] = [psi, absUL].map((values) => Float64Array.from(indices, (index) => values[index]));
    return { label, x, y, colour, form: 'dot' } as const;
  };
  const { palette } = style;
  const { marks, height } = xyPlot(
    {
      x: { label: 'Ψ (σ²/ε)', range: range(psi), scale },
      y: { label: '|u_L| (m^{−1/2})', range: range(absUL), scale },
      series: [
        series('particles', rest, palette.angleStrings),
        ...(inCore.length === 0 ? [] : [series('core', inCore, palette.allStrings)]),
        ...(string.length === 0 ? [] : [series('key-core string', string, palette.string)]),
      ],
      guides: [{ at: 'x', value: core.threshold }],
    },
    width,
    style,
  );
  return {
    height,
    marks,
    caption: `Vibrability Ψ_i against |u_{L,i}| of ${modeText(sample, mode)}; dashed: Ψ = ${figureNumber(core.threshold)}.`,
    data: [
      { name: 'id', unit: null, values: sample.arrays.ids },
      { name: 'psi', unit: 'σ²/ε', values: psi },
      { name: 'abs_uL', unit: 'm^{−1/2}', values: absUL },
      memberColumn('core', sample.particles, sample.indices(core.clusterIds)),
      memberColumn('key_core', sample.particles, string),
    ],
  };
}
