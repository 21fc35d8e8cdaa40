import type { TaskContract } from '../../native-workers/tasks/task.ts';
import type { Analysis } from '../../native-workers/analysis/description/analysis.ts';
import type { SampleReport } from '../project/analysis-reports.ts';
import type { StoredSample } from '../project/samples.ts';

/** A stored sample and the ways to what is computed of it: what exported fields are made from, in every host. */
export interface FieldSource {
  /** Name of the project, without folders. */
  project: string;
  sample: StoredSample;
  /** Modes that have displacements. */
  modes: number;
  /** u of one of them, 2N. */
  displacement: (mode: number) => Float64Array;
  /** The last report of an analysis on it. */
  report: (analysis: Analysis) => SampleReport | null;
  /** Runs a task on a thread that keeps the sample warm. */
  run: <Input, Output>(task: TaskContract<Input, Output>, input: Input) => Promise<Output>;
}
