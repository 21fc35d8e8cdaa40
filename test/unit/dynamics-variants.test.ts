import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

import { addon, type DynamicsSpec } from '../../native-workers/addon.ts';
import { inBath, liquidSpec, run } from './dynamics-liquid.ts';
import { plainArrays, type VariantReport } from './dynamics-variant-child.ts';

const CHILD = fileURLToPath(new URL('dynamics-variant-child.ts', import.meta.url));
const FOLDER = process.env['KEYCORE_ADDON_DIR'] ?? fileURLToPath(new URL('../../build/addon', import.meta.url));

/** Variants that are built and that this CPU runs; packs are 16, 8 or 4 wide. */
const VARIANTS = ['x86-64-v4', 'x86-64-v3', 'x86-64-v2', 'generic'].filter(
  (variant) =>
    existsSync(join(FOLDER, `keycore-${variant}.node`)) && (variant === 'generic' || addon().supports(variant)),
);

/** The state after some time in a bath: forces and velocities of a liquid. */
function warm(spec: DynamicsSpec): DynamicsSpec {
  const dynamics = new (addon().Dynamics)(spec);
  run(dynamics, inBath(500, spec.temperature, { kind: 'rescaling', relaxationTime: 0.1 }));
  return { ...spec, positions: dynamics.positions(), velocities: dynamics.velocities() };
}

/** The glass with its box tilted, pushed apart where that brings particles together. */
function tilted(spec: DynamicsSpec, tilt: number): DynamicsSpec {
  const [lx, ly] = spec.box;
  const positions = spec.positions.map((x, k) => (k % 2 === 0 ? x + tilt * spec.positions[k + 1] : x));
  const sample = new (addon().Sample)({ ...spec, positions, box: [lx, ly, tilt * ly] });
  sample.minimise({ forceTolerance: 1e-3 });
  return { ...spec, positions: sample.positions(), box: [lx, ly, tilt * ly] };
}

/** φ = 20 (5/2 − r)⁵ as a table, for one species. */
function tabulated(spec: DynamicsSpec): DynamicsSpec {
  const points = 12;
  const [first, cutoff] = [0.4, 1.9];
  const at = Float64Array.from({ length: points }, (_, k) => 2.5 - first - (k * (cutoff - first)) / (points - 1));
  return {
    ...spec,
    potential: {
      form: 'tabulated',
      points,
      first: [first],
      cutoff: [cutoff],
      value: at.map((x) => 20 * x ** 5),
      slope: at.map((x) => -100 * x ** 4),
      curvature: at.map((x) => 400 * x ** 3),
    },
  };
}

function systems(): { name: string; spec: DynamicsSpec }[] {
  const dipl = liquidSpec({ model: '2dipl', particles: 1000, temperature: 2, timeStep: 0.004, masses: [1, 2] });
  const ka = liquidSpec({ model: '2dka', particles: 300, temperature: 2, timeStep: 0.004 });
  const one = liquidSpec({ model: 'crystal', particles: 17, temperature: 2, timeStep: 0.004 });
  return [
    { name: '2dipl, masses 1 and 2', spec: warm(dipl) },
    { name: '2dipl, tilted', spec: warm(tilted(dipl, 0.4)) },
    { name: '2dka', spec: warm(ka) },
    { name: '2dka, tilted', spec: warm(tilted(ka, -0.3)) },
    { name: 'one species, 17 in a narrow box', spec: warm(one) },
    { name: 'tabulated', spec: warm(tabulated(one)) },
  ];
}

describe('every instruction set', () => {
  const reports = new Map<string, VariantReport>();
  const reportOf = (variant: string): VariantReport => {
    const report = reports.get(variant);
    if (report === undefined) throw new Error(`no report of ${variant}`);
    return report;
  };

  beforeAll(() => {
    const input = JSON.stringify(systems(), plainArrays);
    for (const variant of VARIANTS) {
      const env = { ...process.env, KEYCORE_ADDON_VARIANT: variant };
      const child = spawnSync(process.execPath, [CHILD], { encoding: 'utf8', env, input });
      if (child.status !== 0) throw new Error(`${variant}: exit ${child.status ?? 'by signal'}\n${child.stderr}`);
      reports.set(variant, JSON.parse(child.stdout) as VariantReport);
    }
  });

  it.each(VARIANTS)('%s: forces are those of the plain loop, at the start and after lists made again', (variant) => {
    const report = reportOf(variant);
    expect(report.variant).toBe(variant);
    expect(report.systems).toHaveLength(12);
    for (const { name, precision, first, late, rebuilds } of report.systems) {
      const where = `${name}, ${precision}`;
      // A dozen operations in single precision, each rounded at 6e-8.
      const tolerance = precision === 'mixed' ? 3e-6 : 1e-12;
      expect(first, where).toBeLessThan(tolerance);
      // From v(n + 1) − v(n): velocities of 4 are rounded at 4e-16, forces of 50 are multiplied by Δt = 0.004.
      expect(late, where).toBeLessThan(tolerance);
      expect(rebuilds, name).toBeGreaterThan(3);
    }
  });

  it.each(VARIANTS)('%s: the trajectory of the best one, up to the growth of rounding', (variant) => {
    reportOf(variant).systems.forEach(({ name, precision, energies }, at) => {
      const best = reportOf(VARIANTS[0]).systems[at].energies;
      expect(energies).toHaveLength(10);
      // A unit of time lets 1e-15, or the 1e-9 that kicks add, grow by some 10³.
      const tolerance = precision === 'mixed' ? 1e-5 : 1e-10;
      energies.forEach((energy, row) => {
        expect(Math.abs(energy - best[row]), `${name}, ${precision}, row ${row}`).toBeLessThan(tolerance);
      });
    });
  });
});
