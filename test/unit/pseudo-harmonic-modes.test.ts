import { describe, expect, test } from 'vitest';
import { addon } from '../../native-workers/addon.ts';
import { sampleSpec } from '../../native-workers/configuration/sample-spec.ts';
import { modeCentre } from '../../native-workers/analysis/modes/mode-centre.ts';
import {
  pseudoHarmonicModes,
  type PseudoModesOutcome,
} from '../../native-workers/analyses/pseudo-modes/pseudo-modes-run.ts';
import { startingBonds } from '../../native-workers/analyses/pseudo-modes/pseudo-harmonic-starts.ts';
import { pseudoModesReportSchema } from '../../native-workers/analyses/pseudo-modes/pseudo-modes-report.ts';
import { pseudoModesSettingsSchema } from '../../native-workers/analyses/pseudo-modes/pseudo-modes-settings.ts';
import { participationRatio } from '../../native-workers/analysis/modes/participation-ratio.ts';
import { randomStart } from '../../native-workers/analysis/preparation/random-start.ts';
import { sampleSeed } from '../../native-workers/analysis/preparation/sample-seed.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { nearestImage, type Configuration } from '../../native-workers/configuration/configuration.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import { randomPositions, triangularLattice } from './configurations.ts';
import { interruption } from './interruption.ts';

const PARTICLES = 400;
const MODEL = modelById('2dipl');

/** The minimum that a random start falls into. */
function glass(seed: number): Configuration {
  const start = randomStart(MODEL, PARTICLES, MODEL.density, sampleSeed('pseudo', seed));
  const sample = new (addon().Sample)(sampleSpec(start, MODEL));
  if (sample.minimise({}).status !== 'converged') throw new Error(`glass ${seed} did not relax`);
  return { ...start, positions: sample.positions() };
}

function search(configuration: Configuration, given: object = {}, control?: Int32Array): PseudoModesOutcome {
  const settings = pseudoModesSettingsSchema.parse(given);
  return pseudoHarmonicModes({ configuration, model: MODEL.id, settings, relax: false, source: 'test' }, control);
}

function found(configuration: Configuration, given: object = {}) {
  return search(configuration, given);
}

describe('bonds to start from', () => {
  const box = { lx: 9, ly: 7, xy: 2.5 };
  const positions = randomPositions(box, 60, 4);
  // Every pair is a bond here; their softness is made up.
  const pairs = Array.from({ length: 60 }, (_, i) => Array.from({ length: i }, (_, j) => [i, j])).flat();
  const bonds = {
    first: Int32Array.from(pairs, ([i]) => i),
    second: Int32Array.from(pairs, ([, j]) => j),
    compliance: Float64Array.from(pairs, ([i, j]) => ((i * 7919 + j * 104729) % 1009) / 1009),
    direction: new Float64Array(2 * pairs.length),
  };
  const middle = (row: number): [number, number] => {
    const [i, j] = pairs[row];
    const [dx, dy] = nearestImage(
      box,
      positions[2 * j] - positions[2 * i],
      positions[2 * j + 1] - positions[2 * i + 1],
    );
    return [positions[2 * i] + dx / 2, positions[2 * i + 1] + dy / 2];
  };
  const distance = (a: number, b: number): number => {
    const [[ax, ay], [bx, by]] = [middle(a), middle(b)];
    return Math.hypot(...nearestImage(box, ax - bx, ay - by));
  };

  test.each([0.3, 1, 2.2, 40])('%s spacings apart: as by comparing all with all', (spacing) => {
    const least = spacing * Math.sqrt((9 * 7) / 60);
    const order = [...pairs.keys()].sort((a, b) => bonds.compliance[b] - bonds.compliance[a] || a - b);
    const expected: number[] = [];
    for (const row of order) if (expected.every((other) => distance(row, other) >= least)) expected.push(row);
    expect([...startingBonds(bonds, positions, box, spacing)]).toEqual(expected);
  });

  test('without a distance, all of them by softness', () => {
    const all = startingBonds(bonds, positions, box, 0);
    expect(all).toHaveLength(pairs.length);
    for (let at = 1; at < all.length; at++)
      expect(bonds.compliance[all[at]]).toBeLessThanOrEqual(bonds.compliance[all[at - 1]]);
  });
});

test('the centre of a mode is found across the edges of a tilted box', () => {
  const box = { lx: 20, ly: 20, xy: 6 };
  const positions = Float64Array.of(0.2, 0.1, 25.8, 19.9, 19.8, 0.1, 10, 10);
  // Three about the corner (the second one through the tilt), one far away that hardly moves.
  const field = Float64Array.of(1, 0, 0, 1, -1, 0, 0.05, 0);
  const { index, position } = modeCentre(box, positions, field);
  expect(index).toBe(0);
  // Mean of (0.2, 0.1), (−0.2, −0.1) and (−0.2, 0.1), and 0.05⁴ of the fourth.
  expect(position[0]).toBeCloseTo(20 - 0.2 / 3, 3);
  expect(position[1]).toBeCloseTo(0.1 / 3, 3);
});

describe('pseudo-harmonic modes of glasses', () => {
  const glasses = [1, 3, 4, 10].map(glass);
  const outcomes = glasses.map((configuration) => found(configuration, { count: 5 }));

  test('are stationary, ordered, localised, and as reported', () => {
    for (const [at, { report, displacements }] of outcomes.entries()) {
      expect(pseudoModesReportSchema.parse(report)).toEqual(report);
      const { search: how, modes } = report;
      expect(how.distinct + how.merged + how.unconverged).toBe(how.starts);
      expect(how).toMatchObject({ starts: 30, fromBonds: 20, fromModes: 10, unconverged: 0 });
      expect(modes).toHaveLength(Math.min(5, how.distinct));
      for (const [k, mode] of modes.entries()) {
        const z = displacements.slice(2 * PARTICLES * k, 2 * PARTICLES * (k + 1));
        expect(mode.residual).toBeLessThanOrEqual(1.01e-8);
        expect(mode.index).toBe(k);
        expect(mode.eigenvalue).toBeGreaterThanOrEqual(k === 0 ? 0 : modes[k - 1].eigenvalue);
        expect(mode.omega).toBeCloseTo(Math.sqrt(mode.eigenvalue), 12);
        expect(mode.omega).toBeGreaterThanOrEqual(report.sample.lowestOmega ?? NaN);
        expect(mode.participants).toBeCloseTo(PARTICLES * participationRatio(z), 9);
        expect(mode.participants).toBeLessThan(PARTICLES / 2);
        expect(mode.transverse + mode.longitudinal).toBeCloseTo(1, 9);
        const centre = modeCentre(glasses[at].box, glasses[at].positions, z);
        expect(mode.centre).toEqual(centre.position);
        expect(mode.centreId).toBe(glasses[at].ids[centre.index]);
      }
    }
  });

  test('a mode that is one already is found as it is; one that is spread out hides a localised one', () => {
    const overlaps = outcomes.map(({ report }) => report.modes[0].nearestMode);
    // Measured 0.997, 0.986, 0.884, 0.457: the lowest modes of two are QLMs, that of the last is a wave.
    expect(Math.max(...overlaps.map((nearest) => (nearest?.index === 0 ? nearest.overlap : 0)))).toBeGreaterThan(0.95);
    const waves = outcomes.flatMap(({ report, displacements }, at) => {
      const hessian = new (addon().Sample)(sampleSpec(glasses[at], MODEL)).hessian();
      const lowest = hessian.lowestModes({ count: 1 }).displacements;
      hessian.dispose();
      expect(displacements).not.toHaveLength(0);
      const spread = PARTICLES * participationRatio(lowest);
      return spread > 180 ? [{ spread, hidden: report.modes[0].participants }] : [];
    });
    expect(waves.length).toBeGreaterThan(0);
    // Measured 188 and 116, 247 and 21.
    expect(Math.max(...waves.map(({ spread, hidden }) => spread / hidden))).toBeGreaterThan(3);
  });

  test('the sign is that of the softer side, as of any mode', () => {
    const { displacements } = outcomes[0];
    const mode = displacements.slice(0, 2 * PARTICLES);
    let largest = 0;
    for (let at = 0; at < mode.length; at += 2) largest = Math.max(largest, Math.hypot(mode[at], mode[at + 1]));
    const sample = new (addon().Sample)(sampleSpec(glasses[0], MODEL));
    const [plus, minus] = sample.energiesAlong(mode, Float64Array.of(0.05 / largest, -0.05 / largest));
    expect(plus).toBeLessThan(minus);
  });

  test('the same search gives the same modes; fewer of them are the first ones', () => {
    const again = found(glasses[3], { count: 5 });
    expect(again.displacements).toEqual(outcomes[3].displacements);
    const two = found(glasses[3], { count: 2, starts: 20 });
    expect(two.displacements).toEqual(again.displacements.slice(0, 4 * PARTICLES));
  });

  test('where a search began is told: from modes only, from bonds only', () => {
    const fromModes = found(glasses[3], { count: 3, starts: 0, lowModes: 4 });
    for (const { start } of fromModes.report.modes) expect(start).toHaveProperty('mode');
    const fromBonds = found(glasses[3], { count: 3, starts: 6, lowModes: 0 });
    for (const { start, nearestMode } of fromBonds.report.modes) {
      expect(start).toHaveProperty('bond');
      expect(nearestMode).toBeNull();
    }
    expect(fromBonds.report.sample.lowestOmega).toBeNull();
  });

  test('a file of few digits is relaxed first when that is asked for', () => {
    const rough = { ...glasses[0], positions: glasses[0].positions.map((value) => Math.round(value * 1e6) / 1e6) };
    const settings = pseudoModesSettingsSchema.parse({ count: 1 });
    const outcome = pseudoHarmonicModes({
      configuration: rough,
      model: MODEL.id,
      settings,
      relax: true,
      source: 'test',
    });
    expect(outcome.report.sample.maxForce).toBeLessThanOrEqual(1e-11);
    // Six digits move the minimum by 1e-6 of nothing: it is the same one.
    expect(outcome.report.modes[0].eigenvalue / outcomes[0].report.modes[0].eigenvalue).toBeCloseTo(1, 6);
  });
});

describe('what cannot be searched', () => {
  test('an unstable sample, with the reason', () => {
    const start = randomStart(MODEL, 64, MODEL.density, sampleSeed('pseudo', 1));
    expect(() => search(start)).toThrow(BadInput);
    expect(() => search(start)).toThrow(/^this sample is unstable: its Hessian has \d+ negative eigenvalues, and/);
  });

  test('a search without a start', () => {
    expect(() => search(glass(1), { starts: 0, lowModes: 0 })).toThrow(
      'starts: no bond and no mode to start from; expected at least one of them',
    );
  });

  test.each([{ count: 0 }, { count: 1.5 }, { overlap: 1 }, { tolerance: 0 }, { spacing: -1 }, { mode: 3 }])(
    'settings %j',
    (given) => {
      expect(pseudoModesSettingsSchema.safeParse(given).success).toBe(false);
    },
  );

  test('too few steps: not converged, and how many starts that were', () => {
    const few = { count: 1, starts: 2, lowModes: 1, tolerance: 1e-12, maxIterations: 1 };
    expect(interruption(() => search(glass(1), few))).toMatchObject({
      status: 'not-converged',
      stage: 'pseudo-modes',
      detail: 'none of 3 starts came to a minimum in 1 steps; try a larger tolerance',
    });
  });

  test('one that is stopped is cancelled', () => {
    expect(interruption(() => search(glass(1), {}, Int32Array.of(1, 0, 0, 0)))).toMatchObject({ status: 'cancelled' });
  });
});

test('a perfect crystal has them as well: no direction is preferred, and nothing is undefined', () => {
  const model = modelById('crystal');
  const { box, positions } = triangularLattice(8, 8, Math.sqrt(2 / (Math.sqrt(3) * model.density)));
  const configuration = {
    ids: Int32Array.from({ length: 64 }, (_, i) => i + 1),
    species: new Uint8Array(64),
    positions,
    box,
  };
  const settings = pseudoModesSettingsSchema.parse({ count: 2, lowModes: 2 });
  const outcome = pseudoHarmonicModes({ configuration, model: model.id, settings, relax: false, source: 'test' });
  expect(pseudoModesReportSchema.parse(outcome.report)).toEqual(outcome.report);
  for (const mode of outcome.report.modes) expect(mode.residual).toBeLessThanOrEqual(1.01e-8);
});
