import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { temporaryIn } from '../files/temporary-file.ts';
import { type SampleFailure, SamplesFailed } from '../import/samples-failed.ts';
import type { JobContext } from '../jobs/job-board.ts';
import type { ProjectHandle } from '../library/open-project-handle.ts';
import type { Batch } from './batch-contract.ts';
import type { ApiContext } from './context.ts';
import { sampleExport } from './exports.ts';
import { figureArrays } from './figure-arrays.ts';
import { figureChoiceOf } from './figures.ts';
import { type OpenSample, sampleNumbered } from './samples.ts';
import { ZipFile } from './zip-file.ts';

/** What is done with one of the samples. */
export type BatchWork = (sample: OpenSample, signal: AbortSignal) => Promise<void>;

/** Name of an archive in its folder. */
export const ARCHIVE_FILE = 'archive.zip';

/** Does the work with each sample in turn; gives those that failed: the others are done. */
export async function withEach(
  context: ApiContext,
  handle: ProjectHandle,
  numbers: readonly number[],
  job: JobContext,
  work: BatchWork,
): Promise<SampleFailure[]> {
  const failures: SampleFailure[] = [];
  for (const [at, number] of numbers.entries()) {
    job.signal.throwIfAborted();
    job.report(`sample ${number}, ${at + 1} of ${numbers.length}`, at / numbers.length);
    try {
      await work(sampleNumbered(context, handle, number), job.signal);
    } catch (error) {
      if (job.signal.aborted || !(error instanceof Error)) throw error;
      failures.push({ reason: `sample ${number}: ${error.message}`, fault: error });
    }
  }
  return failures;
}

/** A batch that gives files. */
export type FilesBatch = Exclude<Batch, { what: 'analysis' }>;

/** A file of a sample in an archive. */
interface Member {
  name: string;
  pieces: Iterable<Uint8Array>;
}

/** What makes the files of a sample. Throws `BadInput` for a choice that is none. */
export function memberMaker(
  context: ApiContext,
  batch: FilesBatch,
): (sample: OpenSample, signal: AbortSignal) => Promise<Member[]> {
  if (batch.what === 'export')
    return async (sample) => {
      const { name, chunks } = await sampleExport(context, sample, batch.query);
      return [{ name, pieces: chunks }];
    };
  const choice = figureChoiceOf(batch.request);
  return async (sample, signal) => {
    const { files, skipped } = await context.figures.draw(figureArrays(context, sample, null), choice, signal);
    if (files.length === 0) throw new BadInput(skipped.at(0)?.reason ?? 'nothing was drawn');
    return files.map(({ name, bytes }) => ({ name: `${sample.facts.numbers.number}/${name}`, pieces: [bytes] }));
  };
}

/**
 * Makes an archive of files of samples in a folder of its own, with the reasons of those that have none in `failed.txt`.
 * Throws `SamplesFailed` where none has any; nothing is left then.
 */
export async function makeArchive(
  context: ApiContext,
  handle: ProjectHandle,
  numbers: readonly number[],
  job: JobContext,
  membersOf: ReturnType<typeof memberMaker>,
): Promise<{ folder: string; failures: SampleFailure[] }> {
  const folder = temporaryIn(context.userData);
  await mkdir(folder, { mode: 0o700 });
  try {
    await using zip = await ZipFile.create(join(folder, ARCHIVE_FILE));
    const failures = await withEach(context, handle, numbers, job, async (sample, signal) => {
      for (const { name, pieces } of await membersOf(sample, signal)) await zip.add(name, pieces);
    });
    if (zip.isEmpty) throw new SamplesFailed(failures);
    const told = failures.map(({ reason }) => `${reason}\n`).join('');
    if (told !== '') await zip.add('failed.txt', [new TextEncoder().encode(told)]);
    await zip.end();
    return { folder, failures };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}
