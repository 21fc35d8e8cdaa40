import type { Protocol } from './protocol-presets.ts';

/** One run of the kernel: between two checkpoints. */
export interface PlannedRun {
  stage: 'equilibration' | 'cooling';
  /** Steps made before it. */
  from: number;
  steps: number;
  /** Of the bath, linear in between. */
  temperature: { start: number; end: number };
}

/** A stretch at a temperature that changes linearly. */
type Stretch = Omit<PlannedRun, 'from'>;

function stretches({ timeStep, temperature, equilibrationTime, cooling }: Protocol) {
  const still = Math.round(equilibrationTime / timeStep);
  const found: Stretch[] =
    still === 0
      ? []
      : [{ stage: 'equilibration', steps: still, temperature: { start: temperature, end: temperature } }];
  let start = temperature;
  for (const { to, rate } of cooling) {
    // However fast, a cooling takes one step.
    const steps = Math.max(1, Math.round((start - to) / rate / timeStep));
    found.push({ stage: 'cooling', steps, temperature: { start, end: to } });
    start = to;
  }
  return found;
}

/**
 * The runs of a protocol in order. A run ends at every multiple of the checkpoint interval counted from the beginning
 * of its stretch, and at the end of the stretch: where runs end depends on the protocol only.
 */
export function dynamicsPlan(protocol: Protocol): PlannedRun[] {
  const runs: PlannedRun[] = [];
  let from = 0;
  for (const { stage, steps, temperature } of stretches(protocol)) {
    const { start, end } = temperature;
    const at = (done: number) => (done === steps ? end : start + ((end - start) * done) / steps);
    for (let done = 0; done < steps; done += protocol.checkpointInterval) {
      const length = Math.min(protocol.checkpointInterval, steps - done);
      runs.push({ stage, from, steps: length, temperature: { start: at(done), end: at(done + length) } });
      from += length;
    }
  }
  return runs;
}

/** Steps of a whole plan. */
export function plannedSteps(plan: readonly PlannedRun[]): number {
  return plan.reduce((sum, { steps }) => sum + steps, 0);
}
