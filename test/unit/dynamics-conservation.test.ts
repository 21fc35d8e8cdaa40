import { describe, expect, it, vi } from 'vitest';

import { equilibrated, goingOn, inBath, liquidSpec, NO_THERMOSTAT, run } from './dynamics-liquid.ts';
import { mean, variance } from './dynamics-statistics.ts';

// Seconds on an idle machine; another may be slow, busy, or without wide packs.
vi.setConfig({ testTimeout: 180_000 });

/** Exponent p of the least-squares fit of y = c x^p. */
function exponent(x: number[], y: number[]): number {
  const [logX, logY] = [x.map(Math.log), y.map(Math.log)];
  const [middleX, middleY] = [mean(logX), mean(logY)];
  const products = logX.map((value, k) => (value - middleX) * (logY[k] - middleY));
  return mean(products) / mean(logX.map((value) => (value - middleX) ** 2));
}

describe.each([
  ['2dipl', 1],
  ['2dka', 1],
])('energy of an isolated %s liquid', (model, temperature) => {
  const start = { model, particles: 256, temperature, timeStep: 0.004 };
  const spec = liquidSpec(start);
  const liquid = equilibrated(start, 40);

  /** Total energy per particle every 0.016 of time. */
  function totalEnergy(timeStep: number, time: number): Float64Array {
    const steps = Math.round(time / timeStep);
    const trace = run(goingOn(spec, liquid, timeStep), inBath(steps, 0, NO_THERMOSTAT, Math.round(0.016 / timeStep)));
    return trace.potentialEnergy.map((u, k) => u + trace.kineticEnergy[k]);
  }

  it('fluctuates in proportion to the square of the step', () => {
    const steps = [0.008, 0.004, 0.002, 0.001];
    const widths = steps.map((step) => Math.sqrt(variance(totalEnergy(step, 40))));
    // Trajectories part within 40 units of time, so that a width is known to some 2 %: 0.02 in the exponent. The jump
    // of u″ at the cutoff, of a wrong order, would show as an exponent of 1 or less.
    expect(Math.abs(exponent(steps, widths) - 2)).toBeLessThan(0.06);
    // The shadow Hamiltonian differs from H by Δt² {(1/12) Ḟ·v − (1/24) F²/m}: some 10⁻⁵ of ε at 10⁻³.
    expect(widths[3]).toBeGreaterThan(2e-6);
    expect(widths[3]).toBeLessThan(3e-5);
  });

  it('has no secular drift: over 2·10⁵ steps the mean of the last quarter is that of the first', () => {
    const energy = totalEnergy(0.004, 800);
    const quarter = energy.length / 4;
    const drift = mean(energy.subarray(3 * quarter)) - mean(energy.subarray(0, quarter));
    // Crossings of the cutoff, where u″ jumps, make it walk at random by a small part of its width.
    expect(Math.abs(drift)).toBeLessThan(0.3 * Math.sqrt(variance(energy)));
    expect(Math.abs(drift)).toBeLessThan(1e-4);
  });
});
