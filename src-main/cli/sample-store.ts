import { BadInput } from '../../native-workers/text/bad-input.ts';
import { deletedAnalysis, storedAnalysis } from '../import/analysis-job.ts';
import { STANDARD_INPUT_WORD } from '../import/files-on-disk.ts';
import type { JsonObject } from '../project/configuration-json.ts';
import { existsSync } from 'node:fs';
import { shippedAt } from '../user-data/shipped-samples.ts';
import { checkFolderOf } from '../project/new-file.ts';
import { discardUnused, openOrCreate, openWhenFree, type Patience } from '../project/open-when-free.ts';
import type { Project } from '../project/project.ts';
import type { StoredSample } from '../project/samples.ts';

/** Refuses names of projects that nothing can be kept in. */
function checkTarget(path: string) {
  if (path === STANDARD_INPUT_WORD)
    throw new BadInput('a project cannot be written to standard output: name a file', { field: '-o' });
  if (shippedAt(path) !== null)
    throw new BadInput(
      'this is an example that comes with Keycore and stays as it is; copy it to keep something in it',
      { file: path },
    );
}

/** Says what opening changed that the user should know: whose right to write was taken over, what was lost and made again. */
function told(project: Project, say: (message: string) => void) {
  for (const message of project.messages) say(`${project.path}: ${message}`);
  return project;
}

/** Opens a project for writing; throws `BadInput` with the reason where that is not possible: an example stays as it is. */
export async function openForWriting(
  path: string,
  patience: Patience,
  say: (message: string) => void,
): Promise<Project> {
  checkTarget(path);
  return told(await openWhenFree(path, patience), say);
}

/**
 * Where a command puts its samples: an existing project, or a new one, which is made before the first is calculated, so
 * that of two commands that make one project the second waits, and finds what the first has stored.
 */
export class SampleStore {
  readonly #path: string;
  readonly #patience: Patience;
  readonly #say: (message: string) => void;
  #project: Project | null = null;
  #isNew = false;

  private constructor(path: string, patience: Patience, say: (message: string) => void) {
    this.#path = path;
    this.#patience = patience;
    this.#say = say;
  }

  /** Opens the project if it is there; a name under which none could be made is refused. `say`: see `openForWriting`. */
  static async open(path: string, patience: Patience, say: (message: string) => void): Promise<SampleStore> {
    checkTarget(path);
    const store = new SampleStore(path, patience, say);
    if (existsSync(path)) await store.project();
    else checkFolderOf(path);
    return store;
  }

  /** The project, made now where there is none yet. */
  async project(): Promise<Project> {
    if (this.#project === null) {
      const { project, isNew } = await openOrCreate(this.#path, this.#patience);
      this.#project = told(project, this.#say);
      this.#isNew = isNew;
    }
    return this.#project;
  }

  /** What is said where the user has deleted the sample of this configuration; else null. */
  async deleted(configuration: JsonObject): Promise<string | null> {
    return deletedAnalysis(await this.project(), configuration);
  }

  /** The sample that this configuration gave earlier, or null. Throws `BadInput` for one that is deleted. */
  async find(configuration: JsonObject): Promise<StoredSample | null> {
    const project = await this.project();
    const number = storedAnalysis(project, configuration);
    return number === null ? null : project.readSample(number);
  }

  [Symbol.dispose](): void {
    if (this.#project === null) return;
    if (this.#isNew) discardUnused(this.#project);
    else this.#project.close();
  }
}
