import { describe, expect, test } from 'vitest';
import { addon } from '../../native-workers/addon.ts';
import { spectrumSettingsSchema } from '../../native-workers/analyses/spectrum/spectrum-settings.ts';
import { run as spectrum } from '../../native-workers/analyses/spectrum/spectrum-run.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import { triangularLattice } from './configurations.ts';

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
    box,
    positions,
    ids: Int32Array.from({ length: n }, (_, at) => at + 1),
    species: new Uint8Array(n),
  };
  const settings = spectrumSettingsSchema.parse({ bins: 60, window: null });
  const tools = { warm: null, control: undefined };
  const given = { configuration, model: 'crystal', keyCore: [], confirmed: false, relax: false, source: 'lattice' };
  const outcome = spectrum({ ...given, settings }, tools);
  const { report, arrays } = outcome;

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
    expect(arrays).toEqual([]);
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
    const window = spectrumSettingsSchema.parse({ bins: 1, window: { lower: 2, upper: 6 } });
    const windowed = spectrum({ ...given, settings: window }, tools);
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
