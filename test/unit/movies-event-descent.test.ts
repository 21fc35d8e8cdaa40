import { describe, expect, test } from 'vitest';
import { load, type LoadingStep } from '../../native-workers/analyses/strain/elastic-branch.ts';
import { generatorOf } from '../../native-workers/analyses/strain/generator.ts';
import { loadingPlan } from '../../native-workers/analyses/strain/loading-plan.ts';
import { strainSettingsSchema } from '../../native-workers/analyses/strain/strain-settings.ts';
import { type Loading, unstrainedState } from '../../native-workers/analyses/strain/strained-state.ts';
import { Interrupted, StageClock } from '../../native-workers/analysis/run/stage-clock.ts';
import { eventDescent } from '../../src-main/movies/data/event-descent.ts';
import { referenceSamples, type ReferenceSample } from './reference-samples.ts';

const [glass, , , crystal] = referenceSamples();

/** The first plastic event of a sample, and how it is loaded. */
function firstEvent(
  { configuration, model }: ReferenceSample,
  protocol: 'simple-shear' | 'tension',
  to: number,
): { step: LoadingStep; loading: Loading } {
  const loading: Loading = {
    configuration,
    model,
    generator: generatorOf(protocol, 0),
    forceTolerance: 1e-11,
    maxEvaluations: 200_000,
    clock: new StageClock(undefined),
    spent: { evaluations: 0 },
  };
  const found: LoadingStep[] = [];
  load(
    unstrainedState(loading),
    loadingPlan(strainSettingsSchema.parse({ untilEvent: true, to, step: 1e-5 })),
    loading,
    {
      onElastic: () => undefined,
      onEvent: (step) => {
        found.push(step);
        return false;
      },
      onProgress: () => undefined,
    },
  );
  expect(found).toHaveLength(1);
  return { step: found[0], loading };
}

describe('the descent of an event', () => {
  const { step, loading } = firstEvent(glass, 'simple-shear', 0.2);

  test('leads to the minimum behind it, and nothing is to be said', () => {
    const { states, remark } = eventDescent(step, loading, 12);
    expect(remark).toBeNull();
    expect(states.length).toBeGreaterThan(5);
    expect(states.at(-1)).toEqual({ stress: step.state.driving, nonAffine: step.nonAffine });
    // From beside where it was: the first is one evaluation away.
    expect(Math.max(...states[0].nonAffine.map(Math.abs))).toBeLessThan(1e-3);
    expect(states[0].stress).toBeCloseTo(step.before.driving, 3);
  });

  test('that spends its budget ends there, says so, and still has the minimum behind it', () => {
    const { states, remark } = eventDescent(step, loading, 12, 20);
    expect(remark).toMatch(
      /^The descent in the event at γ = 0\.0\d+ is shown for its first \d+ force evaluations, in which it does not arrive \(max\|F\| is \d\.\de[-+]\d+ ε\/σ, as beside a saddle\); from there particles move straight to the minimum behind the event\.$/,
    );
    const evaluations = Number(/first (\d+) force/.exec(remark ?? '')?.[1]);
    // A line search is not left half-way.
    expect(evaluations).toBeGreaterThan(10);
    expect(evaluations).toBeLessThan(30);
    expect(states.at(-1)).toEqual({ stress: step.state.driving, nonAffine: step.nonAffine });
    // Where it was left is shown too.
    const [left] = states.slice(-2);
    expect(Math.max(...left.nonAffine.map((value, at) => Math.abs(value - step.nonAffine[at])))).toBeGreaterThan(0.01);
  });

  test('is left where it is asked to stop', () => {
    const control = new Int32Array(new SharedArrayBuffer(64));
    const stopped: Loading = { ...loading, clock: new StageClock(control) };
    Atomics.store(control, 0, 1);
    let thrown: unknown;
    try {
      eventDescent(step, stopped, 12);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(Interrupted);
    expect(thrown).toMatchObject({ status: 'cancelled', stage: 'plastic event' });
  });
});

test('a descent that ends at a saddle says so', () => {
  // The forces of a symmetric crystal lead to a saddle, off which the analysis pushes it.
  const { step, loading } = firstEvent(crystal, 'tension', -0.1);
  const { states, remark } = eventDescent(step, loading, 12);
  expect(remark).toMatch(/^The descent in the event at γ = -0\.06\d+ ends at a saddle or in another minimum/);
  expect(states.at(-1)).toEqual({ stress: step.state.driving, nonAffine: step.nonAffine });
});
