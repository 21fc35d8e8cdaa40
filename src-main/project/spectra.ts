import { z } from 'zod';
import { spectrumReportSchema } from '../../native-workers/analysis/spectrum/spectrum-report.ts';
import type { SpectrumReport } from '../../native-workers/analysis/spectrum/spectrum-report.ts';
import { BadInput } from '../../native-workers/bad-input.ts';
import { canonicalJson } from './configuration-json.ts';
import { fieldNames, insertFields } from './fields.ts';
import { checkSeal, seal } from './seal.ts';
import type { SampleNumbers } from './sample-numbers.ts';
import type { Connection } from './sqlite.ts';

/** The spectrum of a sample and when it was stored. */
export interface StoredSpectrum {
  /** ISO 8601. */
  storedAt: string;
  /** `window.map.values` is empty: they are the field that `window.map.field` names. */
  report: SpectrumReport;
}

interface SpectrumRow {
  id: number;
  sample: number;
  version: string;
  variant: string;
  wallSeconds: number;
  storedAt: string;
  crc32: number;
  settings: string;
  report: string;
}

const COLUMNS = ['sample', 'version', 'variant', 'wallSeconds', 'storedAt', 'crc32', 'settings', 'report'];
const INSERT = `INSERT INTO spectrum (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map((name) => `@${name}`).join(', ')})`;
const SELECT = `SELECT id, ${COLUMNS.join(', ')} FROM spectrum WHERE sample = ?`;
const SAME = 'SELECT id FROM spectrum WHERE sample = ? AND settings = ? AND version = ?';

/** Unit of D_i^T(ω)/ω: one over a frequency squared. */
const MAP_UNIT = 'mσ²/ε';

/** A report without the values of its map, which are a field. */
function withoutValues(report: SpectrumReport): SpectrumReport {
  const { window } = report;
  return window === null ? report : { ...report, window: { ...window, map: { ...window.map, values: [] } } };
}

/**
 * Stores the spectrum of a sample with its map, unless one of the same settings and version is there already: then that
 * one stays and false is given. A map of the same window is stored once. TypeError for a report on another sample, or
 * with no map of the sample's size where it tells of one.
 * `storedAt`: of a spectrum that is copied.
 */
export function insertSpectrum(
  connection: Connection,
  { number, particles }: Pick<SampleNumbers, 'number' | 'particles'>,
  given: SpectrumReport,
  map: Float64Array | null,
  storedAt = new Date().toISOString(),
): boolean {
  const report = withoutValues(spectrumReportSchema.parse(given));
  const { provenance, settings, window } = report;
  if (report.sample.n !== particles || (map?.length ?? null) !== (window === null ? null : particles))
    throw new TypeError(`spectrum: report or map do not fit sample ${number} of ${particles} particles`);
  const settingsText = canonicalJson(settings);
  if (connection.db.prepare(SAME).get(number, settingsText, provenance.version) !== undefined) return false;
  const row = seal({
    sample: number,
    version: provenance.version,
    variant: provenance.variant,
    wallSeconds: provenance.wallSeconds['total'] ?? 0,
    storedAt,
    settings: settingsText,
    report: JSON.stringify(report),
  });
  connection.db.prepare(INSERT).run(row);
  if (window !== null && map !== null && !fieldNames(connection, number).includes(window.map.field))
    insertFields(connection, number, particles, [
      { name: window.map.field, kind: 'scalar', unit: MAP_UNIT, data: map },
    ]);
  return true;
}

function checked(connection: Connection, { id, ...row }: SpectrumRow): StoredSpectrum {
  const where = `sample ${row.sample}, spectrum ${id}`;
  checkSeal(connection, where, { ...row });
  const parsed = spectrumReportSchema.safeParse(JSON.parse(row.report));
  if (!parsed.success)
    throw new BadInput(
      `was not written by this kind of Keycore: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`,
      { file: connection.path, field: where },
    );
  return { storedAt: row.storedAt, report: parsed.data };
}

/** All spectra of a sample, oldest first. Throws the error that names a damaged row. */
export function listSpectra(connection: Connection, sample: number): StoredSpectrum[] {
  const rows = connection.db.prepare<[number], SpectrumRow>(`${SELECT} ORDER BY id`).all(sample);
  return rows.map((row) => checked(connection, row));
}

/** The spectrum of a sample that was stored last, or null. */
export function lastSpectrum(connection: Connection, sample: number): StoredSpectrum | null {
  const row = connection.db.prepare<[number], SpectrumRow>(`${SELECT} ORDER BY id DESC LIMIT 1`).get(sample);
  return row === undefined ? null : checked(connection, row);
}
