import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it, test } from 'vitest';
import { addon } from '../../native-workers/addon.ts';
import type { Addon } from '../../native-workers/addon.ts';
import { sampleSpec } from '../../native-workers/analysis/analyse.ts';
import { participationRatio } from '../../native-workers/analysis/participation-ratio.ts';
import { densityOfStates } from '../../native-workers/analysis/spectrum/density-of-states.ts';
import { modesBelowFrequency, spectrumEnd } from '../../native-workers/analysis/spectrum/mode-count.ts';
import {
  mapFieldName,
  spectrumReportSchema,
  windowOfMap,
} from '../../native-workers/analysis/spectrum/spectrum-report.ts';
import { spectrumSettingsSchema } from '../../native-workers/analysis/spectrum/spectrum-settings.ts';
import { spectrum } from '../../native-workers/analysis/spectrum/spectrum.ts';
import { estimateWindow } from '../../native-workers/analysis/spectrum/window-estimate.ts';
import { windowSums } from '../../native-workers/analysis/spectrum/window-map.ts';
import { modesOfASlice, windowEdge, windowSlices } from '../../native-workers/analysis/spectrum/window-slices.ts';
import { periodicVoronoi } from '../../native-workers/analysis/voronoi.ts';
import { SAMPLE_CONTROL_WORDS, sampleShare } from '../../native-workers/analysis/sample-share.ts';
import type { Model } from '../../native-workers/models/model.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import { triangularLattice } from './configurations.ts';
import { referenceSamples } from './reference-samples.ts';

/** A glass at its minimum, in the kernels, and its dense spectrum without the translations. */
function denseOf({ configuration, model }: ReturnType<typeof referenceSamples>[number]) {
  const sample = new (addon().Sample)(sampleSpec(configuration, model));
  expect(sample.minimise({}).status).toBe('converged');
  const hessian = sample.hessian();
  const size = 2 * sample.particles;
  const flat = hessian.dense();
  // A = M^(−1/2) H M^(−1/2).
  const mass = (at: number): number => model.species[configuration.species[Math.floor(at / 2)]].mass;
  for (let at = 0; at < flat.length; at++) flat[at] /= Math.sqrt(mass(Math.floor(at / size)) * mass(at % size));
  const dense = new Matrix(
    Array.from({ length: size }, (_, row) => Array.from(flat.subarray(row * size, (row + 1) * size))),
  );
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(dense, { assumeSymmetric: true });
  const order = realEigenvalues.map((_, at) => at).sort((a, b) => realEigenvalues[a] - realEigenvalues[b]);
  // The two translations are the smallest of a minimum.
  const kept = order.slice(2);
  const positions = sample.positions();
  const tessellation = periodicVoronoi(configuration.box, positions);
  return {
    ...{ sample, hessian, size, configuration: { ...configuration, positions }, model },
    omega: kept.map((at) => Math.sqrt(realEigenvalues[at])),
    // u = M^(−1/2) e, of unit norm.
    modes: kept.map((column) => {
      const u = Float64Array.from(eigenvectorMatrix.getColumn(column), (value, at) => value / Math.sqrt(mass(at)));
      const norm = Math.hypot(...u);
      return u.map((value) => value / norm);
    }),
    equalMasses: model.species.every((kind) => kind.mass === model.species[0].mass),
    voronoi: new (addon().Voronoi)(tessellation.edges),
  };
}

type Dense = ReturnType<typeof denseOf>;

/** Σ_λ weight |field_i|² of the dense modes in a window. */
function denseSums(
  { modes, omega, size }: Dense,
  lower: number,
  upper: number,
  field: (mode: Float64Array) => Float64Array,
  weight: (omega: number) => number,
): Float64Array {
  const sums = new Float64Array(size / 2);
  modes.forEach((mode, at) => {
    if (omega[at] <= lower || omega[at] >= upper) return;
    const vectors = field(mode);
    for (let i = 0; i < sums.length; i++)
      sums[i] += weight(omega[at]) * (vectors[2 * i] ** 2 + vectors[2 * i + 1] ** 2);
  });
  return sums;
}

function expectClose(found: Float64Array, expected: Float64Array, relative: number): void {
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  found.forEach((value, at) => expect(Math.abs(value - expected[at])).toBeLessThan(relative * scale));
}

/** Half-way between neighbours of the dense spectrum. */
function gapAbove({ omega }: Dense, at: number): number {
  return 0.5 * (omega[at] + omega[at + 1]);
}

describe.each(referenceSamples())('$name', (reference) => {
  const dense = denseOf(reference);
  const { hessian, omega, voronoi, sample } = dense;
  const all = omega.length;
  const last = omega[all - 1];

  it('counts the modes of the dense spectrum below every edge', () => {
    const { edges, counts, density, reduced } = densityOfStates(hessian, 37, 1.1 * last);
    expect(edges).toHaveLength(38);
    counts.forEach((count, bin) => {
      expect(count).toBe(omega.filter((value) => value >= edges[bin] && value < edges[bin + 1]).length);
      expect(density[bin]).toBeCloseTo(count / (all * (edges[bin + 1] - edges[bin])), 14);
      // ∫ω dω over the bin.
      const phase = 0.5 * (edges[bin + 1] ** 2 - edges[bin] ** 2);
      expect(reduced[bin]).toBeCloseTo(count / (all * phase), 13);
    });
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(all);
    const integral = density.reduce((sum, value, bin) => sum + value * (edges[bin + 1] - edges[bin]), 0);
    expect(integral).toBeCloseTo(1, 13);
  });

  it('finds where the spectrum ends', () => {
    const end = spectrumEnd(hessian);
    expect(end).toBeGreaterThan(last);
    expect(end).toBeLessThan(1.0011 * last);
    expect(modesBelowFrequency(hessian, end)).toBe(all);
    expect(modesBelowFrequency(hessian, 0)).toBe(0);
  });

  // From a few modes to all of them; slices of 40 cut the wider ones.
  it.each([
    [0.3, 0.32],
    [0, 0.2],
    [0.1, 0.9],
    [0, 1],
  ])('modes of the window from %d to %d of the spectrum are those of the dense solver', (from, to) => {
    const lower = from === 0 ? 0 : gapAbove(dense, Math.floor(from * all));
    const upper = to === 1 ? 1.01 * last : gapAbove(dense, Math.floor(to * all));
    const told: number[] = [];
    const sums = windowSums(hessian, voronoi, { lower, upper }, { onModes: (done) => told.push(done) });
    const inside = omega.filter((value) => value > lower && value < upper);
    expect(sums.omega).toHaveLength(inside.length);
    sums.omega.forEach((value, at) => expect(value).toBeCloseTo(inside[at], 9));
    expect(sums.worstResidual).toBeLessThan(1e-12);
    expect(sums.slices).toBe(told.length);
    expect(told.at(-1)).toBe(inside.length);
    if (inside.length > modesOfASlice(hessian.particles)) expect(sums.slices).toBeGreaterThan(1);
    const whole = (mode: Float64Array): Float64Array => mode;
    const transverse = (mode: Float64Array): Float64Array => voronoi.split(mode).transverse;
    const one = (): number => 1;
    // Sums over a window are those of its space, whatever basis multiplets have got.
    expectClose(sums.all, denseSums(dense, lower, upper, whole, one), 1e-9);
    expectClose(sums.ofTransverse, denseSums(dense, lower, upper, transverse, one), 1e-9);
    expectClose(
      sums.ofTransverseReduced,
      denseSums(dense, lower, upper, transverse, (value) => 1 / value),
      1e-9,
    );
    // Each mode counts once, however it is spread: what D_i integrates to.
    expect(sums.all.reduce((sum, value) => sum + value, 0)).toBeCloseTo(inside.length, 9);
    const shares = sums.transverse.reduce((sum, value) => sum + value, 0);
    expect(sums.ofTransverse.reduce((sum, value) => sum + value, 0)).toBeCloseTo(shares, 9);
    const first = dense.modes[omega.indexOf(inside[0])];
    expect(sums.participationRatio[0]).toBeCloseTo(participationRatio(first), 8);
  });

  if (dense.equalMasses)
    it('all modes together weigh every particle twice, once for each direction', () => {
      const { all: sums } = windowSums(hessian, voronoi, { lower: 0, upper: 1.01 * last });
      // The two translations are missing: 2/N of it.
      sums.forEach((value) => expect(value).toBeCloseTo(2 - 2 / sample.particles, 9));
    });

  it('an edge on a mode is moved out of its way, and the mode is inside', () => {
    const edge = omega[12];
    const up = windowEdge(hessian, edge, 1);
    const down = windowEdge(hessian, edge, -1);
    expect(up.below).toBe(13);
    expect(down.below).toBe(12);
    for (const { eigenvalue } of [up, down]) expect(Math.abs(Math.sqrt(eigenvalue) / edge - 1)).toBeLessThan(2e-8);
    expect(windowSums(hessian, voronoi, { lower: edge, upper: omega[20] }).omega).toHaveLength(9);
  });
});

describe('slices of a window', () => {
  const [reference] = referenceSamples();
  const { hessian, omega } = denseOf(reference);
  const [lower, upper] = [windowEdge(hessian, 0, -1), windowEdge(hessian, 1.01 * (omega.at(-1) ?? 0), 1)];

  /** The kernels with a search that fails now and then. */
  function faulty(change: (call: number) => 'incomplete' | 'missing' | null): {
    kernels: Pick<Addon, 'modesInWindow'>;
    calls: () => number;
  } {
    let calls = 0;
    return {
      calls: () => calls,
      kernels: {
        modesInWindow: (...given) => {
          const result = addon().modesInWindow(...given);
          const fault = change(calls++);
          if (fault === null) return result;
          if (fault === 'incomplete') return { ...result, complete: false };
          const size = 2 * hessian.particles;
          return {
            ...result,
            complete: false,
            eigenvalues: result.eigenvalues.slice(1),
            displacements: result.displacements.slice(size),
            residuals: result.residuals.slice(1),
          };
        },
      },
    };
  }

  const found = (kernels: Pick<Addon, 'modesInWindow'>): number[] =>
    Array.from(windowSlices(kernels, hessian, lower, upper)).flatMap(({ eigenvalues }) => Array.from(eigenvalues));

  test('one that is not complete is cut or its edge moved, and nothing is lost or had twice', () => {
    const plain = found(addon());
    expect(plain).toHaveLength(omega.length);
    for (const fault of ['incomplete', 'missing'] as const) {
      const { kernels, calls } = faulty((call) => ([0, 2, 3, 5].includes(call) ? fault : null));
      const again = found(kernels);
      expect(calls()).toBeGreaterThan(plain.length / modesOfASlice(hessian.particles));
      expect(again).toHaveLength(plain.length);
      again.forEach((value, at) => expect(value).toBeCloseTo(plain[at], 9));
    }
  });

  test('what never becomes complete is no result', () => {
    for (const fault of ['incomplete', 'missing'] as const) {
      const { kernels, calls } = faulty(() => fault);
      expect(() => found(kernels)).toThrow(/^\d+ of \d+ modes were found between ω = 0 and /);
      expect(calls()).toBeLessThan(40);
    }
    // Also where it is always the last part that fails.
    expect(() => found(faulty((call) => (call % 2 === 0 ? 'incomplete' : null)).kernels)).toThrow('modes were found');
  });
});

describe('the Debye level of a triangular lattice', () => {
  // u = (1/r)^10, force-shifted at 1.48: nearest neighbours only, as the model of crystals has it.
  const spacing = Math.sqrt(2 / (Math.sqrt(3) * 0.86));
  const [first, second] = (() => {
    const [, slope, curvature] = addon().evaluatePotential(
      modelById('crystal').potential,
      [0, 0],
      Float64Array.of(spacing),
    );
    return [slope / spacing, curvature];
  })();
  const bonds = Array.from({ length: 6 }, (_, k) => {
    const angle = (k * Math.PI) / 3;
    return [Math.cos(angle), Math.sin(angle)] as const;
  });

  /** ω² of both waves of a wave vector: eigenvalues of Σ_bonds ½·2(1 − cos k·r) [u″ n nᵀ + (u′/r)(1 − n nᵀ)]. */
  function squaredFrequencies(kx: number, ky: number): [number, number] {
    let [xx, xy, yy] = [0, 0, 0];
    for (const [x, y] of bonds) {
      const weight = 1 - Math.cos(spacing * (kx * x + ky * y));
      xx += weight * (first + (second - first) * x * x);
      xy += weight * (second - first) * x * y;
      yy += weight * (first + (second - first) * y * y);
    }
    const [middle, half] = [(xx + yy) / 2, Math.hypot((xx - yy) / 2, xy)];
    return [middle - half, middle + half];
  }

  const [columns, rows] = [24, 28];
  const { box, positions } = triangularLattice(columns, rows, spacing);
  const n = columns * rows;
  const configuration = {
    ...{ box, positions },
    ids: Int32Array.from({ length: n }, (_, at) => at + 1),
    species: new Uint8Array(n),
  };
  const settings = spectrumSettingsSchema.parse({ bins: 60, window: null });
  const outcome = spectrum({
    ...{ configuration, model: modelById('crystal'), settings, keyCore: [], confirmed: false, source: 'lattice' },
  });
  if (outcome.status !== 'converged') throw new Error(outcome.detail);
  const { report, map } = outcome;

  test('modes in bins are the waves of the allowed wave vectors', () => {
    const squares: number[] = [];
    for (let h = 0; h < columns; h++)
      for (let k = 0; k < rows; k++)
        squares.push(...squaredFrequencies((2 * Math.PI * h) / box.lx, (2 * Math.PI * k) / box.ly));
    const { edges, counts } = report.histogram;
    // Waves that lie on an edge up to rounding may be on either side.
    const margin = 1e-9;
    counts.forEach((count, bin) => {
      const inside = (slack: number): number =>
        squares.filter((square) => square > (edges[bin] - slack) ** 2 && square < (edges[bin + 1] + slack) ** 2).length;
      const origin = bin === 0 ? 2 : 0;
      expect(count).toBeGreaterThanOrEqual(inside(-margin) - origin);
      expect(count).toBeLessThanOrEqual(inside(margin));
    });
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2 * n - 2);
    expect(map).toBeNull();
    expect(report.window).toBeNull();
  });

  test('is D(ω)/ω of long waves', () => {
    // D(ω)/ω of the infinite lattice in ω < ω₁: its share of the Brillouin zone. Waves of a ring of k-space, by the
    // angle: k(θ) where ω(k, θ) = ω₁, then the area ½∫k² dθ over that of the zone.
    const zone = (2 * Math.PI) ** 2 * 0.86;
    const reducedBelow = (omega: number): number => {
      let area = 0;
      const steps = 720;
      for (let step = 0; step < steps; step++) {
        const angle = (2 * Math.PI * step) / steps;
        for (const branch of [0, 1]) {
          let [low, high] = [0, 2];
          for (let bisection = 0; bisection < 60; bisection++) {
            const k = 0.5 * (low + high);
            if (squaredFrequencies(k * Math.cos(angle), k * Math.sin(angle))[branch] < omega * omega) low = k;
            else high = k;
          }
          area += (0.5 * low * low * 2 * Math.PI) / steps;
        }
      }
      // Modes below ω per mode, over ∫ω dω; two branches share the modes.
      return area / zone / 2 / ((omega * omega) / 2);
    };
    const level = report.debye?.level ?? 0;
    // The next term is of order (ka)²: 1e-4 at ω = 0.05 and a hundredth of that at 0.005. N − 1 of N modes are counted.
    const limit = (reducedBelow(0.005) * (2 * n)) / (2 * n - 2);
    expect(Math.abs(level / limit - 1)).toBeLessThan(1e-5);
    expect(Math.abs(reducedBelow(0.05) / reducedBelow(0.005) - 1)).toBeLessThan(1e-3);
    // The elastic constants themselves, from sums over the bonds.
    const speedT = Math.sqrt(squaredFrequencies(1e-4, 0)[0]) / 1e-4;
    const speedL = Math.sqrt(squaredFrequencies(1e-4, 0)[1]) / 1e-4;
    expect(report.debye?.transverseSpeed).toBeCloseTo(speedT, 5);
    expect(report.debye?.longitudinalSpeed).toBeCloseTo(speedL, 5);
    expect(report.debyePinned).toBeNull();
  });

  test('a window of a crystal, with its multiplets, is complete', () => {
    const windowed = spectrum({
      ...{ configuration, model: modelById('crystal'), keyCore: [], confirmed: false, source: 'lattice' },
      settings: spectrumSettingsSchema.parse({ bins: 1, window: { lower: 2, upper: 6 } }),
    });
    if (windowed.status !== 'converged') throw new Error(windowed.detail);
    const inside = (square: number): boolean => square > 4 && square < 36;
    let expected = 0;
    for (let h = 0; h < columns; h++)
      for (let k = 0; k < rows; k++)
        expected += squaredFrequencies((2 * Math.PI * h) / box.lx, (2 * Math.PI * k) / box.ly).filter(inside).length;
    expect(windowed.report.window?.count).toBe(expected);
    // All particles of a perfect lattice are alike.
    const { mean, max, values } = windowed.report.window?.map ?? { mean: 0, max: 1, values: [] };
    expect(max / mean - 1).toBeLessThan(1e-9);
    expect(values).toHaveLength(n);
  });
});

describe('the whole spectrum of a sample', () => {
  const [reference] = referenceSamples();
  const { configuration, model, omega, hessian } = denseOf(reference);
  const run = (given: object, extra: object = {}, control?: Int32Array) =>
    spectrum(
      {
        ...{ configuration, model, keyCore: [0, 1, 2], confirmed: false, source: 'test' },
        ...{ settings: spectrumSettingsSchema.parse(given), ...extra },
      },
      control,
    );

  test('reports what its schema says, and its parts agree', () => {
    const [lower, upper] = [0.5 * (omega[3] + omega[4]), 0.5 * (omega[43] + omega[44])];
    const control = new Int32Array(new SharedArrayBuffer(4 * SAMPLE_CONTROL_WORDS));
    const outcome = run({ bins: 20, maximum: 5, window: { lower, upper }, windowBins: 4 }, {}, control);
    if (outcome.status !== 'converged') throw new Error(outcome.detail);
    const { report, map } = outcome;
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
    if (outcome.status !== 'converged') throw new Error(outcome.detail);
    const { sample, histogram, debye, debyePinned, window } = outcome.report;
    expect(sample.negativeModes).toBeGreaterThan(0);
    expect(histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(198 - sample.negativeModes);
    expect([debye, debyePinned]).toStrictEqual([null, null]);
    expect(window?.omega.every((value) => value > 1 && value < 3)).toBe(true);
  });

  test('a stop is obeyed', () => {
    const control = new Int32Array(SAMPLE_CONTROL_WORDS);
    control[0] = 1;
    expect(run({}, {}, control)).toMatchObject({ status: 'cancelled' });
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

  test('an empty window inside the spectrum is no trouble', () => {
    const outcome = run({ bins: 3, window: { lower: 0.4 * omega[0], upper: 0.6 * omega[0] } });
    if (outcome.status !== 'converged') throw new Error(outcome.detail);
    expect(outcome.report.window).toMatchObject({ count: 0, omega: [], map: { mean: 0, max: 0 } });
  });

  test('very many modes have to be confirmed', () => {
    const estimate = estimateWindow(hessian, { lower: omega[2] * 1.0001, upper: omega[9] * 1.0001 });
    expect(estimate).toMatchObject({ modes: 7, needsConfirmation: false });
    expect(estimate.seconds).toBeGreaterThan(0);
    // A triangular lattice of 36 × 36: 2590 modes.
    const { box, positions } = triangularLattice(36, 36, 1.158);
    const many = {
      ...{ box, positions },
      ids: Int32Array.from({ length: 1296 }, (_, at) => at),
      species: new Uint8Array(1296),
    };
    const crystal: Model = modelById('crystal');
    const whole = { bins: 1, window: { lower: 0, upper: 1000 } };
    expect(() => run(whole, { configuration: many, model: crystal })).toThrow(
      /^--yes: the window holds 2590 modes, about \d+ (s|minutes) of work; more than 2000 have to be confirmed$/,
    );
  });
});

test('the name of a map tells its window', () => {
  for (const window of [
    { lower: 0.4, upper: 1.2 },
    { lower: 1e-7, upper: 1e21 },
    { lower: 0, upper: 3 },
  ])
    expect(windowOfMap(mapFieldName(window))).toStrictEqual(window);
  expect(windowOfMap('vibrability')).toBeNull();
  expect(windowOfMap('file:made:dT:1:2')).toBeNull();
});
