import { describe, expect, it } from 'vitest';
import { addon } from '../../native-workers/addon.ts';
import { sampleSpec } from '../../native-workers/configuration/sample-spec.ts';
import type { Checkpoint } from '../../native-workers/analysis/preparation/checkpoint.ts';
import { latticeOf, latticeSites } from '../../native-workers/analysis/preparation/crystal-lattice.ts';
import { reconstructionVerdict } from '../../native-workers/analysis/preparation/crystal-reconstruction.ts';
import { crystalWithVacancies, vacancySites } from '../../native-workers/analysis/preparation/crystal-vacancies.ts';
import { parseSettings } from '../../native-workers/settings/parse-settings.ts';
import { crystalSettingsSchema } from '../../native-workers/analysis/preparation/protocol-settings.ts';
import { sampleSeed } from '../../native-workers/analysis/preparation/sample-seed.ts';
import { simulate } from '../../native-workers/analysis/preparation/simulate.ts';
import { simulationSettingsSchema } from '../../native-workers/analysis/preparation/simulation-settings.ts';
import { nearestImage } from '../../native-workers/configuration/configuration.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import { interruption } from './interruption.ts';

const LATTICE = latticeOf(crystalSettingsSchema.parse({}), undefined, 0.86, undefined);
const SEED = sampleSeed('crystal', 0);

function relaxed(vacancies: number, seed = SEED) {
  const configuration = crystalWithVacancies(LATTICE, vacancies, seed);
  const sample = new (addon().Sample)(sampleSpec(configuration, modelById('crystal')));
  return { configuration, sample, result: sample.minimise({}) };
}

function distance(a: number, b: number): number {
  const sites = latticeSites(LATTICE);
  return Math.hypot(...nearestImage(LATTICE.box, sites[2 * a] - sites[2 * b], sites[2 * a + 1] - sites[2 * b + 1]));
}

describe('vacancies', () => {
  it('are different sites, drawn by the seed, at least four spacings apart', () => {
    for (let k = 0; k < 40; k++) {
      const sites = vacancySites(LATTICE, 5, sampleSeed('vacancies', k));
      expect(new Set(sites).size).toBe(5);
      for (const a of sites)
        for (const b of sites) if (a !== b) expect(distance(a, b)).toBeGreaterThan(3.999 * LATTICE.spacing);
    }
    expect(vacancySites(LATTICE, 2, SEED)).toEqual(vacancySites(LATTICE, 2, SEED));
    expect(vacancySites(LATTICE, 2, SEED)).not.toEqual(vacancySites(LATTICE, 2, sampleSeed('crystal', 1)));
    expect(vacancySites(LATTICE, 0, SEED)).toEqual([]);
  });

  it('are still different sites where there is no room to keep apart', () => {
    const small = latticeOf(
      crystalSettingsSchema.parse({ columns: 6, rows: 6, vacancies: 8 }),
      undefined,
      0.86,
      undefined,
    );
    expect(new Set(vacancySites(small, 8, SEED)).size).toBe(8);
  });

  it('leave every other site where it was, ids 1 … N', () => {
    const removed = vacancySites(LATTICE, 2, SEED);
    const { ids, positions } = crystalWithVacancies(LATTICE, 2, SEED);
    expect(ids).toEqual(Int32Array.from({ length: 1150 }, (_, i) => i + 1));
    const sites = latticeSites(LATTICE);
    const kept = Array.from({ length: 1152 }, (_, site) => site).filter((site) => !removed.includes(site));
    kept.forEach((site, i) =>
      expect([positions[2 * i], positions[2 * i + 1]]).toEqual([sites[2 * site], sites[2 * site + 1]]),
    );
  });
});

describe('an untouched crystal', () => {
  // docs/physics.md, "Preparation of the crystal": by independent code, to the digits given.
  it('with two vacancies has the known energy', () => {
    const { result } = relaxed(2);
    expect(result.status).toBe('converged');
    expect(result.energy / 1150).toBeCloseTo(0.497417, 6);
  });

  it('has kept its symmetry, and the verdict says so', () => {
    const { sample } = relaxed(2);
    const verdict = reconstructionVerdict(sample, LATTICE.box, 2, undefined);
    // docs/physics.md, "Preparation of the crystal": the anisotropy of an untouched vacancy is 0.1 %.
    expect(verdict.anisotropy?.unpinned).toBeLessThan(0.002);
    expect(verdict.reason).toMatch(
      /^the anisotropy of G\(θ\) is [\d.e-]+, not above 0\.2: the vacancies kept their symmetry$/,
    );
  });

  it('that is no minimum is told as that', () => {
    // A crystal pulled so far apart that next to nobody interacts.
    const { ids, species, positions } = crystalWithVacancies(LATTICE, 2, SEED);
    const loose = {
      ids,
      species,
      positions: positions.map((x) => 1.3 * x),
      box: { lx: 1.3 * LATTICE.box.lx, ly: 1.3 * LATTICE.box.ly, xy: 0 },
    };
    const sample = new (addon().Sample)(sampleSpec(loose, modelById('crystal')));
    expect(reconstructionVerdict(sample, loose.box, 2, undefined).reason).toMatch(
      /is no stable minimum: 0 negative and \d+ zero/,
    );
  });
});

describe('the lattice route', () => {
  const settings = (crystal: object) =>
    parseSettings(simulationSettingsSchema, { model: 'crystal', preset: 'quick', crystal, analysis: { modes: 2 } });

  it('without a search warms and quenches one sub-seed, the same bits each time', () => {
    const given = settings({ columns: 12, rows: 14, vacancies: 1, time: 4, temperature: 0.2, reconstruct: false });
    const once = simulate(given, 0);
    const { preparation } = once.report.provenance;
    expect(preparation).toMatchObject({
      kind: 'lattice',
      dynamics: { steps: 800, temperature: 0.2, thermostat: { kind: 'langevin', friction: 1 }, cooling: [] },
      crystal: {
        columns: 12,
        rows: 14,
        vacancies: 1,
        tries: 1,
        rejected: [],
        subSeed: sampleSeed(once.seed, 0),
        anisotropy: null,
      },
    });
    // A cold crystal keeps its lattice: |ψ6| of the perfect one is 1, a vacancy's six neighbours are 6 of 167.
    expect(preparation?.crystal?.psi6).toBeGreaterThan(0.95);
    const again = simulate(given, 0);
    expect(again.configuration).toEqual(once.configuration);
  });

  it('gives up after its tries, with the reason', () => {
    // Too cold to move: every vacancy keeps its symmetry.
    const outcome = interruption(() => simulate(settings({ temperature: 0.01, time: 0.5, maxTries: 2 }), 0));
    expect(outcome).toMatchObject({ status: 'not-converged', stage: 'reconstruction' });
    expect(outcome.detail).toMatch(
      /^sample 0, seed [0-9a-f]{16}: none of 2 sub-seeds has reconstructed vacancies \(crystal\.maxTries\); the last: the anisotropy of G\(θ\) is .* kept their symmetry$/,
    );
  });

  it('goes on with the sub-seed it was at, those before it remembered', () => {
    const given = settings({ temperature: 0.01, time: 0.5, maxTries: 3 });
    const seen: string[][] = [];
    const onCheckpoint = ({ rejected }: Checkpoint): number => seen.push(rejected.map(({ seed }) => seed));
    interruption(() => simulate(given, 0, undefined, { onCheckpoint }));
    const seed = sampleSeed('1', 0);
    const subSeeds = [0, 1, 2].map((attempt) => sampleSeed(seed, attempt));
    expect(seen).toEqual([[], subSeeds.slice(0, 1), subSeeds.slice(0, 2)]);
  });
});
