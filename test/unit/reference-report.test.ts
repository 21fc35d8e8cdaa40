import { describe, expect, test } from 'vitest';

import { analyse } from '../../native-workers/analysis/analyse/analyse.ts';
import { analysisSettingsSchema } from '../../native-workers/analysis/report/analysis-settings.ts';
import { reportSchema, type ModeReport } from '../../native-workers/analysis/report/report.ts';
import { asInput, largest, largestDifference, referenceFixtures, type ReferenceFixture } from './reference-fixture.ts';

function analysed(fixture: ReferenceFixture) {
  const { model, configuration } = asInput(fixture);
  const settings = analysisSettingsSchema.parse({ modes: 10, squarePurity: 0, squareSquareness: 0 });
  const outcome = analyse({ configuration, model, settings, source: fixture.name, seed: null });
  return outcome;
}

/**
 * An eigenvector is known to rounding·‖A‖ over the distance to the next eigenvalue: 2e-16 · 1e3 / 1e-2 = 2e-11 at worst, a hundredth of it as a rule, and the
 * fields are linear or quadratic in it.
 */
const MODE_ROUNDING = 1e-11;

/** Ξ is of the order of the elastic constants times √N, 1e3. */
const COUPLING = 1e-9;

/** What changes its sign with the mode. */
const ODD = ['shear', 'tension', 'psi_div', 'uL_div'] as const;

function oddNumbers(mode: Pick<ModeReport, 'quadrupole' | 'correlations'>): number[] {
  const { quadrupole, correlations } = mode;
  return [quadrupole.shear, quadrupole.tension, correlations.psi_div ?? NaN, correlations.uL_div ?? NaN];
}

describe.each(referenceFixtures().map((fixture) => [fixture.name, fixture] as const))(
  'report of an analysis against the Python calculation: %s',
  (_, fixture) => {
    const { report, fields } = analysed(fixture);

    test('is a valid report of a sample that needed no relaxation', () => {
      expect(() => reportSchema.parse(JSON.parse(JSON.stringify(report)))).not.toThrow();
      expect(report.sample).toMatchObject({
        n: fixture.species.length,
        box: fixture.box,
        model: fixture.model,
        zeroModes: 2,
        negativeModes: 0,
        moved: null,
        liquid: false,
      });
      expect(report.sample.maxForceAsRead).toBeLessThan(1e-11);
      expect(Math.abs((report.sample.energyPerParticle * fixture.species.length) / fixture.energy - 1)).toBeLessThan(
        1e-13,
      );
      expect(report.provenance.modesComplete).toBe(true);
    });

    test('every number of every mode', () => {
      expect(fixture.modes.length).toBeGreaterThanOrEqual(8);
      for (const expected of fixture.modes) {
        const found = report.modes[expected.index];
        const at = `mode ${expected.index}`;
        expect(found.index, at).toBe(expected.index);
        expect(Math.abs(found.eigenvalue / expected.eigenvalue - 1), `${at} eigenvalue`).toBeLessThan(1e-10);
        expect(Math.abs(found.omega / expected.omega - 1), `${at} omega`).toBeLessThan(1e-10);
        expect(found.residual, `${at} residual`).toBeLessThan(1e-12);
        for (const key of ['pr', 'prT', 'prL', 'transverse', 'longitudinal'] as const)
          expect(Math.abs((found[key] ?? NaN) - expected[key]), `${at} ${key}`).toBeLessThan(MODE_ROUNDING);
        for (const key of ['psi_uL', 'psi_absdiv', 'uL_absdiv'] as const) {
          const difference = Math.abs((found.correlations[key] ?? NaN) - (expected.correlations[key] ?? NaN));
          expect(difference, `${at} ${key}`).toBeLessThan(MODE_ROUNDING);
        }
        const ours = oddNumbers(found);
        const theirs = oddNumbers(expected);
        // Where the sign is a convention all of these may change it, but only together.
        const sign = expected.signed ? 1 : Math.sign(ours.reduce((sum, value, k) => sum + value * theirs[k], 0));
        for (const [k, value] of ours.entries())
          expect(Math.abs(value - sign * theirs[k]), `${at}, ${ODD[k]}`).toBeLessThan(k < 2 ? COUPLING : MODE_ROUNDING);
        if (expected.quadrupole.angle === null) {
          expect(found.quadrupole.angle, `${at} angle`).toBeNull();
          expect(found.quadrupole.reason).toBe('the mode couples to no uniform strain');
          continue;
        }
        const turn = Math.abs((found.quadrupole.angle ?? NaN) - expected.quadrupole.angle);
        expect(Math.min(turn, 90 - turn), `${at} angle`).toBeLessThan(1e-7);
      }
    });

    test('the displacement of the lowest mode, sign included', () => {
      const expected = fixture.lowestMode.displacement;
      const found = fields.displacements.subarray(0, expected.length);
      const sign = fixture.modes[0].signed
        ? 1
        : Math.sign(found.reduce((sum, value, at) => sum + value * expected[at], 0));
      const signed = found.map((value) => sign * value);
      expect(largestDifference(signed, expected)).toBeLessThan(MODE_ROUNDING * largest(expected));
    });

    test('Ψ of every particle, its maximum and mean', () => {
      const values = report.vibrability.values.map(Number);
      expect(largest(values.map((value, i) => value / fixture.vibrability[i] - 1))).toBeLessThan(1e-11);
      expect(report.vibrability.max).toBe(Math.max(...values));
      const mean = fixture.vibrability.reduce((sum, value) => sum + value, 0) / fixture.vibrability.length;
      expect(Math.abs((report.vibrability.mean ?? NaN) / mean - 1)).toBeLessThan(1e-11);
    });

    test('core, key-core string and square', () => {
      const ids = (indices: number[]): number[] => indices.map((i) => i + 1);
      expect(report.core.ids).toEqual(ids(fixture.vibrability.flatMap((value, i) => (value > 0.25 ? [i] : []))));
      expect(report.keyCore.stringIds).toEqual(ids(fixture.string));
      const best = fixture.squares.at(0);
      if (best === undefined) {
        expect(report.keyCore.squareIds).toBeNull();
        expect(report.keyCore.reason).toMatch(/^none of the \d+ quadrilaterals at the key-core string/);
        return;
      }
      expect(cyclic(report.keyCore.squareIds ?? [])).toEqual(cyclic(ids(best.corners)));
      expect(Math.abs((report.keyCore.squareScore ?? NaN) - best.score)).toBeLessThan(MODE_ROUNDING);
      expect(Math.abs((report.keyCore.squareness ?? NaN) - best.squareness)).toBeLessThan(MODE_ROUNDING);
      expect(Math.abs((report.keyCore.squarePurity ?? NaN) - best.purity)).toBeLessThan(MODE_ROUNDING);
    });
  },
);

/** The corners from the smallest on, in the direction of its smaller neighbour: one form for every way of naming them. */
function cyclic(corners: readonly number[]): number[] {
  const first = corners.indexOf(Math.min(...corners));
  const turned = corners.map((_, k) => corners[(first + k) % corners.length]);
  return turned[1] <= turned[turned.length - 1] ? turned : [turned[0], ...turned.slice(1).reverse()];
}
