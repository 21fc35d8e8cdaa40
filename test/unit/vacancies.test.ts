import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyse } from '../../native-workers/analysis/analyse/analyse.ts';
import { analysisSettingsSchema } from '../../native-workers/analysis/report/analysis-settings.ts';
import {
  mechanicsReportSchema,
  type MechanicsReport,
} from '../../native-workers/analyses/mechanics/mechanics-report.ts';
import { mechanicsSettingsSchema } from '../../native-workers/analyses/mechanics/mechanics-settings.ts';
import { findVacancies, recentred } from '../../native-workers/analysis/vacancies/vacancies.ts';
import { periodicVoronoi } from '../../native-workers/analysis/voronoi/voronoi.ts';
import type { Box } from '../../native-workers/configuration/configuration.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import { run } from '../../native-workers/analyses/mechanics/mechanics-run.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import type { StoredSample } from '../../src-main/project/samples.ts';
import { triangularLattice, uniforms } from './configurations.ts';
import { referenceSamples } from './reference-samples.ts';

const SPACING = Math.sqrt(2 / Math.sqrt(3) / 0.86);

/** A perfect crystal without some of its sites; Ψ falls with the distance from the first of them. */
function crystalWithout(sites: readonly number[]) {
  const { box, positions: all } = triangularLattice(12, 12, SPACING);
  const kept = Array.from({ length: 144 }, (_, site) => site).filter((site) => !sites.includes(site));
  const positions = Float64Array.from(kept.flatMap((site) => [all[2 * site], all[2 * site + 1]]));
  const centres = sites.map((site): [number, number] => [all[2 * site], all[2 * site + 1]]);
  return { box, positions, centres };
}

function distance(box: Box, [x, y]: ArrayLike<number> & Iterable<number>, centre: readonly [number, number]): number {
  return Math.hypot(...recentred(box, Float64Array.of(x, y), centre));
}

describe('vacancies of a lattice', () => {
  // In the middle; on the edge of the cell, so that the six about it lie on both sides; two of them.
  it.each([[[66]], [[0]], [[143]], [[3, 80]]])('sites %j are found where they were', (sites) => {
    const { box, positions, centres } = crystalWithout(sites);
    // Softer the nearer to a vacancy, with a little of chance, so that no two are alike.
    const noise = uniforms(positions.length, 3);
    const psi = Float64Array.from({ length: positions.length / 2 }, (_, i) => {
      const point = [positions[2 * i], positions[2 * i + 1]];
      return Math.exp(-Math.min(...centres.map((centre) => distance(box, point, centre)))) * (1 + 0.1 * noise[i]);
    });
    const { found, reason } = findVacancies(periodicVoronoi(box, positions), psi);
    expect(reason).toBeNull();
    expect(found).toHaveLength(sites.length);
    for (const { centre, defects, keyCore, softest } of found) {
      expect(Math.min(...centres.map((site) => distance(box, centre, site)))).toBeLessThan(1e-9);
      expect(centre.every((value, axis) => value >= 0 && value < [box.lx, box.ly][axis])).toBe(true);
      // The six about it are on one circle: each lacks the neighbour that is gone.
      expect(defects).toHaveLength(6);
      expect(keyCore).toHaveLength(2);
      for (const index of keyCore) expect(defects).toContain(index);
      expect(psi[keyCore[0]]).toBeGreaterThan(psi[keyCore[1]]);
      if (sites.length === 1) expect(softest).toBe(true);
    }
    // Every particle of the key cores once.
    expect(new Set(found.flatMap(({ keyCore }) => keyCore)).size).toBe(2 * sites.length);
  });

  it('a softer place elsewhere is no vacancy, and is noted', () => {
    const { box, positions } = crystalWithout([66]);
    const psi = new Float64Array(143).fill(0.1);
    // Far away, with six neighbours each.
    psi.set([5, 4, 3], 0);
    const { found } = findVacancies(periodicVoronoi(box, positions), psi);
    expect(found).toHaveLength(1);
    // The whole sample is nearest to the only vacancy: what is soft is its key core, wherever it lies.
    expect(found[0].keyCore).toEqual([0, 1]);
    const two = crystalWithout([66, 130]);
    const lopsided = new Float64Array(142).fill(0.1);
    const near = Array.from({ length: 142 }, (_, i) => i).sort(
      (a, b) =>
        distance(two.box, two.positions.subarray(2 * a), two.centres[0]) -
        distance(two.box, two.positions.subarray(2 * b), two.centres[0]),
    );
    near.slice(0, 4).forEach((index, at) => (lopsided[index] = 5 - at));
    const both = findVacancies(periodicVoronoi(two.box, two.positions), lopsided).found;
    expect(both.map(({ softest }) => softest).sort()).toEqual([false, true]);
  });

  it('none in a perfect lattice, and none in a glass', () => {
    const { box, positions } = triangularLattice(12, 12, SPACING);
    expect(findVacancies(periodicVoronoi(box, positions), new Float64Array(144))).toEqual({
      found: [],
      reason: 'every particle has six neighbours: there is no vacancy',
    });
    const [{ configuration }] = referenceSamples();
    const glass = findVacancies(periodicVoronoi(configuration.box, configuration.positions), new Float64Array(100));
    expect(glass.found).toEqual([]);
    expect(glass.reason).toMatch(
      /^\d+ of 100 particles do not have six neighbours: this is no crystal with vacancies$/,
    );
  });
});

describe('the shipped crystal', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keycore-vacancies-'));
  let sample: StoredSample;
  let report: MechanicsReport;

  function mechanicsWith(pinned?: number[]): MechanicsReport {
    const { configuration, fields, numbers, report: analysed } = sample;
    const outcome = run(
      {
        ...configuration,
        positions: fields.positions,
        model: 'crystal',
        displacements: fields.displacements,
        keyCore: analysed.keyCore,
        settings: mechanicsSettingsSchema.parse({ degrees: 5, ...(pinned === undefined ? {} : { pinned }) }),
        source: 'shipped',
        sampleHash: numbers.contentHash,
      },
      { warm: null, control: undefined },
    );
    return outcome.report;
  }

  beforeAll(async () => {
    const copy = join(folder, 'crystal.keycore');
    copyFileSync(fileURLToPath(new URL('../../assets/crystal-vacancies.keycore', import.meta.url)), copy);
    const project = await openProject(copy, { mode: 'read' });
    try {
      sample = project.readSample(1);
    } finally {
      project.close();
    }
    report = mechanicsWith();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has two reconstructed vacancies, with the softest particles beside them', () => {
    expect(() => mechanicsReportSchema.parse(report)).not.toThrow();
    const { found } = report.vacancies ?? { found: [] };
    expect(found).toHaveLength(2);
    const psi = sample.fields.vibrability ?? new Float64Array();
    const top = Array.from(psi.keys())
      .sort((a, b) => psi[b] - psi[a])
      .slice(0, 4)
      .map((index) => sample.configuration.ids[index]);
    expect(found.flatMap(({ ids }) => ids).sort()).toEqual(top.sort());
    for (const { coordination, softest, ids, vibrability, centre } of found) {
      expect([...coordination].sort()).toEqual([5, 7]);
      expect(softest).toBe(true);
      expect(ids).toHaveLength(2);
      // Beside the core: within two spacings.
      const { box } = sample.configuration;
      ids.forEach((id, at) => {
        const index = sample.configuration.ids.indexOf(id);
        expect(vibrability[at] / psi[index]).toBeCloseTo(1, 9);
        expect(distance(box, sample.fields.positions.subarray(2 * index), centre)).toBeLessThan(2 * SPACING);
      });
    }
  });

  it('is anisotropic, and all but isotropic with the key cores of its vacancies pinned', () => {
    const { unpinned, pinned, found } = report.vacancies ?? { unpinned: null, pinned: null, found: [] };
    // Fig. 6c of the paper; the criterion of the preparation.
    expect(unpinned?.relative).toBeGreaterThan(0.2);
    expect(pinned?.anisotropy.relative).toBeLessThan(0.1);
    expect((unpinned?.relative ?? 0) / (pinned?.anisotropy.relative ?? 1)).toBeGreaterThan(3);
    expect(pinned?.ids).toHaveLength(4);
    // A single one leaves the other's anisotropy.
    for (const { anisotropy } of found) {
      expect(anisotropy.amplitude).toBeGreaterThan(2 * (pinned?.anisotropy.amplitude ?? Infinity));
      expect(anisotropy.amplitude).toBeLessThan(unpinned?.amplitude ?? 0);
    }
  });

  it('its curves are those of any particles pinned', () => {
    const { pinned, found } = report.vacancies ?? { pinned: null, found: [] };
    for (const [ids, curve] of [
      [pinned?.ids ?? [], pinned?.curve ?? []],
      [found[0].ids, found[0].curve],
    ])
      (mechanicsWith(ids).curves.pinned ?? []).forEach((value, at) => expect(value).toBeCloseTo(curve[at], 9));
  });
});

it('analyze says which vacancies a crystal has, and nothing of them for a glass', () => {
  const [glass, , , crystal] = referenceSamples();
  const settings = analysisSettingsSchema.parse({ modes: 2 });
  const reportOf = ({ configuration, model }: typeof glass) => {
    const outcome = analyse({ configuration, model, settings, source: 'test', seed: null });
    return outcome.report;
  };
  expect(reportOf(glass)).not.toHaveProperty('vacancies');
  const { vacancies } = reportOf({ ...crystal, model: modelById('crystal') });
  expect(vacancies?.found).toHaveLength(1);
  expect(vacancies?.found[0].ids).toHaveLength(2);
});
