import { LRUCache } from 'lru-cache';
import type { Analysis } from '../../native-workers/analysis/description/analysis.ts';
import { ANALYSES } from '../../native-workers/analyses/table.ts';
import { KEYCORE_VERSION } from '../../native-workers/version.ts';
import type { AnalysisTaskOutput } from '../../native-workers/tasks/analysis.contract.ts';
import {
  dataOf,
  keepableReport,
  storedReport,
  storedReportById,
  storedScalarArrays,
  type ScalarArray,
  type SampleReport,
} from '../project/analysis-reports.ts';
import { settingsText } from '../project/report-table.ts';
import type { ProjectHandle } from './open-project-handle.ts';

/** Some ten of N = 10⁵, or hundreds of N = 4096. */
const DEFAULT_BYTES = 128 * 2 ** 20;

/** A report on a sample of an open project; to be used at once, before the project becomes another file. */
export interface OpenReport extends SampleReport {
  /** Why it is not kept in the project; null where it is. */
  notKept: string | null;
}

/** A report of an open project as a list names it. */
export interface ReportEntry {
  key: string;
  /** ISO 8601. */
  storedAt: string;
  /** Of Keycore. */
  version: string;
  /** All of them, the defaults too. */
  settings: unknown;
  /** Why it is not kept in the project; null where it is. */
  notKept: string | null;
}

/** What an analysis gave and its project could not keep. */
interface Held {
  analysis: Analysis;
  sample: number;
  output: AnalysisTaskOutput;
  asReport: OpenReport;
}

/** What is known of the reports of an open project beside what lies in its file. */
interface ReportsOfProject {
  held: LRUCache<string, Held>;
  /** Settings of the report that was made or asked for last, by sample and analysis. */
  last: Map<string, object>;
  /** How often one of both has changed. */
  revision: number;
}

function bytesOf({ report, arrays }: AnalysisTaskOutput) {
  return arrays.reduce((sum, { data }) => sum + data.byteLength, 2 * JSON.stringify(report).length);
}

/** What an analysis gave, as a report that lies in memory; `notKept`: why no project keeps it. */
export function outputReport(
  analysis: Analysis,
  { report, arrays }: AnalysisTaskOutput,
  notKept: string | null = null,
): OpenReport {
  const storedAt = new Date().toISOString();
  const byName = new Map(arrays.map((array) => [array.name, array]));
  return {
    key: `held ${storedAt} ${settingsText(analysis.settingsOf(report) as object)}`,
    storedAt,
    report: analysis.withoutArrays?.(report) ?? report,
    arrays: arrays.map(({ name, kind, unit }) => ({ name, kind, unit })),
    read: (name) => dataOf(byName.get(name), name).slice(),
    notKept,
  };
}

/** A report with what its arrays hold, as the command line writes it. */
export function wholeReport(analysis: Analysis, { report, read }: SampleReport): unknown {
  return analysis.withArrays?.(report, read) ?? report;
}

/** As a report that the project keeps. */
function asKept(stored: SampleReport | null): OpenReport | null {
  return stored === null ? null : { ...stored, notKept: null };
}

/** The report that the project keeps, with these settings or, for null, the last. */
function keptReport(handle: ProjectHandle, sample: number, analysis: Analysis, settings: unknown) {
  return asKept(storedReport(handle.project, analysis, sample, settings));
}

function placeOf(sample: number, { name }: Analysis) {
  return `${sample} ${name}`;
}

function keyOf(sample: number, analysis: Analysis, settings: unknown) {
  return `${placeOf(sample, analysis)} ${settingsText(settings as object)}`;
}

/**
 * The reports on the samples of open projects: those that the projects keep, and those that they could not keep. These
 * are held here for as long as their project is open, up to a number of bytes for each project: the one used longest
 * ago makes room, and the newest always has it.
 */
export class SampleReports {
  readonly #projects = new WeakMap<ProjectHandle, ReportsOfProject>();
  readonly #bytes: number;

  constructor(bytes = DEFAULT_BYTES) {
    this.#bytes = bytes;
  }

  #of(handle: ProjectHandle): ReportsOfProject {
    const known = this.#projects.get(handle) ?? {
      held: new LRUCache({ maxSize: this.#bytes }),
      last: new Map(),
      revision: 0,
    };
    this.#projects.set(handle, known);
    return known;
  }

  /** Another text whenever there may be other reports of an open project, by us or by anybody who writes to its file. */
  revision(handle: ProjectHandle): string {
    return `${this.#of(handle).revision} ${handle.project.writtenMark()}`;
  }

  /** What there is of a sample with these settings by this Keycore; null where there is none. */
  find(handle: ProjectHandle, sample: number, analysis: Analysis, settings: unknown): OpenReport | null {
    const held = this.#of(handle).held.get(keyOf(sample, analysis, settings));
    return held?.asReport ?? keptReport(handle, sample, analysis, settings);
  }

  /** The last of a sample: that of this run of Keycore, else the one that the project got last; null where there is none. */
  last(handle: ProjectHandle, sample: number, analysis: Analysis): OpenReport | null {
    const settings = this.#of(handle).last.get(placeOf(sample, analysis));
    const known = settings === undefined ? null : this.find(handle, sample, analysis, settings);
    return known ?? keptReport(handle, sample, analysis, null);
  }

  /** Those of a sample that are held here, the newest first. */
  #heldOf(handle: ProjectHandle, sample: number, analysis: Analysis): Held[] {
    return [...this.#of(handle).held.values()].filter(
      (held) => held.sample === sample && held.analysis.name === analysis.name,
    );
  }

  /** All that there is of a sample, whatever its settings and version: what is not kept, then what is, newest first. */
  list(handle: ProjectHandle, sample: number, analysis: Analysis): ReportEntry[] {
    const held = this.#heldOf(handle, sample, analysis).map(({ asReport }) => ({
      key: asReport.key,
      storedAt: asReport.storedAt,
      version: KEYCORE_VERSION,
      settings: analysis.settingsOf(asReport.report),
      notKept: asReport.notKept,
    }));
    const kept = handle.project.listReports(analysis, sample).map(({ id, ...rest }) => ({
      ...rest,
      key: String(id),
      notKept: null,
    }));
    return [...held, ...kept];
  }

  /** The report of a sample with this key; null where there is none. */
  byKey(handle: ProjectHandle, sample: number, analysis: Analysis, key: string): OpenReport | null {
    const held = this.#heldOf(handle, sample, analysis).find(({ asReport }) => asReport.key === key);
    if (held !== undefined) return held.asReport;
    return /^\d{1,15}$/.test(key) ? asKept(storedReportById(handle.project, analysis, sample, Number(key))) : null;
  }

  /** Finds it, makes it the last, and keeps it where the project could not before and now can; false: there is none. */
  async recall(handle: ProjectHandle, sample: number, analysis: Analysis, settings: unknown): Promise<boolean> {
    const { held, last } = this.#of(handle);
    const own = held.get(keyOf(sample, analysis, settings));
    if (own === undefined && this.find(handle, sample, analysis, settings) === null) return false;
    if (own !== undefined) await this.keep(handle, sample, analysis, own.output);
    this.#of(handle).revision += 1;
    last.set(placeOf(sample, analysis), settings as object);
    return true;
  }

  /** Makes a result the last of a sample: in the project where that can keep it, else here. */
  async keep(handle: ProjectHandle, sample: number, analysis: Analysis, output: AnalysisTaskOutput): Promise<void> {
    const settings = analysis.settingsOf(output.report);
    const notKept = await handle.keep(analysis.kept, (project) => {
      const { contentHash } = project.readNumbers(sample);
      project.keepReport(analysis, sample, keepableReport(analysis, output, contentHash));
    });
    const { held, last } = this.#of(handle);
    this.#of(handle).revision += 1;
    const key = keyOf(sample, analysis, settings);
    last.set(placeOf(sample, analysis), settings as object);
    if (notKept === null) {
      held.delete(key);
      return;
    }
    // One larger than all the room has it alone.
    const size = Math.min(this.#bytes, Math.max(1, bytesOf(output)));
    held.set(key, { analysis, sample, output, asReport: outputReport(analysis, output, notKept) }, { size });
  }

  /** Keeps all that is held of a project that has become another file, where that can keep it. */
  async keepHeld(handle: ProjectHandle): Promise<void> {
    for (const { analysis, sample, output } of [...this.#of(handle).held.values()])
      await this.keep(handle, sample, analysis, output);
  }

  /**
   * Arrays with a value for each particle that analyses have given of a sample: those of the last report of each, and
   * of the others of one name the newest.
   */
  scalarArrays(handle: ProjectHandle, sample: number): ScalarArray[] {
    const found = new Map(storedScalarArrays(handle.project, sample).map((array) => [array.name, array]));
    const { last } = this.#of(handle);
    for (const analysis of ANALYSES) {
      const report = last.has(placeOf(sample, analysis)) ? this.last(handle, sample, analysis) : null;
      for (const array of report?.arrays ?? [])
        if (array.kind === 'scalar' && report !== null) {
          const read = () => report.read(array.name);
          found.set(array.name, { ...array, analysis: analysis.name, version: report.key, read });
        }
    }
    return [...found.values()];
  }
}
