import { shearModulusCurve, shearSummary } from '../../../native-workers/analysis/elasticity/shear-modulus.ts';
import { BadInput } from '../../../native-workers/text/bad-input.ts';
import { figureNumber } from '../marks/number-text.ts';
import type { Palette } from '../marks/styles.ts';
import { type PolarCurve, polarPlot } from '../plot/polar.ts';
import type { DataColumn, PanelDrawing, PanelRequest } from '../sample/panel.ts';

/** Degrees between values of a curve. */
const STEP = 1;

interface ModulusCurve extends PolarCurve {
  /** Name of its column. */
  key: string;
}

/** G(θ) of a sample as a window shows it: free, with key-core string and square pinned, with all strings, and with chosen particles. */
export function drawModulus({ sample, width, style }: PanelRequest, pinnedIds: readonly number[]): PanelDrawing {
  const against = sample.notElastic;
  if (against !== null) throw new BadInput(`the sample has no response to strain: ${against}`);
  const { keyCore } = sample.report;
  const curves: ModulusCurve[] = [];
  const add = (look: Omit<ModulusCurve, 'values' | 'colour'>, colour: keyof Palette, values: readonly number[]) =>
    curves.push({ ...look, values, colour: style.palette[colour] as ModulusCurve['colour'] });
  const curveOf = (ids: readonly number[]) => [...shearModulusCurve(sample.modulus(sample.indices(ids)), STEP)];
  add({ key: 'unpinned', label: 'unpinned', form: 'line' }, 'unpinned', curveOf([]));
  if (keyCore.stringIds.length > 0)
    add({ key: 'stringPinned', label: 'string pinned', form: 'line' }, 'string', curveOf(keyCore.stringIds));
  if (keyCore.squareIds !== null)
    add({ key: 'squarePinned', label: 'square pinned', form: 'dashed' }, 'square', curveOf(keyCore.squareIds));
  const all = sample.arrays.reports.mechanics?.curves.allStringsPinned ?? null;
  if (all !== null && all.length === curves[0].values.length)
    add({ key: 'allStringsPinned', label: 'all strings pinned', form: 'line' }, 'allStrings', all);
  const chosen = pinnedIds.length === 0 ? null : sample.modulus(sample.indices(pinnedIds));
  if (chosen !== null)
    add({ key: 'pinned', label: `${pinnedIds.length} chosen pinned`, form: 'dots' }, 'angleStrings', [
      ...shearModulusCurve(chosen, STEP),
    ]);
  const { marks, height } = polarPlot(curves, 'G (ε/σ²)', width, style);
  const { mean, min, max, softestDegrees } = shearSummary(sample.modulus([]));
  const pinned =
    chosen === null
      ? ''
      : ` With the ${pinnedIds.length} chosen particles pinned: mean ${figureNumber(shearSummary(chosen).mean, 3)} ε/σ².`;
  return {
    marks,
    height,
    caption: `Shear modulus G(θ) in polar coordinates, ${curves.map(({ label }) => label).join(', ')}. Unpinned: mean ${figureNumber(mean, 3)}, from ${figureNumber(min, 3)} (θ = ${figureNumber(softestDegrees, 3)}°) to ${figureNumber(max, 3)} ε/σ².${pinned}`,
    data: [
      { name: 'theta', unit: '°', values: curves[0].values.map((_, at) => at * STEP) },
      ...curves.map(({ key, values }): DataColumn => ({ name: key, unit: 'ε/σ²', values })),
    ],
  };
}
