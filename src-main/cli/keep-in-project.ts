import { BadInput } from '../../native-workers/text/bad-input.ts';
import { StorageFailure } from '../project/storage-failure.ts';
import type { ProgressLine } from './progress-line.ts';

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
