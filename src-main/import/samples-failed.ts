import { BadInput } from '../../native-workers/text/bad-input.ts';

/** So many reasons are told in one message; all of them are in the project. */
const MAX_TOLD = 5;

/** Why a configuration of several has no result. */
export interface SampleFailure {
  /** In words for the user, with the name of the configuration. */
  reason: string;
  /** What was thrown; null where it did not converge. */
  fault: Error | null;
}

/** Some configurations of a file have no result; the others are stored. */
export class SamplesFailed extends Error {
  override readonly name = 'SamplesFailed';
  readonly failures: readonly SampleFailure[];

  constructor(failures: readonly SampleFailure[]) {
    const more = failures.length - MAX_TOLD;
    const told = failures.slice(0, MAX_TOLD).map(({ reason }) => reason);
    super([...told, ...(more > 0 ? [`and ${more} more`] : [])].join('; '));
    this.failures = failures;
  }

  /** Faults of ours, or of the machine. */
  get faults(): Error[] {
    return this.failures.flatMap(({ fault }) => (fault === null || fault instanceof BadInput ? [] : [fault]));
  }
}
