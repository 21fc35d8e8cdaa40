import { checkCounts } from '../optional-rows.ts';
import type { Connection } from '../sqlite.ts';
import { filterCondition } from './filter-sql.ts';
import { parseFilter } from './parse-filter.ts';
import { columnNamed } from './sample-columns.ts';
import { BadInput } from '../../../native-workers/text/bad-input.ts';
import { quoted } from '../../../native-workers/text/quoted.ts';

export interface SampleQuery {
  /** See `parseFilter`. */
  filter: string;
  /** Name of a column. */
  order: string;
  descending: boolean;
}

const FROM = `FROM sample AS s
  LEFT JOIN elasticity AS e ON e.sample = s.number
  LEFT JOIN verdict AS v ON v.sample = s.number`;

/**
 * Numbers of the samples that a filter lets through, in order; equal ones by number, those without a value last. Throws
 * `BadInput` for a filter or column that is none, and the error that names rows that are lost.
 */
export function findSamples(connection: Connection, { filter, order, descending }: SampleQuery): number[] {
  const column = columnNamed(order);
  if (column === null) throw new BadInput(`there is no column ${quoted(order)}`, { field: 'order' });
  const parsed = parseFilter(filter);
  const { sql, values } = parsed === null ? { sql: '1', values: [] } : filterCondition(parsed);
  for (const kind of ['elasticity', 'verdict', 'tag', 'note'] as const) checkCounts(connection, kind);
  const direction = descending ? 'DESC' : 'ASC';
  const query = `SELECT s.number ${FROM} WHERE ${sql} ORDER BY ${column.sql} ${direction} NULLS LAST, s.number`;
  return connection.db.prepare<(string | number)[], number>(query).pluck().all(...values);
}
