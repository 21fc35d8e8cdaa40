import { existsSync } from 'node:fs';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { storedAnalysis } from '../import/analysis-job.ts';
import type { JsonObject } from '../project/configuration-json.ts';
import { shippedAt } from '../user-data/shipped-samples.ts';
import { checkFolderOf } from '../project/new-file.ts';
import { createProject, openWritable } from '../project/open-project.ts';
import type { Project } from '../project/project.ts';
import type { StoredSample } from '../project/samples.ts';

/**
 * Opens a project for writing; throws `BadInput` with the reason where that is not possible: an example stays as it is.
 * @param say takes what opening changed that the user should know: whose right to write was taken over, what was
 *   lost and made again
 */
export async function openForWriting(path: string, say: (message: string) => void): Promise<Project> {
  if (shippedAt(path) !== null)
    throw new BadInput(
      'this is an example that comes with Keycore and stays as it is; copy it to keep something in it',
      { file: path },
    );
  const project = await openWritable(path);
  for (const message of project.messages) say(`${path}: ${message}`);
  return project;
}

/** Where `analyze -o` puts its samples: an existing project, or a new one that is made for the first result. */
export class SampleStore {
  readonly #path: string;
  /** Null until there is a sample in a new one. */
  project: Project | null;

  private constructor(path: string, project: Project | null) {
    this.#path = path;
    this.project = project;
  }

  /** `say`: see `openForWriting`. */
  static async open(path: string, say: (message: string) => void): Promise<SampleStore> {
    if (existsSync(path)) return new SampleStore(path, await openForWriting(path, say));
    // A name under which no project could be made is refused before any work is done for it.
    checkFolderOf(path);
    return new SampleStore(path, null);
  }

  /** The sample that this configuration gave earlier, or null. */
  find(configuration: JsonObject): StoredSample | null {
    if (this.project === null) return null;
    const number = storedAnalysis(this.project, configuration);
    return number === null ? null : this.project.readSample(number);
  }

  /** The project, made now where there is none yet. */
  async made(): Promise<Project> {
    return (this.project ??= await createProject(this.#path));
  }

  [Symbol.dispose](): void {
    this.project?.close();
  }
}
