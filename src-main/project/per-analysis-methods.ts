import type { ReportArray } from '../../native-workers/analyses/analysis.ts';
import { mechanicsAnalysis } from '../../native-workers/analyses/mechanics/mechanics-analysis.ts';
import type { MechanicsReport } from '../../native-workers/analyses/mechanics/mechanics-report.ts';
import { pseudoModesAnalysis } from '../../native-workers/analyses/pseudo-modes/pseudo-modes-analysis.ts';
import type {
  PseudoModesFields,
  PseudoModesReport,
} from '../../native-workers/analyses/pseudo-modes/pseudo-modes-report.ts';
import { spectrumAnalysis } from '../../native-workers/analyses/spectrum/spectrum-analysis.ts';
import type { SpectrumReport } from '../../native-workers/analyses/spectrum/spectrum-report.ts';
import { strainAnalysis } from '../../native-workers/analyses/strain/strain-analysis.ts';
import type { StrainFields, StrainReport } from '../../native-workers/analyses/strain/strain-report.ts';
import type { Field } from './fields.ts';
import { keepReport } from './keep-report.ts';
import { checkCount } from './optional-rows.ts';
import { ProjectReports } from './project-reports.ts';
import { readReportArray, readReportArrays } from './report-arrays.ts';
import { lastReport, listReports, reportPlace } from './report-table.ts';
import type { StoredReport } from './report-table.ts';
import type { SampleNumbers } from './sample-numbers.ts';
import { damagedRow } from './sqlite.ts';
import type { Connection } from './sqlite.ts';

// The methods that each analysis had of its own, on the one table of reports: for callers that do not use the generic
// ones yet. Nothing else is to be added here.

/** A report and when it was stored. */
export type StoredMechanics = Pick<StoredReport<MechanicsReport>, 'storedAt' | 'report'>;
/** `window.map.values` is empty: they are the array that `window.map.field` names. */
export type StoredSpectrum = Pick<StoredReport<SpectrumReport>, 'storedAt' | 'report'>;
/** `search`: number of the search in its project. */
export type StoredPseudoModes = Pick<StoredReport<PseudoModesReport>, 'storedAt' | 'report'> & { search: number };
/** The positions of the start are the sample's. */
export type StoredStrainFields = Omit<StrainFields, 'positions'>;
export type StoredStrain = Pick<StoredReport<StrainReport>, 'storedAt' | 'report'> & { fields: StoredStrainFields };

/** Unit of D_i^T(ω)/ω: one over a frequency squared. */
const MAP_UNIT = 'mσ²/ε';

function dated<Report>({ storedAt, report }: StoredReport<Report>): { storedAt: string; report: Report } {
  return { storedAt, report };
}

function asSearch({ id, storedAt, report }: StoredReport<PseudoModesReport>): StoredPseudoModes {
  return { search: id, storedAt, report };
}

function withFields(
  connection: Connection,
  sample: SampleNumbers,
  { id, storedAt, report }: StoredReport<StrainReport>,
): StoredStrain {
  const found = new Map(readReportArrays(connection, sample, id).map(({ name, data }) => [name, data]));
  const [linear, nonAffine] = ['linear', 'nonAffine'].map((name) => found.get(name));
  if (linear === undefined || nonAffine === undefined)
    throw damagedRow(
      connection,
      reportPlace({ sample: sample.number, id }, strainAnalysis.title),
      `its fields are missing; there are ${[...found.keys()].join(', ') || 'none'}`,
    );
  const [event, before, after] = ['event', 'before', 'after'].map((name) => found.get(name) ?? null);
  return { storedAt, report, fields: { linear, nonAffine, event, before, after } };
}

const MAPS = "FROM reportArray WHERE sample = ? AND name GLOB 'made:*'";

/** Names of the maps of the spectra of a sample. */
export function mapNames(connection: Connection, sample: number): string[] {
  for (const kind of ['report', 'reportArray'] as const) checkCount(connection, kind, sample);
  return connection.db
    .prepare<[number], string>(`SELECT name ${MAPS} GROUP BY name ORDER BY min(id)`)
    .pluck()
    .all(sample);
}

/** The map of a spectrum as a field of the sample; null where it has none of that name. */
export function readMap(connection: Connection, sample: SampleNumbers, name: string): Field | null {
  const report = connection.db
    .prepare<[number, string], number>(`SELECT report ${MAPS} AND name = ? ORDER BY report`)
    .pluck()
    .get(sample.number, name);
  return report === undefined ? null : readReportArray(connection, sample, report, name);
}

export abstract class PerAnalysisMethods extends ProjectReports {
  keepMechanics(number: number, report: MechanicsReport): boolean {
    return this.keep(number, 'the mechanics', (connection, sample) => {
      const { settings, provenance } = report;
      const { sampleHash: contentHash, version, variant, wallSeconds } = provenance;
      const found = { report, arrays: [], settings, contentHash, version, variant };
      return (
        keepReport(connection, mechanicsAnalysis, sample, { ...found, wallSeconds: wallSeconds['total'] ?? 0 }) !== null
      );
    });
  }

  lastMechanics(number: number): StoredMechanics | null {
    const stored = this.lastReport(mechanicsAnalysis, number);
    return stored === null ? null : dated(stored);
  }

  listMechanics(number: number): StoredMechanics[] {
    return this.listReports(mechanicsAnalysis, number).map(dated);
  }

  samplesWithMechanics(): number[] {
    return this.samplesWithReport(mechanicsAnalysis);
  }

  keepPseudoModes(number: number, report: PseudoModesReport, { displacements }: PseudoModesFields): boolean {
    return this.keep(number, 'the pseudo-harmonic modes', (connection, sample) => {
      const width = 2 * sample.particles;
      const { configurationHash: contentHash, settings, version, variant, wallSeconds } = report.provenance;
      if (displacements.length !== width * report.modes.length)
        throw new TypeError(`pseudo-harmonic modes: these are not of sample ${number}`);
      const arrays = report.modes.map((_, mode): ReportArray => ({
        name: `z:${mode}`,
        kind: 'vector',
        unit: 'm^(−1/2)',
        data: displacements.subarray(mode * width, (mode + 1) * width),
      }));
      const found = { report, arrays, settings, contentHash, version, variant };
      return (
        keepReport(connection, pseudoModesAnalysis, sample, { ...found, wallSeconds: wallSeconds['total'] ?? 0 }) !==
        null
      );
    });
  }

  lastPseudoModes(number: number): StoredPseudoModes | null {
    const stored = this.lastReport(pseudoModesAnalysis, number);
    return stored === null ? null : asSearch(stored);
  }

  listPseudoModes(number: number): StoredPseudoModes[] {
    return this.listReports(pseudoModesAnalysis, number).map(asSearch);
  }

  /** Displacement of one mode of a search (2N); null where there is no such search or mode of that sample. */
  readPseudoMode(number: number, search: number, position: number): Float64Array | null {
    return this.readReportArray(number, search, `z:${position}`)?.data ?? null;
  }

  keepSpectrum(number: number, report: SpectrumReport, map: Float64Array | null): boolean {
    return this.keep(number, 'the spectrum', (connection, sample) => {
      const { particles, contentHash } = sample;
      const { settings, provenance, window } = report;
      if (report.sample.n !== particles || (map?.length ?? null) !== (window === null ? null : particles))
        throw new TypeError(`spectrum: report or map do not fit sample ${number} of ${particles} particles`);
      const arrays: ReportArray[] =
        window === null || map === null ? [] : [{ name: window.map.field, kind: 'scalar', unit: MAP_UNIT, data: map }];
      const { version, variant, wallSeconds } = provenance;
      const emptied = window === null ? null : { ...window, map: { ...window.map, values: [] } };
      const found = { report: { ...report, window: emptied }, arrays, settings, contentHash, version, variant };
      return (
        keepReport(connection, spectrumAnalysis, sample, { ...found, wallSeconds: wallSeconds['total'] ?? 0 }) !== null
      );
    });
  }

  lastSpectrum(number: number): StoredSpectrum | null {
    const stored = this.lastReport(spectrumAnalysis, number);
    return stored === null ? null : dated(stored);
  }

  listSpectra(number: number): StoredSpectrum[] {
    return this.listReports(spectrumAnalysis, number).map(dated);
  }

  keepStrain(
    number: number,
    report: StrainReport,
    { linear, nonAffine, event, before, after }: StoredStrainFields,
  ): boolean {
    return this.keep(number, 'a strain', (connection, sample) => {
      const { settings, provenance } = report;
      const { configurationHash: contentHash, version, variant, wallSeconds } = provenance;
      const arrays = Object.entries({ linear, nonAffine, event, before, after }).flatMap(
        ([name, data]): ReportArray[] => (data === null ? [] : [{ name, kind: 'vector', unit: 'σ', data }]),
      );
      const found = { report, arrays, settings, contentHash, version, variant, wallSeconds };
      return keepReport(connection, strainAnalysis, sample, found) !== null;
    });
  }

  lastStrain(number: number): StoredStrain | null {
    return this.readOf(number, 'the strain', (connection, sample) => {
      const stored = lastReport(connection, strainAnalysis, number);
      return stored === null ? null : withFields(connection, sample, stored);
    });
  }

  listStrains(number: number): StoredStrain[] {
    return this.readOf(number, 'the strains', (connection, sample) =>
      listReports(connection, strainAnalysis, number).map((stored) => withFields(connection, sample, stored)),
    );
  }
}
