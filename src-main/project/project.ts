import { backupTo } from './backup.ts';
import { forgetFailures, listFailures, markFailed } from './failures.ts';
import { dropCheckpointsFrom, readCheckpoint, saveCheckpoint } from './checkpoints.ts';
import { copiesOfReports } from './copy-reports.ts';
import { deleteSamples, listDeletions, purgeDeleted, shrink } from './delete-samples.ts';
import { deletionOf, restoreSamples, undoDeletion } from './deletions.ts';
import { fieldNames, readField } from './fields.ts';
import { GuardedConnection } from './guarded-connection.ts';
import { listHexatic } from './hexatic.ts';
import { addJob, allottedSamples, findJob, incompleteJobs, listJobs, readJob, type NewJob } from './jobs.ts';
import { storeReport } from './keep-report.ts';
import { currentLease } from './lease.ts';
import { listLosses } from './losses.ts';
import { modelDefinitions } from './model-definitions.ts';
import { listModes } from './modes.ts';
import { addNote, editNote, listNotes, removeNote, noteCounts } from './notes.ts';
import { beginWork, endWork, listPending } from './pending.ts';
import { dataVersion, projectMarks, writtenMark } from './project-marks.ts';
import { listReportArrays, readReportArray } from './report-arrays.ts';
import { listScalars } from './report-scalars.ts';
import { takeNotes, takeSample } from './sample-copy.ts';
import { findReport, lastReport, listReports, readReport } from './report-table.ts';
import { samplesByContent } from './samples-by-content.ts';
import type { SampleResult } from './sample-result.ts';
import { findSamples } from './sample-filter/find-samples.ts';
import { readSampleTable } from './sample-filter/sample-table.ts';
import { countSamples, hasSample, listSamples, readNumbers, sampleNumbers } from './sample-numbers.ts';
import { readSample, storeSample } from './samples.ts';
import { databaseBytes, type Connection } from './sqlite.ts';
import { projectSummary } from './summary.ts';
import { addTag, changeTags, listTags, removeTag, tagsFound } from './tags.ts';
import { listTitles, renameSample, titleOf, titlesFound } from './titles.ts';
import { readTraces } from './traces.ts';

function readingSample(number: number) {
  return `reading sample ${number}`;
}

function readingReports(number: number) {
  return `reading reports of sample ${number}`;
}

/**
 * An open project; made by `openProject` and `createProject` only. Everything but `backupTo` is synchronous, and
 * every call is one transaction: it happens whole or not at all, and a reader sees one state. What a method takes and
 * gives is said at the function of this folder that it is made of.
 *
 * Errors of every method: `BadInput` for numbers and names that are not there, for writing without the right to,
 * and for a damaged row, which it names; a plain `Error` for a full or failing disk, a file locked by another process
 * for longer than 5 s, or a lease that was taken over. After any of them the project is as before the call.
 */
export class Project extends GuardedConnection {
  /** What opening it changed or found that the user should know. */
  readonly messages: string[] = [];

  /** Throws `BadInput` naming the holder of the lease, unless this project may be written. */
  readonly requireWritable = this.writes(() => undefined, 'writing');

  /**
   * Adds a job and allots its sample numbers in order of position. A job of the same configuration and seed is
   * resumed instead (`resumed: true`): its numbers stay, more are allotted if `samples` exceeds what it has.
   */
  readonly addJob = this.writes(addJob, 'adding a job');

  /** All jobs, oldest first. */
  readonly listJobs = this.reads(listJobs, 'listing jobs');

  /** The job of a configuration and seed; null where there is none. */
  readonly findJob = this.reads(findJob, 'looking for a job');

  /** Samples by the hash of the configuration that was imported. */
  readonly samplesByContent = this.reads(samplesByContent, 'looking for contents');

  /** Jobs that lack samples which have not failed, oldest first. */
  readonly incompleteJobs = this.reads(incompleteJobs, 'listing jobs');

  /** The user-defined models that jobs name, each once, oldest first. */
  readonly modelDefinitions = this.reads(modelDefinitions, 'listing models');

  readonly readJob = this.reads(readJob, 'reading a job');

  /** All sample numbers of a job, in order of position. */
  readonly allottedSamples = this.reads(allottedSamples, 'reading a job');

  /**
   * Marks an allotted sample as failed, so that resuming its job passes it over. Marking it again replaces the
   * reason ("did not converge: max|F| = 2e-7 after 100000 evaluations"); storing a result under its number takes the
   * mark away. The seed is that of this sample, where it has one.
   */
  readonly markFailed = this.writes(markFailed, (number) => `marking sample ${number} as failed`);

  /** What failed, of one job or of all, by sample number. */
  readonly listFailures = this.reads(listFailures, 'listing failures');

  /** Makes the failed samples of a job missing again; gives how many they were. */
  readonly retryFailed = this.writes(forgetFailures, 'retrying failed samples');

  /** Notes work before it is begun, to be found by `listPending` after a crash or a quit; once per id. */
  readonly beginWork = this.writes(beginWork, ({ title }) => `beginning '${title}'`);

  /** Notes that work has come to its end, whatever that was. True if it was pending. */
  readonly endWork = this.writes(endWork, 'ending a work');

  /** Work that was begun and not ended, oldest first: also what is running now. */
  readonly listPending = this.reads(listPending, 'listing pending work');

  /**
   * Stores a result under its allotted number, with modes and fields, in one transaction; when it returns, the sample
   * is on the disk. Refuses a number that is taken or not allotted; TypeError if the result contradicts itself.
   */
  readonly storeSample = this.writes(storeSample, (number) => `storing sample ${number}`);

  /**
   * Adds a job of one sample, or finds it, and stores its result, in one transaction; gives the sample's number.
   * Refuses a job whose sample is stored already.
   */
  readonly addSample = this.writes((connection, request: Omit<NewJob, 'samples'>, result: SampleResult) => {
    const job = addJob(connection, { ...request, samples: 1 });
    const [{ number }] = allottedSamples(connection, job.number);
    storeSample(connection, number, result);
    return number;
  }, 'storing a sample');

  /** Adds a job of one sample, or finds it, and marks that sample as failed, in one transaction; gives its number. */
  readonly addFailed = this.writes((connection, request: Omit<NewJob, 'samples'>, reason: string) => {
    const job = addJob(connection, { ...request, samples: 1 });
    const [{ number }] = allottedSamples(connection, job.number);
    markFailed(connection, number, reason);
    return number;
  }, 'marking a sample as failed');

  /** Writes down how far a sample of a job is, in the place of its last checkpoint; on the disk when this returns. */
  readonly saveCheckpoint = this.writes(saveCheckpoint, 'writing a checkpoint');

  /** The last checkpoint of a sample that has neither a result nor failed since; null where there is none. */
  readonly readCheckpoint = this.reads(readCheckpoint, 'reading a checkpoint');

  /** Forgets the checkpoints of a job from a position on; gives how many there were. */
  readonly dropCheckpointsFrom = this.writes(dropCheckpointsFrom, 'dropping checkpoints');

  /** Main numbers of all stored samples, by number. */
  readonly listSamples = this.reads(listSamples, 'listing samples');

  /** Numbers of all stored samples, ascending. */
  readonly sampleNumbers = this.reads(sampleNumbers, 'listing samples');

  /** Main numbers of one sample. */
  readonly readNumbers = this.reads(readNumbers, readingSample);

  /** How many samples are stored. */
  readonly countSamples = this.reads(countSamples, 'counting samples');

  /** Whether a result is stored under a number; does not look at it. */
  readonly hasSample = this.reads(hasSample, (number) => `looking for sample ${number}`);

  /** A sample as it was stored, bit for bit, with modes and fields. */
  readonly readSample = this.reads(readSample, readingSample);

  /** Names of the arrays of a sample: see `Field`. */
  readonly fieldNames = this.reads(fieldNames, readingSample);

  /** One array of a sample, in memory of its own. */
  readonly readField = this.reads(readField, readingSample);

  /** The numbers of the modes of one sample, or of all, by sample and position. */
  readonly listModes = this.reads((connection: Connection, number?: number) => {
    if (number !== undefined) readNumbers(connection, number);
    return listModes(connection, number);
  }, 'listing modes');

  /** Numbers of the samples that a filter lets through, in an order. Throws `BadInput` for a filter that is none. */
  readonly findSamples = this.reads(findSamples, 'looking for samples');

  /** Values of columns of all samples, for tables and plots. */
  readonly readSampleTable = this.reads(readSampleTable, 'reading a table of samples');

  /**
   * Deletes samples, hidden until the deletion is undone: their numbers stay taken, so that nothing that resumes or merges
   * brings them back.
   */
  readonly deleteSamples = this.writes(deleteSamples, 'deleting samples');

  /** All deletions, latest first. */
  readonly listDeletions = this.reads(listDeletions, 'listing deletions');

  /** What is known of a deleted number; undefined for one that is not deleted. */
  readonly deletionOf = this.reads(deletionOf, 'looking for a deletion');

  /** Undoes a deletion; gives the numbers of its samples. */
  readonly undoDeletion = this.writes(undoDeletion, 'undoing a deletion');

  /** Brings deleted samples back, whichever deletions they are of; gives their numbers. */
  readonly restoreSamples = this.writes(restoreSamples, 'restoring samples');

  /** Removes deleted samples for good; they do not come back all the same. */
  readonly purgeDeleted = this.writes(purgeDeleted, 'removing deleted samples for good');

  /** Gives a sample the user's name; empty: the one that it was given. Gives the former, empty where there was none. */
  readonly renameSample = this.writes(renameSample, (number) => `renaming sample ${number}`);

  /** Names that the user has given, by sample. */
  readonly listTitles = this.reads(listTitles, 'listing names');

  /** The user's name of a sample, or null. */
  readonly titleOf = this.reads(titleOf, 'reading a name');

  /** |⟨ψ6⟩| and ⟨|ψ6|⟩ of samples, by number. */
  readonly listHexatic = this.reads(listHexatic, 'listing hexatic orders');

  /** What was watched while a sample was made; empty where nothing was. */
  readonly readTraces = this.reads(readTraces, (number) => `reading traces of sample ${number}`);

  /** Puts a tag (1 to 100 characters) on a sample. */
  readonly addTag = this.writes(addTag, (number) => `tagging sample ${number}`);

  /** Puts tags on samples and takes others off, all in one transaction; gives what has changed. */
  readonly changeTags = this.writes(changeTags, 'changing tags');

  /** True if the tag was there. */
  readonly removeTag = this.writes(removeTag, (number) => `untagging sample ${number}`);

  /** The tags of every tagged sample, sorted. */
  readonly listTags = this.reads(listTags, 'listing tags');

  /** Names, tags and numbers of notes that are there, by sample; what is lost is told by `losses`. */
  readonly listLabels = this.reads(
    (connection: Connection) => ({
      titles: titlesFound(connection),
      tags: tagsFound(connection),
      notes: noteCounts(connection),
    }),
    'listing names, tags and notes',
  );

  /** Adds a remark on a sample, or with null on the project; gives its id. */
  readonly addNote = this.writes(addNote, 'adding a note');

  /** Puts another text and date in the place of a remark; gives the former, or null where there is no such remark. */
  readonly editNote = this.writes(editNote, 'editing a note');

  /** True if the note was there. */
  readonly removeNote = this.writes(removeNote, 'removing a note');

  /** All remarks, oldest first. */
  readonly listNotes = this.reads(listNotes, 'listing notes');

  /**
   * Keeps a report on a sample with its arrays and gives its id; null where one of the same settings and version is
   * kept already. TypeError for a report on another structure and for arrays of another size.
   */
  readonly keepReport = this.writes(
    storeReport,
    ({ title }, number) => `keeping a report (${title}) of sample ${number}`,
  );

  /** The report of an analysis on a sample that was kept last; null where there is none. */
  readonly lastReport = this.reads(lastReport, (_, number) => readingReports(number));

  /** The report on a sample that was made with the same settings by the same version of Keycore; null: there is none. */
  readonly findReport = this.reads(findReport, (_, number) => readingReports(number));

  /** All reports of an analysis on a sample, newest first, and the one of an id; null: there is none. */
  readonly listReports = this.reads(listReports, (_, number) => readingReports(number));
  readonly readReport = this.reads(readReport, (_, number) => readingReports(number));

  /** The arrays of all reports on a sample without their numbers, oldest report first. */
  readonly listReportArrays = this.reads(listReportArrays, readingReports);

  /** One array of a report, in memory of its own; null: that sample has no such report, or it has no such array. */
  readonly readReportArray = this.reads(readReportArray, (number) => `reading a report of sample ${number}`);

  /** The scalars of all reports of an analysis, by sample, report, name and mode. */
  readonly listScalars = this.reads(listScalars, 'listing numbers of reports');

  /** All reports on a sample with their arrays, oldest first, to be stored in another project. */
  readonly copiesOfReports = this.reads(copiesOfReports, readingReports);

  /** Takes a sample of another project in, with all that belongs to it, or adds that to the same structure here. */
  readonly takeSample = this.writes(takeSample, 'taking a sample in');

  /** Adds those notes on a sample, or with null on the project, that are not there; gives how many. */
  readonly takeNotes = this.writes(takeNotes, 'taking notes in');

  /** What `info` tells: counts, jobs, samples with their main numbers, version, size, who writes. */
  readonly summary = this.reads(projectSummary, 'reading the project');

  /** What was stored and is lost, a sentence each: "sample 3: 1 row of reports is missing; restore it from a copy". */
  readonly losses = this.reads(listLosses, 'looking for losses');

  /** Another number whenever another connection has written to the file since; cheap enough to be asked every second. */
  readonly dataVersion = this.reads(dataVersion, 'looking for changes');

  /** Another text whenever anybody has written to the file since, we ourselves too. */
  readonly writtenMark = this.reads(writtenMark, 'looking for changes');

  /** What tells whether a window that shows the project has something to read again. */
  readonly marks = this.reads(projectMarks, 'looking for changes');

  /** Who may write now, dead or alive; null when nobody has the project open for writing. */
  readonly writer = this.reads(currentLease, 'reading the lease');

  /** Reads with deleted samples as if they were not deleted, for what copies a project whole. */
  withDeleted<T>(action: () => T): T {
    const { connection } = this;
    const before = connection.seesDeleted ?? false;
    connection.seesDeleted = true;
    try {
      return action();
    } finally {
      connection.seesDeleted = before;
    }
  }

  /** Size of the file. */
  readonly bytes = this.reads(({ db }) => databaseBytes(db), 'reading the size');

  /** Gives free pages back to the disk; writes the whole file again. */
  shrink(): void {
    this.requireWritable();
    shrink(this.connection);
  }

  /**
   * Copies the project as it stands to a new file, which appears whole or not at all; refuses an existing one.
   * May run while the project is written to; must be awaited before `close`.
   */
  async backupTo(path: string): Promise<void> {
    await backupTo(this.connection, path);
  }
}
