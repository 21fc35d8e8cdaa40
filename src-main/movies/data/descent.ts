import { addon, type Control, type SampleSpec } from '../../../native-workers/addon.ts';
import { Interrupted } from '../../../native-workers/analysis/run/stage-clock.ts';

/** Where a minimisation was after a number of force evaluations. */
export interface DescentState {
  evaluations: number;
  /** 2N, as the minimiser has them: maybe in another cell. */
  positions: Float64Array;
  energy: number;
  maxForce: number;
}

/** Whole numbers from 1 to `last`, at most `count`, evenly spaced on a logarithmic axis and each once. */
export function logarithmicNumbers(last: number, count: number): number[] {
  const ratio = count > 1 ? last ** (1 / (count - 1)) : 1;
  const numbers = Array.from({ length: count }, (_, at) => Math.round(ratio ** at));
  return [...new Set([...numbers.map((number) => Math.min(number, last)), last])].sort((a, b) => a - b);
}

/** The way of the minimiser from a start. */
export interface Descent {
  /** At least one, in the order in which it came to them. */
  states: DescentState[];
  /** Whether the last is a minimum, or a saddle where the forces vanish; else its budget was spent on the way. */
  arrived: boolean;
}

function stopped(control: Control | undefined) {
  return control !== undefined && Atomics.load(control, 0) !== 0;
}

/**
 * The way of the minimiser from a start to where the forces vanish, or as far as `maxEvaluations` force evaluations lead: it
 * is deterministic, so that each state is found by beginning once more and stopping earlier. Throws `Interrupted` where it is
 * stopped.
 */
export function descentStates(
  spec: SampleSpec,
  options: { forceTolerance: number; maxEvaluations: number },
  count: number,
  { stage, control, onProgress }: { stage: string; control: Control | undefined; onProgress: (share: number) => void },
): Descent {
  const after = (maxEvaluations: number) => {
    const sample = new (addon().Sample)(spec);
    const result = sample.minimise({ ...options, maxEvaluations }, control);
    if (result.status === 'cancelled' || stopped(control))
      throw new Interrupted('cancelled', stage, `cancelled during '${stage}'`);
    const { status, evaluations, energy, maxForce } = result;
    return { status, evaluations, positions: sample.positions(), energy, maxForce };
  };
  const { status, ...last } = after(options.maxEvaluations);
  const numbers = logarithmicNumbers(last.evaluations, count).slice(0, -1);
  const work = numbers.reduce((sum, number) => sum + number, 0);
  let done = 0;
  const states = numbers.map((number): DescentState => {
    const { evaluations, positions, energy, maxForce } = after(number);
    done += number;
    onProgress(done / work);
    return { evaluations, positions, energy, maxForce };
  });
  // A line search is not left half-way: two numbers may end at the same place.
  const distinct = states.filter(({ evaluations }, at) => at === 0 || evaluations > states[at - 1].evaluations);
  return {
    states: [...distinct.filter(({ evaluations }) => evaluations < last.evaluations), last],
    arrived: status === 'converged',
  };
}
