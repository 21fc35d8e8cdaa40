import * as api from '../client/api.ts';
import { workspace } from '../state/workspace.svelte.ts';

/**
 * The project that files will go to, for as long as they are looked at: the open one, or Untitled where nothing can be
 * added to that. What is there already is looked for in it.
 */
export class ImportReceiver {
  #untitled: Promise<string> | null = null;

  /** Id of the project. */
  readonly id = (): Promise<string> => {
    const { project } = workspace;
    if (project?.mode === 'write') return Promise.resolve(project.id);
    this.#untitled ??= api.openProject({ untitled: true }).then(
      ({ id }) => id,
      (error: unknown) => {
        this.#untitled = null;
        throw error;
      },
    );
    return this.#untitled;
  };

  /** Gives Untitled back. */
  async release(): Promise<void> {
    const untitled = this.#untitled;
    this.#untitled = null;
    if (untitled !== null) await api.closeProject(await untitled);
  }
}
