import { copyFileSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { reportWithVerdict } from '../../native-workers/analysis/verdict/stored-verdict.ts';
import { periodicVoronoi } from '../../native-workers/analysis/voronoi/voronoi.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import type { StoredSample } from '../../src-main/project/samples.ts';

const ASSETS = fileURLToPath(new URL('../../assets', import.meta.url));
const MAX_BYTES = 3e6;

const folder = mkdtempSync(join(tmpdir(), 'keycore-shipped-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The one sample of a shipped project; of a copy, for opening may leave a trace. */
async function shipped(id: string): Promise<StoredSample> {
  const copy = join(folder, `${id}.keycore`);
  copyFileSync(join(ASSETS, `${id}.keycore`), copy);
  const project = await openProject(copy, { mode: 'read' });
  try {
    expect(project.sampleNumbers()).toEqual([1]);
    return project.readSample(1);
  } finally {
    project.close();
  }
}

describe('the shipped samples', () => {
  it('are small, and there are four', () => {
    const files = readdirSync(ASSETS).filter((name) => name.endsWith('.keycore'));
    expect(files.sort()).toEqual([
      '2dipl-glass.keycore',
      '2dipl-qlm.keycore',
      '2dka-qlm.keycore',
      'crystal-vacancies.keycore',
    ]);
    for (const file of files) expect(statSync(join(ASSETS, file)).size, file).toBeLessThan(MAX_BYTES);
  });

  it.each(['2dipl-glass', '2dipl-qlm', '2dka-qlm'])(
    '%s has a localised, transverse mode below all others',
    async (id) => {
      const { report } = await shipped(id);
      const [lowest, next] = report.modes;
      expect(report.sample.n * lowest.pr).toBeLessThan(150);
      expect(lowest.transverse).toBeGreaterThan(0.85);
      expect(next.omega / lowest.omega).toBeGreaterThan(1.25);
      expect(report.keyCore.squareIds).not.toBeNull();
    },
  );

  // The labels of src-main/user-data/shipped-samples.ts say so of the glasses; of the crystal it is the vacancies' mode.
  it.each([
    ['2dipl-glass', 0.0864],
    ['2dipl-qlm', 0.2565],
    ['2dka-qlm', 0.1873],
    ['crystal-vacancies', 0.3277],
  ])('%s has a QLM for its lowest mode, and a plane wave somewhere above it', async (id, share) => {
    const { modes, qlm } = reportWithVerdict(await shipped(id));
    expect(qlm).toMatchObject({ verdict: 'qlm', criterion: 'phonon-share' });
    expect(qlm?.phononShare).toBeCloseTo(share, 4);
    expect(modes.some(({ phononShare }) => (phononShare ?? 0) > 0.8)).toBe(true);
  });

  it('the crystal is softest at its two vacancies, in a transverse mode', async () => {
    const { report, configuration, fields } = await shipped('crystal-vacancies');
    expect(report.modes[0].transverse).toBeGreaterThan(0.9);
    const { box, positions } = configuration;
    const { edges } = periodicVoronoi(box, positions);
    const coordination = new Int32Array(configuration.ids.length);
    for (let edge = 0; edge < edges.i.length; edge++) {
      coordination[edges.i[edge]] += 1;
      coordination[edges.j[edge]] += 1;
    }
    // Each reconstructed vacancy is a five–seven pair; all other particles have six neighbours.
    const defects = [...coordination.keys()].filter((index) => coordination[index] !== 6);
    expect(defects.map((index) => coordination[index]).sort()).toEqual([5, 5, 7, 7]);
    const psi = fields.vibrability ?? new Float64Array();
    const softest = [...psi.keys()].sort((a, b) => psi[b] - psi[a]).slice(0, 4);
    const distance = (a: number, b: number): number => {
      const dx = positions[2 * a] - positions[2 * b];
      const dy = positions[2 * a + 1] - positions[2 * b + 1];
      return Math.hypot(dx - box.lx * Math.round(dx / box.lx), dy - box.ly * Math.round(dy / box.ly));
    };
    // Two lattice spacings: beside the vacancy or one row further. By chance, four of 1150 would lie there once in 10⁴.
    const spacing = Math.sqrt((2 / Math.sqrt(3)) * ((box.lx * box.ly) / configuration.ids.length));
    for (const soft of softest)
      expect(Math.min(...defects.map((defect) => distance(soft, defect)))).toBeLessThan(2 * spacing);
    for (const defect of defects)
      expect(Math.min(...softest.map((soft) => distance(soft, defect)))).toBeLessThan(2 * spacing);
  });
});
