import { LRUCache } from 'lru-cache';
import type { Analysis } from '../../native-workers/analysis/description/analysis.ts';
import type { AnalysisTaskOutput } from '../../native-workers/tasks/analysis.contract.ts';
import { keepableReport, keepReport, storedReport, storedScalarArrays } from '../project/analysis-reports.ts';
import type { SampleReport, ScalarArray } from '../project/analysis-reports.ts';
import { settingsText } from '../project/report-table.ts';
import type { ProjectHandle } from './open-project-handle.ts';

/** Some ten of N = 10⁵, or hundreds of N = 4096. */
const DEFAULT_BYTES = 128 * 2 ** 20;

/** A report on a sample of an open project. */
export interface OpenReport extends SampleReport {
  /** Why it is not kept in the project; null where it is. */
  notKept: string | null;
}

function bytesOf({ report, arrays }: AnalysisTaskOutput): number {
  return arrays.reduce((sum, { data }) => sum + data.byteLength, 2 * JSON.stringify(report).length);
}

/** What an analysis gave, as a report that lies in memory; `notKept`: why no project keeps it. */
export function outputReport(
  analysis: Analysis,
  output: AnalysisTaskOutput,
  notKept: string | null = null,
): OpenReport {
  const byName = new Map(output.arrays.map((array) => [array.name, array]));
  return {
    key: `held ${settingsText(analysis.settingsOf(output.report) as object)}`,
    storedAt: new Date().toISOString(),
    report: analysis.withoutArrays?.(output.report) ?? output.report,
    arrays: output.arrays.map(({ name, kind, unit }) => ({ name, kind, unit })),
    read: (name) => byName.get(name)?.data.slice() ?? null,
    notKept,
  };
}

/** A report with what its arrays hold, as the command line writes it. */
export function wholeReport(analysis: Analysis, { report, read }: SampleReport): unknown {
  if (analysis.withArrays === undefined) return report;
  return analysis.withArrays(report, (name) => {
    const data = read(name);
    if (data === null) throw new Error(`the report has no array '${name}'`);
    return data;
  });
}

function heldArray(read: SampleReport['read'], name: string): Float64Array {
  const data = read(name);
  if (data === null) throw new Error(`the array '${name}' is not held`);
  return data;
}

/**
 * The reports on the samples of open projects: those that the projects keep, and those that they could not keep, which
 * are held here, up to a number of bytes, for as long as their project is open.
 */
export class SampleReports {
  readonly #held: LRUCache<string, OpenReport>;
  /** Which one was asked for last, of each sample and analysis. */
  readonly #last = new WeakMap<ProjectHandle, Map<string, OpenReport>>();

  constructor(bytes = DEFAULT_BYTES) {
    this.#held = new LRUCache({ maxSize: bytes });
  }

  #settle(handle: ProjectHandle, sample: number, analysis: Analysis, report: OpenReport): OpenReport {
    const last = this.#last.get(handle) ?? new Map<string, OpenReport>();
    last.set(`${sample} ${analysis.name}`, report);
    this.#last.set(handle, last);
    return report;
  }

  #key(handle: ProjectHandle, sample: number, analysis: Analysis, settings: unknown): string {
    const { contentHash } = handle.project.readNumbers(sample);
    return `${handle.id} ${sample} ${contentHash} ${analysis.name} ${settingsText(settings as object)}`;
  }

  /** The last of a sample: that of this run of Keycore, else the one that the project got last; null where there is none. */
  last(handle: ProjectHandle, sample: number, analysis: Analysis): OpenReport | null {
    const known = this.#last.get(handle)?.get(`${sample} ${analysis.name}`);
    if (known !== undefined) return known;
    const stored = storedReport(handle.project, analysis, sample, null);
    return stored === null ? null : { ...stored, notKept: null };
  }

  /** What there is of the same sample and settings by this Keycore, which becomes the last; null where there is none. */
  recall(handle: ProjectHandle, sample: number, analysis: Analysis, settings: unknown): OpenReport | null {
    const held = this.#held.get(this.#key(handle, sample, analysis, settings));
    if (held !== undefined) return this.#settle(handle, sample, analysis, held);
    const stored = storedReport(handle.project, analysis, sample, settings);
    return stored === null ? null : this.#settle(handle, sample, analysis, { ...stored, notKept: null });
  }

  /** Makes a result the last of a sample: in the project where that can keep it, else here. */
  async keep(
    handle: ProjectHandle,
    sample: number,
    analysis: Analysis,
    output: AnalysisTaskOutput,
  ): Promise<OpenReport> {
    const settings = analysis.settingsOf(output.report);
    const notKept = await handle.keep(analysis.kept, (project) => {
      keepReport(project, sample, keepableReport(analysis, output, project.readNumbers(sample).contentHash));
    });
    if (notKept === null) {
      this.#held.delete(this.#key(handle, sample, analysis, settings));
      const stored = this.recall(handle, sample, analysis, settings);
      if (stored === null) throw new Error(`${analysis.kept} of sample ${sample} was kept and is not there`);
      return stored;
    }
    const held = outputReport(analysis, output, notKept);
    this.#held.set(this.#key(handle, sample, analysis, settings), held, { size: bytesOf(output) });
    return this.#settle(handle, sample, analysis, held);
  }

  /** Tries again to keep what is held. */
  async keepHeld(handle: ProjectHandle, sample: number, analysis: Analysis, held: OpenReport): Promise<void> {
    const arrays = held.arrays.map((array) => ({ ...array, data: heldArray(held.read, array.name) }));
    await this.keep(handle, sample, analysis, { report: wholeReport(analysis, held), arrays });
  }

  /** Arrays with a value for each particle that analyses have given of a sample; of one name the newest. */
  scalarArrays(handle: ProjectHandle, sample: number): ScalarArray[] {
    const found = new Map(storedScalarArrays(handle.project, sample).map((array) => [array.name, array]));
    for (const [key, { arrays, read, notKept }] of this.#last.get(handle) ?? [])
      if (notKept !== null && key.startsWith(`${sample} `))
        for (const array of arrays)
          if (array.kind === 'scalar')
            found.set(array.name, {
              ...array,
              analysis: key.slice(key.indexOf(' ') + 1),
              read: () => heldArray(read, array.name),
            });
    return [...found.values()];
  }
}
