import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { analyse } from '../../native-workers/analysis/analyse/analyse.ts';
import { analysisSettingsSchema } from '../../native-workers/analysis/report/analysis-settings.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import { readFrame } from '../read-frame.ts';

/** Public test data of PyMatterSim, kept beside the repository where it is present (test/reference/README.md). */
const FILE = fileURLToPath(new URL('../../../shared/reference/IS.2DIPL.atom', import.meta.url));

async function analysed(settings: { relax: boolean; modes: number }) {
  const frame = await readFrame(FILE);
  const { ids, types, positions, box } = frame;
  const outcome = analyse({
    configuration: { ids, species: types, positions, box },
    model: modelById('2dipl'),
    settings: analysisSettingsSchema.parse(settings),
    source: 'published inherent structure',
    seed: null,
  });
  return outcome.report;
}

// The word "reference" in the names is what test/allowed-skips.json looks for.
describe.skipIf(!existsSync(FILE))('published reference structure of 2DIPL, N = 800', () => {
  test('as it stands: the ten published participation ratios', async () => {
    const report = await analysed({ relax: false, modes: 100 });
    // Theirs are of modes 0, 10, ... 90 with the two translations as modes 0 and 1, printed with 8 digits.
    const published = [0.60509595, 0.4184461, 0.47013442, 0.39952026, 0.48376086, 0.37543589, 0.4782805, 0.37811075];
    for (const [k, expected] of [...published, 0.28011895].entries())
      expect(Math.abs(report.modes[10 * (k + 1) - 2].pr - expected), `mode ${10 * (k + 1)}`).toBeLessThan(1e-8);
    expect(report.modes).toHaveLength(100);
    expect(report.sample.moved).toBeNull();
    // Six digits in the file: max|F_i| by the Python calculation.
    expect(Math.abs(report.sample.maxForce - 0.04509948737216)).toBeLessThan(1e-12);
  });

  test('relaxed: energy, lowest frequencies, transverse share, Ψ', async () => {
    const report = await analysed({ relax: true, modes: 20 });
    expect(report.sample.maxForce).toBeLessThanOrEqual(1e-11);
    expect(report.sample).toMatchObject({ n: 800, zeroModes: 2, negativeModes: 0, liquid: false });
    // Half of the last published digit.
    expect(Math.abs(report.sample.energyPerParticle - 4.52436269748)).toBeLessThan(5e-13);
    for (const [k, expected] of [0.508140178, 0.746033665, 0.816153821].entries())
      expect(Math.abs(report.modes[k].omega - expected)).toBeLessThan(5.1e-10);
    expect(Math.abs(report.modes[0].transverse - 0.9202)).toBeLessThan(5e-6);
    expect(Math.abs((report.vibrability.max ?? NaN) - 0.21181)).toBeLessThan(5e-6);
    // More digits, by the Python calculation in test/reference.
    expect(Math.abs(report.modes[0].transverse - 0.92020314)).toBeLessThan(6e-9);
    expect(Math.abs((report.vibrability.max ?? NaN) - 0.21181004)).toBeLessThan(6e-9);
    expect(report.keyCore.stringIds).toEqual([165, 243, 459]);
    expect(Math.max(...report.modes.map((mode) => mode.residual))).toBeLessThan(1e-12);
  });
});
