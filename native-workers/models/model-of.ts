import type { Model } from './model.ts';
import { modelById } from './registry.ts';
import type { ModelReference } from './user-model.ts';
import { userModel } from './user-potential.ts';

/** The model with an id of the registry, or the one of a definition. Throws `BadInput` for an unknown or a wrong one. */
export function modelOf(reference: ModelReference): Model {
  return typeof reference === 'string' ? modelById(reference) : userModel(reference);
}

/** How tasks, jobs and reports name a model: `modelOf` gives the same one. */
export function referenceTo({ id, definition }: Model): ModelReference {
  return definition ?? id;
}
