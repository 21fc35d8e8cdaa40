import type { Report, ReportFields } from '../analysis/report.ts';
import type { Quench } from '../analysis/simulate.ts';
import type { SimulationSettings } from '../analysis/simulation-settings.ts';
import type { Configuration } from '../configuration.ts';
import { taskContract } from './task.ts';

export interface SimulateTaskInput {
  settings: SimulationSettings;
  /** Which sample of the job, from 0. */
  index: number;
  /** Shared memory of `Control` (4 × 32 bits) through which the caller watches and stops the task, or null. */
  control: SharedArrayBuffer | null;
}

export interface SimulateTaskOutput {
  configuration: Configuration;
  /** Seed of this sample. */
  seed: string;
  quench: Quench;
  report: Report;
  fields: ReportFields;
}

/** Makes and analyses one sample of a job. */
export const simulateTask = taskContract<SimulateTaskInput, SimulateTaskOutput>(
  'simulate',
  ({ configuration, fields }) => [
    configuration.ids,
    configuration.species,
    configuration.positions,
    fields.positions,
    fields.vibrability,
    fields.displacements,
  ],
);
