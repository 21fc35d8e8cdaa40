import { sampleDefinition } from '../../native-workers/analysis/simulation.ts';
import type { SimulationSettings } from '../../native-workers/analysis/simulation-settings.ts';
import type { SimulateTaskOutput } from '../../native-workers/tasks/simulate.contract.ts';
import type { JsonObject } from '../project/configuration-json.ts';
import type { SampleResult } from '../project/sample-result.ts';

/** Modes whose displacements are stored: of an ensemble's sample one, of a single sample twenty. */
export const KEPT_MODES = { ensemble: 1, single: 20 } as const;

/** What the samples of a job depend on besides their seeds: the same configuration and seed resume a job. */
export function ensembleJob(settings: SimulationSettings): JsonObject {
  return { task: 'simulate', ...sampleDefinition(settings) };
}

/** A finished sample as a project stores it, with the displacements of its lowest modes. */
export function madeSample({ configuration, report, fields }: SimulateTaskOutput, keptModes: number): SampleResult {
  const displacements = fields.displacements.subarray(0, 2 * report.sample.n * keptModes);
  return { configuration, frameInfo: null, report, fields: { ...fields, displacements }, columns: [] };
}
