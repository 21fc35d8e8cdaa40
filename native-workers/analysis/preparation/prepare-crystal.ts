import type { AnalysisSettings } from '../report/analysis-settings.ts';
import type { CrystalRecord, RejectedSeed } from '../report/preparation-record.ts';
import { Interrupted } from '../run/stage-clock.ts';
import type { Checkpoint } from './checkpoint.ts';
import { reconstructionVerdict } from './crystal-reconstruction.ts';
import { crystalWithVacancies } from './crystal-vacancies.ts';
import { quench, type Quenched } from './quench.ts';
import { type Course, runDynamics, startState } from './run-dynamics.ts';
import { sampleSeed } from './sample-seed.ts';
import type { Preparation, Simulation } from './simulation.ts';

/** Share of sub-seeds that fail, as found with two vacancies (0.95 to 0.99). The progress of a search counts by it. */
const EXPECTED_FAILURES = 0.97;

/** A crystal by the lattice route, quenched. */
export interface PreparedCrystal {
  quenched: Quenched;
  /** Last state of its dynamics. */
  state: Checkpoint;
  /** The sub-seed that was kept, and those before it. */
  search: Pick<CrystalRecord, 'subSeed' | 'rejected' | 'anisotropy'>;
}

/**
 * Lattice with vacancies → warm → instantaneous quench. With `reconstruct`, sub-seed k of the sample, made from its
 * seed and k = 0, 1, …, is tried until the vacancies have reconstructed; the kept one and the reasons of the others are
 * part of the result. Throws `Interrupted` where it ends early or no sub-seed does.
 */
export function prepareCrystal(
  { model }: Simulation,
  { protocol, lattice, crystal }: Extract<Preparation, { kind: 'lattice' }>,
  settings: AnalysisSettings,
  seed: string,
  course: Course,
): PreparedCrystal {
  const { control, shareOfDynamics } = course;
  let { from } = course;
  const rejected: RejectedSeed[] = [...(from?.rejected ?? [])];
  const tested = crystal.reconstruct && crystal.vacancies > 0;
  let spent = 0;
  for (let attempt = rejected.length; attempt < (tested ? crystal.maxTries : 1); attempt++) {
    const subSeed = sampleSeed(seed, attempt);
    const shareAt = (tries: number) =>
      tested ? shareOfDynamics * (1 - EXPECTED_FAILURES ** tries) : shareOfDynamics * tries;
    const start = crystalWithVacancies(lattice, crystal.vacancies, subSeed);
    const share = { begin: shareAt(attempt), end: shareAt(attempt + 1) };
    const job = { ...course, start, model, protocol, seed: subSeed, share };
    const first = from ?? startState(job, { pushOffEvaluations: 0, rejected: [...rejected], wallSeconds: spent });
    from = undefined;
    const state = runDynamics(job, first);
    const quenched = quench({ ...start, positions: state.positions }, model, settings, control);
    const { anisotropy, reason } = tested
      ? reconstructionVerdict(quenched.sample, lattice.box, crystal.vacancies, control)
      : { anisotropy: null, reason: null };
    if (reason === null) return { quenched, state, search: { subSeed, rejected, anisotropy } };
    rejected.push({ seed: subSeed, reason });
    spent = state.wallSeconds + quenched.wallSeconds;
  }
  const last = rejected.at(-1)?.reason ?? 'none was tried';
  throw new Interrupted(
    'not-converged',
    'reconstruction',
    `none of ${rejected.length} sub-seeds has reconstructed vacancies (crystal.maxTries); the last: ${last}`,
  );
}
