import type { OwnModel } from '../../src-main/api/models-contract.ts';
import * as api from '../client/api.ts';
import { messages } from '../state/messages.svelte.ts';
import { workspace } from '../state/workspace.svelte.ts';

/** The value of a JSON text. Throws Error in words for the user. */
function jsonOf(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${name} is not JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** Whether a text is the definition of a model by itself, and not a configuration that has one. */
export function definesModel(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'potential' in value;
  } catch {
    return false;
  }
}

/** User-defined models that a file may be of: those that were given, and those of samples of the open project. */
class OwnModels {
  list = $state.raw<readonly OwnModel[]>([]);

  /** Looks again what is there. */
  async refresh(): Promise<void> {
    const { project } = workspace;
    if (project !== null) this.list = await api.ownModels(project.id);
  }

  /** Takes a definition; throws Error with what is wrong with it, in words for the user. */
  async give(text: string, name: string): Promise<OwnModel> {
    const model = await api.giveModel(name, jsonOf(text, name));
    this.list = [model, ...this.list.filter(({ definition }) => definition !== model.definition)];
    return model;
  }

  /** A definition that was dropped on the window. */
  async takeDropped(text: string, name: string): Promise<void> {
    try {
      const { label } = await this.give(text, name);
      messages.add(
        `${name} defines the potential ‘${label}’. It can be chosen as the model of files that are imported from now on.`,
        'notice',
      );
    } catch (error) {
      messages.report(error);
    }
  }
}

export const ownModels = new OwnModels();
