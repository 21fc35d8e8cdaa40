import type { JsonObject } from './configuration-json.ts';
import { configurationHash } from '../../native-workers/configuration/configuration-hash.ts';
import { modelOfReport } from '../../native-workers/analysis/report/model-of-report.ts';
import { insertCopy, type ReportCopy } from './copy-reports.ts';
import { deletionOf, listDeleted } from './deletions.ts';
import { addJob, allottedSamples, findJob } from './jobs.ts';
import { addNote, listNotes, type Note } from './notes.ts';
import type { SampleResult } from './sample-result.ts';
import { hasSample } from './sample-numbers.ts';
import { storeSample } from './samples.ts';
import { firstColumn, type Connection } from './sqlite.ts';
import { addTag } from './tags.ts';
import { renameSample, titleOf } from './titles.ts';

/** Everything that belongs to a sample of another project. */
export interface SampleCopy {
  job: { configuration: JsonObject; seed: string | null };
  position: number;
  sample: SampleResult;
  storedAt: string;
  reports: readonly ReportCopy[];
  title: string | null;
  tags: readonly string[];
  notes: readonly Pick<Note, 'text' | 'writtenAt'>[];
}

/** What became of it. */
export interface TakenSample {
  /** `repeated`: the structure is here already; `deleted`: it was, or its place in the job; `differs`: another has its place. */
  kind: 'stored' | 'repeated' | 'deleted' | 'differs';
  /** Here; 0 where it is not. */
  number: number;
  reports: number;
  tags: number;
  notes: number;
}

const BY_CONTENT = `SELECT number FROM sample WHERE contentHash = ?
  AND number NOT IN (SELECT sample FROM deletedSample) ORDER BY number LIMIT 1`;

/** The number of a job's position, and null where it has none. */
function numberAt(connection: Connection, { configuration, seed }: SampleCopy['job'], position: number) {
  const job = findJob(connection, configuration, seed);
  if (job === null) return null;
  return allottedSamples(connection, job.number).find((each) => each.position === position)?.number ?? null;
}

/** Adds those notes that are not there: the same text of the same moment is the same note. Gives how many. */
export function takeNotes(
  connection: Connection,
  sample: number | null,
  notes: readonly Pick<Note, 'text' | 'writtenAt'>[],
): number {
  if (notes.length === 0) return 0;
  const textOf = ({ writtenAt, text }: Pick<Note, 'text' | 'writtenAt'>) => `${writtenAt} ${text}`;
  const there = new Set(
    listNotes(connection)
      .filter((note) => note.sample === sample)
      .map(textOf),
  );
  const added = notes.filter((note) => !there.has(textOf(note)));
  for (const { text, writtenAt } of added) addNote(connection, sample, text, writtenAt);
  return added.length;
}

/** Adds to a sample what belongs to a copy of it. */
function enrich(connection: Connection, number: number, copy: SampleCopy) {
  const { reports, title, tags, notes, sample } = copy;
  const sized = { number, particles: sample.configuration.ids.length };
  if (title !== null && titleOf(connection, number) === null) renameSample(connection, number, title);
  return {
    number,
    reports: reports.filter((report) => insertCopy(connection, sized, report)).length,
    tags: tags.filter((tag) => addTag(connection, number, tag)).length,
    notes: takeNotes(connection, number, notes),
  };
}

/**
 * Takes a sample of another project in: stores it in its job, or adds what belongs to it to the same structure where that
 * is here. Runs inside the caller's transaction.
 */
export function takeSample(connection: Connection, copy: SampleCopy): TakenSample {
  const { job, position, sample, storedAt } = copy;
  const nothing = { number: 0, reports: 0, tags: 0, notes: 0 };
  const positions = { ...sample.configuration, positions: sample.fields.positions };
  const contentHash = configurationHash(positions, modelOfReport(sample.report));
  const here = firstColumn<number>(connection, BY_CONTENT, contentHash).at(0);
  if (here !== undefined) return { kind: 'repeated', ...enrich(connection, here, copy) };
  if (listDeleted(connection).some((row) => row.contentHash === contentHash)) return { kind: 'deleted', ...nothing };
  const taken = numberAt(connection, job, position);
  if (taken !== null && deletionOf(connection, taken) !== undefined) return { kind: 'deleted', ...nothing };
  if (taken !== null && hasSample(connection, taken)) return { kind: 'differs', ...nothing };
  addJob(connection, { ...job, samples: 1, first: position });
  const number = numberAt(connection, job, position);
  if (number === null) throw new Error(`position ${position} got no number`);
  storeSample(connection, number, sample, storedAt);
  return { kind: 'stored', ...enrich(connection, number, copy) };
}
