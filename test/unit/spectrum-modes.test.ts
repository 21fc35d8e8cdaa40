import { describe, expect, it, test } from 'vitest';
import { addon, type Addon } from '../../native-workers/addon.ts';
import { participationRatio } from '../../native-workers/analysis/modes/participation-ratio.ts';
import { densityOfStates } from '../../native-workers/analyses/spectrum/density-of-states.ts';
import { modesBelowFrequency, spectrumEnd } from '../../native-workers/analyses/spectrum/mode-count.ts';
import { windowSums } from '../../native-workers/analyses/spectrum/window-map.ts';
import { modesOfASlice, windowEdge, windowSlices } from '../../native-workers/analyses/spectrum/window-slices.ts';
import { denseOf, type Dense } from './dense-spectrum.ts';
import { referenceSamples } from './reference-samples.ts';

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
  const { hessian, omega, voronoi } = dense;
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
    const sums = windowSums(hessian, voronoi, { lower, upper }, undefined, (done) => told.push(done));
    const inside = omega.filter((value) => value > lower && value < upper);
    expect(sums.omega).toHaveLength(inside.length);
    sums.omega.forEach((value, at) => expect(value).toBeCloseTo(inside[at], 9));
    expect(sums.worstResidual).toBeLessThan(1e-12);
    expect(sums.slices).toBe(told.length);
    expect(told.at(-1)).toBe(inside.length);
    if (inside.length > modesOfASlice(hessian.particles)) expect(sums.slices).toBeGreaterThan(1);
    const transverse = (mode: Float64Array): Float64Array => voronoi.split(mode).transverse;
    // Sums over a window are those of its space, whatever basis multiplets have got.
    expectClose(
      sums.ofTransverseReduced,
      denseSums(dense, lower, upper, transverse, (value) => 1 / value),
      1e-9,
    );
    // Each mode counts once, however it is spread: what D_i integrates to.
    const shares = sums.transverse.reduce((sum, value, at) => sum + value / sums.omega[at], 0);
    expect(sums.ofTransverseReduced.reduce((sum, value) => sum + value, 0)).toBeCloseTo(shares, 9);
    const first = dense.modes[omega.indexOf(inside[0])];
    expect(sums.participationRatio[0]).toBeCloseTo(participationRatio(first), 8);
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
