import { backupTo } from './backup.ts';
import { forgetFailures, listFailures, markFailed, type Failure } from './failures.ts';
import { dropCheckpointsFrom, readCheckpoint, saveCheckpoint, type StoredCheckpoint } from './checkpoints.ts';
import { fieldNames, readField, type Field } from './fields.ts';
import {
  addJob,
  allottedSamples,
  findJob,
  incompleteJobs,
  listJobs,
  missingSamples,
  readJob,
  type Allotment,
  type StoredJob,
  type NewJob,
} from './jobs.ts';
import { currentLease, type LeaseHolder } from './lease.ts';
import { listLosses } from './losses.ts';
import { listModes, type ModeNumbers } from './modes.ts';
import { addNote, listNotes, removeNote, type Note } from './notes.ts';
import { ProjectReports } from './project-reports.ts';
import { beginWork, endWork, listPending, type PendingWork } from './pending.ts';
import type { SampleResult } from './sample-result.ts';
import {
  countSamples,
  hasSample,
  listSamples,
  readNumbers,
  sampleNumbers,
  type SampleNumbers,
} from './sample-numbers.ts';
import { readSample, storeSample, type StoredSample } from './samples.ts';
import { projectSummary, type ProjectSummary } from './summary.ts';
import { dataVersion, projectMarks, type ProjectMarks } from './project-marks.ts';
import { addTag, listTags, removeTag } from './tags.ts';

/**
 * An open project; made by `openProject` and `createProject` only. Everything but `backupTo` is synchronous, and
 * every call is one transaction: it happens whole or not at all, and a reader sees one state.
 *
 * Errors of every method: `BadInput` for numbers and names that are not there, for writing without the right to,
 * and for a damaged row, which it names; a plain `Error` for a full or failing disk, a file locked by another process
 * for longer than 5 s, or a lease that was taken over. After any of them the project is as before the call.
 */
export class Project extends ProjectReports {
  /** What opening it changed or found that the user should know. */
  readonly messages: string[] = [];

  /** Throws `BadInput` naming the holder of the lease, unless this project may be written. */
  requireWritable(): void {
    this.write('writing', () => undefined);
  }

  /**
   * Adds a job and allots its sample numbers in order of position. A job of the same configuration and seed is
   * resumed instead (`resumed: true`): its numbers stay, more are allotted if `samples` exceeds what it has.
   */
  addJob(request: NewJob): StoredJob & { resumed: boolean } {
    return this.write('adding a job', addJob, request);
  }

  /** All jobs, oldest first. */
  listJobs(): StoredJob[] {
    return this.read('listing jobs', listJobs);
  }

  /** The job of a configuration and seed; null where there is none. */
  findJob(configuration: NewJob['configuration'], seed: string | null): StoredJob | null {
    return this.read('looking for a job', findJob, configuration, seed);
  }

  /** Jobs that lack samples which have not failed, oldest first. */
  incompleteJobs(): StoredJob[] {
    return this.read('listing jobs', incompleteJobs);
  }

  readJob(job: number): StoredJob {
    return this.read('reading a job', readJob, job);
  }

  /** All sample numbers of a job, in order of position. */
  allottedSamples(job: number): Allotment[] {
    return this.read('reading a job', allottedSamples, job);
  }

  /**
   * Sample numbers of a job that have neither a result nor failed, in order of position: what to do on resuming. What
   * failed comes up again after `retryFailed`.
   */
  missingSamples(job: number): Allotment[] {
    return this.read('reading a job', missingSamples, job);
  }

  /**
   * Marks an allotted sample as failed, so that resuming its job passes it over. Marking it again replaces the
   * reason; storing a result under its number takes the mark away.
   * @param reason for the user: "did not converge: max|F| = 2e-7 after 100000 evaluations"
   * @param seed of this sample, where it has one
   */
  markFailed(number: number, reason: string, seed: string | null = null): void {
    this.write(`marking sample ${number} as failed`, markFailed, number, reason, seed);
  }

  /** What failed, of one job or of all, by sample number. */
  listFailures(job: number | null = null): Failure[] {
    return this.read('listing failures', listFailures, job);
  }

  /** Makes the failed samples of a job missing again; gives how many they were. */
  retryFailed(job: number): number {
    return this.write('retrying failed samples', forgetFailures, job);
  }

  /** Notes work before it is begun, to be found by `listPending` after a crash or a quit; once per id. */
  beginWork(work: Omit<PendingWork, 'begunAt'>): void {
    this.write(`beginning '${work.title}'`, beginWork, work);
  }

  /** Notes that work has come to its end, whatever that was. True if it was pending. */
  endWork(id: string): boolean {
    return this.write('ending a work', endWork, id);
  }

  /** Work that was begun and not ended, oldest first: also what is running now. */
  listPending(): PendingWork[] {
    return this.read('listing pending work', listPending);
  }

  /**
   * Stores a result under its allotted number, with modes and fields, in one transaction; when it returns, the sample
   * is on the disk. Refuses a number that is taken or not allotted; TypeError if the result contradicts itself.
   */
  storeSample(number: number, result: SampleResult): void {
    this.write(`storing sample ${number}`, storeSample, number, result);
  }

  /**
   * Adds a job of one sample, or finds it, and stores its result, in one transaction; gives the sample's number.
   * Refuses a job whose sample is stored already.
   */
  addSample(request: Omit<NewJob, 'samples'>, result: SampleResult): number {
    return this.write('storing a sample', (connection) => {
      const job = addJob(connection, { ...request, samples: 1 });
      const [{ number }] = allottedSamples(connection, job.number);
      storeSample(connection, number, result);
      return number;
    });
  }

  /** Writes down how far a sample of a job is, in the place of its last checkpoint; on the disk when this returns. */
  saveCheckpoint(checkpoint: StoredCheckpoint): void {
    this.write('writing a checkpoint', saveCheckpoint, checkpoint);
  }

  /** The last checkpoint of a sample that has neither a result nor failed since; null where there is none. */
  readCheckpoint(job: number, position: number): StoredCheckpoint | null {
    return this.read('reading a checkpoint', readCheckpoint, job, position);
  }

  /** Forgets the checkpoints of a job from a position on; gives how many there were. */
  dropCheckpointsFrom(job: number, position: number): number {
    return this.write('dropping checkpoints', dropCheckpointsFrom, job, position);
  }

  /** Main numbers of all stored samples, by number. */
  listSamples(): SampleNumbers[] {
    return this.read('listing samples', listSamples);
  }

  /** Numbers of all stored samples, ascending. */
  sampleNumbers(): number[] {
    return this.read('listing samples', sampleNumbers);
  }

  /** Main numbers of one sample. */
  readNumbers(number: number): SampleNumbers {
    return this.read(`reading sample ${number}`, readNumbers, number);
  }

  /** How many samples are stored. */
  countSamples(): number {
    return this.read('counting samples', countSamples);
  }

  /** Whether a result is stored under a number; does not look at it. */
  hasSample(number: number): boolean {
    return this.read(`looking for sample ${number}`, hasSample, number);
  }

  /** A sample as it was stored, bit for bit, with modes and fields. */
  readSample(number: number): StoredSample {
    return this.read(`reading sample ${number}`, readSample, number);
  }

  /** Names of the arrays of a sample: see `Field`. */
  fieldNames(number: number): string[] {
    return this.read(`reading sample ${number}`, fieldNames, number);
  }

  /** One array of a sample, in memory of its own. */
  readField(number: number, name: string): Field {
    return this.read(`reading sample ${number}`, readField, number, name);
  }

  /** The numbers of the modes of one sample, or of all, by sample and position. */
  listModes(number?: number): ModeNumbers[] {
    return this.read('listing modes', (connection) => {
      if (number !== undefined) readNumbers(connection, number);
      return listModes(connection, number);
    });
  }

  /** Puts a tag (1 to 100 characters) on a sample. */
  addTag(number: number, tag: string): void {
    this.write(`tagging sample ${number}`, addTag, number, tag);
  }

  /** True if the tag was there. */
  removeTag(number: number, tag: string): boolean {
    return this.write(`untagging sample ${number}`, removeTag, number, tag);
  }

  /** The tags of every tagged sample, sorted. */
  listTags(): Map<number, string[]> {
    return this.read('listing tags', listTags);
  }

  /** Adds a remark on a sample, or with null on the project; gives its id. */
  addNote(number: number | null, text: string): number {
    return this.write('adding a note', addNote, number, text);
  }

  /** True if the note was there. */
  removeNote(id: number): boolean {
    return this.write('removing a note', removeNote, id);
  }

  /** All remarks, oldest first. */
  listNotes(): Note[] {
    return this.read('listing notes', listNotes);
  }

  /** What `info` tells: counts, jobs, samples with their main numbers, version, size, who writes. */
  summary(): ProjectSummary {
    return this.read('reading the project', projectSummary);
  }

  /** What was stored and is lost, a sentence each: "sample 3: 1 row of reports is missing; restore it from a copy". */
  losses(): string[] {
    return this.read('looking for losses', listLosses);
  }

  /** Another number whenever another connection has written to the file since; cheap enough to be asked every second. */
  dataVersion(): number {
    return this.read('looking for changes', dataVersion);
  }

  /** What tells whether a window that shows the project has something to read again. */
  marks(): ProjectMarks {
    return this.read('looking for changes', projectMarks);
  }

  /** Who may write now, dead or alive; null when nobody has the project open for writing. */
  writer(): LeaseHolder | null {
    return this.read('reading the lease', currentLease);
  }

  /**
   * Copies the project as it stands to a new file, which appears whole or not at all; refuses an existing one.
   * May run while the project is written to; must be awaited before `close`.
   */
  async backupTo(path: string): Promise<void> {
    await backupTo(this.connection, path);
  }
}
