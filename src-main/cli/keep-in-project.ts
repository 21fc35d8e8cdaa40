import { BadInput } from '../../native-workers/bad-input.ts';
import type { Project } from '../project/project.ts';
import type { ProgressLine } from './progress-line.ts';
import { openForWriting } from './sample-store.ts';

/**
 * Keeps something in a project where it may be written, and says so where it may not: the numbers are there all the
 * same.
 * @param what what is kept, for the message: "the strain"
 */
export async function keepInProject(
  path: string,
  what: string,
  progress: ProgressLine,
  keep: (project: Project) => void,
): Promise<void> {
  let project: Project;
  try {
    project = await openForWriting(path);
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    progress.note(`${what} is not kept: ${error.message}`);
    return;
  }
  try {
    keep(project);
  } finally {
    project.close();
  }
}
