import type Database from 'better-sqlite3';
import { checksumOf } from './seal.ts';
import { damagedRow, type Connection } from './sqlite.ts';

type Value = string | number | Uint8Array | null;

/** A row as it lies in its table. */
export type Sealed<R> = R & { crc32: number };

/** Statements by their SQL, of each connection: preparing one takes longer than a row. */
const PREPARED = new WeakMap<Database.Database, Map<string, Database.Statement>>();

/** The SQL comes from our sources only: there are few. */
function prepared<Given extends unknown[], Row>(db: Database.Database, sql: string) {
  const statements = PREPARED.get(db) ?? new Map<string, Database.Statement>();
  PREPARED.set(db, statements);
  const statement = statements.get(sql) ?? db.prepare(sql);
  statements.set(sql, statement);
  return statement as Database.Statement<Given, Row>;
}

/**
 * A table whose rows carry the checksum of their columns (seal.ts), which leaves out a `Key` that SQLite gives, and goes
 * on over the bytes of a column `data`.
 */
export class SealedTable<R extends object, Key extends keyof R & string = never> {
  readonly #name: string;
  readonly #columns: readonly string[];
  readonly #sealed: readonly string[];
  readonly #key: Key | undefined;
  readonly #verb: string;

  /**
   * @param columns beside `crc32`, separated by ', ': the properties of a row, in the order in which it has them
   * @param options.verb what is done about a row of the same key; by default it is refused
   */
  constructor(
    name: string,
    columns: string,
    { key, verb = 'INSERT' }: { key?: Key; verb?: 'INSERT' | 'INSERT OR IGNORE' | 'INSERT OR REPLACE' } = {},
  ) {
    this.#name = name;
    this.#columns = columns.split(', ');
    this.#sealed = this.#columns.filter((column) => column !== key && column !== 'data').sort();
    this.#key = key;
    this.#verb = verb;
  }

  #checksum(row: object) {
    const values = row as Record<string, Value>;
    const bytes = values['data'] as Uint8Array | undefined;
    return checksumOf(
      this.#sealed.map((name) => [name, values[name]]),
      bytes,
    );
  }

  /** Inserts a row with its checksum; `unsealed`: columns with a checksum of their own. */
  insert({ db }: Connection, row: Omit<R, Key>, unsealed: Record<string, Value> = {}): Database.RunResult {
    const names = [...this.#columns.filter((column) => column !== this.#key), 'crc32', ...Object.keys(unsealed)];
    const values = names.map((name) => `@${name}`).join(', ');
    const insert = `${this.#verb} INTO ${this.#name} (${names.join(', ')}) VALUES (${values})`;
    return prepared<[object], unknown>(db, insert).run({ ...row, ...unsealed, crc32: this.#checksum(row) });
  }

  /** A row with its checksum, for a query that changes it. */
  sealed(row: Omit<R, Key>): Sealed<Omit<R, Key>> {
    return { ...row, crc32: this.#checksum(row) };
  }

  /** Rows, not checked; `rest` of the query says which, in what order. */
  rows({ db }: Connection, rest: string, ...values: Value[]): Sealed<R>[] {
    const select = `SELECT ${this.#columns.join(', ')}, crc32 FROM ${this.#name} ${rest}`;
    return prepared<Value[], Sealed<R>>(db, select).all(...values);
  }

  /** Whether a row holds what was sealed. */
  isWhole(row: Sealed<R>): boolean {
    return row.crc32 === this.#checksum(row);
  }

  /** A row without its checksum; throws the error that names it (`where`: "sample 3") unless it holds what was sealed. */
  checked(connection: Connection, where: string, row: Sealed<R>): R {
    const { crc32, ...columns } = row;
    if (crc32 !== this.#checksum(columns)) throw damagedRow(connection, where, 'its checksum does not match');
    return columns as unknown as R;
  }
}
