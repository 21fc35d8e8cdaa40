import { spectrumReportSchema } from '../../native-workers/analyses/spectrum/spectrum-report.ts';
import type { SpectrumReport } from '../../native-workers/analyses/spectrum/spectrum-report.ts';
import { canonicalJson } from './configuration-json.ts';
import { insertMadeFields, madeFieldNames } from './fields.ts';
import { keptReports } from './kept-reports.ts';
import type { SampleNumbers } from './sample-numbers.ts';
import type { Connection } from './sqlite.ts';

/** The spectrum of a sample and when it was stored. */
export interface StoredSpectrum {
  /** ISO 8601. */
  storedAt: string;
  /** `window.map.values` is empty: they are the field that `window.map.field` names. */
  report: SpectrumReport;
}

const KEPT = keptReports('spectrum', 'spectrum', spectrumReportSchema);

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
  const { version, variant, wallSeconds } = provenance;
  const id = KEPT.insert(
    connection,
    {
      ...{ sample: number, version, variant, wallSeconds: wallSeconds['total'] ?? 0, storedAt },
      ...{ settings: canonicalJson(settings), own: {} },
    },
    report,
  );
  if (id === null) return false;
  if (window !== null && map !== null && !madeFieldNames(connection, number).includes(window.map.field))
    insertMadeFields(connection, number, particles, [
      { name: window.map.field, kind: 'scalar', unit: MAP_UNIT, data: map },
    ]);
  return true;
}

/** All spectra of a sample, oldest first. Throws the error that names a damaged row. */
export function listSpectra(connection: Connection, sample: number): StoredSpectrum[] {
  return KEPT.list(connection, sample).map(({ storedAt, report }) => ({ storedAt, report }));
}

/** The spectrum of a sample that was stored last, or null. */
export function lastSpectrum(connection: Connection, sample: number): StoredSpectrum | null {
  const kept = KEPT.last(connection, sample);
  return kept === null ? null : { storedAt: kept.storedAt, report: kept.report };
}
