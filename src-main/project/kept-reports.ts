import { z } from 'zod';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { checkCount, countRows } from './optional-rows.ts';
import type { OptionalKind } from './optional-rows.ts';
import { checkSeal, seal, sealedJson } from './seal.ts';
import type { Connection } from './sqlite.ts';

/** A report on a sample as it lies in its table. */
export interface KeptReport<Report> {
  /** Key of its row. */
  id: number;
  /** What messages call it: "sample 3, strain 1". */
  where: string;
  /** ISO 8601. */
  storedAt: string;
  report: Report;
}

/** What stands beside a report, in columns of its own. */
export interface KeptNumbers<Own extends string> {
  sample: number;
  version: string;
  variant: string;
  wallSeconds: number;
  /** ISO 8601. */
  storedAt: string;
  /** Canonical JSON: a report is kept once for the same settings and version. */
  settings: string;
  /** The columns that this table alone has. */
  own: Readonly<Record<Own, number>>;
}

/** All reports of one kind: a table with a row a report, sealed, and the report as JSON in it. */
export interface KeptReports<Report, Own extends string> {
  /**
   * Keeps a report and gives its id, or null where one of the same settings and version is there already: then that
   * one stays. The caller has parsed it and knows that it is on this sample.
   */
  insert: (connection: Connection, numbers: KeptNumbers<Own>, report: Report) => number | null;
  /** All on a sample, oldest first. Throws the error that names a damaged or lost row. */
  list: (connection: Connection, sample: number) => KeptReport<Report>[];
  /** The one on a sample that was kept last, or null. Throws the error that names a damaged or lost row. */
  last: (connection: Connection, sample: number) => KeptReport<Report> | null;
}

interface Row {
  id: number;
  sample: number;
  storedAt: string;
  crc32: number;
  report: string;
}

const COLUMNS = ['sample', 'version', 'variant', 'wallSeconds', 'storedAt', 'crc32', 'settings', 'report'];

/**
 * The reports of one table.
 * @param what what messages call one of them: "strain"
 * @param own names of the columns of numbers that this table has beyond those of all
 */
export function keptReports<Report, Own extends string = never>(
  table: OptionalKind & ('mechanics' | 'spectrum' | 'strain' | 'pseudoSearch'),
  what: string,
  schema: z.ZodType<Report>,
  own: readonly Own[] = [],
): KeptReports<Report, Own> {
  const columns = [...COLUMNS, ...own];
  const insert = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`;
  const select = `SELECT id, ${columns.join(', ')} FROM ${table} WHERE sample = ?`;
  const same = `SELECT id FROM ${table} WHERE sample = ? AND settings = ? AND version = ?`;

  function checked(connection: Connection, { id, ...row }: Row): KeptReport<Report> {
    const where = `sample ${row.sample}, ${what} ${id}`;
    checkSeal(connection, where, { ...row });
    const parsed = schema.safeParse(sealedJson(connection, where, row.report));
    if (!parsed.success)
      throw new BadInput(
        `was not written by this kind of Keycore: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`,
        { file: connection.path, field: where },
      );
    return { id, where, storedAt: row.storedAt, report: parsed.data };
  }

  return {
    insert(connection, { own: ownNumbers, ...numbers }, report) {
      const { db } = connection;
      const { sample, settings, version } = numbers;
      if (db.prepare(same).get(sample, settings, version) !== undefined) return null;
      const row = seal({ ...numbers, ...ownNumbers, report: JSON.stringify(report) });
      const id = Number(db.prepare(insert).run(row).lastInsertRowid);
      countRows(connection, table, sample, 1);
      return id;
    },
    list(connection, sample) {
      checkCount(connection, table, sample);
      const rows = connection.db.prepare<[number], Row>(`${select} ORDER BY id`).all(sample);
      return rows.map((row) => checked(connection, row));
    },
    last(connection, sample) {
      checkCount(connection, table, sample);
      const row = connection.db.prepare<[number], Row>(`${select} ORDER BY id DESC LIMIT 1`).get(sample);
      return row === undefined ? null : checked(connection, row);
    },
  };
}
