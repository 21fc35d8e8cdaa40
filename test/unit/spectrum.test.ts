import { describe, expect, test } from 'vitest';
import { mapFieldName, spectrumReportSchema } from '../../native-workers/analyses/spectrum/spectrum-report.ts';
import { spectrumSettingsSchema } from '../../native-workers/analyses/spectrum/spectrum-settings.ts';
import { run as spectrum } from '../../native-workers/analyses/spectrum/spectrum-run.ts';
import { estimateWindow } from '../../native-workers/analyses/spectrum/window-estimate.ts';
import { SAMPLE_CONTROL_WORDS, sampleShare } from '../../native-workers/analysis/run/sample-share.ts';
import { triangularLattice } from './configurations.ts';
import { denseOf } from './dense-spectrum.ts';
import { interruption } from './interruption.ts';
import { referenceSamples } from './reference-samples.ts';

describe('the whole spectrum of a sample', () => {
  const [reference] = referenceSamples();
  const { configuration, model, omega, hessian } = denseOf(reference);
  const run = (given: object, extra: object = {}, control?: Int32Array) =>
    spectrum(
      {
        configuration,
        model: model.id,
        keyCore: [0, 1, 2],
        confirmed: false,
        relax: false,
        source: 'test',
        settings: spectrumSettingsSchema.parse(given),
        ...extra,
      },
      { warm: null, control },
    );

  test('reports what its schema says, and its parts agree', () => {
    const [lower, upper] = [0.5 * (omega[3] + omega[4]), 0.5 * (omega[43] + omega[44])];
    const control = new Int32Array(new SharedArrayBuffer(4 * SAMPLE_CONTROL_WORDS));
    const outcome = run({ bins: 20, maximum: 5, window: { lower, upper }, windowBins: 4 }, {}, control);
    const { report, arrays } = outcome;
    const map = arrays.at(0)?.data ?? null;
    expect(spectrumReportSchema.parse(report)).toEqual(report);
    expect(sampleShare(control)).toBeCloseTo(1, 5);
    expect(report.sample).toMatchObject({ n: 100, modes: 198, negativeModes: 0, zeroModes: 0 });
    expect(report.histogram.edges.at(-1)).toBe(5);
    const { window } = report;
    if (window === null || map === null) throw new Error('no window');
    expect(window.count).toBe(40);
    expect(report.estimate?.modes).toBe(40);
    expect(report.estimate?.needsConfirmation).toBe(false);
    expect(Array.from(map)).toStrictEqual(window.map.values);
    expect(window.map.max).toBe(Math.max(...map));
    expect(window.map.maxId).toBe(configuration.ids[map.indexOf(window.map.max)]);
    expect(window.map.mean).toBeCloseTo(map.reduce((sum, value) => sum + value, 0) / 100, 12);
    // The mean of D^T(ω)/ω over particles and window, from the modes.
    const summed = window.omega.reduce((sum, value, k) => sum + window.transverse[k] / value, 0);
    expect(window.map.mean).toBeCloseTo(summed / (100 * (upper - lower)), 10);
    const { edges, transverse, longitudinal } = window.histogram;
    expect(edges[0]).toBeCloseTo(lower, 8);
    const total = transverse.reduce((sum, value, k) => sum + (value + longitudinal[k]) * (edges[k + 1] - edges[k]), 0);
    expect(total).toBeCloseTo(40 / 198, 12);
    // Pinning stiffens: slower waves make the higher level.
    expect(report.debyePinned?.shear ?? 0).toBeGreaterThan(report.debye?.shear ?? Infinity);
  });

  test('an unstable sample is counted too: its negative modes are in no bin', () => {
    const positions = configuration.positions.map((value, at) => value + 0.12 * Math.sin(17 * at));
    const outcome = run(
      { bins: 10, window: { lower: 1, upper: 3 } },
      { configuration: { ...configuration, positions } },
    );
    const { sample, histogram, debye, debyePinned, window } = outcome.report;
    expect(sample.negativeModes).toBeGreaterThan(0);
    expect(histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(198 - sample.negativeModes);
    expect([debye, debyePinned]).toStrictEqual([null, null]);
    expect(window?.omega.every((value) => value > 1 && value < 3)).toBe(true);
  });

  test('a stop is obeyed', () => {
    const control = new Int32Array(SAMPLE_CONTROL_WORDS);
    control[0] = 1;
    expect(interruption(() => run({}, {}, control))).toMatchObject({ status: 'cancelled' });
  });

  test.each<[object, string]>([
    [{ window: { lower: 1.2, upper: 0.4 } }, 'the window from ω = 1.2 to 0.4 is upside down: expected lower < upper'],
    [{ window: { lower: 1, upper: 1 } }, 'is upside down'],
    [{ window: { lower: -1, upper: 1 } }, 'lower'],
    [{ window: { lower: 900, upper: 901 } }, 'the window begins at ω = 900, but no mode lies above'],
    [{ bins: 0 }, 'bins'],
    [{ bins: 2.5 }, 'bins'],
    [{ maximum: -3 }, 'maximum'],
    [{ windows: null }, 'known keys: bins, maximum, window, windowBins'],
  ])('%j is refused', (given, message) => {
    expect(() => run(given)).toThrow(message);
  });

  test('an empty window inside the spectrum is no error', () => {
    const outcome = run({ bins: 3, window: { lower: 0.4 * omega[0], upper: 0.6 * omega[0] } });
    expect(outcome.report.window).toMatchObject({ count: 0, omega: [], map: { mean: 0, max: 0 } });
  });

  test('very many modes have to be confirmed', () => {
    const estimate = estimateWindow(hessian, { lower: omega[2] * 1.0001, upper: omega[9] * 1.0001 });
    expect(estimate).toMatchObject({ modes: 7, needsConfirmation: false });
    expect(estimate.seconds).toBeGreaterThan(0);
    // A triangular lattice of 36 × 36: 2590 modes.
    const { box, positions } = triangularLattice(36, 36, 1.158);
    const many = {
      box,
      positions,
      ids: Int32Array.from({ length: 1296 }, (_, at) => at),
      species: new Uint8Array(1296),
    };
    const whole = { bins: 1, window: { lower: 0, upper: 1000 } };
    expect(() => run(whole, { configuration: many, model: 'crystal' })).toThrow(
      /^--yes: the window holds 2590 modes, about \d+ (s|minutes) of work; more than 2000 have to be confirmed$/,
    );
  });
});

test('the name of a map tells its window', () => {
  expect(mapFieldName({ lower: 0.4, upper: 1.2 })).toBe('made:dT:0.4:1.2');
  expect(mapFieldName({ lower: 1e-7, upper: 1e21 })).toBe('made:dT:1e-7:1e+21');
});
