import { isPresent } from './deletions.ts';
import { checkCounts, countRows } from './optional-rows.ts';
import { readNumbers } from './sample-numbers.ts';
import { SealedTable } from './sealed-table.ts';
import type { Connection } from './sqlite.ts';
import { checkedLine } from './user-text.ts';

/** Longest tag, in UTF-16 code units. */
const MAX_TAG_LENGTH = 100;

/** A tag on a sample. */
export interface SampleTag {
  sample: number;
  tag: string;
}

const TAGS = new SealedTable<SampleTag>('tag', 'sample, tag', { verb: 'INSERT OR IGNORE' });
const DELETE = 'DELETE FROM tag WHERE sample = ? AND tag = ?';

/** Puts a tag on a sample; false where it has it already. */
export function addTag(connection: Connection, sample: number, tag: string): boolean {
  readNumbers(connection, sample);
  checkedLine(connection, 'a tag', tag, MAX_TAG_LENGTH);
  const added = TAGS.insert(connection, { sample, tag }).changes;
  countRows(connection, 'tag', sample, added);
  return added === 1;
}

/** Takes a tag off a sample; true if it was there. */
export function removeTag(connection: Connection, sample: number, tag: string): boolean {
  const removed = connection.db.prepare(DELETE).run(sample, tag).changes;
  countRows(connection, 'tag', sample, -removed);
  return removed === 1;
}

/** Puts tags on samples and takes others off; gives what has changed. Runs inside the caller's transaction. */
export function changeTags(
  connection: Connection,
  add: readonly SampleTag[],
  remove: readonly SampleTag[],
): { added: SampleTag[]; removed: SampleTag[] } {
  return {
    added: add.filter(({ sample, tag }) => addTag(connection, sample, tag)),
    removed: remove.filter(({ sample, tag }) => removeTag(connection, sample, tag)),
  };
}

/** The tags of every tagged sample, sorted. Throws the error that names a damaged or lost row. */
export function listTags(connection: Connection): Map<number, string[]> {
  checkCounts(connection, 'tag');
  return tagsFound(connection);
}

/** As `listTags`, of the tags that are there: for those who tell of losses themselves. */
export function tagsFound(connection: Connection): Map<number, string[]> {
  const tags = new Map<number, string[]>();
  for (const row of TAGS.rows(connection, `WHERE ${isPresent(connection, 'sample')} ORDER BY sample, tag`)) {
    const { sample, tag } = TAGS.checked(connection, `tag of sample ${row.sample}`, row);
    tags.set(sample, [...(tags.get(sample) ?? []), tag]);
  }
  return tags;
}
