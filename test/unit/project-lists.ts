import { checkedReport, REPORTS, type ReportKind, type StoredReport } from '../../src-main/project/report-table.ts';
import type { Allotment } from '../../src-main/project/jobs.ts';
import type { Project } from '../../src-main/project/project.ts';
import type { Connection } from '../../src-main/project/sqlite.ts';
import type { ReportArray } from '../../native-workers/analysis/description/analysis.ts';

/** All reports of an analysis on a sample, oldest first. Throws as `lastReport`. */
export function listReports<Report>(
  project: Project,
  kind: ReportKind<Report>,
  number: number,
): StoredReport<Report>[] {
  // Refuses what is lost, and brings an older file up to date for its readers.
  project.lastReport(kind, number);
  const connection = Reflect.get(project, 'connection') as Connection;
  return REPORTS.rows(connection, 'WHERE sample = ? AND analysis = ? ORDER BY id', number, kind.name).map((row) => {
    const { id, storedAt, version, variant, wallSeconds } = row;
    return { id, storedAt, version, variant, wallSeconds, report: checkedReport(connection, kind, row) };
  });
}

/** Numbers of the samples that have a report of an analysis, ascending. */
export function samplesWithReport(project: Project, { name }: { name: string }): number[] {
  return project
    .sampleNumbers()
    .filter((number) => project.copiesOfReports(number).some(({ row }) => row.analysis === name));
}

/** Names of the arrays of a report, in the order in which they were given; none where that sample has no such report. */
export function reportArrayNames(project: Project, number: number, report: number): string[] {
  return project
    .listReportArrays(number)
    .filter((array) => array.report === report)
    .map(({ name }) => name);
}

/** All arrays of a report, in the order in which they were given; none where that sample has no such report. */
export function readReportArrays(project: Project, number: number, report: number): ReportArray[] {
  return reportArrayNames(project, number, report).flatMap(
    (name) => project.readReportArray(number, report, name) ?? [],
  );
}

/** Sample numbers of a job that have neither a result nor failed, in order of position. */
export function missingSamples(project: Project, job: number): Allotment[] {
  const failed = new Set(project.listFailures(job).map(({ number }) => number));
  return project.allottedSamples(job).filter(({ number }) => !failed.has(number) && !project.hasSample(number));
}
