import type { Analysis, ReportArray } from '../../native-workers/analysis/description/analysis.ts';
import { copiesOfReports, type ReportCopy } from './copy-reports.ts';
import { GuardedConnection } from './guarded-connection.ts';
import { storeReport, type NewReport, type StorableKind } from './keep-report.ts';
import {
  listReportArrays,
  readReportArray,
  readReportArrays,
  reportArrayNames,
  type ListedArray,
} from './report-arrays.ts';
import { listScalars, type ReportScalar, type ScalarKind } from './report-scalars.ts';
import {
  findReport,
  lastReport,
  listReports,
  samplesWithReport,
  type ReportKind,
  type StoredReport,
} from './report-table.ts';
import { readNumbers, type SampleNumbers } from './sample-numbers.ts';
import type { Connection } from './sqlite.ts';

/**
 * What analyses found on stored samples, kept beside them: the part of `Project` that reads and writes it. A report is
 * kept once for the same analysis, settings and version.
 */
export abstract class ProjectReports extends GuardedConnection {
  /** Reads something of a sample, in one transaction. */
  #readOf<T, Given extends unknown[]>(
    number: number,
    what: string,
    read: (connection: Connection, sample: SampleNumbers, ...given: Given) => T,
    ...given: Given
  ) {
    return this.read(`reading ${what} of sample ${number}`, (connection) =>
      read(connection, readNumbers(connection, number), ...given),
    );
  }

  /**
   * Keeps a report on a sample with its arrays and gives its id; null where one of the same settings and version is
   * kept already. TypeError for a report on another structure and for arrays of another size.
   */
  keepReport<Report>(analysis: StorableKind<Report>, number: number, found: NewReport<Report>): number | null {
    return this.write(`keeping a report (${analysis.title}) of sample ${number}`, (connection) =>
      storeReport(connection, analysis, readNumbers(connection, number), found),
    );
  }

  /** The report of an analysis on a sample that was kept last; null where there is none. */
  lastReport<Report>(analysis: ReportKind<Report>, number: number): StoredReport<Report> | null {
    return this.#readOf(number, 'reports', lastReport, analysis);
  }

  /** All reports of an analysis on a sample, oldest first. */
  listReports<Report>(analysis: ReportKind<Report>, number: number): StoredReport<Report>[] {
    return this.#readOf(number, 'reports', listReports, analysis);
  }

  /** The report on a sample that was made with the same settings by the same version of Keycore; null: there is none. */
  findReport<Report>(
    analysis: ReportKind<Report>,
    number: number,
    settings: object,
    version: string,
  ): StoredReport<Report> | null {
    return this.#readOf(number, 'reports', findReport, analysis, settings, version);
  }

  /** Numbers of the samples that have a report of an analysis, ascending. */
  samplesWithReport(analysis: Pick<Analysis, 'name'>): number[] {
    return this.read('listing reports', samplesWithReport, analysis);
  }

  /** The arrays of all reports on a sample without their numbers, oldest report first. */
  listReportArrays(number: number): ListedArray[] {
    return this.#readOf(number, 'reports', listReportArrays);
  }

  /** Names of the arrays of a report, in the order in which they were given; null: that sample has no such report. */
  reportArrayNames(number: number, report: number): string[] | null {
    return this.#readOf(number, 'reports', reportArrayNames, report);
  }

  /** One array of a report, in memory of its own; null: that sample has no such report, or it has no such array. */
  readReportArray(number: number, report: number, name: string): ReportArray | null {
    return this.#readOf(number, 'a report', readReportArray, report, name);
  }

  /** All arrays of a report, in the order in which they were given; none where that sample has no such report. */
  readReportArrays(number: number, report: number): ReportArray[] {
    return this.#readOf(number, 'a report', readReportArrays, report);
  }

  /** The scalars of all reports of an analysis, by sample, report, name and mode. */
  listScalars(analysis: ScalarKind): ReportScalar[] {
    return this.read('listing numbers of reports', listScalars, analysis);
  }

  /** All reports on a sample with their arrays, oldest first, to be stored in another project. */
  copiesOfReports(number: number): ReportCopy[] {
    return this.#readOf(number, 'reports', copiesOfReports);
  }
}
