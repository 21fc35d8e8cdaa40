import { BadInput } from '../../../native-workers/text/bad-input.ts';
import { quoted } from '../../../native-workers/text/quoted.ts';
import type Database from 'better-sqlite3';
import { columnNamed, FROM_SAMPLES } from './sample-columns.ts';

/** Numbers of all samples, ascending, and a column of values for each that is wanted; flags are 1 and 0. */
interface ColumnsOfSamples {
  numbers: number[];
  columns: Record<string, (number | string | null)[]>;
}

/** Values of columns of all samples. Throws `BadInput` for a column that there is not. */
export function readSampleTable({ db }: { db: Database.Database }, names: readonly string[]): ColumnsOfSamples {
  const columns = names.map((name) => {
    const column = columnNamed(name);
    if (column === null) throw new BadInput(`there is no column ${quoted(name)}`, { field: 'columns' });
    return column;
  });
  const select = ['s.number', ...columns.map(({ sql }) => sql)].join(', ');
  const rows = db
    .prepare<[], [number: number, ...values: (number | string | null)[]]>(
      `SELECT ${select} FROM ${FROM_SAMPLES} ORDER BY s.number`,
    )
    .raw()
    .all();
  return {
    numbers: rows.map(([number]) => number),
    columns: Object.fromEntries(names.map((name, at) => [name, rows.map((row) => row[at + 1])])),
  };
}
