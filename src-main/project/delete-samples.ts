import { BadInput } from '../../native-workers/text/bad-input.ts';
import { DELETED, insertDeleted, listDeleted, type DeletedSample } from './deletions.ts';
import { listSamples, readNumbers } from './sample-numbers.ts';
import { explainSqliteError, firstColumn, type Connection } from './sqlite.ts';
import { sampleLabel, titlesFound } from './titles.ts';

/** A deletion as it can be undone. */
export interface Deletion {
  deletion: number;
  /** ISO 8601. */
  deletedAt: string;
  samples: DeletedSample[];
}

/** What became of a purge. */
export interface Purged {
  samples: number[];
  /** Pages of the file that are free now, in bytes. */
  freeBytes: number;
}

/** Above, all samples are read at once, which is quicker then. */
const MANY = 200;

/** Tables of a sample's rows, those that refer to others first. */
const ROWS_OF_SAMPLE = [
  'reportScalar',
  'reportArray',
  'report',
  'tag',
  'note',
  'title',
  'hexatic',
  'trace',
  'elasticity',
  'verdict',
  'field',
  'mode',
  'optionalRows',
] as const;

/**
 * Deletes samples: they are hidden from everything that reads the project, and their numbers stay taken, so that resuming
 * their job or merging does not bring them back. Their rows stay until `purgeDeleted`. Gives the number of the deletion.
 * Runs inside the caller's transaction. Throws `BadInput` for a number that is not stored or deleted already.
 */
export function deleteSamples(connection: Connection, numbers: readonly number[]): Deletion {
  const wanted = [...new Set(numbers)].sort((a, b) => a - b);
  if (wanted.length === 0) throw new BadInput('no samples to delete were named', { file: connection.path });
  const [deletion] = firstColumn<number>(connection, 'SELECT coalesce(max(deletion), 0) + 1 FROM deletedSample');
  const deletedAt = new Date().toISOString();
  const titles = titlesFound(connection);
  const known = new Map(
    wanted.length > MANY ? listSamples(connection).map((numbers) => [numbers.number, numbers]) : [],
  );
  const samples = wanted.map((sample) => {
    // Throws for one that is not there.
    const numbers = known.get(sample) ?? readNumbers(connection, sample);
    const label = sampleLabel(numbers, titles.get(sample));
    return { sample, deletion, deletedAt, contentHash: numbers.contentHash, label, purged: 0 };
  });
  insertDeleted(connection, samples);
  return { deletion, deletedAt, samples };
}

/** All deletions, latest first. Throws the error that names a damaged or lost row. */
export function listDeletions(connection: Connection): Deletion[] {
  const groups = Map.groupBy(listDeleted(connection), ({ deletion }) => deletion);
  return [...groups].map(([deletion, samples]) => ({ deletion, deletedAt: samples[0].deletedAt, samples }));
}

/**
 * Removes the rows of deleted samples for good; what remains is that they were deleted, so that they do not come back.
 * The pages are free for later samples; `shrink` gives them back to the disk. Runs inside the caller's transaction.
 */
export function purgeDeleted(connection: Connection): Purged {
  const { db } = connection;
  const rows = listDeleted(connection).filter(({ purged }) => purged === 0);
  const removals = ROWS_OF_SAMPLE.map((table) => db.prepare(`DELETE FROM ${table} WHERE sample = ?`));
  const removeSample = db.prepare('DELETE FROM sample WHERE number = ?');
  const mark = db.prepare('UPDATE deletedSample SET purged = @purged, crc32 = @crc32 WHERE sample = @sample');
  for (const row of rows) {
    for (const removal of removals) removal.run(row.sample);
    removeSample.run(row.sample);
    const { sample, purged, crc32 } = DELETED.sealed({ ...row, purged: 1 });
    mark.run({ sample, purged, crc32 });
  }
  const pages = db.pragma('freelist_count', { simple: true }) as number;
  const size = db.pragma('page_size', { simple: true }) as number;
  return { samples: rows.map(({ sample }) => sample), freeBytes: pages * size };
}

/** Gives free pages back to the disk. Not in a transaction. Throws the explained error of a full disk. */
export function shrink({ db, path }: Connection): void {
  try {
    db.exec('VACUUM');
  } catch (error) {
    throw explainSqliteError(error, path, 'making the file smaller');
  }
}
