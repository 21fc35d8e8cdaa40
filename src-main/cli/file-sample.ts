import type { Analysis, AnalysisSample } from '../../native-workers/analysis/description/analysis.ts';
import {
  type AnalysisSettings,
  analysisSettingsSchema,
} from '../../native-workers/analysis/report/analysis-settings.ts';
import { modelOfReport } from '../../native-workers/analysis/report/model-of-report.ts';
import { configurationHash } from '../../native-workers/configuration/configuration-hash.ts';
import { analyseTask } from '../../native-workers/tasks/analyse.contract.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { AnalysisInput } from '../import/analysis-input.ts';
import { addInputNotes, analysedSample, analysisJob } from '../import/analysis-job.ts';
import { analysisOptionsSchema, inputOptions, readingOptionsSchema, settingsOf } from '../import/analysis-options.ts';
import { oneFrame } from '../import/one-sample.ts';
import type { TaskWatch } from '../jobs/progress-and-cancel.ts';
import { analysisSampleOf, unanalysedSample } from '../library/analysis-sample.ts';
import type { KeepableReport, SampleReport } from '../project/analysis-reports.ts';
import type { SampleResult } from '../project/sample-result.ts';
import { type Calculation, valueOf } from './calculation.ts';
import { SampleStore } from './sample-store.ts';

/** What the flags say of a file. */
export interface FileOptions extends Record<string, unknown> {
  relax: boolean;
  output?: string | undefined;
}

/** A sample that a command reads from a file: as it stands, or analysed first, as the analysis wants it. */
export class FileSample {
  readonly #input: AnalysisInput;
  readonly #relax: boolean;
  /** Of the analysis that comes first; null where there is none. */
  readonly #settings: AnalysisSettings | null;
  readonly #store: SampleStore | null;
  readonly #calculation: Calculation;
  /** What is stored with the report, under the number that it has where it was stored before. */
  #result: { sample: SampleResult; isNew: boolean } | null = null;

  private constructor(
    input: AnalysisInput,
    { relax }: FileOptions,
    settings: AnalysisSettings | null,
    store: SampleStore | null,
    calculation: Calculation,
  ) {
    this.#input = input;
    this.#relax = relax;
    this.#settings = settings;
    this.#store = store;
    this.#calculation = calculation;
  }

  /**
   * Reads the one frame that the flags mean, and opens the project that it is to be stored in. Throws `BadInput` for
   * what is wrong with either.
   */
  static async open(
    path: string,
    options: FileOptions,
    analysis: Analysis,
    settings: unknown,
    calculation: Calculation,
  ): Promise<FileSample> {
    const { progress, terminal } = calculation;
    const first =
      analysis.command.storesFiles === true
        ? settingsOf(analysisOptionsSchema.strip().parse(options))
        : analysis.fileAnalysis === undefined
          ? null
          : analysisSettingsSchema.parse(analysis.fileAnalysis(settings));
    const reading = inputOptions(readingOptionsSchema.strip().parse(options));
    const input = await oneFrame(path, reading, terminal.signal);
    const { output } = options;
    const store = output === undefined ? null : await SampleStore.open(output, (message) => progress.note(message));
    return new FileSample(input, options, first, store, calculation);
  }

  /** Whether it is to be stored. */
  get isStored(): boolean {
    return this.#store !== null;
  }

  /** The sample, after its analysis. What was noted on reading it is said. */
  async sample(watch: (source: string) => TaskWatch): Promise<AnalysisSample> {
    const input = this.#input;
    const { source, configuration, model } = input;
    const { progress, pool } = this.#calculation;
    for (const note of input.notes) progress.note(`${source}: ${note}`);
    const settings = this.#settings;
    if (settings === null) return unanalysedSample(configuration, model.id, source, this.#relax);
    const known = this.#store?.find(analysisJob(input, settings)) ?? null;
    if (known !== null) {
      if (!known.configuration.ids.every((id, row) => id === configuration.ids[row]))
        throw new BadInput(
          `the project has the same structure already, as sample ${known.numbers.number}, with other ids of its particles: ` +
            'ids of this file would mean other particles there; name another project',
          { field: '-o' },
        );
      this.#result = { sample: known, isNew: false };
      return analysisSampleOf(known, source);
    }
    const given = { configuration, model: model.id, settings, source, seed: null };
    const analysed = valueOf(this.#calculation, source, await pool.run(analyseTask, given, watch(source)));
    for (const note of analysed.report.sample.notes) progress.note(`${source}: ${note}`);
    addInputNotes(analysed, input);
    const sample = analysedSample(input, analysed);
    this.#result = { sample, isNew: true };
    // All modes that were computed, also those whose displacements a project would not store.
    return analysisSampleOf({ ...sample, fields: analysed.fields }, source);
  }

  /** What the project has of the same sample and settings already; null where there is none. */
  recalled(analysis: Analysis, settings: unknown): SampleReport | null {
    if (this.#store === null || this.#settings === null || this.#result?.isNew !== false) return null;
    const number = this.#store.numberOf(analysisJob(this.#input, this.#settings));
    return this.#store.recalled(number, analysis, settings);
  }

  /** Stores it with a report, and gives its number in the project. */
  async keep(report: (contentHash: string) => KeepableReport): Promise<number> {
    const [store, settings, result] = [this.#store, this.#settings, this.#result];
    if (store === null || settings === null || result === null) throw new TypeError('there is nothing to store');
    const job = analysisJob(this.#input, settings);
    const number = result.isNew ? await store.store(job, result.sample) : store.numberOf(job);
    const { configuration, fields } = result.sample;
    const positions = { ...configuration, positions: fields.positions };
    store.keepReport(number, report(configurationHash(positions, modelOfReport(result.sample.report))));
    return number;
  }

  close(): void {
    this.#store?.close();
  }
}
