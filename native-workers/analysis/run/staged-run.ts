import type { Control } from '../../addon.ts';
import { NativeHandles } from './native-handles.ts';
import { Interrupted, StageClock } from './stage-clock.ts';

/** Why and where a calculation ended before its result. */
export type Interruption = Pick<Interrupted, 'status' | 'stage'> & { detail: string };

/**
 * Runs a calculation of several stages: its whole wall time is noted as `total`, native handles are released whatever
 * happens, and non-convergence and a stop requested through `control` are outcomes, not errors.
 */
export function stagedRun<Outcome>(
  control: Control | undefined,
  work: (clock: StageClock, handles: NativeHandles) => Outcome,
): Outcome | Interruption {
  const clock = new StageClock(control);
  const handles = new NativeHandles();
  const start = performance.now();
  try {
    const outcome = work(clock, handles);
    clock.wallSeconds['total'] = (performance.now() - start) / 1000;
    return outcome;
  } catch (error) {
    if (error instanceof Interrupted) return { status: error.status, stage: error.stage, detail: error.message };
    throw error;
  } finally {
    handles.dispose();
  }
}
