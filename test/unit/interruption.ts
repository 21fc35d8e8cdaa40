import { Interrupted } from '../../native-workers/analysis/run/stage-clock.ts';

/** Why and where a calculation ends before its result; throws where it does not. */
export function interruption(work: () => unknown): { status: string; stage: string | null; detail: string } {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    return { status: error.status, stage: error.stage, detail: error.message };
  }
  throw new Error('it came to its result');
}
