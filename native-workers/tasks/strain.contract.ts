import type { StrainFields, StrainReport } from '../analyses/strain/strain-report.ts';
import type { StrainSettings } from '../analyses/strain/strain-settings.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { ModelReference } from '../models/user-model.ts';
import { taskContract } from './task.ts';

export interface StrainTaskInput {
  /** At a minimum of its energy, unless `relax`. */
  configuration: Configuration;
  model: ModelReference;
  settings: StrainSettings;
  /** Whether it is minimised first; else one that is no minimum is refused. */
  relax: boolean;
  /** For provenance. */
  source: string;
  control: SharedArrayBuffer | null;
}

export interface StrainTaskOutput {
  report: StrainReport;
  fields: StrainFields;
}

/** Strains one sample step by step. */
export const strainTask = taskContract<StrainTaskInput, StrainTaskOutput>('strain', ({ fields }) => [
  fields.positions,
  fields.linear,
  fields.nonAffine,
  fields.event,
  fields.before,
  fields.after,
]);
