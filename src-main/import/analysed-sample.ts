import type { AnalysisSettings } from '../../native-workers/analysis/report/analysis-settings.ts';
import type { Report } from '../../native-workers/analysis/report/report.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { Configuration } from '../../native-workers/configuration/configuration.ts';
import { modelReferenceOf } from '../../native-workers/analysis/report/model-of-report.ts';
import type { ModelReference } from '../../native-workers/models/user-model.ts';
import { analyseTask } from '../../native-workers/tasks/analyse.contract.ts';
import type { TaskPool, TaskWatch } from '../jobs/task-pool.ts';
import type { SampleResult } from '../project/sample-result.ts';
import type { InputOptions } from './analysis-input.ts';
import { isProjectPath, oneSample, storedSample } from './one-sample.ts';
import { taskValue } from '../jobs/task-value.ts';

/** A sample with what its analysis found, wherever it lies. */
export interface AnalysedSample {
  /** At the positions that were analysed. */
  configuration: Configuration;
  model: ModelReference;
  report: Report;
  /** u of the lowest modes, one after another; 2N numbers each. */
  displacements: Float64Array;
  /** For provenance. */
  source: string;
  /** What was concluded or found odd on reading, as sentences. */
  notes: string[];
}

/** Rows of the particles with these ids. */
export function indicesOf(ids: Int32Array, wanted: readonly number[]): number[] {
  const rows = new Map(Array.from(ids, (id, row) => [id, row]));
  return wanted.map((id) => {
    const row = rows.get(id);
    if (row === undefined) throw new BadInput(`there is no particle with the id ${id}`);
    return row;
  });
}

/** A stored sample as this module gives it. */
export function asAnalysed(
  { configuration, fields, report }: Pick<SampleResult, 'configuration' | 'fields' | 'report'>,
  source: string,
): AnalysedSample {
  return {
    configuration: { ...configuration, positions: fields.positions },
    model: modelReferenceOf(report),
    ...{ report, displacements: fields.displacements, source, notes: [] },
  };
}

/**
 * The sample that `FILE` or `P.keycore SAMPLE` on a command line means: one of a project as it is stored, a file after
 * the analysis of `analyze` with these settings. Throws `BadInput` like `oneSample`; `NotConverged` and `Cancelled` of
 * the analysis.
 */
export async function analysedSample(
  path: string,
  sample: string | undefined,
  {
    reading,
    settings,
    pool,
    watch,
  }: { reading: InputOptions; settings: AnalysisSettings; pool: TaskPool; watch: TaskWatch & { signal: AbortSignal } },
): Promise<AnalysedSample> {
  const input = await oneSample(path, sample, reading, watch.signal);
  // `oneSample` has refused what is no number.
  if (isProjectPath(path)) return asAnalysed(await storedSample(path, Number(sample)), input.source);
  const { configuration, model, source, notes } = input;
  const outcome = await pool.run(analyseTask, { configuration, model, settings, source, seed: null }, watch);
  const { report, fields } = taskValue(outcome, source);
  // The relaxation may have wrapped a tilt that was too large.
  const [lx, ly, xy] = report.sample.box;
  const stored = { configuration: { ...configuration, box: { lx, ly, xy } }, fields, report };
  return { ...asAnalysed(stored, source), notes: [...notes, ...report.sample.notes] };
}
