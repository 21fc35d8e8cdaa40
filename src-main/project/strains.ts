import { strainReportSchema } from '../../native-workers/analyses/strain/strain-report.ts';
import type { StrainFields, StrainReport } from '../../native-workers/analyses/strain/strain-report.ts';
import { arrayToBlob } from './array-blob.ts';
import { canonicalJson } from './configuration-json.ts';
import { keptReports } from './kept-reports.ts';
import type { KeptReport } from './kept-reports.ts';
import { checkCount, countRows } from './optional-rows.ts';
import { rowChecksum } from './seal.ts';
import type { SampleNumbers } from './sample-numbers.ts';
import { damagedRow } from './sqlite.ts';
import type { Connection } from './sqlite.ts';
import { vectorsOfRow } from './vector-blob.ts';

/** What is kept of the fields of a strain; the positions of its start are the sample's. */
export type KeptStrainFields = Omit<StrainFields, 'positions'>;

/** A finite strain of a sample and when it was stored. */
export interface StoredStrain {
  /** ISO 8601. */
  storedAt: string;
  report: StrainReport;
  fields: KeptStrainFields;
}

interface FieldRow {
  strain: number;
  name: string;
  crc32: number;
  data: Uint8Array;
}

const KEPT = keptReports('strain', 'strain', strainReportSchema);
const INSERT_FIELD = 'INSERT INTO strainField (strain, name, crc32, data) VALUES (@strain, @name, @crc32, @data)';
const SELECT_FIELDS = 'SELECT strain, name, crc32, data FROM strainField WHERE strain = ?';

/**
 * Stores a strain of a sample with its fields, unless one of the same settings and version is there already: then that
 * one stays and false is given. TypeError for fields of another size.
 * `storedAt`: of a strain that is copied.
 */
export function insertStrain(
  connection: Connection,
  { number, particles }: Pick<SampleNumbers, 'number' | 'particles'>,
  given: StrainReport,
  { linear, nonAffine, event, before, after }: KeptStrainFields,
  storedAt = new Date().toISOString(),
): boolean {
  const report = strainReportSchema.parse(given);
  const { provenance } = report;
  const fields = Object.entries({ linear, nonAffine, event, before, after }).flatMap(([name, field]) =>
    field === null ? [] : [{ name, field }],
  );
  const misfit = fields.find(({ field }) => field.length !== 2 * particles);
  if (misfit !== undefined)
    throw new TypeError(`strain: its field '${misfit.name}' does not fit sample ${number} of ${particles} particles`);
  const { version, variant, wallSeconds } = provenance;
  const numbers = { sample: number, version, variant, wallSeconds, storedAt };
  const strain = KEPT.insert(connection, { ...numbers, settings: canonicalJson(report.settings), own: {} }, report);
  if (strain === null) return false;
  const insert = connection.db.prepare(INSERT_FIELD);
  for (const { name, field } of fields) {
    const data = arrayToBlob(field);
    insert.run({ strain, name, crc32: rowChecksum({ strain, name }, data), data });
  }
  countRows(connection, 'strainField', number, fields.length);
  return true;
}

function readFields(connection: Connection, strain: number, where: string, particles: number): KeptStrainFields {
  const rows = connection.db.prepare<[number], FieldRow>(SELECT_FIELDS).all(strain);
  const found = new Map<string, Float64Array>();
  for (const { data, ...row } of rows) {
    const place = `${where}, field '${row.name}'`;
    found.set(row.name, vectorsOfRow(connection, place, { ...row }, data, particles));
  }
  const [linear, nonAffine] = ['linear', 'nonAffine'].map((name) => found.get(name));
  if (linear === undefined || nonAffine === undefined)
    throw damagedRow(connection, where, `its fields are missing; there are ${[...found.keys()].join(', ') || 'none'}`);
  const [event, before, after] = ['event', 'before', 'after'].map((name) => found.get(name) ?? null);
  return { linear, nonAffine, event, before, after };
}

function withFields(
  connection: Connection,
  { id, where, storedAt, report }: KeptReport<StrainReport>,
  particles: number,
): StoredStrain {
  return { storedAt, report, fields: readFields(connection, id, where, particles) };
}

/** All strains of a sample, oldest first. Throws the error that names a damaged row. */
export function listStrains(
  connection: Connection,
  { number, particles }: Pick<SampleNumbers, 'number' | 'particles'>,
): StoredStrain[] {
  checkCount(connection, 'strainField', number);
  return KEPT.list(connection, number).map((kept) => withFields(connection, kept, particles));
}

/** The strain of a sample that was stored last, or null. */
export function lastStrainOf(
  connection: Connection,
  { number, particles }: Pick<SampleNumbers, 'number' | 'particles'>,
): StoredStrain | null {
  checkCount(connection, 'strainField', number);
  const kept = KEPT.last(connection, number);
  return kept === null ? null : withFields(connection, kept, particles);
}
