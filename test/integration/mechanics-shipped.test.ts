import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { MechanicsReport } from '../../native-workers/analyses/mechanics/mechanics-report.ts';
import { inProcess, ROOT } from './cli-runner.ts';

const folder = mkdtempSync(join(tmpdir(), 'keycore-mechanics-shipped-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `mechanics` of a copy of a shipped sample. */
async function mechanicsOf(id: string): Promise<MechanicsReport> {
  const file = join(folder, `${id}.keycore`);
  copyFileSync(join(ROOT, 'assets', `${id}.keycore`), file);
  const { code, out, err } = await inProcess(['mechanics', file, '1', '--degrees', '1', '--json', '-']);
  expect(code, err).toBe(0);
  return JSON.parse(out) as MechanicsReport;
}

describe('what pinning does to the shipped samples', () => {
  // Hu & Tanaka 2025, Figs. 4a and 5a.
  it('2DIPL: a modulus that depends much on the angle hardly does with the string or the square of the key core pinned', async () => {
    const { anisotropy, curves, sets } = await mechanicsOf('2dipl-qlm');
    const free = anisotropy.unpinned.relative ?? 0;
    expect(free).toBeGreaterThan(1);
    for (const name of ['stringPinned', 'squarePinned'] as const) {
      const left = anisotropy[name]?.relative ?? Infinity;
      expect(left, name).toBeLessThan(0.25);
      expect(free / left, name).toBeGreaterThanOrEqual(5);
    }
    expect(sets.string.length).toBeGreaterThanOrEqual(3);
    // The sample is nearly unstable: at some angle it would yield, and with the key core pinned at none.
    expect(Math.min(...curves.unpinned)).toBeLessThan(0);
    expect(Math.min(...(curves.stringPinned ?? [-1]))).toBeGreaterThan(15);
    // The square's four particles take the string's place: mean G within the 4 % of physics.
    const [string, square] = [anisotropy.stringPinned?.mean ?? 0, anisotropy.squarePinned?.mean ?? 0];
    expect(Math.abs(square / string - 1)).toBeLessThan(0.04);
  });

  // Fig. 6c.
  it('crystal: with the key cores of both vacancies pinned the modulus is isotropic but for a twentieth', async () => {
    const { vacancies } = await mechanicsOf('crystal-vacancies');
    expect(vacancies?.pinned?.ids).toHaveLength(4);
    const free = vacancies?.unpinned?.relative ?? 0;
    const left = vacancies?.pinned?.anisotropy.relative ?? Infinity;
    expect(free).toBeGreaterThan(0.2);
    expect(left).toBeLessThan(0.1);
    expect(free / left).toBeGreaterThan(4);
  });
});
