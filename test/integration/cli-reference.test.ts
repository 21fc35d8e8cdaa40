import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { reportSchema } from '../../native-workers/analysis/report/report.ts';
import { inProcess, ROOT } from './cli-runner.ts';

/** A published inherent structure of 2DIPL, N = 800, which may not be part of this repository. */
const FILE = join(ROOT, '..', 'shared', 'reference', 'IS.2DIPL.atom');

describe.skipIf(!existsSync(FILE))('the published reference structure on the command line', () => {
  const analyze = async (...flags: string[]) => {
    const { code, out } = await inProcess(['analyze', FILE, '--model', '2dipl', ...flags, '--json', '-']);
    expect(code).toBe(0);
    return reportSchema.parse(JSON.parse(out));
  };

  test('relaxed: lowest frequencies, transverse share and largest vibrability', async () => {
    const { modes, sample, vibrability } = await analyze();
    // Independent values to nine digits; 2e-9 is their rounding and ours.
    for (const [index, omega] of [0.508140178, 0.746033665, 0.816153821].entries())
      expect(Math.abs(modes[index].omega - omega)).toBeLessThan(2e-9);
    expect(Math.abs(modes[0].transverse - 0.9202)).toBeLessThan(5e-6);
    expect(Math.abs((vibrability.max ?? Number.NaN) - 0.21181)).toBeLessThan(5e-6);
    expect(Math.abs(sample.energyPerParticle - 4.52436269748)).toBeLessThan(1e-11);
    expect(sample.maxForce).toBeLessThanOrEqual(1e-11);
    for (const { residual } of modes) expect(residual).toBeLessThan(1e-10);
  });

  test('as it stands: the published participation ratios', async () => {
    const { modes } = await analyze('--no-relax', '--modes', '100');
    // Published for modes 10, 20, …, 90 where the two translations are modes 0 and 1.
    const published = [
      ...[0.60509595, 0.4184461, 0.47013442, 0.39952026, 0.48376086, 0.37543589, 0.4782805, 0.37811075],
      0.28011895,
    ];
    for (const [at, pr] of published.entries()) expect(Math.abs(modes[10 * (at + 1) - 2].pr - pr)).toBeLessThan(2e-7);
  });
});
