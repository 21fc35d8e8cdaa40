import { z } from 'zod';
import { mechanicsReportSchema } from '../../native-workers/analysis/mechanics/mechanics-report.ts';
import type { MechanicsReport } from '../../native-workers/analysis/mechanics/mechanics-report.ts';
import { BadInput } from '../../native-workers/bad-input.ts';
import { canonicalJson } from './configuration-json.ts';
import { checkSeal, seal } from './seal.ts';
import type { SampleNumbers } from './sample-numbers.ts';
import type { Connection } from './sqlite.ts';

/** A report on the mechanics of a sample and when it was stored. */
export interface StoredMechanics {
  /** ISO 8601. */
  storedAt: string;
  report: MechanicsReport;
}

interface MechanicsRow {
  id: number;
  sample: number;
  degrees: number;
  version: string;
  variant: string;
  wallSeconds: number;
  storedAt: string;
  crc32: number;
  settings: string;
  report: string;
}

const COLUMNS = ['sample', 'degrees', 'version', 'variant', 'wallSeconds', 'storedAt', 'crc32', 'settings', 'report'];
const INSERT = `INSERT INTO mechanics (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map((name) => `@${name}`).join(', ')})`;
const SELECT = `SELECT id, ${COLUMNS.join(', ')} FROM mechanics WHERE sample = ?`;
const SAME = 'SELECT id FROM mechanics WHERE sample = ? AND settings = ? AND version = ?';
const SAMPLES = 'SELECT DISTINCT sample FROM mechanics ORDER BY sample';

/**
 * Stores a report on a sample's mechanics, unless one of the same settings and version is there already: then that one
 * stays and false is given. TypeError for a report on another structure.
 * `storedAt`: of a report that is copied.
 */
export function insertMechanics(
  { db }: Connection,
  sample: Pick<SampleNumbers, 'number' | 'contentHash' | 'particles'>,
  given: MechanicsReport,
  storedAt = new Date().toISOString(),
): boolean {
  const report = mechanicsReportSchema.parse(given);
  const { provenance, settings } = report;
  if (provenance.sampleHash !== sample.contentHash || report.sample.n !== sample.particles)
    throw new TypeError(`mechanics: the report is not on sample ${sample.number}`);
  const { pinned, ...others } = settings;
  const settingsText = canonicalJson({ ...others, ...(pinned === undefined ? {} : { pinned }) });
  if (db.prepare(SAME).get(sample.number, settingsText, provenance.version) !== undefined) return false;
  const row = seal({
    sample: sample.number,
    degrees: settings.degrees,
    version: provenance.version,
    variant: provenance.variant,
    wallSeconds: provenance.wallSeconds['total'] ?? 0,
    storedAt,
    settings: settingsText,
    report: JSON.stringify(report),
  });
  db.prepare(INSERT).run(row);
  return true;
}

function checked(connection: Connection, { id, ...row }: MechanicsRow): StoredMechanics {
  const where = `sample ${row.sample}, mechanics ${id}`;
  checkSeal(connection, where, { ...row });
  const parsed = mechanicsReportSchema.safeParse(JSON.parse(row.report));
  if (!parsed.success)
    throw new BadInput(
      `was not written by this kind of Keycore: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`,
      { file: connection.path, field: where },
    );
  return { storedAt: row.storedAt, report: parsed.data };
}

/** All reports on a sample, oldest first. Throws the error that names a damaged row. */
export function listMechanics(connection: Connection, sample: number): StoredMechanics[] {
  const rows = connection.db.prepare<[number], MechanicsRow>(`${SELECT} ORDER BY id`).all(sample);
  return rows.map((row) => checked(connection, row));
}

/** The report on a sample that was stored last, or null. */
export function lastMechanics(connection: Connection, sample: number): StoredMechanics | null {
  const row = connection.db.prepare<[number], MechanicsRow>(`${SELECT} ORDER BY id DESC LIMIT 1`).get(sample);
  return row === undefined ? null : checked(connection, row);
}

/** Numbers of the samples that have a report, ascending. */
export function samplesWithMechanics({ db }: Connection): number[] {
  return db.prepare<[], number>(SAMPLES).pluck().all();
}
