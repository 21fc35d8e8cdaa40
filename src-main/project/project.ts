import { BadInput } from '../../native-workers/bad-input.ts';
import { backupTo } from './backup.ts';
import { forgetFailures, listFailures, markFailed } from './failures.ts';
import type { Failure } from './failures.ts';
import { dropCheckpointsFrom, readCheckpoint, saveCheckpoint } from './checkpoints.ts';
import type { Checkpoint } from './checkpoints.ts';
import { fieldNames, readField } from './fields.ts';
import type { Field } from './fields.ts';
import { findJob, incompleteJobs } from './job-lookup.ts';
import { addJob, allottedSamples, listJobs, missingSamples, readJob } from './jobs.ts';
import type { Allotment, Job, JobRequest } from './jobs.ts';
import { currentLease, HEARTBEAT_INTERVAL_MS, releaseLease, renewLease, verifyLease } from './lease.ts';
import type { LeaseHolder } from './lease.ts';
import { listModes } from './modes.ts';
import type { ModeNumbers } from './modes.ts';
import { addNote, listNotes, removeNote } from './notes.ts';
import type { Note } from './notes.ts';
import { beginWork, endWork, listPending } from './pending.ts';
import type { PendingWork } from './pending.ts';
import type { SampleResult } from './sample-result.ts';
import { countSamples, findRow, listSamples, readNumbers } from './sample-numbers.ts';
import type { SampleNumbers } from './sample-numbers.ts';
import { readSample, storeSample } from './samples.ts';
import type { StoredSample } from './samples.ts';
import { explainSqliteError } from './sqlite.ts';
import type { Connection } from './sqlite.ts';
import { projectSummary } from './summary.ts';
import type { ProjectSummary } from './summary.ts';
import { dataVersion, projectMarks } from './project-marks.ts';
import type { ProjectMarks } from './project-marks.ts';
import { addTag, listTags, removeTag } from './tags.ts';

/** Whether a project was opened with the right to write, and if not though it was asked for, who has it. */
export type Access = { token: string } | { heldBy: LeaseHolder | null };

/**
 * An open project; made by `openProject` and `createProject` only. Everything but `backupTo` is synchronous, and
 * every call is one transaction: it happens whole or not at all, and a reader sees one state.
 *
 * Errors of every method: `BadInput` for numbers and names that are not there, for writing without the right to,
 * and for a damaged row, which it names; a plain `Error` for a full or failing disk, a file locked by another process
 * for longer than 5 s, or a lease that was taken over. After any of them the project is as before the call.
 */
export class Project {
  /** As the user named it. */
  readonly path: string;
  /** 'read' also when writing was asked for but another process holds the lease: see `heldBy`. */
  readonly mode: 'read' | 'write';
  /** Who holds the lease, when that kept us from writing; else null. */
  readonly heldBy: LeaseHolder | null;
  readonly #connection: Connection;
  readonly #token: string | null;
  readonly #timer: NodeJS.Timeout | null;

  constructor(connection: Connection, access: Access) {
    this.path = connection.path;
    this.#connection = connection;
    this.#token = 'token' in access ? access.token : null;
    this.mode = this.#token === null ? 'read' : 'write';
    this.heldBy = 'heldBy' in access ? access.heldBy : null;
    // Does not keep the process alive.
    this.#timer = this.#token === null ? null : setInterval(() => this.#beat(), HEARTBEAT_INTERVAL_MS).unref();
  }

  #transaction<T>(kind: 'deferred' | 'immediate', doing: string, action: () => T): T {
    const { db, path } = this.#connection;
    if (!db.open) throw new Error(`${path}: the project is closed; ${doing} did not happen`);
    try {
      return db.transaction(action)[kind]();
    } catch (error) {
      throw explainSqliteError(error, path, doing);
    }
  }

  #read<T>(doing: string, action: (connection: Connection) => T): T {
    return this.#transaction('deferred', doing, () => action(this.#connection));
  }

  #write<T>(doing: string, action: (connection: Connection) => T): T {
    const token = this.#token;
    if (token === null) throw new BadInput(`${doing} is not possible: ${this.#whyReadOnly()}`, { file: this.path });
    return this.#transaction('immediate', doing, () => {
      verifyLease(this.#connection, token);
      return action(this.#connection);
    });
  }

  #whyReadOnly(): string {
    if (this.heldBy === null) return 'the project was opened for reading';
    const { host, pid, acquired } = this.heldBy;
    return `process ${pid} on ${host} has it open for writing since ${acquired}; close it there first`;
  }

  /** Throws `BadInput` saying who holds the lease, unless this project may be written. */
  requireWritable(): void {
    this.#write('writing', () => undefined);
  }

  /**
   * Adds a job and allots its sample numbers in order of position. A job of the same configuration and seed is
   * resumed instead (`resumed: true`): its numbers stay, more are allotted if `samples` exceeds what it has.
   */
  addJob(request: JobRequest): Job & { resumed: boolean } {
    return this.#write('adding a job', (connection) => addJob(connection, request));
  }

  /** All jobs, oldest first. */
  listJobs(): Job[] {
    return this.#read('listing jobs', listJobs);
  }

  /** The job of a configuration and seed; null where there is none. */
  findJob(configuration: JobRequest['configuration'], seed: string | null): Job | null {
    return this.#read('looking for a job', (connection) => findJob(connection, configuration, seed));
  }

  /** Jobs that lack samples which have not failed, oldest first. */
  incompleteJobs(): Job[] {
    return this.#read('listing jobs', incompleteJobs);
  }

  readJob(job: number): Job {
    return this.#read('reading a job', (connection) => readJob(connection, job));
  }

  /** All sample numbers of a job, in order of position. */
  allottedSamples(job: number): Allotment[] {
    return this.#read('reading a job', (connection) => allottedSamples(connection, job));
  }

  /**
   * Sample numbers of a job that have neither a result nor failed, in order of position: what to do on resuming. What
   * failed comes up again after `retryFailed`.
   */
  missingSamples(job: number): Allotment[] {
    return this.#read('reading a job', (connection) => missingSamples(connection, job));
  }

  /**
   * Marks an allotted sample as tried in vain, so that resuming its job passes it over. Marking it again replaces the
   * reason; storing a result under its number takes the mark away.
   * @param reason for people: "did not converge: max|F| = 2e-7 after 100000 evaluations"
   * @param seed of this sample, where it has one
   */
  markFailed(number: number, reason: string, seed: string | null = null): void {
    this.#write(`marking sample ${number} as failed`, (connection) => markFailed(connection, number, reason, seed));
  }

  /** What failed, of one job or of all, by sample number. */
  listFailures(job: number | null = null): Failure[] {
    return this.#read('listing failures', (connection) => {
      if (job !== null) readJob(connection, job);
      return listFailures(connection, job);
    });
  }

  /** Makes the failed samples of a job missing again; gives how many they were. */
  retryFailed(job: number): number {
    return this.#write('retrying failed samples', (connection) => {
      readJob(connection, job);
      return forgetFailures(connection, job);
    });
  }

  /** Notes work before it is begun, to be found by `listPending` after a crash or a quit; once per id. */
  beginWork(work: Omit<PendingWork, 'begunAt'>): void {
    this.#write(`beginning '${work.title}'`, (connection) => beginWork(connection, work));
  }

  /** Notes that work has come to its end, whatever that was. True if it was pending. */
  endWork(id: string): boolean {
    return this.#write('ending a work', (connection) => endWork(connection, id));
  }

  /** Work that was begun and not ended, oldest first: also what is running now. */
  listPending(): PendingWork[] {
    return this.#read('listing pending work', listPending);
  }

  /**
   * Stores a result under its allotted number, with modes and fields, in one transaction; when it returns, the sample
   * is on the disk. Refuses a number that is taken or not allotted; TypeError if the result contradicts itself.
   */
  storeSample(number: number, result: SampleResult): void {
    this.#write(`storing sample ${number}`, (connection) => storeSample(connection, number, result));
  }

  /**
   * Adds a job of one sample, or finds it, and stores its result, in one transaction; gives the sample's number.
   * Refuses a job whose sample is stored already.
   */
  addSample(request: Omit<JobRequest, 'samples'>, result: SampleResult): number {
    return this.#write('storing a sample', (connection) => {
      const job = addJob(connection, { ...request, samples: 1 });
      const [{ number }] = allottedSamples(connection, job.number);
      storeSample(connection, number, result);
      return number;
    });
  }

  /** Writes down how far a sample of a job is, in the place of its last checkpoint; on the disk when this returns. */
  saveCheckpoint(checkpoint: Checkpoint): void {
    this.#write('writing a checkpoint', (connection) => saveCheckpoint(connection, checkpoint));
  }

  /** The last checkpoint of a sample that has neither a result nor failed since; null where there is none. */
  readCheckpoint(job: number, position: number): Checkpoint | null {
    return this.#read('reading a checkpoint', (connection) => readCheckpoint(connection, job, position));
  }

  /** Forgets the checkpoints of a job from a position on; gives how many there were. */
  dropCheckpointsFrom(job: number, position: number): number {
    return this.#write('dropping checkpoints', (connection) => dropCheckpointsFrom(connection, job, position));
  }

  /** Main numbers of all stored samples, by number. */
  listSamples(): SampleNumbers[] {
    return this.#read('listing samples', listSamples);
  }

  /** How many samples are stored. */
  countSamples(): number {
    return this.#read('counting samples', countSamples);
  }

  /** Whether a result is stored under a number; does not look at it. */
  hasSample(number: number): boolean {
    return this.#read(`looking for sample ${number}`, (connection) => findRow(connection, number) !== undefined);
  }

  /** A sample as it was stored, bit for bit, with modes and fields. */
  readSample(number: number): StoredSample {
    return this.#read(`reading sample ${number}`, (connection) => readSample(connection, number));
  }

  /** Names of the arrays of a sample: see `Field`. */
  fieldNames(number: number): string[] {
    return this.#read(`reading sample ${number}`, (connection) => {
      readNumbers(connection, number);
      return fieldNames(connection, number);
    });
  }

  /** One array of a sample, in memory of its own. */
  readField(number: number, name: string): Field {
    return this.#read(`reading sample ${number}`, (connection) =>
      readField(connection, number, readNumbers(connection, number).particles, name),
    );
  }

  /** The numbers of the modes of one sample, or of all, by sample and position. */
  listModes(number?: number): ModeNumbers[] {
    return this.#read('listing modes', (connection) => {
      if (number !== undefined) readNumbers(connection, number);
      return listModes(connection, number);
    });
  }

  /** Puts a tag (1 to 100 characters) on a sample. */
  addTag(number: number, tag: string): void {
    this.#write(`tagging sample ${number}`, (connection) => {
      readNumbers(connection, number);
      addTag(connection, number, tag);
    });
  }

  /** True if the tag was there. */
  removeTag(number: number, tag: string): boolean {
    return this.#write(`untagging sample ${number}`, (connection) => removeTag(connection, number, tag));
  }

  /** The tags of every tagged sample, sorted. */
  listTags(): Map<number, string[]> {
    return this.#read('listing tags', listTags);
  }

  /** Adds a remark on a sample, or with null on the project; gives its id. */
  addNote(number: number | null, text: string): number {
    return this.#write('adding a note', (connection) => {
      if (number !== null) readNumbers(connection, number);
      return addNote(connection, number, text);
    });
  }

  /** True if the note was there. */
  removeNote(id: number): boolean {
    return this.#write('removing a note', (connection) => removeNote(connection, id));
  }

  /** All remarks, oldest first. */
  listNotes(): Note[] {
    return this.#read('listing notes', listNotes);
  }

  /** What `info` tells: counts, jobs, samples with their main numbers, version, size, who writes. */
  summary(): ProjectSummary {
    return this.#read('reading the project', projectSummary);
  }

  /** Another number whenever another connection has written to the file since; cheap enough to be asked every second. */
  dataVersion(): number {
    return this.#read('looking for changes', dataVersion);
  }

  /** What tells whether a window that shows the project has something to read anew. */
  marks(): ProjectMarks {
    return this.#read('looking for changes', projectMarks);
  }

  /** Who may write now, dead or alive; null when nobody has the project open for writing. */
  writer(): LeaseHolder | null {
    return this.#read('reading the lease', currentLease);
  }

  /**
   * Copies the project as it stands to a new file, which appears whole or not at all; refuses an existing one.
   * May run while the project is written to; must be awaited before `close`.
   */
  async backupTo(path: string): Promise<void> {
    await backupTo(this.#connection, path);
  }

  /** Renews the lease; throws if it was taken over. A timer does this every 15 s while the project is open. */
  heartbeat(): void {
    const token = this.#token;
    if (token === null) return;
    this.#transaction('immediate', 'renewing the lease', () => renewLease(this.#connection, token));
  }

  /** What the timer runs. */
  #beat(): void {
    try {
      this.heartbeat();
    } catch (error) {
      // Not fatal here: every write checks the lease itself and reports what it finds. A warning for the log.
      process.emitWarning(error instanceof Error ? error : String(error), { type: 'KeycoreLeaseWarning' });
    }
  }

  /** Gives the lease back and closes the file. Closing twice does nothing. */
  close(): void {
    const { db, path } = this.#connection;
    if (!db.open) return;
    if (this.#timer !== null) clearInterval(this.#timer);
    try {
      if (this.#token !== null) releaseLease(this.#connection, this.#token);
    } catch (error) {
      throw explainSqliteError(error, path, 'giving back the lease');
    } finally {
      db.close();
    }
  }
}
