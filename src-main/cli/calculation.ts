import { NotConverged, taskValue } from '../jobs/task-value.ts';
import { TaskPool } from '../jobs/task-pool.ts';
import type { TaskOutcome } from '../jobs/task-result.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { ProgressLine } from './progress-line.ts';
import type { Terminal } from './terminal.ts';

/** What a command calculates with. */
export interface Calculation {
  terminal: Terminal;
  pool: TaskPool;
  progress: ProgressLine;
}

/**
 * Does a command's work with a pool and a progress line of its own. What does not converge is said on standard error
 * and ends in its exit code.
 */
export async function calculate(
  terminal: Terminal,
  work: (calculation: Calculation) => Promise<ExitCode>,
): Promise<ExitCode> {
  const pool = new TaskPool(1);
  const progress = new ProgressLine(terminal);
  try {
    return await work({ terminal, pool, progress });
  } catch (error) {
    progress.clear();
    if (!(error instanceof NotConverged)) throw error;
    progress.note(`keycore: ${error.message}`);
    return EXIT.notConverged;
  } finally {
    await pool.close();
  }
}

/** What a task on `source` gave; the progress line has gone then. Throws like `taskValue`, for `calculate` to say. */
export function valueOf<Value>({ progress }: Calculation, source: string, outcome: TaskOutcome<Value>): Value {
  progress.clear();
  return taskValue(outcome, source);
}
