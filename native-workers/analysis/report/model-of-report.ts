import type { Model } from '../../models/model.ts';
import { modelOf } from '../../models/model-of.ts';
import type { ModelReference } from '../../models/user-model.ts';
import type { Report } from './report.ts';

/** How a report names its model. */
export function modelReferenceOf({ sample, provenance }: Report): ModelReference {
  return provenance.modelDefinition ?? sample.model;
}

/** The model that a report was made with: of the registry, or the definition that the report carries. */
export function modelOfReport(report: Report): Model {
  return modelOf(modelReferenceOf(report));
}
