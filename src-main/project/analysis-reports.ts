import { z } from 'zod';
import type { Analysis, ReportArray } from '../../native-workers/analysis/description/analysis.ts';
import type { AnalysisTaskOutput } from '../../native-workers/tasks/analysis.contract.ts';
import { KEYCORE_VERSION } from '../../native-workers/version.ts';
import type { NewReport } from './keep-report.ts';
import type { Project } from './project.ts';
import type { StoredReport } from './report-table.ts';

/** A report on a sample, whatever holds it. */
export interface SampleReport {
  /** Tells it from every other of its sample and analysis. */
  key: string;
  /** ISO 8601. */
  storedAt: string;
  /** Without what its arrays hold. */
  report: unknown;
  arrays: Omit<ReportArray, 'data'>[];
  /** An array in memory of its own; throws where there is none of that name. */
  read: (name: string) => Float64Array;
}

/** An array with a value for each particle, and the analysis that gave it. */
export interface ScalarArray extends Omit<ReportArray, 'data'> {
  analysis: string;
  /** Another text for another array of the same name. */
  version: string;
  read: () => Float64Array;
}

/** What the provenance of every report that is kept says. */
const originSchema = z.object({
  provenance: z.object({
    version: z.string(),
    variant: z.string(),
    wallSeconds: z.union([z.number(), z.record(z.string(), z.number())]),
    configurationHash: z.string().optional(),
    sampleHash: z.string().optional(),
  }),
});

/**
 * A result as a project keeps it: identified by the content of the sample that was analysed, the settings and the
 * version. `contentHash` is of the sample, where the report does not name it itself.
 */
export function keepableReport(
  analysis: Analysis,
  { report, arrays }: AnalysisTaskOutput,
  contentHash: string,
): NewReport<unknown> {
  const { version, variant, wallSeconds, configurationHash, sampleHash } = originSchema.parse(report).provenance;
  return {
    report: analysis.withoutArrays?.(report) ?? report,
    arrays,
    settings: analysis.settingsOf(report) as object,
    contentHash: sampleHash ?? configurationHash ?? contentHash,
    version,
    variant,
    wallSeconds: typeof wallSeconds === 'number' ? wallSeconds : (wallSeconds['total'] ?? 0),
  };
}

/** The numbers of an array that is listed among those of a report. */
export function dataOf(array: ReportArray | null | undefined, name: string): Float64Array {
  if (array) return array.data;
  throw new Error(`the report has no array '${name}'`);
}

function asSampleReport(
  project: Project,
  number: number,
  { id, storedAt, report }: StoredReport<unknown>,
): SampleReport {
  return {
    key: String(id),
    storedAt,
    report,
    arrays: project
      .listReportArrays(number)
      .filter((array) => array.report === id)
      .map(({ name, kind, unit }) => ({ name, kind, unit })),
    read: (name) => dataOf(project.readReportArray(number, id, name), name),
  };
}

/** The report of these settings by this Keycore, or, without settings, the one that was kept last; null: there is none. */
export function storedReport(
  project: Project,
  analysis: Analysis,
  number: number,
  settings: unknown,
): SampleReport | null {
  const found =
    settings === null
      ? project.lastReport(analysis, number)
      : project.findReport(analysis, number, settings as object, KEYCORE_VERSION);
  return found === null ? null : asSampleReport(project, number, found);
}

/** The report that a project keeps under this id, whatever its settings and version; null: there is none. */
export function storedReportById(
  project: Project,
  analysis: Analysis,
  number: number,
  id: number,
): SampleReport | null {
  const found = project.readReport(analysis, number, id);
  return found === null ? null : asSampleReport(project, number, found);
}

/** The arrays with a value for each particle that are kept of a sample; of several with one name the newest. */
export function storedScalarArrays(project: Project, number: number): ScalarArray[] {
  const found = new Map<string, ScalarArray>();
  for (const { report, analysis, name, kind, unit } of project.listReportArrays(number)) {
    if (kind !== 'scalar') continue;
    const read = () => dataOf(project.readReportArray(number, report, name), name);
    found.set(name, { analysis, version: String(report), name, kind, unit, read });
  }
  return [...found.values()];
}
