import { reportSchema, type Report } from '../../native-workers/analysis/report/report.ts';
import { countRows, miscountedSamples, storedCount, storedCounts, type OptionalKind } from './optional-rows.ts';
import { documentChecksum } from './seal.ts';
import { SealedTable, type Sealed } from './sealed-table.ts';
import { damagedRow, type Connection } from './sqlite.ts';

/** The part of a report from which such numbers come. */
export type ReportSource = Pick<Report, 'elasticity' | 'qlm'>;

const sourceSchema = reportSchema.pick({ elasticity: true, qlm: true });

/** One table of numbers that stand in the reports of the samples. */
interface ReportTable<Numbers> {
  /** Name of the table and kind of its counted rows. */
  kind: OptionalKind;
  /** What messages call a row of a sample. */
  what: string;
  /** Its columns beside `sample` and `crc32`, separated by ', ': the properties of `Numbers`. */
  columns: string;
  /** The numbers of a report; null where an older Keycore made it without. */
  numbersOf: (report: ReportSource) => Numbers | null;
}

interface DocumentRow {
  frame: string | null;
  report: string;
  documentCrc32: number;
}

const SELECT_DOCUMENT = 'SELECT frame, report, documentCrc32 FROM sample WHERE number = ?';

/** The two JSON texts of a stored sample. Throws the error that names it where they are damaged. */
export function readDocuments(connection: Connection, sample: number): DocumentRow {
  const row = connection.db.prepare<[number], DocumentRow>(SELECT_DOCUMENT).get(sample);
  if (row === undefined || documentChecksum(row.frame, row.report) !== row.documentCrc32)
    throw damagedRow(connection, `sample ${sample}, report`, 'its checksum does not match');
  return row;
}

/**
 * Numbers of reports in a table of their own, one sealed and counted row for each sample that has them: lists and filters
 * need not read the reports. The sealed report has the same numbers, which outlive the loss of a row: they are then read
 * from there.
 */
export class ReportRows<Numbers extends object> {
  readonly kind: OptionalKind;
  readonly what: string;
  readonly #table: ReportTable<Numbers>;
  readonly #rows: SealedTable<Numbers & { sample: number }>;

  constructor(table: ReportTable<Numbers>) {
    this.kind = table.kind;
    this.what = table.what;
    this.#table = table;
    this.#rows = new SealedTable(table.kind, `sample, ${table.columns}`, { verb: 'INSERT OR REPLACE' });
  }

  /** Stores the numbers of a sample that has none yet, where its report has them. */
  insert(connection: Connection, sample: number, report: ReportSource): void {
    const numbers = this.#table.numbersOf(report);
    if (numbers === null) return;
    this.#rows.insert(connection, { ...numbers, sample });
    countRows(connection, this.kind, sample, 1);
  }

  /** The numbers of a report as it is stored, whose checksum has been found right; null for one that has none. */
  inReport(text: string): Numbers | null {
    return this.#table.numbersOf(sourceSchema.parse(JSON.parse(text)));
  }

  #numbersOf(row: Numbers & { sample: number }) {
    const columns = Object.entries(row).filter(([name]) => name !== 'sample' && name !== 'crc32');
    return Object.fromEntries(columns) as Numbers;
  }

  #fromReport(connection: Connection, sample: number) {
    const numbers = this.inReport(readDocuments(connection, sample).report);
    if (numbers === null) throw damagedRow(connection, `sample ${sample}`, `1 row of ${this.kind} is there too many`);
    return numbers;
  }

  /** Those of the row, where it is the one that was stored and holds what was sealed; else those of the report. */
  #sound(
    connection: Connection,
    sample: number,
    row: Sealed<Numbers & { sample: number }> | undefined,
    stored: number | undefined,
  ) {
    return stored === 1 && row !== undefined && this.#rows.isWhole(row)
      ? this.#numbersOf(row)
      : this.#fromReport(connection, sample);
  }

  /**
   * Those of one sample; null where its report has none. Where their row is lost or damaged they come from the report;
   * throws the error that names it if that is damaged, too.
   */
  read(connection: Connection, sample: number): Numbers | null {
    const row = this.#rows.rows(connection, 'WHERE sample = ?', sample).at(0);
    const stored = storedCount(connection, this.kind, sample);
    return row === undefined && stored === 0 ? null : this.#sound(connection, sample, row, stored);
  }

  /** Those of all samples that have them, by sample number. */
  list(connection: Connection): Map<number, Numbers> {
    const rows = new Map(this.#rows.rows(connection, '').map((row) => [row.sample, row]));
    const stored = storedCounts(connection, this.kind);
    const found = new Map<number, Numbers>();
    for (const sample of new Set([...rows.keys(), ...stored.keys()])) {
      if (sample === null) throw damagedRow(connection, 'the whole project', `a count of ${this.kind} names no sample`);
      found.set(sample, this.#sound(connection, sample, rows.get(sample), stored.get(sample)));
    }
    return found;
  }

  /** Samples whose row is lost, damaged, or not counted, ascending. */
  lost(connection: Connection): number[] {
    const damaged = this.#rows
      .rows(connection, '')
      .filter((row) => !this.#rows.isWhole(row))
      .map(({ sample }) => sample);
    return [...new Set([...damaged, ...miscountedSamples(connection, this.kind)])].sort((a, b) => a - b);
  }

  /** Writes the row of a sample again, from its report. Runs inside the caller's transaction. */
  rebuild(connection: Connection, sample: number): void {
    this.#rows.insert(connection, { ...this.#fromReport(connection, sample), sample });
    countRows(connection, this.kind, sample, 1 - storedCount(connection, this.kind, sample));
  }
}
