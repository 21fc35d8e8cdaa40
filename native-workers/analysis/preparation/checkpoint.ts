import { TRACE_COLUMNS } from '../../addon.ts';
import type { Configuration } from '../../configuration/configuration.ts';
import { BadInput } from '../../text/bad-input.ts';
import type { RejectedSeed } from '../report/preparation-record.ts';

/** What was watched while the dynamics ran. */
export interface DynamicsTrace {
  /** Rows of `TRACE_COLUMNS`. */
  rows: Float64Array;
  /** Rows of step and mean-square displacement (σ², drift taken out) since the equilibration began, while it lasts. */
  displacements: Float64Array;
}

/**
 * The state of a sample's preparation between two runs of the dynamics: all that the rest of it depends on. Going on
 * from it, on the same build, gives the bits of a preparation that was not interrupted.
 */
export interface Checkpoint {
  /** Steps made. */
  step: number;
  /** x0, y0, x1, y1, …; not wrapped. */
  positions: Float64Array;
  velocities: Float64Array;
  /** Where particles have sizes of their own: swaps exchange them. */
  diameters?: Float64Array;
  /** Exchanges of diameters that were tried and made; absent where there are no swaps. */
  swaps?: { attempts: number; accepted: number } | undefined;
  /** Positions at step 0, from which displacements count. */
  start: Float64Array;
  trace: DynamicsTrace;
  /** Neighbour lists built so far. */
  rebuilds: number;
  /** Force evaluations of the push-off before the dynamics. */
  pushOffEvaluations: number;
  /** Sub-seeds of a crystal that were tried and rejected before the present one. */
  rejected: RejectedSeed[];
  /** Wall time spent so far, s. */
  wallSeconds: number;
}

/** Throws `BadInput` for a checkpoint that another configuration has made. */
export function checkCheckpoint(checkpoint: Checkpoint, job: Configuration, ends: ReadonlySet<number>): void {
  const particles = job.ids.length;
  const { positions, velocities, diameters, start, trace } = checkpoint;
  for (const [name, array] of Object.entries({ positions, velocities, start }))
    if (array.length !== 2 * particles)
      throw new BadInput(`checkpoint: ${array.length} numbers in ${name}, expected ${2 * particles}`);
  const sized = job.sizes === undefined ? undefined : particles;
  if (diameters?.length !== sized)
    throw new BadInput(`checkpoint: ${diameters?.length ?? 'no'} diameters, expected ${sized ?? 'none'}`);
  if (!ends.has(checkpoint.step))
    throw new BadInput(`checkpoint: after step ${checkpoint.step} this protocol has no checkpoint`);
  if (trace.rows.length % TRACE_COLUMNS.length !== 0 || trace.displacements.length % 2 !== 0)
    throw new BadInput('checkpoint: its traces hold no whole rows');
}
