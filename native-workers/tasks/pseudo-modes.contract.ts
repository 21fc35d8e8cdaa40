import type { PseudoModesFields, PseudoModesReport } from '../analyses/pseudo-modes/pseudo-modes-report.ts';
import type { PseudoModesSettings } from '../analyses/pseudo-modes/pseudo-modes-settings.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { ModelReference } from '../models/user-model.ts';
import { taskContract } from './task.ts';

export interface PseudoModesTaskInput {
  configuration: Configuration;
  model: ModelReference;
  settings: PseudoModesSettings;
  /** Whether it is minimised first. */
  relax: boolean;
  /** For provenance. */
  source: string;
  control: SharedArrayBuffer | null;
}

export interface PseudoModesTaskOutput {
  report: PseudoModesReport;
  fields: PseudoModesFields;
}

/** Looks for the pseudo-harmonic modes of one sample. */
export const pseudoModesTask = taskContract<PseudoModesTaskInput, PseudoModesTaskOutput>(
  'pseudo-modes',
  ({ fields }) => [fields.displacements],
);
