import { describe, expect, test } from 'vitest';
import { ANALYSES } from '../../native-workers/analyses/table.ts';
import type { Analysis } from '../../native-workers/analysis/description/analysis.ts';
import type { SpectrumReport } from '../../native-workers/analyses/spectrum/spectrum-report.ts';
import type { StrainReport } from '../../native-workers/analyses/strain/strain-report.ts';
import { checkAnalysisSettings, describeAnalysisForm } from '../../src-main/api/analysis-form.ts';
import { reportParts, tabSeparated } from '../../src-renderer/analyses/report-parts.ts';
import { settingsInShort } from '../../src-renderer/analyses/settings-in-short.ts';
import { binAt, spectrumFrame, spectrumShapes } from '../../src-renderer/analyses/spectrum-plot.ts';
import { arrayAt, courseFrame, courseOf, nearestState } from '../../src-renderer/analyses/strain-course.ts';
import { shownValue, typedNumbers } from '../../src-renderer/form/draft.ts';
import { fieldOf, type FormField } from '../../src-renderer/form/form-fields.ts';

function analysisNamed(name: string): Analysis {
  const found = ANALYSES.find((analysis) => analysis.name === name);
  if (found === undefined) throw new Error(`there is no analysis ${name}`);
  return found;
}

function fieldsOf(name: string): readonly FormField[] {
  const whole = fieldOf(describeAnalysisForm(analysisNamed(name)).settings, []);
  return whole.kind === 'group' ? whole.fields : [];
}

const fieldNamed = (name: string, key: string) => fieldsOf(name).find(({ path }) => path[0] === key);

describe('the form of an analysis', () => {
  test.each(ANALYSES.map(({ name }) => name))('%s: a control for every setting, none of them JSON', (name) => {
    const { defaults } = describeAnalysisForm(analysisNamed(name));
    const keys = fieldsOf(name).map(({ path }) => path[0]);
    expect(keys).toEqual(expect.arrayContaining(Object.keys(defaults)));
    expect(fieldsOf(name).filter(({ kind }) => kind === 'json')).toEqual([]);
    expect(checkAnalysisSettings(analysisNamed(name), {})).toEqual({ issues: [] });
  });

  test('null is an empty field, or a group that is switched off', () => {
    expect(fieldNamed('strain', 'to')).toMatchObject({ kind: 'number', usual: null, range: '−2 to 2' });
    expect(fieldNamed('spectrum', 'maximum')).toMatchObject({
      about: expect.stringContaining('; left empty: ') as string,
    });
    expect(fieldNamed('spectrum', 'window')).toMatchObject({
      kind: 'group',
      optional: true,
      about: expect.stringContaining('; off: no map') as string,
      fields: [{ path: ['window', 'lower'] }, { path: ['window', 'upper'] }],
    });
    expect(fieldNamed('mechanics', 'pinned')).toMatchObject({ kind: 'numberList' });
  });

  test.each([
    ['3, 17 42', [3, 17, 42]],
    ['', undefined],
    ['3, x', '3, x'],
  ])('numbers typed as %j', (text, value) => {
    expect(typedNumbers(text)).toEqual(value);
    if (Array.isArray(value)) expect(shownValue(value)).toBe('3, 17, 42');
  });

  test('what is wrong is said of its field, also what does not fit together', () => {
    const spectrum = analysisNamed('spectrum');
    expect(
      checkAnalysisSettings(spectrum, { bins: 0, window: { lower: 0.5 } }).issues.map(({ field }) => field),
    ).toEqual(['bins', 'window.upper']);
    const { issues } = checkAnalysisSettings(analysisNamed('strain'), { step: 0.1, to: 1e-3, untilEvent: true });
    expect(issues).toHaveLength(1);
  });

  test('settings in short are those that differ', () => {
    const { defaults } = describeAnalysisForm(analysisNamed('spectrum'));
    expect(settingsInShort(defaults, defaults)).toBe('defaults');
    expect(settingsInShort({ ...defaults, bins: 30, window: { lower: 0.5, upper: 1.2 } }, defaults)).toBe(
      'bins 30, window 0.5–1.2',
    );
    expect(settingsInShort({ ...defaults, window: null }, defaults)).toBe('no window');
    expect(settingsInShort({ untilEvent: true }, { untilEvent: false })).toBe('until event');
  });
});

describe('the course of a strain', () => {
  const state = (strain: number, driving: number) => ({ strain, driving, energy: 0, moved: 0.1, dissipated: 0 });
  const report = {
    start: state(0, 0),
    steps: [state(0.01, 1), state(0.02, 2), state(0.021, 1.5), state(0.03, 2.4), state(0.031, 0.4)],
    events: [{ after: state(0.021, 1.5) }, { after: state(0.031, 0.4) }],
  } as unknown as StrainReport;
  const points = courseOf(report);

  test('knows which states are behind which event', () => {
    expect(points.map(({ event }) => event)).toEqual([null, null, null, 0, null, 1]);
    expect(points.map(({ passed }) => passed)).toEqual([0, 0, 0, 1, 1, 2]);
  });

  test('has at every state the displacement that belongs to it, or says that there is none', () => {
    const names = points.map((_, at) => arrayAt(points, at, () => true)?.name);
    expect(names).toEqual(['linear', 'linear', 'nonAffine', 'event', 'event', 'event:2']);
    expect(arrayAt(points, 4, () => true)?.title).toBe('Δu of event 1, passed before');
    expect(arrayAt(points, 5, (array) => array === 'event')).toBeNull();
  });

  test('is found from a place in its picture', () => {
    const frame = courseFrame(points, 300, 200, 1);
    points.forEach(({ strain, stress }, at) => {
      expect(nearestState(points, frame, frame.pixelX(strain) + 1, frame.pixelY(stress))).toBe(at);
    });
  });
});

describe('the density of states', () => {
  const report = {
    histogram: { edges: [0, 1, 2, 4], counts: [2, 0, 4], density: [0.2, 0, 0.2], reduced: [0.4, 0, 0.067] },
    debye: { level: 0.3 },
    debyePinned: null,
    window: null,
  } as unknown as SpectrumReport;
  const size = { width: 300, height: 200, textScale: 1 };

  test.each(['linear', 'log'] as const)('%s axes hold curve, level and modes', (scale) => {
    const look = { reduced: true, x: scale, y: scale };
    const modes = [0.5, 2.5];
    const frame = spectrumFrame(report, modes, look, size);
    const { left, top, width, height } = frame.box;
    const paths = spectrumShapes(report, modes, look, frame).flatMap((shape) =>
      shape.kind === 'path' && shape.curve !== undefined ? [shape] : [],
    );
    for (const [x, y] of paths.flatMap(({ points }) => points)) {
      expect(x).toBeGreaterThanOrEqual(left - 1e-6);
      expect(x).toBeLessThanOrEqual(left + width + 1e-6);
      expect(y).toBeGreaterThanOrEqual(top - 1e-6);
      expect(y).toBeLessThanOrEqual(top + height + 1e-6);
    }
    expect(paths.filter(({ curve }) => curve === 'mode')).toHaveLength(2);
    // A bin without modes has no place on a logarithmic axis: the curve is interrupted there.
    expect(paths.filter(({ curve }) => curve === 'all')).toHaveLength(scale === 'log' ? 2 : 1);
    const [level] = paths.filter(({ curve }) => curve === 'debye');
    expect(new Set(level.points.map(([, y]) => y.toFixed(6)))).toEqual(new Set([frame.pixelY(0.3).toFixed(6)]));
  });

  test('the level of a continuum rises as ω in D(ω)', () => {
    const look = { reduced: false, x: 'linear', y: 'linear' } as const;
    const frame = spectrumFrame(report, [], look, size);
    const level = spectrumShapes(report, [], look, frame).find(
      (shape) => shape.kind === 'path' && shape.curve === 'debye',
    );
    if (level?.kind !== 'path') throw new Error('there is no level');
    for (const [x, y] of level.points) {
      const at = frame.toData(x, y);
      expect(at.y).toBeCloseTo(0.3 * at.x, 10);
    }
  });

  test.each([
    [-1, 0],
    [0.5, 0],
    [1, 1],
    [3.9, 2],
    [9, 2],
  ])('ω = %d is of bin %i', (omega, bin) => {
    expect(binAt(report.histogram.edges, omega)).toBe(bin);
  });
});

describe('a report as tables', () => {
  const schema = {
    properties: {
      linear: { properties: { modulus: { description: 'G, ε/σ²' } } },
      events: { items: { properties: { stressDrop: { description: 'drop' } } } },
      histogram: { anyOf: [{ properties: { counts: { description: 'modes in each bin' } } }, {}] },
    },
  };
  const report = {
    n: 64,
    linear: { modulus: 14.775395 },
    events: [
      { stressDrop: 1, before: { strain: 0.1 } },
      { stressDrop: 2, before: { strain: 0.2 } },
    ],
    histogram: { counts: [1, 2, 3, 4, 5, 6, 7], edges: [0, 1, 2, 3, 4, 5, 6, 7] },
    window: null,
    settings: { bins: 7 },
  };

  test('has every number with what it is; how it was made comes apart', () => {
    const { numbers, origin } = reportParts(report, schema);
    expect(numbers.map(({ title }) => title)).toEqual(['', 'Linear', 'Events', 'Histogram']);
    expect(numbers[0].rows.map(({ label }) => label)).toEqual(['N', 'Window']);
    expect(numbers[1].rows).toEqual([{ label: 'Modulus', value: 14.775395, about: 'G, ε/σ²' }]);
    expect(numbers[2].table).toEqual({
      labels: ['Stress drop', 'Before · strain'],
      abouts: ['drop', ''],
      rows: [
        [1, 0.1],
        [2, 0.2],
      ],
    });
    expect(numbers[3].table?.rows).toHaveLength(8);
    expect(numbers[3].table?.rows[7]).toEqual([null, 7]);
    expect(origin.map(({ title }) => title)).toEqual(['Settings']);
  });

  test('is copied with tabs and every digit', () => {
    const text = tabSeparated(reportParts(report, schema).numbers);
    expect(text.split('\n')).toEqual(expect.arrayContaining(['Modulus\t14.775395\tG, ε/σ²', '1\t0.1', '7\t6', '\t7']));
  });
});
