import type Database from 'better-sqlite3';
import { SCALARS_V9, SCHEMA_V9, standIns } from './schema.ts';
import { rowChecksum, seal, type Row } from './seal.ts';
import { damagedRow, firstColumn } from './sqlite.ts';

// The step to version 9, as it was released: one table of reports for all analyses in the place of one or two for each.
// Nothing here follows what later versions do.

/** Columns of a row and the SQL that gives each. */
type Columns = Readonly<Record<string, string>>;

/** Rows of older tables that become rows of a new one. */
interface Source {
  from: string;
  /** Columns that the old seal is over. */
  sealed: Columns;
  /** Checksum of the old row. */
  crc32: string;
  /** Bytes over which both seals go on. */
  bytes: string | null;
  /** Key of the new row; it is not sealed. */
  id: string;
  /** What the new row has beside key, checksum and bytes. */
  columns: Columns;
  /** What messages call the old row. */
  where: string;
}

const REPORT_COLUMNS = ['sample', 'version', 'variant', 'wallSeconds', 'storedAt', 'settings', 'report'];

/** Old tables of reports, in the order that new keys follow; `own`: the columns that only that table has. */
const REPORT_TABLES = [
  { table: 'mechanics', analysis: 'mechanics', what: 'mechanics', own: ['degrees'] },
  { table: 'strain', analysis: 'strain', what: 'strain', own: [] },
  { table: 'spectrum', analysis: 'spectrum', what: 'spectrum', own: [] },
  { table: 'pseudoSearch', analysis: 'pseudo-modes', what: 'pseudo-harmonic modes', own: ['modes'] },
] as const;

type ReportTable = (typeof REPORT_TABLES)[number]['table'];

function sameColumns(names: readonly string[], table: string) {
  return Object.fromEntries(names.map((name) => [name, `${table}.${name}`]));
}

/**
 * Keys of reports by those of their old rows, since each table had keys of its own: a table, so that a query for one
 * report need not look at all.
 */
const KEYS = `CREATE TEMP TABLE reportKey (
    id INTEGER PRIMARY KEY, former TEXT, old INTEGER, sample INTEGER, UNIQUE (former, old));
  CREATE INDEX temp.reportKeyBySample ON reportKey (sample);`;

const FILL_KEYS = `DELETE FROM temp.reportKey;
  ${REPORT_TABLES.map(
    ({ table }, place) =>
      `INSERT INTO temp.reportKey SELECT ${REPORT_TABLES.length} * id + ${place}, '${table}', id, sample FROM ${table};`,
  ).join(' ')}`;

/** Rows that belong to reports of an old table, with the key of the report as `reportKey.id`. */
function withKey(from: string, table: ReportTable, old: string) {
  return `temp.reportKey JOIN ${from} ON reportKey.former = '${table}' AND ${old} = reportKey.old`;
}

const REPORTS: readonly Source[] = REPORT_TABLES.map(({ table, analysis, what, own }) => ({
  from: withKey(table, table, `${table}.id`),
  sealed: sameColumns([...REPORT_COLUMNS, ...own], table),
  crc32: `${table}.crc32`,
  bytes: null,
  id: 'reportKey.id',
  columns: { analysis: `'${analysis}'`, ...sameColumns(REPORT_COLUMNS, table), sample: 'reportKey.sample' },
  where: `'sample ' || ${table}.sample || ', ${what} ' || ${table}.id`,
}));

/** Name of the field that holds the map of a spectrum; null where it has none, or is damaged. */
const MAP_NAME = "CASE WHEN json_valid(spectrum.report) THEN json_extract(spectrum.report, '$.window.map.field') END";

/** Shape of the vectors in a blob of a table. */
function vectorShape(table: string) {
  return `'[' || (length(${table}.data) / 16) || ',2]'`;
}

/** Spectra of one window shared its map, a field of the sample; now each has its own. */
const ARRAYS: readonly Source[] = [
  {
    from: withKey('strainField', 'strain', 'strainField.strain'),
    sealed: sameColumns(['strain', 'name'], 'strainField'),
    crc32: 'strainField.crc32',
    bytes: 'strainField.data',
    id: 'strainField.rowid',
    columns: {
      sample: 'reportKey.sample',
      report: 'reportKey.id',
      name: 'strainField.name',
      kind: "'vector'",
      unit: "'σ'",
      shape: vectorShape('strainField'),
    },
    where: "'strain ' || strainField.strain || ', field ''' || strainField.name || ''''",
  },
  {
    from: withKey('pseudoMode', 'pseudoSearch', 'pseudoMode.search'),
    sealed: sameColumns(['search', 'position'], 'pseudoMode'),
    crc32: 'pseudoMode.crc32',
    bytes: 'pseudoMode.data',
    id: 'pseudoMode.position',
    columns: {
      sample: 'reportKey.sample',
      report: 'reportKey.id',
      name: "'z:' || pseudoMode.position",
      kind: "'vector'",
      unit: "'m^(−1/2)'",
      shape: vectorShape('pseudoMode'),
    },
    where: "'pseudo-harmonic mode ' || pseudoMode.position || ' of search ' || pseudoMode.search",
  },
  {
    from: `${withKey('spectrum', 'spectrum', 'spectrum.id')}
      JOIN main.field AS map ON map.sample = spectrum.sample AND map.name = ${MAP_NAME}`,
    sealed: sameColumns(['sample', 'name', 'kind', 'dtype', 'unit', 'shape'], 'map'),
    crc32: 'map.crc32',
    bytes: 'map.data',
    id: 'map.id',
    columns: {
      sample: 'reportKey.sample',
      report: 'reportKey.id',
      ...sameColumns(['name', 'kind', 'unit', 'shape'], 'map'),
    },
    where: "'sample ' || map.sample || ', field ''' || map.name || ''''",
  },
];

/** Arguments of the functions below: bytes, then names and values by turns. */
function sealArguments(columns: Columns, bytes: string | null) {
  return [bytes ?? 'NULL', ...Object.entries(columns).map(([name, sql]) => `'${name}', ${sql}`)].join(', ');
}

/** Whether the old row holds what was sealed. */
function isWhole({ crc32, sealed, bytes }: Source) {
  return `${crc32} = keycore_seal(${sealArguments(sealed, bytes)})`;
}

/** The new rows of all sources; one whose old row is damaged has no checksum. */
function newRows(sources: readonly Source[]) {
  return sources
    .map((source) => {
      const { from, columns, bytes, id } = source;
      const names = Object.entries(columns).map(([name, sql]) => `${sql} AS ${name}`);
      const crc32 = `CASE WHEN ${isWhole(source)} THEN keycore_seal(${sealArguments(columns, bytes)}) END AS crc32`;
      const data = bytes === null ? [] : [`${bytes} AS data`];
      return `SELECT ${[`${id} AS id`, ...names, crc32, ...data].join(', ')} FROM ${from}`;
    })
    .join(' UNION ALL ');
}

/** Lets SQL seal rows as `rowChecksum` does. */
function defineSeal(db: Database.Database) {
  const sealOf = (bytes: unknown, ...columns: (string | number | null)[]) => {
    const row: Row = {};
    for (let at = 0; at < columns.length; at += 2) row[String(columns[at])] = columns[at + 1];
    return rowChecksum(row, bytes instanceof Uint8Array ? bytes : undefined);
  };
  db.function('keycore_seal', { varargs: true, deterministic: true }, sealOf);
}

/** Kinds of counted rows that become rows of reports, and those that become arrays of them. */
const REPORT_KINDS: readonly string[] = REPORT_TABLES.map(({ table }) => table);
const ARRAY_KINDS: readonly string[] = ['strainField', 'pseudoMode'];
/** Fields `made:…`: how many there are now follows from the spectra. */
const MAP_KIND = 'made';

interface CountRow {
  sample: number;
  kind: string;
  count: number;
  crc32: number;
}

function isCounted({ sample, kind, count, crc32 }: CountRow) {
  return crc32 === rowChecksum({ sample, kind, count });
}

/** Counts of the kinds that are moved. */
function oldCounts(db: Database.Database) {
  return db
    .prepare<[], CountRow>('SELECT sample, kind, count, crc32 FROM optionalRows')
    .all()
    .filter(({ kind }) => [...REPORT_KINDS, ...ARRAY_KINDS, MAP_KIND].includes(kind));
}

/** Maps that there should be, by sample. */
function mapCounts(db: Database.Database) {
  return db
    .prepare<[], { sample: number; count: number }>(
      `SELECT sample, count(*) AS count FROM spectrum WHERE ${MAP_NAME} IS NOT NULL GROUP BY sample`,
    )
    .all()
    .map((row) => seal({ ...row, kind: MAP_KIND }));
}

/** The sum of some counts of one sample; damaged if one of them is. */
function sumOf(sample: number, kind: string, counts: readonly CountRow[]) {
  const row = seal({ sample, kind, count: counts.reduce((sum, { count }) => sum + count, 0) });
  return counts.every(isCounted) ? row : { ...row, crc32: row.crc32 ^ 1 };
}

/** Puts counts of reports and their arrays in the place of those of the old tables. */
function moveCounts(db: Database.Database) {
  const old = oldCounts(db);
  const remove = db.prepare('DELETE FROM optionalRows WHERE sample = ? AND kind = ?');
  for (const { sample, kind } of old) remove.run(sample, kind);
  const insert = db.prepare(
    'INSERT INTO optionalRows (sample, kind, count, crc32) VALUES (@sample, @kind, @count, @crc32)',
  );
  const arrays = [...old.filter(({ kind }) => ARRAY_KINDS.includes(kind)), ...mapCounts(db)];
  const reports = old.filter(({ kind }) => REPORT_KINDS.includes(kind));
  for (const [kind, counts] of Object.entries({ report: reports, reportArray: arrays }))
    for (const [sample, ofSample] of Map.groupBy(counts, (count) => count.sample))
      insert.run(sumOf(sample, kind, ofSample));
}

/** Throws the `BadInput` that names the first row which does not hold what was sealed, of those that are moved. */
function verifySeals(db: Database.Database) {
  const connection = { db, path: '' };
  for (const source of [...REPORTS, ...ARRAYS]) {
    const select = `SELECT ${source.where} FROM ${source.from} WHERE NOT ${isWhole(source)} LIMIT 1`;
    const damaged = firstColumn<string>(connection, select).at(0);
    if (damaged !== undefined) throw damagedRow(connection, damaged, 'its checksum does not match');
  }
  for (const row of oldCounts(db))
    if (!isCounted(row))
      throw damagedRow(connection, `count of ${row.kind} of sample ${row.sample}`, 'its checksum does not match');
}

/** Fields of samples that are maps of no spectrum: the report they belonged to is lost. */
const STRAY_MAPS = `SELECT sample, name FROM field WHERE name GLOB 'made:*'
  AND NOT EXISTS (SELECT 1 FROM spectrum WHERE spectrum.sample = field.sample AND field.name = ${MAP_NAME})`;

const REMOVE_OLD = `DELETE FROM field WHERE name GLOB 'made:*';
  DROP TABLE strainField; DROP TABLE pseudoMode;
  ${REPORT_TABLES.map(({ table }) => `DROP TABLE ${table};`).join(' ')}`;

/** Version 9 of a file of version 8: checks the seals of what it moves. What was lost stays lost, and counted. */
export function moveReports(db: Database.Database, say: (message: string) => void): void {
  defineSeal(db);
  db.exec(`${KEYS} ${FILL_KEYS}`);
  verifySeals(db);
  for (const { sample, name } of db.prepare<[], { sample: number; name: string }>(STRAY_MAPS).all())
    say(`sample ${sample}: the map '${name}' was left out, since the spectrum that it belonged to is lost`);
  moveCounts(db);
  db.exec(SCHEMA_V9);
  const ofReport = ['id', 'analysis', ...REPORT_COLUMNS, 'crc32'].join(', ');
  const moveReport = db.prepare(
    `INSERT INTO report (${ofReport}) SELECT ${ofReport} FROM (${newRows(REPORTS)}) WHERE id = ?`,
  );
  const ofArray = 'sample, report, name, kind, unit, shape, crc32, data';
  const moveArrays = db.prepare(
    `INSERT INTO reportArray (${ofArray}) SELECT ${ofArray} FROM (${newRows(ARRAYS)}) WHERE report = ? ORDER BY id`,
  );
  // One by one: sorting all of them would hold all their bytes in memory.
  for (const id of firstColumn<number>({ db }, 'SELECT id FROM temp.reportKey ORDER BY id')) {
    moveReport.run(id);
    moveArrays.run(id);
  }
  db.exec(`${REMOVE_OLD} DROP TABLE temp.reportKey`);
}

/** Whether the file itself has a table. */
function hasTable(db: Database.Database, name: string) {
  return db.prepare("SELECT 1 FROM main.sqlite_master WHERE type = 'table' AND name = ?").get(name) !== undefined;
}

/** The new tables as views of the old ones; no scalars: they are worked out from the reports. */
export function readMoved(db: Database.Database): void {
  defineSeal(db);
  db.exec(`${KEYS}
    CREATE TEMP VIEW report AS ${newRows(REPORTS)};
    CREATE TEMP VIEW reportArray AS ${newRows(ARRAYS)};
    CREATE TEMP VIEW field AS SELECT * FROM main.field WHERE name NOT GLOB 'made:*';
    ${standIns(SCALARS_V9)}`);
  if (hasTable(db, 'optionalRows'))
    db.exec(`CREATE TEMP TABLE optionalRows AS SELECT * FROM main.optionalRows WHERE false;
      CREATE UNIQUE INDEX temp.optionalRowsOfSample ON optionalRows (kind, sample)`);
}

/** Counts of the new kinds; version 8 has counted what is in files of the versions before. */
export function recountMoved(db: Database.Database): void {
  if (hasTable(db, 'optionalRows'))
    db.exec(`DELETE FROM temp.optionalRows;
      INSERT INTO temp.optionalRows SELECT * FROM main.optionalRows`);
  moveCounts(db);
  db.exec(FILL_KEYS);
}
