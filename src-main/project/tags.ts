import { BadInput } from '../../native-workers/text/bad-input.ts';
import { checkCounts, countRows } from './optional-rows.ts';
import { readNumbers } from './sample-numbers.ts';
import { SealedTable } from './sealed-table.ts';
import type { Connection } from './sqlite.ts';

/** Longest tag, in UTF-16 code units. */
const MAX_TAG_LENGTH = 100;

const TAGS = new SealedTable<{ sample: number; tag: string }>('tag', 'sample, tag', { verb: 'INSERT OR IGNORE' });
const DELETE = 'DELETE FROM tag WHERE sample = ? AND tag = ?';

/** Puts a tag on a sample; doing it twice changes nothing. */
export function addTag(connection: Connection, sample: number, tag: string): void {
  readNumbers(connection, sample);
  if (tag.trim() !== tag || tag === '' || tag.length > MAX_TAG_LENGTH)
    throw new BadInput(`a tag has 1 to ${MAX_TAG_LENGTH} characters and no blanks at its ends, got '${tag}'`, {
      file: connection.path,
    });
  countRows(connection, 'tag', sample, TAGS.insert(connection, { sample, tag }).changes);
}

/** Takes a tag off a sample; true if it was there. */
export function removeTag(connection: Connection, sample: number, tag: string): boolean {
  const removed = connection.db.prepare(DELETE).run(sample, tag).changes;
  countRows(connection, 'tag', sample, -removed);
  return removed === 1;
}

/** The tags of every tagged sample, sorted. Throws the error that names a damaged or lost row. */
export function listTags(connection: Connection): Map<number, string[]> {
  checkCounts(connection, 'tag');
  return tagsFound(connection);
}

/** As `listTags`, of the tags that are there: for those who tell of losses themselves. */
export function tagsFound(connection: Connection): Map<number, string[]> {
  const tags = new Map<number, string[]>();
  for (const row of TAGS.rows(connection, 'ORDER BY sample, tag')) {
    const { sample, tag } = TAGS.checked(connection, `tag of sample ${row.sample}`, row);
    tags.set(sample, [...(tags.get(sample) ?? []), tag]);
  }
  return tags;
}
