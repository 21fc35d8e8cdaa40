import { simulate } from '../analysis/simulate.ts';
import { failure } from './failure.ts';
import type { SimulateTaskInput, SimulateTaskOutput } from './simulate.contract.ts';
import type { TaskResult } from './task.ts';

export function handleSimulate(input: SimulateTaskInput): TaskResult<SimulateTaskOutput> {
  const control = input.control === null ? undefined : new Int32Array(input.control);
  const outcome = simulate(input.settings, input.index, control);
  if (outcome.status !== 'converged') return failure(outcome);
  const { configuration, seed, quench, report, fields } = outcome;
  return { ok: true, value: { configuration, seed, quench, report, fields } };
}
