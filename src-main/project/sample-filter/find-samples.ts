import { BadInput } from '../../../native-workers/text/bad-input.ts';
import { quoted } from '../../../native-workers/text/quoted.ts';
import type Database from 'better-sqlite3';
import { filterCondition } from './filter-sql.ts';
import { parseFilter } from './parse-filter.ts';
import { columnNamed, FROM_SAMPLES } from './sample-columns.ts';

export interface SampleQuery {
  /** See `parseFilter`. */
  filter: string;
  /** Name of a column. */
  order: string;
  descending: boolean;
}

/**
 * Numbers of the samples that a filter lets through, in order; equal ones by number, those without a value last. Throws
 * `BadInput` for a filter or column that is none. Rows that are lost are told by `listSamples`, not here.
 */
export function findSamples({ db }: { db: Database.Database }, { filter, order, descending }: SampleQuery): number[] {
  const column = columnNamed(order);
  if (column === null) throw new BadInput(`there is no column ${quoted(order)}`, { field: 'order' });
  const parsed = parseFilter(filter);
  const { sql, values } = parsed === null ? { sql: '1', values: [] } : filterCondition(parsed);
  const direction = descending ? 'DESC' : 'ASC';
  const collate = column.kind === 'text' ? ' COLLATE NOCASE' : '';
  const query = `SELECT s.number FROM ${FROM_SAMPLES} WHERE ${sql}
    ORDER BY ${column.sql}${collate} ${direction} NULLS LAST, s.number`;
  return db
    .prepare<(string | number)[], number>(query)
    .pluck()
    .all(...values);
}
