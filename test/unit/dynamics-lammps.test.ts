import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';

import { type DynamicsPrecision, type DynamicsSpec, type SampleSpec, addon } from '../../native-workers/addon.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import type { EvaluatedConfiguration, LammpsLiquid } from '../reference/lammps-liquids.ts';
import { inBath, NO_THERMOSTAT, run } from './dynamics-liquid.ts';
import { largest, largestDifference } from './reference-fixture.ts';

// Seconds on an idle machine; another may be slow, busy, or without wide packs.
vi.setConfig({ testTimeout: 180_000 });

function stored(model: string): LammpsLiquid {
  const path = new URL(`../reference/lammps-liquid-${model}.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as LammpsLiquid;
}

function specOf({ box, species, positions }: EvaluatedConfiguration, modelId: string): SampleSpec {
  const model = modelById(modelId);
  return {
    box,
    species: Uint8Array.from(species),
    positions: Float64Array.from(positions),
    masses: model.species.map((kind) => kind.mass),
    potential: model.potential,
  };
}

// LAMMPS's `lj/smooth/linear` is our 2DKA exactly; 2DIPL goes through a spline of 10,000 points.
describe.each([
  ['2dipl', 1e-8],
  ['2dka', 1e-11],
])('%s as LAMMPS has it', (model, tolerance) => {
  const reference = stored(model);

  it.each([0, 1])('energy, pressure and forces of stored configuration %i', (at) => {
    const configuration = reference.configurations[at];
    const spec = specOf(configuration, model);
    const particles = spec.species.length;
    expect(spec.box[2] !== 0).toBe(at === 1);
    const plain = new (addon().Sample)(spec).energetics();
    const scale = largest(configuration.forces);
    expect(scale).toBeGreaterThan(10);
    expect(largestDifference(plain.forces, configuration.forces)).toBeLessThan(tolerance * scale);
    expect(Math.abs(plain.energy / particles - configuration.energyPerParticle)).toBeLessThan(tolerance);
    // The dynamics' own sums: a row after one step from rest of 10⁻⁹, which moves nothing by more than 10⁻¹⁶.
    const still: DynamicsSpec = {
      ...spec,
      velocities: new Float64Array(2 * particles),
      temperature: 0,
      timeStep: 1e-9,
      step: 0,
      key: [1, 2],
    };
    const forcesIn = (precision: DynamicsPrecision) => {
      const dynamics = new (addon().Dynamics)(still);
      const trace = run(dynamics, { ...inBath(1, 0, NO_THERMOSTAT), precision });
      // v = Δt (F + F)/2m.
      return { trace, forces: dynamics.velocities().map((v) => v / 1e-9) };
    };
    const { trace, forces } = forcesIn('double');
    expect(Math.abs(trace.potentialEnergy[0] - configuration.energyPerParticle)).toBeLessThan(tolerance);
    expect(Math.abs(trace.pressure[0] - configuration.virialPressure)).toBeLessThan(tolerance * trace.pressure[0]);
    expect(largestDifference(forces, configuration.forces)).toBeLessThan(tolerance * scale);
    // A dozen operations in single precision, each rounded at 6e-8; the energies are in double all the same.
    const mixed = forcesIn('mixed');
    expect(largestDifference(mixed.forces, configuration.forces)).toBeLessThan(3e-6 * scale);
    expect(Math.abs(mixed.trace.potentialEnergy[0] - configuration.energyPerParticle)).toBeLessThan(tolerance);
  });
});
