import type { Report } from '../analysis/report.ts';
import type { Model } from './model.ts';
import { modelById } from './registry.ts';
import type { ModelReference } from './user-model.ts';
import { userModel } from './user-potential.ts';

/** The model with an id of the registry, or the one of a definition. Throws `BadInput` for an unknown or a wrong one. */
export function modelOf(reference: ModelReference): Model {
  return typeof reference === 'string' ? modelById(reference) : userModel(reference);
}

/** How a report names its model. */
export function modelReferenceOf({ sample, provenance }: Report): ModelReference {
  return provenance.modelDefinition ?? sample.model;
}

/** The model that a report was made with: of the registry, or the definition that the report carries. */
export function modelOfReport(report: Report): Model {
  return modelOf(modelReferenceOf(report));
}
