import { radialDistribution } from '../../../native-workers/analyses/structure/radial-distribution.ts';
import { cappedStructureFactor } from '../../../native-workers/analyses/structure/structure-of.ts';
import { figureNumber } from '../marks/number-text.ts';
import { logRangeOf, rangeAbout } from '../plot/ticks.ts';
import { xyPlot } from '../plot/xy.ts';
import type { Panel } from '../sample/panel.ts';

/** g(r) of all particles, and of each pair of species. */
export const radialPanel: Panel = {
  id: 'gr',
  title: 'Radial distribution g(r)',
  needs: [],
  missing: ({ particles }) => (particles < 2 ? 'g(r) needs two particles' : null),
  draw({ sample, width, style }) {
    const { box, positions, species } = sample.arrays;
    const names = sample.speciesNames;
    const { r, total, partial } = sample.kept('g(r)', () => radialDistribution(box, positions, species, names.length));
    const { palette } = style;
    const colours = [palette.angleStrings, palette.string, palette.allStrings, palette.union];
    const pairs = partial.flatMap(({ pair, g }) =>
      g === null ? [] : [{ name: pair.map((kind) => names[kind]).join(''), g }],
    );
    // One pair is all of them.
    const shown = pairs.length > 1 && pairs.length <= colours.length ? pairs : [];
    const { marks, height } = xyPlot(
      {
        x: { label: 'r (σ)', range: { low: 0, high: r[r.length - 1] } },
        y: {
          label: 'g(r)',
          range: { low: 0, high: rangeAbout([total, ...shown.map(({ g }) => g)].flatMap((g) => [...g])).high },
        },
        series: [
          ...shown.map(({ name, g }, at) => ({ label: name, x: r, y: g, colour: colours[at], form: 'line' }) as const),
          { label: 'all', x: r, y: total, colour: style.ink, form: 'line' },
        ],
      },
      width,
      style,
    );
    const peak = total.indexOf(Math.max(...total));
    return {
      height,
      marks,
      caption: `Radial distribution g(r) in ${r.length} shells, of all particles${shown.length === 0 ? '' : ' and of each pair of species'}; highest ${figureNumber(total[peak], 3)} at r = ${figureNumber(r[peak], 3)} σ.`,
      data: [
        { name: 'r', unit: 'σ', values: r },
        { name: 'g', unit: null, values: total },
        ...pairs.map(({ name, g }) => ({ name: `g_${name}`, unit: null, values: g })),
      ],
    };
  },
};

/** S(q): mean and largest value of each shell of wave vectors. */
export const structureFactorPanel: Panel = {
  id: 'sq',
  title: 'Structure factor S(q)',
  needs: [],
  draw({ sample, width, style }) {
    const { box, positions } = sample.arrays;
    const { q, s, largest } = sample.kept('S(q)', () => cappedStructureFactor(box, positions));
    const { palette } = style;
    const { marks, height } = xyPlot(
      {
        x: { label: 'q (σ^{−1})', range: { low: 0, high: q[q.length - 1] } },
        y: { label: 'S(q)', range: logRangeOf([...s, ...largest]), scale: 'log' },
        series: [
          { label: 'largest of a shell', x: q, y: largest, colour: palette.allStrings, form: 'line' },
          { label: 'mean', x: q, y: s, colour: style.ink, form: 'line' },
        ],
      },
      width,
      style,
    );
    const peak = s.indexOf(Math.max(...s));
    return {
      height,
      marks,
      caption: `Static structure factor S(q) at the wave vectors of the box, mean and largest value of each of ${q.length} shells; the mean is highest, ${figureNumber(s[peak], 3)}, at q = ${figureNumber(q[peak], 3)} σ^{−1}.`,
      data: [
        { name: 'q', unit: 'σ^{−1}', values: q },
        { name: 'S', unit: null, values: s },
        { name: 'S_largest', unit: null, values: largest },
      ],
    };
  },
};
