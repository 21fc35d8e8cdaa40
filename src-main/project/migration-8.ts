import type Database from 'better-sqlite3';
import { ELASTICITY_ROWS, type ElasticityNumbers } from './elasticity.ts';
import { LEASE_V8, SCHEMA_V8, standIns } from './schema.ts';
import { checkSeal, documentChecksum, seal, type Row } from './seal.ts';
import { damagedRow, firstColumn } from './sqlite.ts';

// The step to version 8, as it was released: it counts the rows that a sample or the project may or may not have.
// Nothing here follows what later versions do.

/** The sealed tables of version 7 and what messages call a row of each. */
const SEALED: Readonly<Record<string, (row: Row) => string>> = {
  job: ({ number }) => `job ${number}`,
  allotment: ({ number, job }) => `sample number ${number} of job ${job}`,
  sample: ({ number }) => `sample ${number}`,
  mode: ({ sample, position }) => `sample ${sample}, mode ${position}`,
  field: ({ sample, name }) => `sample ${sample}, field '${name}'`,
  mechanics: ({ sample, id }) => `sample ${sample}, mechanics ${id}`,
  spectrum: ({ sample, id }) => `sample ${sample}, spectrum ${id}`,
  strain: ({ sample, id }) => `sample ${sample}, strain ${id}`,
  strainField: ({ strain, name }) => `strain ${strain}, field '${name}'`,
  pseudoSearch: ({ sample, id }) => `sample ${sample}, pseudo-harmonic modes ${id}`,
  pseudoMode: ({ search, position }) => `pseudo-harmonic mode ${position} of search ${search}`,
  elasticity: ({ sample }) => `sample ${sample}, elasticity`,
  checkpoint: ({ job, position }) => `checkpoint of job ${job}, position ${position}`,
  tag: ({ sample }) => `tag of sample ${sample}`,
  note: ({ id }) => `note ${id}`,
  failure: ({ number }) => `failure of sample ${number}`,
  pending: ({ title }) => `pending work '${title}'`,
};

/** Columns that a seal leaves out beside `data`, whose bytes it goes on over: a key that SQLite gave, where not told here. */
const UNSEALED: Partial<Record<string, readonly string[]>> = { sample: ['frame', 'report'], pending: [] };

/** Kinds of optional rows that a file of version 7 can have: what to count over, and the column that names the sample. */
const COUNTED: Readonly<Record<string, readonly [from: string, sample: string]>> = {
  mechanics: ['mechanics', 'sample'],
  spectrum: ['spectrum', 'sample'],
  made: ["(SELECT sample FROM field WHERE name GLOB 'made:*')", 'sample'],
  strain: ['strain', 'sample'],
  strainField: ['strainField JOIN strain ON strain.id = strainField.strain', 'strain.sample'],
  pseudoSearch: ['pseudoSearch', 'sample'],
  pseudoMode: ['pseudoMode JOIN pseudoSearch ON pseudoSearch.id = pseudoMode.search', 'pseudoSearch.sample'],
  tag: ['tag', 'sample'],
  note: ['note', 'sample'],
  failure: ['failure', 'NULL'],
  pending: ['pending', 'NULL'],
};

/** Throws the `BadInput` that names the first row which does not hold what was sealed. */
function verifySeals(db: Database.Database) {
  const connection = { db, path: '' };
  for (const [table, placeOf] of Object.entries(SEALED)) {
    const left = ['data', ...(UNSEALED[table] ?? ['id'])];
    for (const row of db.prepare<[], Record<string, unknown>>(`SELECT * FROM ${table}`).iterate()) {
      const where = placeOf(row as Row);
      const { data } = row;
      if (data !== undefined && !(data instanceof Uint8Array))
        throw damagedRow(connection, where, 'no bytes are there');
      const sealed = Object.fromEntries(Object.entries(row).filter(([name]) => !left.includes(name))) as Row;
      checkSeal(connection, where, sealed, data);
    }
  }
}

interface SampleDocument {
  number: number;
  documentCrc32: number;
  frame: string | null;
  report: string;
}

/**
 * Moduli of each sample by its report, once that is found whole: they are the same numbers as those of its row, and
 * outlive it.
 */
function moduliOfReports(db: Database.Database) {
  const moduli = new Map<number, ElasticityNumbers>();
  const samples = db.prepare<[], SampleDocument>('SELECT number, documentCrc32, frame, report FROM sample');
  for (const { number, documentCrc32, frame, report: text } of samples.iterate()) {
    if (documentChecksum(frame, text) !== documentCrc32)
      throw damagedRow({ db, path: '' }, `sample ${number}, report`, 'its checksum does not match');
    const numbers = ELASTICITY_ROWS.inReport(text);
    if (numbers !== null) moduli.set(number, numbers);
  }
  return moduli;
}

const INSERT_MODULI = `INSERT INTO elasticity
  (sample, shear, shearMin, shearMax, pinnedShear, bulk, relativeAnisotropy, participants, omegaT, isQlm, crc32)
  VALUES (@sample, @shear, @shearMin, @shearMax, @pinnedShear, @bulk, @relativeAnisotropy, @participants, @omegaT,
    @isQlm, @crc32)`;

interface CountRow {
  sample: number | null;
  kind: string;
  count: number;
}

/** Puts down how many rows there are of each kind, with the samples that have moduli. */
function insertCounts(db: Database.Database, withModuli: Iterable<number>) {
  const found = Object.entries(COUNTED).flatMap(([kind, [from, sample]]) =>
    db
      .prepare<[], Omit<CountRow, 'kind'>>(
        `SELECT ${sample} AS sample, count(*) AS count FROM ${from} GROUP BY ${sample}`,
      )
      .all()
      .map((counted) => ({ kind, ...counted })),
  );
  const moduli = Array.from(withModuli, (sample) => ({ sample, kind: 'elasticity', count: 1 }));
  const insert = db.prepare(
    'INSERT INTO optionalRows (sample, kind, count, crc32) VALUES (@sample, @kind, @count, @crc32)',
  );
  for (const row of [...found, ...moduli]) insert.run(seal({ ...row }));
}

/**
 * Version 8 of a file of version 7: checks every seal, restores moduli whose rows were lost from the reports, and
 * counts what is there.
 */
export function countFoundRows(db: Database.Database, say: (message: string) => void): void {
  verifySeals(db);
  const moduli = moduliOfReports(db);
  const insert = db.prepare(INSERT_MODULI);
  const rows = new Set(firstColumn<number>({ db }, 'SELECT sample FROM elasticity'));
  for (const [sample, numbers] of moduli) {
    if (rows.has(sample)) continue;
    insert.run(seal({ sample, ...numbers }));
    say(`sample ${sample}: the row of its moduli was lost; it was made again from the sample's report`);
  }
  const stray = [...rows].find((sample) => !moduli.has(sample));
  if (stray !== undefined)
    throw damagedRow({ db, path: '' }, `sample ${stray}, elasticity`, 'its report has no such numbers');
  db.exec(SCHEMA_V8);
  db.exec(LEASE_V8);
  insertCounts(db, moduli.keys());
}

/** Samples that have moduli: those with a row, and those whose row is lost but whose report has them. */
const WITH_MODULI = `SELECT sample FROM elasticity UNION
  SELECT number FROM main.sample WHERE number NOT IN (SELECT sample FROM elasticity)
    AND instr(report, '"elasticity":{') > 0`;

/** A file of version 7 as one of version 8. `recount` fills the counts. */
export function readCounted(db: Database.Database): void {
  db.exec(standIns(SCHEMA_V8));
  // A view, so that who writes is seen as it changes.
  db.exec(`CREATE TEMP VIEW lease AS
    SELECT id, token, host, pid, pidSpace, startedAt, NULL AS file, acquired, heartbeat FROM main.lease`);
}

/** What is there counts as what was stored, and moduli as the reports have them. */
export function recount(db: Database.Database): void {
  const hasModuli = db.prepare("SELECT 1 FROM main.sqlite_master WHERE name = 'elasticity'").get() !== undefined;
  const samples = hasModuli ? firstColumn<number>({ db }, WITH_MODULI) : [];
  db.exec('DELETE FROM temp.optionalRows');
  insertCounts(db, samples);
}
