import { z } from 'zod';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { Project } from '../project/project.ts';
import { StorageFailure } from '../project/storage-failure.ts';
import type { ProgressLine } from './progress-line.ts';
import { openForWriting } from './sample-store.ts';

/** The flag `--no-keep` of a command whose report belongs beside the sample; `what`: "the strain". */
export function keepOption(what: string) {
  return z
    .boolean()
    .default(true)
    .meta({ description: `do not keep ${what} in the project that the sample is of` });
}

/**
 * What `keep` gives; null, and why is said, where a result cannot be kept (the file may not be written, another process
 * has it, the disk is full or fails): the numbers are there all the same.
 * @param what what is kept, for the message: "the strain"
 */
export async function keepOrReport<Kept>(
  what: string,
  progress: ProgressLine,
  keep: () => Kept | Promise<Kept>,
): Promise<Kept | null> {
  try {
    return await keep();
  } catch (error) {
    if (!(error instanceof BadInput || error instanceof StorageFailure)) throw error;
    progress.note(`${what} is not kept: ${error.message}`);
    return null;
  }
}

/** Keeps something in a project where that is possible, and says why where it is not (`keepOrReport`). */
export async function keepInProject(
  path: string,
  what: string,
  progress: ProgressLine,
  keep: (project: Project) => void,
): Promise<void> {
  await keepOrReport(what, progress, async () => {
    const project = await openForWriting(path, (message) => progress.note(message));
    try {
      keep(project);
    } finally {
      project.close();
    }
  });
}
