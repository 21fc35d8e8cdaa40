import { LRUCache } from 'lru-cache';
import type { UserModel } from '../../native-workers/models/user-model.ts';
import { canonicalJson, type JsonObject } from '../project/configuration-json.ts';
import type { Project } from '../project/project.ts';

/** Definitions that are remembered, the last ones. */
const MAX_REMEMBERED = 50;

/** A definition as JSON, the same text for the same definition. */
export function definitionText(model: UserModel): string {
  return canonicalJson(JSON.parse(JSON.stringify(model)) as JsonObject);
}

/** The user-defined models at hand when a file is read: those given to this run of Keycore, and those of its project. */
export class OwnModels {
  readonly #given = new LRUCache<string, UserModel>({ max: MAX_REMEMBERED });

  /** Remembers a definition for as long as Keycore runs. */
  give(model: UserModel): void {
    this.#given.set(definitionText(model), model);
  }

  /** Each once; those given come first, the latest before the others. */
  atHand(project: Project): UserModel[] {
    const all = [...this.#given.values(), ...project.modelDefinitions()];
    return [...new Map(all.toReversed().map((model) => [definitionText(model), model])).values()].toReversed();
  }
}
