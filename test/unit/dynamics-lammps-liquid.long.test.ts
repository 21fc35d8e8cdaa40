import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';

import type { LammpsLiquid } from '../reference/lammps-liquids.ts';
import { equilibrated, inBath, run } from './dynamics-liquid.ts';
import { blockedMean, type BlockedMean } from './dynamics-statistics.ts';

// Seconds on an idle machine; another may be slow, busy, or without wide packs.
vi.setConfig({ testTimeout: 180_000 });

/** A deviation that chance would show once in 16,000 comparisons. */
const SIGMAS = 4;

// Forces and energies of stored configurations: dynamics-lammps.test.ts.
describe.each(['2dipl', '2dka'])('a liquid of %s as LAMMPS has it', (model) => {
  const path = new URL(`../reference/lammps-liquid-${model}.json`, import.meta.url);
  const reference = JSON.parse(readFileSync(path, 'utf8')) as LammpsLiquid;

  it('energy and pressure in equilibrium, within the errors of both', () => {
    const { particles, density, temperature, timeStep, relaxationTime, means } = reference;
    const thermostat = { kind: 'rescaling', relaxationTime } as const;
    const liquid = equilibrated({ model, particles, temperature, timeStep, seed: 7 }, 40, thermostat);
    const trace = run(liquid, inBath(Math.round(1000 / timeStep), temperature, thermostat, 25));
    const virial = trace.pressure.map((pressure, k) => pressure - density * trace.temperature[k]);
    const compare = (ours: BlockedMean, theirs: BlockedMean, resolution: number): void => {
      const error = Math.hypot(ours.standardError, theirs.standardError);
      expect(SIGMAS * error).toBeLessThan(resolution);
      expect(Math.abs(ours.mean - theirs.mean)).toBeLessThan(SIGMAS * error);
    };
    // What would be noticed: 0.02 ε a particle, 0.2 in pressure, 0.02 in temperature. The force shift is worth more: in
    // the stored configurations the bare φ has 0.28 more energy and 0.21 more pressure (2DIPL), 0.47 and 0.42 less (2DKA).
    compare(blockedMean(trace.temperature, 30), means.temperature, 0.02);
    compare(blockedMean(trace.potentialEnergy, 30), means.potentialEnergy, 0.02);
    compare(blockedMean(virial, 30), means.virialPressure, 0.2);
  });
});
