import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../native-workers/analysis/report/verdicts.ts';
import { ENSEMBLE_PANELS } from '../../src-main/figures/ensemble/ensemble-registry.ts';
import { type EnsembleSample, type FigureEnsemble, qlmBelow } from '../../src-main/figures/ensemble/figure-ensemble.ts';
import { handleEnsembleFigures } from '../../src-main/figures/ensemble-figures.handler.ts';
import type { FigureChoice } from '../../src-main/figures/figures.contract.ts';
import {
  lettersOn,
  ENSEMBLE_PAGES,
  ENSEMBLE_PANEL_LIST,
  PAGES,
  PANEL_LIST,
} from '../../src-main/figures/panel-list.ts';
import { logRangeOf } from '../../src-main/figures/plot/ticks.ts';
import { xyPlot } from '../../src-main/figures/plot/xy.ts';
import { steps } from '../../src-main/figures/panels/spectrum.ts';
import { USUAL_OPTIONS } from '../../src-main/figures/sample/panel-options.ts';
import { STYLES } from '../../src-main/figures/marks/styles.ts';
import { faint } from '../integration/figure-contrast.ts';
import { misplaced } from '../integration/figure-boxes.ts';

/** A sample with a lowest mode; made up, as nothing of it is looked at but its numbers. */
function sampleOf(number: number, omega: number, verdict: Verdict | null): EnsembleSample {
  return {
    number,
    contentHash: `${number}`,
    model: '2dipl',
    particles: 1000,
    verdict,
    phononShare: verdict === null ? null : 0.1 * number,
    omega,
    pr: 0.01 * number,
    prT: 0.011 * number,
    prL: null,
    coreSize: number,
    keyCoreSize: 2 * number,
    maxVibrability: 1,
    shear: 10,
    pinnedShear: 11,
    relativeAnisotropy: 0.2,
    omegaT: 1 + number,
  };
}

function ensembleOf(...samples: EnsembleSample[]): FigureEnsemble {
  return {
    project: 'made up',
    samples,
    chosen: null,
    higher: [],
    curves: [],
    coreThresholds: [0.25],
    keyCoreFractions: [0.6],
  };
}

describe('the range in which every lowest mode is a QLM', () => {
  it('ends at the lowest of the others', () => {
    const samples = [sampleOf(1, 0.2, 'qlm'), sampleOf(2, 0.5, 'qlm'), sampleOf(3, 0.4, 'hybrid')];
    expect(qlmBelow(ensembleOf(...samples, sampleOf(4, 0.9, 'phonon')))).toBe(0.4);
  });

  it('is not there where a mode that is none, or undecided, is the lowest, nor where all are QLMs', () => {
    expect(qlmBelow(ensembleOf(sampleOf(1, 0.2, 'phonon'), sampleOf(2, 0.3, 'qlm')))).toBeNull();
    expect(qlmBelow(ensembleOf(sampleOf(1, 0.2, null), sampleOf(2, 0.3, 'qlm')))).toBeNull();
    expect(qlmBelow(ensembleOf(sampleOf(1, 0.2, 'qlm')))).toBeNull();
  });
});

describe.each(STYLES)('panels of many samples: $label', (style) => {
  it('are drawn of undecided samples and of one without PR_L, with nothing faint or over another', () => {
    const ensemble = ensembleOf(
      sampleOf(1, 0.2, 'qlm'),
      sampleOf(2, 0.3, null),
      sampleOf(3, 0.4, 'hybrid'),
      sampleOf(4, 0.5, 'phonon'),
    );
    for (const panel of ENSEMBLE_PANELS.filter(({ missing }) => missing?.(ensemble) === null)) {
      const { marks, height, caption } = panel.draw({ ensemble, width: 250, style });
      expect(misplaced({ marks, height, width: 250 }), panel.id).toEqual([]);
      expect(faint({ marks }, style), panel.id).toEqual([]);
      expect(caption, panel.id).toContain('4 samples');
      expect(JSON.stringify(marks), panel.id).not.toMatch(/null|NaN/);
    }
  });
});

it('a drawn figure has its size, its caption and the command that makes it again', async () => {
  const choice: FigureChoice = {
    panels: ['3c'],
    pages: ['ensemble'],
    view: null,
    options: USUAL_OPTIONS,
    style: 'aps',
    formats: [],
    dpi: 300,
    transparent: true,
    widthMm: 60,
  };
  const ensemble = { ...ensembleOf(sampleOf(1, 0.2, 'qlm'), sampleOf(2, 0.3, 'hybrid')), chosen: [1, 2] };
  const { figures } = await handleEnsembleFigures({ ensemble, choice, control: null });
  const common = "keycore figures 'made up.keycore' 1 2 --ensemble -o figures";
  expect(figures.map(({ command }) => command)).toEqual([
    `${common} --only 3c --style aps --width 60 --transparent`,
    `${common} --page ensemble --style aps --transparent`,
  ]);
  expect(figures[0].widthMm).toBeCloseTo(60, 9);
  expect(figures[1].widthMm).toBeLessThanOrEqual(178);
  expect(figures[0].caption).toMatch(/^\*\*Fig\. 3c\*\* /);
  expect(figures[1].caption).toMatch(/^\*\*Page ensemble\*\* \*\*a\*\* /);
});

it('samples without what a panel shows go without it', () => {
  for (const { missing } of ENSEMBLE_PANELS) expect(missing?.(ensembleOf())).toMatch(/^no sample has/);
  const undecided = ensembleOf(sampleOf(1, 0.2, null));
  const without = ENSEMBLE_PANELS.filter(({ missing }) => missing?.(undecided) !== null).map(({ id }) => id);
  expect(without).toEqual(['phonon-share', 'g-curves']);
});

it('lists of panels and pages are those of what draws them, and no id is of both kinds', () => {
  expect(ENSEMBLE_PANEL_LIST).toEqual(ENSEMBLE_PANELS.map(({ id }) => ({ id })));
  const ids = [...PANEL_LIST, ...ENSEMBLE_PANEL_LIST].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { rows } of PAGES) expect(PANEL_LIST.map(({ id }) => id)).toEqual(expect.arrayContaining(rows.flat()));
  for (const { rows } of ENSEMBLE_PAGES) expect(ids).toEqual(expect.arrayContaining(rows.flat()));
});

it('pages have the letters of the paper, others go on from a', () => {
  const page = (id: string) => [...PAGES, ...ENSEMBLE_PAGES].find((each) => each.id === id) ?? PAGES[0];
  expect([...lettersOn(page('4'), ['4a', '4b1', '4g']).values()]).toEqual(['a', 'b1', 'g']);
  expect([...lettersOn(page('S2'), ['x-45', 'g-theta']).entries()]).toEqual([
    ['x-45', 'a'],
    ['g-theta', 'b'],
  ]);
  expect([...lettersOn(page('ensemble'), ['pr-omega', '3c']).values()]).toEqual(['a', 'b']);
});

it('what has no place on an axis is left out, and nothing is drawn without end', () => {
  const [style] = STYLES;
  const plot = (y: number[]) =>
    xyPlot(
      {
        x: { label: 'x', range: { low: 0, high: 3 } },
        y: { label: 'y', range: logRangeOf(y), scale: 'log' },
        series: [
          { x: [0, 1, 2, 3], y, colour: '#000000', form: 'line' },
          { x: [0, 1, 2, 3], y, colour: '#000000', form: 'dot' },
        ],
      },
      200,
      style,
    );
  expect(JSON.stringify(plot([1, 0, 10, 100]).marks)).not.toMatch(/null/);
  expect(JSON.stringify(plot([0, 0, 0, 0]).marks)).not.toMatch(/null/);
  const isotropic = { ...sampleOf(1, 0.2, 'qlm'), relativeAnisotropy: 0 };
  const panel = ENSEMBLE_PANELS.find(({ id }) => id === 'anisotropy');
  const drawn = panel?.draw({ ensemble: ensembleOf(isotropic), width: 200, style });
  expect(JSON.stringify(drawn?.marks)).not.toMatch(/null/);
});

it('a histogram is drawn with both edges of every bin', () => {
  expect(steps([0, 1, 3], [5, 7])).toEqual({ x: [0, 1, 1, 3], y: [5, 5, 7, 7] });
});
