import type { MechanicsReport } from '../../../native-workers/analyses/mechanics/mechanics-report.ts';
import { magnitudes } from '../../../native-workers/analysis/modes/participation-ratio.ts';
import { atAngle, type FigureSample } from '../sample/figure-sample.ts';
import type { FigureMark } from '../marks/marks.ts';
import { figureNumber } from '../marks/number-text.ts';
import type { Panel } from '../sample/panel.ts';
import { USUAL_OPTIONS } from '../sample/panel-options.ts';
import { axes, within } from '../plot/axes.ts';
import type { Highlight } from '../plot/field.ts';
import { polarPlot } from '../plot/polar.ts';
import { axisTicks } from '../plot/ticks.ts';
import { ASPECT } from '../plot/xy.ts';
import { memberColumn } from './columns.ts';
import { drawField, keyFor, REDUCED_DENSITY, viewOf } from './fields.ts';

/** The report; drawing is asked for only where it is there. */
export function mechanicsOf({ arrays }: FigureSample): MechanicsReport {
  if (arrays.reports.mechanics === undefined) throw new Error('the panel needs a report on mechanics');
  return arrays.reports.mechanics;
}

const noStrings = (sample: FigureSample) =>
  sample.notElastic ??
  (mechanicsOf(sample).strings === null
    ? (mechanicsOf(sample).sets.reason.allStrings ?? 'the key-core string was not pinned')
    : null);

/** Which entry of the angles is nearest. */
function nearestAngle(degrees: readonly number[], wanted: number) {
  const distance = (angle: number) => Math.abs(((angle - wanted + 540) % 360) - 180);
  return degrees.reduce((best, angle, at) => (distance(angle) < distance(degrees[best]) ? at : best), 0);
}

/** Particles that shear at one of the two chosen angles excites, with the key-core string pinned or free. */
export function excitedPanel(id: string, pair: 0 | 1, pinned: boolean): Panel {
  return {
    id,
    title: `Excited particles at θ = ${USUAL_OPTIONS.angles[pair]}°${pinned ? ', string pinned' : ''}`,
    needs: ['mechanics'],
    missing: noStrings,
    draw(request) {
      const { sample, style, options } = request;
      const { degrees, strings, sets } = mechanicsOf(sample);
      const at = nearestAngle(degrees, options.angles[pair]);
      const angle = degrees[at];
      const cutoff = strings?.cutoff ?? Infinity;
      const core = sample.indices(sets.string);
      const lengths = magnitudes(atAngle(sample.response(pinned ? core : []), angle));
      const excited = pinned
        ? sample.indices(strings?.perAngle.excited[at] ?? [])
        : [...lengths.keys()].filter((index) => lengths[index] > cutoff);
      const highlights: Highlight[] = [
        { indices: excited, colour: style.palette.excited, form: 'disc', label: 'excited' },
        ...(pinned
          ? [{ indices: core, colour: style.palette.pinned, form: 'disc', label: 'pinned' } satisfies Highlight]
          : []),
      ];
      return drawField(
        request,
        { view: viewOf(sample, null), highlights },
        {
          caption: `Particles with non-affine displacement |x_i| > ${figureNumber(cutoff, 3)} σ per unit strain under simple shear at θ = ${figureNumber(angle)}° (cyan, ${excited.length})${pinned ? `, the ${core.length} particles of the key-core string pinned (yellow)` : ', none pinned'}.`,
          data: [
            { name: 'abs_nonaffine', unit: 'σ', values: lengths },
            memberColumn('excited', sample.particles, excited),
            ...(pinned ? [memberColumn('pinned', sample.particles, core)] : []),
          ],
        },
      );
    },
  };
}

/** D_i^T(ω)/ω with the union of all strings. */
export function stateDensityPanel(id: string): Panel {
  return {
    id,
    title: 'D_i^T(ω)/ω and the hidden strings',
    needs: ['mechanics', 'spectrum'],
    missing: (sample) =>
      noStrings(sample) ??
      (sample.arrays.spectralMap === null ? 'its spectrum has no map of a window of frequencies' : null),
    draw(request) {
      const { sample, style } = request;
      const values = sample.arrays.spectralMap ?? new Float64Array(sample.particles);
      const window = sample.arrays.reports.spectrum?.window ?? null;
      const { strings, sets } = mechanicsOf(sample);
      const union = sample.indices([...sets.string, ...(strings?.unionIds ?? [])]);
      const range = window === null ? '' : `ω = ${figureNumber(window.lower, 2)} … ${figureNumber(window.upper, 2)}`;
      return drawField(
        request,
        {
          view: viewOf(sample, null),
          scalar: { values, key: keyFor(REDUCED_DENSITY, values, style) },
          highlights: [{ indices: union, colour: style.palette.union, form: 'ring', label: 'key core and strings' }],
        },
        {
          caption: `Reduced transverse density of states D_i^T(ω)/ω, ${range} (${window?.count ?? 0} modes). Magenta: the ${union.length} particles of the key core and of all strings of any θ.`,
          data: [
            { name: 'dT_over_omega', unit: REDUCED_DENSITY.unit, values },
            memberColumn('strings', sample.particles, union),
          ],
        },
      );
    },
  };
}

/** How long strings are. */
export const stringLengths: Panel = {
  id: '4e',
  title: 'Lengths of strings',
  needs: ['mechanics'],
  missing: (sample) =>
    noStrings(sample) ??
    (mechanicsOf(sample).strings?.lengths.some(({ length }) => length > 3) === true
      ? null
      : 'no string has more than 3 particles'),
  draw({ sample, width, style }) {
    const lengths = (mechanicsOf(sample).strings?.lengths ?? []).filter(({ length }) => length > 3);
    const total = lengths.reduce((sum, { count }) => sum + count, 0);
    const longest = Math.max(...lengths.map(({ length }) => length));
    const shares = lengths.map(({ count }) => count / total);
    const height = ASPECT * width;
    const range = { low: 3, high: longest + 1 };
    const { area, marks } = axes(
      { width, height },
      {
        label: 'L_{string}',
        range,
        ticks: axisTicks(range, 'linear', 6).filter(({ value }) => Number.isInteger(value)),
      },
      { label: 'P(L_{string})', range: { low: 0, high: 1.08 * Math.max(...shares) } },
      style,
    );
    const bars = lengths.map(({ length }, at): FigureMark => {
      const [left, right, top] = [area.x(length - 0.38), area.x(length + 0.38), area.y(shares[at])];
      return {
        kind: 'rectangle',
        x: left,
        y: top,
        width: right - left,
        height: area.top + area.height - top,
        fill: style.palette.union,
      };
    });
    return {
      height,
      marks: [within(area, bars), ...marks],
      caption: `Lengths of strings of more than 3 particles, ${total} counted over all angles; the longest has ${longest}.`,
      data: [
        { name: 'length', unit: null, values: lengths.map(({ length }) => length) },
        { name: 'count', unit: null, values: lengths.map(({ count }) => count) },
        { name: 'share', unit: null, values: shares },
      ],
    };
  },
};

/** How many particles are in strings at each angle. */
export const stringSizes: Panel = {
  id: '4f',
  title: 'L_string(θ)',
  needs: ['mechanics'],
  missing: noStrings,
  draw({ sample, width, style }) {
    const { degrees, strings } = mechanicsOf(sample);
    const values = strings?.perAngle.lString ?? [];
    const curve = { label: 'key core and strings', values, colour: style.palette.angleStrings, form: 'line' } as const;
    const { marks, height } = polarPlot([curve], 'L_{string}', width, style);
    const { unpinned, pinned } = strings?.correlation ?? { unpinned: null, pinned: null };
    const coefficient = (value: number | null) => (value === null ? 'undefined' : figureNumber(value, 2));
    return {
      height,
      marks,
      caption: `Number of particles in the key core and in strings at each θ. Pearson coefficient with G(θ): unpinned ${coefficient(unpinned)}, string pinned ${coefficient(pinned)}.`,
      data: [
        { name: 'theta', unit: '°', values: degrees },
        { name: 'L_string', unit: null, values },
      ],
    };
  },
};

/** At how many angles each particle of a string is excited; those of the key core at all. */
export const angleCounts: Panel = {
  id: '4g',
  title: 'N_angle of each particle',
  needs: ['mechanics'],
  missing: noStrings,
  draw({ sample, width, style }) {
    const { degrees, strings, sets } = mechanicsOf(sample);
    const core = new Set(sample.indices(sets.string));
    const nAngle = strings?.nAngle ?? [];
    const counts = [...core, ...sample.indices(strings?.unionIds ?? [])].map((index) => ({
      id: sample.arrays.ids[index],
      count: core.has(index) ? degrees.length : nAngle[index],
    }));
    counts.sort((a, b) => b.count - a.count || a.id - b.id);
    const height = ASPECT * width;
    const most = degrees.length;
    const { area, marks } = axes(
      { width, height },
      { label: 'particle, by rank', range: { low: 0, high: counts.length + 1 } },
      { label: 'N_{angle}', range: { low: 0, high: 1.06 * most } },
      style,
    );
    const bottom = area.top + area.height;
    const stems = counts.map(({ count }, rank) => [area.x(rank + 1), bottom, area.x(rank + 1), area.y(count)]);
    return {
      height,
      marks: [
        within(area, [
          {
            kind: 'lines',
            parts: stems,
            stroke: { colour: style.palette.union, width: Math.max(0.2, (0.6 * area.width) / (counts.length + 1)) },
          },
          {
            kind: 'lines',
            parts: [[area.left, area.y(most), area.left + area.width, area.y(most)]],
            stroke: { colour: style.palette.string, width: style.axis, dash: [2, 2] },
          },
        ]),
        ...marks,
      ],
      caption: `Number of the ${most} angles at which each of the ${counts.length} particles of the key core and of strings is excited; the ${core.size} of the key core count at all of them (dashed).`,
      data: [
        { name: 'id', unit: null, values: counts.map(({ id }) => id) },
        { name: 'N_angle', unit: null, values: counts.map(({ count }) => count) },
      ],
    };
  },
};
