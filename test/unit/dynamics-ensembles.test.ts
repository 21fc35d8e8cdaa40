import { describe, expect, it, vi } from 'vitest';

import { type DynamicsSpec, type ThermostatSpec, addon } from '../../native-workers/addon.ts';
import { equilibrated, inBath, liquidSpec, run } from './dynamics-liquid.ts';
import {
  blockedMean,
  blockedStatistic,
  kolmogorovDistribution,
  kolmogorovSmirnov,
  mean,
  normalDistribution,
  variance,
} from './dynamics-statistics.ts';

// Seconds on an idle machine; another may be slow, busy, or without wide packs.
vi.setConfig({ testTimeout: 180_000 });

/** Deviations in standard errors that a fixed seed may show; one test in 16,000 would by chance. */
const SIGMAS = 4;

const LANGEVIN: ThermostatSpec = { kind: 'langevin', friction: 2 };
const RESCALING: ThermostatSpec = { kind: 'rescaling', relaxationTime: 0.1 };

/** Velocities in units of √(T/m) of their particle: standard normal in the canonical ensemble. */
function reduced(velocities: Float64Array, spec: DynamicsSpec, temperature: number): Float64Array {
  return velocities.map((v, k) => v * Math.sqrt(spec.masses[spec.species[k >> 1]] / temperature));
}

/** Moments to the fourth and the Kolmogorov–Smirnov statistic of numbers that should be standard normal. */
function expectNormal(numbers: Float64Array): void {
  const moments = [1, 2, 3, 4].map((k) => mean(numbers.map((x) => x ** k)));
  // Var x = 1, Var x² = 2, Var x³ = 15, Var x⁴ = 96.
  const errors = [1, 2, 15, 96].map((of) => Math.sqrt(of / numbers.length));
  [0, 1, 0, 3].forEach((expected, k) => {
    expect(Math.abs(moments[k] - expected), `moment ${k + 1}`).toBeLessThan(SIGMAS * errors[k]);
  });
  const statistic = kolmogorovSmirnov(numbers.slice(), normalDistribution);
  // Its exact distribution at this n; two-sided 1 in 1000.
  expect(kolmogorovDistribution(numbers.length, statistic)).toBeLessThan(0.999);
}

describe('velocities', () => {
  it('are drawn from the Maxwell distribution, by species of unequal masses', () => {
    const spec = liquidSpec({ model: '2dka', particles: 2000, temperature: 1.3, timeStep: 0.002, masses: [1, 4] });
    const numbers = reduced(new (addon().Dynamics)(spec).velocities(), spec, 1.3);
    expectNormal(numbers);
    expect(() => expectNormal(numbers.map((x) => 1.08 * x))).toThrow('moment 2');
    // A uniform distribution of the same variance: the test is not blind to shapes.
    expect(() => expectNormal(numbers.map((_, k) => Math.sqrt(12) * ((k + 0.5) / numbers.length - 0.5)))).toThrow();
  });

  it.each([LANGEVIN, RESCALING])('stay Maxwell’s in a bath ($kind), and every species has its share', (thermostat) => {
    const start = { model: '2dipl', particles: 1000, temperature: 1.5, timeStep: 0.002, masses: [1, 6], seed: 2 };
    const spec = liquidSpec(start);
    const liquid = equilibrated(start, 10, thermostat);
    const shares: number[][] = [[], []];
    const taken: number[] = [];
    for (let at = 0; at < 60; at++) {
      // Collisions forget a velocity within some 0.3 units of time.
      run(liquid, inBath(250, 1.5, thermostat));
      const numbers = reduced(liquid.velocities(), spec, 1.5);
      if (at % 20 === 0) taken.push(...numbers);
      for (const kind of [0, 1])
        shares[kind].push(mean(numbers.filter((_, k) => spec.species[k >> 1] === kind).map((x) => x * x)));
    }
    expectNormal(Float64Array.from(taken.slice(0, 4000)));
    expectNormal(Float64Array.from(taken.slice(-2000)));
    for (const share of shares) {
      const { mean: found, standardError } = blockedMean(share, 20);
      // Two 60 000 squares: √(2/60 000) = 0.6 %.
      expect(standardError).toBeLessThan(0.01);
      expect(Math.abs(found - 1)).toBeLessThan(SIGMAS * standardError);
    }
    // Total momentum: zero under rescaling, canonical under Langevin.
    const velocities = liquid.velocities();
    const momentum = velocities.reduce((sum, v, k) => sum + (k % 2) * spec.masses[spec.species[k >> 1]] * v, 0);
    // 20,000 kicks Δt F of 0.1 a particle, rounded at 1e-7: at random some 5e-5 together, against 60 under Langevin.
    if (thermostat.kind === 'rescaling') expect(Math.abs(momentum)).toBeLessThan(1e-4);
    else {
      // Variance M T, M = 3500.
      expect(Math.abs(momentum)).toBeGreaterThan(0.01);
      expect(Math.abs(momentum)).toBeLessThan(SIGMAS * Math.sqrt(3500 * 1.5));
    }
  });
});

describe.each([LANGEVIN, RESCALING])('the canonical ensemble ($kind)', (thermostat) => {
  const particles = 64;
  const temperature = 2;
  const start = { model: '2dipl', particles, temperature, timeStep: 0.004 };
  // Noise for every particle makes a step of Langevin's four times as long.
  const steps = thermostat.kind === 'langevin' ? 400_000 : 800_000;

  it('kinetic energy: mean (N_f/2) T, variance (N_f/2) T², third central moment N_f T³', () => {
    const freedoms = thermostat.kind === 'langevin' ? 2 * particles : 2 * particles - 2;
    const liquid = equilibrated(start, 20, thermostat);
    const trace = run(liquid, inBath(steps, temperature, thermostat, 50));
    const kinetic = trace.kineticEnergy.map((k) => particles * k);
    const expected = (freedoms / 2) * temperature;
    const first = blockedMean(kinetic, 40);
    const second = blockedStatistic(kinetic, 40, variance);
    const third = blockedStatistic(
      kinetic.map((k) => (k - expected) ** 3),
      40,
      mean,
    );
    // Sharp enough to tell 2N − 2 from 2N (1.6 %) and a suppressed variance.
    expect(first.standardError).toBeLessThan(0.004 * expected);
    expect(second.standardError).toBeLessThan(0.04 * expected * temperature);
    expect(Math.abs(first.mean - expected)).toBeLessThan(SIGMAS * first.standardError);
    expect(Math.abs(second.mean - expected * temperature)).toBeLessThan(SIGMAS * second.standardError);
    expect(Math.abs(third.mean - freedoms * temperature ** 3)).toBeLessThan(SIGMAS * third.standardError);
    // The trace's own temperature counts the same degrees of freedom.
    expect(mean(trace.temperature)).toBeCloseTo((2 * mean(kinetic)) / freedoms, 12);
  });
});
