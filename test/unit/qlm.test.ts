import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyse } from '../../native-workers/analysis/analyse/analyse.ts';
import { analysisSettingsSchema } from '../../native-workers/analysis/report/analysis-settings.ts';
import { shortestWaveVector } from '../../native-workers/analysis/verdict/plane-waves.ts';
import { participationVerdict, phononVerdict, transversePhonon } from '../../native-workers/analysis/verdict/qlm.ts';
import type { Report } from '../../native-workers/analysis/report/report.ts';
import { withVerdict } from '../../native-workers/analysis/verdict/sample-verdict.ts';
import { reportText } from '../../src-main/cli/report-summary.ts';
import { boxArea } from '../../native-workers/configuration/configuration.ts';
import { ROOT } from '../integration/cli-runner.ts';
import { hasPythonModule, PYTHON } from '../peers.ts';
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

describe('verdict', () => {
  it('is qlm below the first limit, phonon above the second, a hybrid from one to the other', () => {
    const verdicts = [0, 0.4999, 0.5, 0.6, 0.7, 0.7001, 1].map((share) => phononVerdict(share, [0.5, 0.7]));
    expect(verdicts).toEqual(['qlm', 'qlm', 'hybrid', 'hybrid', 'hybrid', 'phonon', 'phonon']);
    expect(phononVerdict(0.3, [0.3, 0.3])).toBe('hybrid');
  });

  it('has limits that are checked', () => {
    const wrong = (qlmShares: number[]) => analysisSettingsSchema.safeParse({ qlmShares }).error?.issues[0].message;
    expect(wrong([0.7, 0.5])).toBe(
      'the share below which the lowest mode is a QLM exceeds the one above which it is a phonon',
    );
    for (const shares of [[-0.1, 0.5], [0.5, 1.1], [0.5], [0.5, 0.6, 0.7]]) expect(wrong(shares)).toBeDefined();
    expect(wrong([0.6, 0.6])).toBeUndefined();
  });
});

/** What test/reference/verdict.py finds of a fixture. */
interface ReferenceVerdict {
  shear: { mean: number; min: number; max: number };
  pinnedShear: { mean: number; min: number; max: number };
  bulk: number;
  pressure: number;
  omega: number;
  participants: number;
  omegaT: number;
  phononShare: number;
  cuts: { shortest: number; transverse: number; longitudinal: number; waves: number };
}

function referenceVerdict(name: string): ReferenceVerdict {
  const script = join(ROOT, 'test', 'reference', 'verdict.py');
  const fixture = join(ROOT, 'test', 'fixtures', 'reference', `${name}.json`);
  const { status, stdout, stderr } = spawnSync(PYTHON, [script, fixture], {
    encoding: 'utf8',
    env: { ...process.env, OPENBLAS_NUM_THREADS: '1' },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout) as ReferenceVerdict;
}

const glasses = referenceSamples().filter(({ name }) => !name.startsWith('crystal'));

describe.each(glasses)('$name, analysed', ({ name, configuration, model }) => {
  const settings = analysisSettingsSchema.parse({ modes: 2, qlmParticipants: 40 });
  const outcome = analyse({ configuration, model, settings, source: 'test', seed: null });
  const { elasticity, qlm, modes, sample } = outcome.report;

  it.skipIf(!hasPythonModule('scipy'))('has moduli, ω_T, cuts and verdict as by numpy and scipy', () => {
    const expected = referenceVerdict(name);
    const near = (value: number | null | undefined, reference: number, relative: number): void =>
      expect(Math.abs((value ?? Number.NaN) / reference - 1)).toBeLessThan(relative);
    for (const which of ['shear', 'pinnedShear'] as const) {
      // Dense and sparse solves lose some digits to the condition of H, 1e4 here.
      near(elasticity?.[which]?.mean, expected[which].mean, 1e-10);
      const { min, max } = elasticity?.[which] ?? { min: Number.NaN, max: Number.NaN };
      // Of the whole curve, so that angles 0.25° apart miss it by G″δ²/2, which is 1e-3 at most.
      expect(min).toBeLessThan(expected[which].min + 1e-9);
      expect(min).toBeGreaterThan(expected[which].min - 1e-3);
      expect(max).toBeGreaterThan(expected[which].max - 1e-9);
      expect(max).toBeLessThan(expected[which].max + 1e-3);
    }
    // By a difference of pressures 4e-5 of V apart.
    near(elasticity?.bulk, expected.bulk, 1e-5);
    near(elasticity?.pressure, expected.pressure, 1e-11);
    near(modes[0].omega, expected.omega, 1e-10);
    near(qlm?.participants, expected.participants, 1e-9);
    near(qlm?.omegaT, expected.omegaT, 1e-10);
    expect(qlm?.isQlm).toBe(expected.participants < 40 && expected.omega < expected.omegaT);
    near(qlm?.phononShare, expected.phononShare, 1e-9);
    expect(qlm?.verdict).toBe(expected.phononShare < 0.5 ? 'qlm' : expected.phononShare > 0.7 ? 'phonon' : 'hybrid');
    near(qlm?.cuts?.shortest, expected.cuts.shortest, 1e-13);
    near(qlm?.cuts?.transverse, expected.cuts.transverse, 1e-10);
    // It has K in it.
    near(qlm?.cuts?.longitudinal, expected.cuts.longitudinal, 1e-5);
    expect(qlm?.cuts?.waves).toBe(expected.cuts.waves);
  });

  it('carries moduli that pinning raised, and the verdict of its own numbers', () => {
    expect(elasticity?.pinnedShear?.mean).toBeGreaterThanOrEqual((elasticity?.shear?.mean ?? Infinity) - 1e-9);
    expect(elasticity?.bulk).toBeGreaterThan(10);
    expect(qlm?.participants).toBe(sample.n * modes[0].pr);
    expect(qlm?.threshold).toBe(40);
    const mass = configuration.species.reduce((sum, kind) => sum + model.species[kind].mass, 0);
    const speed = Math.sqrt(((elasticity?.pinnedShear?.mean ?? 0) * boxArea(configuration.box)) / mass);
    expect(qlm?.omegaT).toBeCloseTo(speed * shortestWaveVector(configuration.box), 12);
    expect(qlm?.isQlm).toBe((qlm?.participants ?? 0) < 40 && modes[0].omega < (qlm?.omegaT ?? 0));
    const share = modes[0].phononShare ?? Number.NaN;
    expect(qlm).toMatchObject({
      criterion: 'phonon-share',
      limits: [0.5, 0.7],
      phononShare: share,
      verdict: share < 0.5 ? 'qlm' : share > 0.7 ? 'phonon' : 'hybrid',
    });
    expect(qlm).not.toHaveProperty('verdictReason');
    const shortest = shortestWaveVector(configuration.box);
    expect(qlm?.cuts?.shortest).toBe(shortest);
    // c_T = ω_T/k.
    const cut = (1.3 * modes[0].omega * shortest) / (qlm?.omegaT ?? 0);
    expect(qlm?.cuts?.transverse).toBeCloseTo(Math.max(2 ** 0.25 * shortest, cut), 12);
  });
});

describe('where there is no', () => {
  const [{ configuration, model }] = glasses;
  const settings = analysisSettingsSchema.parse({ modes: 3 });
  const outcome = analyse({ configuration, model, settings, source: 'test', seed: null });
  const { fields, report } = outcome;
  /** The report as an older Keycore would have written it. */
  const bare: Report = {
    ...report,
    modes: report.modes.map((mode) => ({ ...mode, phononShare: undefined })),
    qlm: undefined,
  };
  const judged = (change: Partial<Report>, displacements = fields.displacements): Report =>
    withVerdict(
      { ...bare, ...change },
      { ...fields, displacements, totalMass: configuration.ids.length, qlmShares: [0.5, 0.7], qlmParticipants: 150 },
    );
  const elasticity = report.elasticity ?? expect.fail('no elasticity');

  it('change, the verdict is that of the analysis, and the command line tells it', () => {
    expect(judged({})).toEqual(report);
    const share = report.qlm?.phononShare?.toFixed(3) ?? 'none';
    expect(reportText(report)).toMatch(
      new RegExp(
        `^lowest mode: (QLM|hybrid|phonon), phonon share ${share} \\(a QLM below 0.5, a phonon above 0.7\\); N·PR `,
        'm',
      ),
    );
    const { sample } = report;
    expect(reportText(judged({ sample: { ...sample, negativeModes: 1 } }))).toContain(
      'no verdict on the lowest mode: the sample is unstable: its Hessian has 1 negative eigenvalue (N·PR ',
    );
  });

  it('positive modulus, the first shell alone counts, for every mode, and that is said', () => {
    const pinned = elasticity.pinnedShear ?? expect.fail('not pinned');
    for (const [pinnedShear, reason] of [
      [
        { ...pinned, mean: -2 },
        'the mean shear modulus with the key core pinned is -2.000: the first shell alone counts',
      ],
      [
        { ...pinned, mean: 0 },
        'the mean shear modulus with the key core pinned is 0.000: the first shell alone counts',
      ],
      [null, 'there is no shear modulus with the key core pinned: the first shell alone counts'],
    ] as const) {
      const { qlm, modes } = judged({ elasticity: { ...elasticity, pinnedShear } });
      expect(qlm?.verdictReason).toBe(reason);
      expect(qlm?.cuts).toMatchObject({ longitudinal: 0, waves: 4 });
      expect(qlm?.phononShare).toBe(modes[0].phononShare);
      expect(qlm?.verdict).toBe(phononVerdict(qlm?.phononShare ?? Number.NaN, [0.5, 0.7]));
    }
    const soft = judged({ elasticity: { ...elasticity, bulk: -1000 } });
    expect(soft.qlm?.verdictReason).toBe('K + G is not positive: no longitudinal wave counts');
    expect(soft.qlm?.cuts?.longitudinal).toBe(0);
  });

  it('stable sample, there is neither share nor verdict, but a reason with every mode', () => {
    for (const [sample, reason] of [
      [{ negativeModes: 2 }, 'the sample is unstable: its Hessian has 2 negative eigenvalues'],
      [{ zeroModes: 4 }, 'some particles are free to move (rattlers): the Hessian has 4 zero eigenvalues instead of 2'],
    ] as const) {
      const { qlm, modes } = judged({ sample: { ...report.sample, ...sample } });
      expect(qlm).toMatchObject({ verdict: null, phononShare: null, cuts: null, verdictReason: reason });
      expect(modes.map(({ phononShare, reason: why }) => [phononShare, why])).toEqual(modes.map(() => [null, reason]));
    }
    const [lowest, ...others] = bare.modes;
    const { qlm } = judged({ modes: [{ ...lowest, omega: -0.1 }, ...others] });
    expect(qlm).toMatchObject({ verdict: null, verdictReason: 'the eigenvalue of the lowest mode is negative' });
  });

  it('displacement, the mode has no share, and a sample without any no verdict', () => {
    const { qlm, modes } = judged({}, fields.displacements.subarray(0, fields.positions.length));
    expect(modes.map(({ phononShare }) => phononShare)).toEqual([report.modes[0].phononShare, null, null]);
    expect(qlm?.verdict).toBe(report.qlm?.verdict);
    const none = judged({}, new Float64Array());
    expect(none.qlm).toMatchObject({ verdict: null, phononShare: null });
    expect(none.qlm?.verdictReason).toBe('phononShare: the displacements of the mode are not at hand');
    expect(judged({ modes: [] })).toEqual({ ...bare, modes: [] });
    for (const nothing of [0, Number.NaN])
      expect(
        judged(
          {},
          fields.displacements.map(() => nothing),
        ).qlm,
      ).toMatchObject({
        verdict: null,
        phononShare: null,
        verdictReason: 'phononShare: the displacements are those of no mode',
      });
  });
});

it('a string that holds most of a crystal is no defect and is not pinned', () => {
  const [{ configuration, model }] = referenceSamples().filter(({ name }) => name.startsWith('crystal'));
  const settings = analysisSettingsSchema.parse({ modes: 2, qlmParticipants: 150 });
  const outcome = analyse({ configuration, model, settings, source: 'test', seed: null });
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
  const { elasticity, qlm, sample } = outcome.report;
  expect(sample.negativeModes).toBeGreaterThan(0);
  expect(elasticity).toMatchObject({ shear: null, pinnedShear: null, bulk: null, pressure: null });
  expect(elasticity?.reason).toMatch(/^the Hessian has \d+ negative eigenvalues?: /);
  expect(qlm).toMatchObject({ omegaT: null, isQlm: null, verdict: null, phononShare: null, cuts: null });
  expect(qlm?.verdictReason).toMatch(/^the sample is unstable: its Hessian has \d+ negative eigenvalues?$/);
});
