import { Cancelled } from '../import/cancelled.ts';
import { NotConverged } from '../import/import-file.ts';
import { TaskPool } from '../jobs/task-pool.ts';
import type { TaskOutcome } from '../jobs/task-result.ts';
import { EXIT } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { ProgressLine } from './progress-line.ts';
import type { Terminal } from './terminal.ts';

/** What a command calculates with. */
export interface Calculation {
  terminal: Terminal;
  pool: TaskPool;
  progress: ProgressLine;
}

/** A task did not converge, and the person has been told. */
class SaidNotConverged extends Error {}

/**
 * Does a command's work with a pool and a progress line of its own. What does not converge is said on standard error
 * and ends in its exit code.
 */
export async function calculate(
  terminal: Terminal,
  work: (calculation: Calculation) => Promise<void>,
): Promise<ExitCode> {
  const pool = new TaskPool(1);
  const progress = new ProgressLine(terminal);
  try {
    await work({ terminal, pool, progress });
    return EXIT.done;
  } catch (error) {
    progress.clear();
    if (error instanceof NotConverged) progress.note(`keycore: ${error.message}`);
    else if (!(error instanceof SaidNotConverged)) throw error;
    return EXIT.notConverged;
  } finally {
    await pool.close();
  }
}

/**
 * What a task on `source` gave. Throws `Cancelled` where it was stopped; what did not converge ends `calculate`.
 */
export function valueOf<Value>(
  { progress }: Pick<Calculation, 'progress'>,
  source: string,
  outcome: TaskOutcome<Value>,
): Value {
  progress.clear();
  if (outcome.status === 'cancelled') throw new Cancelled();
  if (outcome.status === 'converged') return outcome.value;
  progress.note(`keycore: ${source}: did not converge: ${outcome.message}`);
  throw new SaidNotConverged();
}
