import type { MinimiseResult, NativeSample } from '../../addon.ts';
import type { Configuration } from '../../configuration/configuration.ts';
import type { Model } from '../../models/registry.ts';
import { sampleSpec } from '../../configuration/sample-spec.ts';
import type { AnalysisSettings } from '../report/analysis-settings.ts';
import type { Course } from './prepare-glass.ts';
import { Interrupted } from '../run/stage-clock.ts';

/** A sample in its inherent structure. */
export interface Quenched {
  configuration: Configuration;
  sample: NativeSample;
  result: MinimiseResult;
  /** s. */
  wallSeconds: number;
}

/** Minimises the energy at once; throws `Interrupted` when that does not arrive. */
export function quench(
  configuration: Configuration,
  model: Model,
  { forceTolerance, maxEvaluations }: AnalysisSettings,
  { kernels, control }: Pick<Course, 'kernels' | 'control'>,
): Quenched {
  const began = performance.now();
  const sample = new kernels.Sample(sampleSpec(configuration, model));
  const result = sample.minimise({ forceTolerance, maxEvaluations }, control);
  if (result.status !== 'converged')
    throw new Interrupted(
      result.status,
      'quench',
      `max|F| is ${result.maxForce.toExponential(2)} after ${result.evaluations} force ` +
        `evaluations and ${result.newtonSteps} Newton steps; wanted ${forceTolerance.toExponential(0)}`,
    );
  return {
    configuration: { ...configuration, positions: sample.positions() },
    sample,
    result,
    wallSeconds: (performance.now() - began) / 1000,
  };
}
