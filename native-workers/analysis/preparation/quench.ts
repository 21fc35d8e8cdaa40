import { addon, type Control, type MinimiseOptions, type MinimiseResult, type NativeSample } from '../../addon.ts';
import type { Configuration } from '../../configuration/configuration.ts';
import { sampleSpec } from '../../configuration/sample-spec.ts';
import type { Model } from '../../models/registry.ts';
import { requireMinimum } from '../run/require-minimum.ts';

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
  options: MinimiseOptions & { forceTolerance: number },
  control: Control | undefined,
  stage = 'quench',
): Quenched {
  const began = performance.now();
  const sample = new (addon().Sample)(sampleSpec(configuration, model));
  const result = sample.minimise(options, control);
  requireMinimum(stage, result, options);
  const wallSeconds = (performance.now() - began) / 1000;
  return { configuration: { ...configuration, positions: sample.positions() }, sample, result, wallSeconds };
}
