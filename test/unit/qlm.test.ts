import { describe, expect, it } from 'vitest';
import { analyse } from '../../native-workers/analysis/analyse.ts';
import { analysisSettingsSchema } from '../../native-workers/analysis/analysis-settings.ts';
import { shortestWaveVector } from '../../native-workers/analysis/plane-waves.ts';
import { participationVerdict, transversePhonon } from '../../native-workers/analysis/qlm.ts';
import { boxArea } from '../../native-workers/configuration.ts';
import { referenceSamples } from './reference-samples.ts';

describe('first transverse phonon', () => {
  it('is 2π c_T/L in a square box, and of the longer edge in an oblong one', () => {
    const square = { lx: 40, ly: 40, xy: 0 };
    // G = 15, ρ = 0.86: c_T = √(15/0.86).
    const expected = (2 * Math.PI * Math.sqrt(15 / 0.86)) / 40;
    expect(transversePhonon(15, 0.86 * 1600, square)).toBeCloseTo(expected, 12);
    expect(shortestWaveVector({ lx: 10, ly: 30, xy: 0 })).toBeCloseTo((2 * Math.PI) / 30, 14);
    expect(shortestWaveVector({ lx: 30, ly: 10, xy: 0 })).toBeCloseTo((2 * Math.PI) / 30, 14);
  });

  it.each([0, 0.2, -0.5, 0.5])('has the shortest of many reciprocal vectors, tilt %d lx', (tilt) => {
    for (const ly of [3, 10, 17, 40]) {
      const box = { lx: 17, ly, xy: tilt * 17 };
      let shortest = Infinity;
      for (let n = -6; n <= 6; n++)
        for (let m = -6; m <= 6; m++) {
          if (n === 0 && m === 0) continue;
          // k with k·a = 2πn and k·b = 2πm.
          const kx = (2 * Math.PI * n) / box.lx;
          const ky = (2 * Math.PI * m - kx * box.xy) / box.ly;
          shortest = Math.min(shortest, Math.hypot(kx, ky));
        }
      expect(shortestWaveVector(box)).toBeCloseTo(shortest, 12);
    }
  });

  it('does not exist without a positive modulus', () => {
    for (const modulus of [0, -3, Number.NaN])
      expect(transversePhonon(modulus, 10, { lx: 3, ly: 3, xy: 0 })).toBeNull();
  });
});

describe('older verdict', () => {
  const box = { lx: 40, ly: 40, xy: 0 };
  const pinned = { mean: 15, min: 12, max: 18, softestDegrees: 0, stiffestDegrees: 45 };
  const evidence = { particles: 1376, totalMass: 1376, box, omega: 0.3, pr: 0.05, pinned };

  it('needs both localisation and a frequency below the phonon (0.656 here)', () => {
    expect(participationVerdict(evidence, 150)).toEqual({
      participants: 68.8,
      threshold: 150,
      omegaT: transversePhonon(15, 1376, box),
      isQlm: true,
    });
    expect(participationVerdict({ ...evidence, omega: 0.66 }, 150).isQlm).toBe(false);
    expect(participationVerdict({ ...evidence, pr: 0.11 }, 150).isQlm).toBe(false);
    expect(participationVerdict({ ...evidence, pr: 0.11 }, 152).isQlm).toBe(true);
  });

  it('is open only where ω_T would have decided, and says why', () => {
    const negative = participationVerdict({ ...evidence, pinned: { ...pinned, mean: -2 } }, 150);
    expect(negative).toMatchObject({ omegaT: null, isQlm: null });
    expect(negative.reason).toBe(
      'the mean shear modulus with the key core pinned is -2.000: there is no transverse phonon',
    );
    expect(participationVerdict({ ...evidence, pinned: null }, 150).reason).toBe(
      'there is no shear modulus with the key core pinned',
    );
    expect(participationVerdict({ ...evidence, pinned: null, pr: 0.5 }, 150).isQlm).toBe(false);
  });
});

const glasses = referenceSamples().filter(({ name }) => !name.startsWith('crystal'));

describe.each(glasses)('$name, analysed', ({ configuration, model }) => {
  const settings = analysisSettingsSchema.parse({ modes: 2, qlmParticipants: 40 });
  const outcome = analyse({ configuration, model, settings, source: 'test', seed: null });
  if (outcome.status !== 'converged') throw new Error(outcome.detail);
  const { elasticity, qlm, modes, sample } = outcome.report;

  it('carries moduli that pinning raised, and the verdict of its own numbers', () => {
    expect(elasticity?.pinnedShear?.mean).toBeGreaterThanOrEqual((elasticity?.shear?.mean ?? Infinity) - 1e-9);
    expect(elasticity?.bulk).toBeGreaterThan(10);
    expect(qlm?.participants).toBe(sample.n * modes[0].pr);
    expect(qlm?.threshold).toBe(40);
    const mass = configuration.species.reduce((sum, kind) => sum + model.species[kind].mass, 0);
    const speed = Math.sqrt(((elasticity?.pinnedShear?.mean ?? 0) * boxArea(configuration.box)) / mass);
    expect(qlm?.omegaT).toBeCloseTo(speed * shortestWaveVector(configuration.box), 12);
    expect(qlm?.isQlm).toBe((qlm?.participants ?? 0) < 40 && modes[0].omega < (qlm?.omegaT ?? 0));
  });
});

it('a string that holds most of a crystal is no defect and is not pinned', () => {
  const [{ configuration, model }] = referenceSamples().filter(({ name }) => name.startsWith('crystal'));
  const settings = analysisSettingsSchema.parse({ modes: 2, qlmParticipants: 150 });
  const outcome = analyse({ configuration, model, settings, source: 'test', seed: null });
  if (outcome.status !== 'converged') throw new Error(outcome.detail);
  const { elasticity, keyCore } = outcome.report;
  expect(keyCore.stringIds.length).toBeGreaterThan(84);
  expect(elasticity?.shear?.mean).toBeGreaterThan(5);
  expect(elasticity).toMatchObject({
    pinnedShear: null,
    relativeAnisotropy: null,
    reason: `the key-core string holds ${keyCore.stringIds.length} of 167 particles: there is no defect to pin`,
  });
});

it('an unstable sample has no moduli, and no verdict where its lowest mode is localised', () => {
  const [{ configuration, model }] = referenceSamples();
  const positions = configuration.positions.map((x, at) => x + 0.15 * Math.sin(7 * at + 1));
  const settings = analysisSettingsSchema.parse({ modes: 2, relax: false, qlmParticipants: 1000 });
  const outcome = analyse({
    configuration: { ...configuration, positions },
    model,
    settings,
    source: 'test',
    seed: null,
  });
  if (outcome.status !== 'converged') throw new Error(outcome.detail);
  const { elasticity, qlm, sample } = outcome.report;
  expect(sample.negativeModes).toBeGreaterThan(0);
  expect(elasticity).toMatchObject({ shear: null, pinnedShear: null, bulk: null, pressure: null });
  expect(elasticity?.reason).toMatch(/^the Hessian has \d+ negative eigenvalues?: /);
  expect(qlm).toMatchObject({ omegaT: null, isQlm: null });
});
