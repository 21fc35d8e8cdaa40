import { readSample, storeSample } from '../../src-main/project/samples.ts';
import type { Project } from '../../src-main/project/project.ts';
import type { Connection } from '../../src-main/project/sqlite.ts';

/** A number of 0 … 1 for a sample, other ones for other `kind`s; the same in every run (the finaliser of MurmurHash3). */
function scattered(sample: number, kind: number) {
  let bits = Math.imul(sample, 0x9e3779b1) ^ Math.imul(kind, 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
}

/** Which sample has a QLM, of those that `addCrowd` stores. */
export const hasQlm = (sample: number): boolean => sample % 3 === 0;

/** ω of the lowest mode of a sample of `addCrowd`. */
export const omegaOf = (sample: number): number => 0.05 + scattered(sample, 1);

/**
 * Stores the only sample of a project again, `count − 1` times, whole but with numbers of its own in the columns that
 * lists show: ω, PR, U/N, max Ψ, N_core, G and verdict. One transaction: ten thousand take seconds.
 */
export function addCrowd(project: Project, count: number): void {
  // What stores a crowd at once is no method of a project.
  const { connection } = project as unknown as { connection: Connection };
  const stored = readSample(connection, 1);
  // Of twenty modes the rows would take a minute.
  const { ids } = stored.configuration;
  const fields = { ...stored.fields, displacements: stored.fields.displacements.subarray(0, 2 * ids.length) };
  const first = { ...stored, fields, report: { ...stored.report, modes: stored.report.modes.slice(0, 1) } };
  const job = project.addJob({ configuration: { crowd: count }, seed: '1', samples: count - 1 });
  const numbers = project.allottedSamples(job.number).map(({ number }) => number);
  connection.db.transaction(() => {
    for (const number of numbers) {
      const report = structuredClone(first.report);
      const [lowest] = report.modes;
      lowest.omega = omegaOf(number);
      lowest.eigenvalue = lowest.omega ** 2;
      lowest.pr = 0.01 + 0.4 * scattered(number, 2);
      report.sample.energyPerParticle = 2 + 0.1 * scattered(number, 3);
      report.vibrability.max = 1 + 30 * scattered(number, 4);
      report.core.clusterIds = Array.from(ids.slice(0, 1 + (number % 40)));
      report.provenance.source = `glass-${String(number).padStart(5, '0')}.dump`;
      if (report.elasticity?.shear) report.elasticity.shear.mean = 10 + 5 * scattered(number, 5);
      if (report.qlm !== undefined) {
        report.qlm.verdict = hasQlm(number) ? 'qlm' : 'phonon';
        report.qlm.phononShare = hasQlm(number) ? 0.2 : 0.9;
      }
      storeSample(connection, number, { ...first, report });
    }
  })();
}
