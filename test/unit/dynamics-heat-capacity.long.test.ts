import { describe, expect, it, vi } from 'vitest';

import type { ThermostatSpec } from '../../native-workers/addon.ts';
import { equilibrated, inBath, run } from './dynamics-liquid.ts';
import { blockedMean, blockedStatistic, variance } from './dynamics-statistics.ts';

// Seconds on an idle machine; another may be slow, busy, or without wide packs.
vi.setConfig({ testTimeout: 180_000 });

/** Deviations in standard errors that a fixed seed may show; one test in 16,000 would by chance. */
const SIGMAS = 4;

const BATHS: ThermostatSpec[] = [
  { kind: 'langevin', friction: 2 },
  { kind: 'rescaling', relaxationTime: 0.1 },
];

describe.each(BATHS)('the canonical ensemble ($kind)', (thermostat) => {
  const particles = 64;
  const temperature = 2;
  const start = { model: '2dipl', particles, temperature, timeStep: 0.004 };
  // Noise for every particle makes a step of Langevin's four times as long.
  const steps = thermostat.kind === 'langevin' ? 400_000 : 800_000;

  it('potential energy: the heat capacity from its fluctuations is dU/dT', () => {
    const energies = [0.9, 1, 1.1].map((factor) => {
      const at = { ...start, temperature: factor * temperature, seed: Math.round(10 * factor) };
      const liquid = equilibrated(at, 20, thermostat);
      const trace = run(liquid, inBath(steps, at.temperature, thermostat, 25));
      return trace.potentialEnergy.map((u) => particles * u);
    });
    const [low, middle, high] = energies;
    const fluctuation = blockedStatistic(middle, 30, variance);
    const [below, above] = [blockedMean(low, 30), blockedMean(high, 30)];
    const difference = (above.mean - below.mean) / (0.2 * temperature);
    const differenceError = Math.hypot(above.standardError, below.standardError) / (0.2 * temperature);
    const capacity = fluctuation.mean / temperature ** 2;
    const error = Math.hypot(fluctuation.standardError / temperature ** 2, differenceError);
    // The central difference itself is off by δ² U‴/6, below 0.5 % here.
    expect(error).toBeLessThan(0.06 * difference);
    expect(Math.abs(capacity - difference)).toBeLessThan(SIGMAS * error + 0.005 * difference);
  });
});
