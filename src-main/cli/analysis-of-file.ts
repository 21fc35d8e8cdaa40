import type { AnalysisSample } from '../../native-workers/analysis/description/analysis.ts';
import {
  type AnalysisSettings,
  analysisSettingsSchema,
} from '../../native-workers/analysis/report/analysis-settings.ts';
import { modelOfReport } from '../../native-workers/analysis/report/model-of-report.ts';
import { configurationHash } from '../../native-workers/configuration/configuration-hash.ts';
import { referenceTo } from '../../native-workers/models/model-of.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { AnalysisInput } from '../import/analysis-input.ts';
import { analyseInput, analysedSample, analysisJob } from '../import/analysis-job.ts';
import { inputOptions, settingsOf } from '../import/analysis-options.ts';
import { askedModel } from '../import/asked-model.ts';
import { oneFrame } from '../import/one-sample.ts';
import { analysisSampleOf, unanalysedSample } from '../library/analysis-sample.ts';
import { outputReport, wholeReport } from '../library/sample-reports.ts';
import { keepableReport, storedReport } from '../project/analysis-reports.ts';
import type { SampleResult } from '../project/sample-result.ts';
import { type AnalysisRun, type CommonOptions, computed, type Outcome, watchOf } from './analysis-run.ts';
import { valueOf } from './calculation.ts';
import { EXIT } from './exit-code.ts';
import { keepOrReport } from './keep-in-project.ts';
import { patienceOf } from './lease-wait.ts';
import { SampleStore } from './sample-store.ts';

/** Settings of the analysis that a sample of a file has to have before; null where it is taken as it stands. */
function settingsBefore({ analysis, settings }: AnalysisRun, options: CommonOptions) {
  if (analysis.command.storesFiles === true) return settingsOf(options);
  // The others have no flag for it.
  if (!options.relax && analysis.command.relax !== undefined) return null;
  return analysis.fileAnalysis === undefined ? null : analysisSettingsSchema.parse(analysis.fileAnalysis(settings));
}

/** An analysed sample: as a project stores it, and as the analysis takes it. */
interface Analysed {
  result: SampleResult;
  sample: AnalysisSample;
  /** Under which the project has it already; null where it has not. */
  number: number | null;
}

/** What the project has of a configuration, which has to name its particles as the file does; null where it has none. */
async function stored(
  input: AnalysisInput,
  settings: AnalysisSettings,
  store: SampleStore | null,
): Promise<Analysed | null> {
  const known = (await store?.find(analysisJob(input, settings))) ?? null;
  if (known === null) return null;
  const { number } = known.numbers;
  if (!known.configuration.ids.every((id, row) => id === input.configuration.ids[row]))
    throw new BadInput(
      `the project has the same structure already, as sample ${number}, with other ids of its particles: ` +
        'ids of this file would mean other particles there; name another project',
      { field: '-o' },
    );
  return { result: known, sample: analysisSampleOf(known, input.source), number };
}

/** Analyses a configuration; what is odd about it is said. */
async function analysed(input: AnalysisInput, settings: AnalysisSettings, run: AnalysisRun): Promise<Analysed> {
  const { source, notes } = input;
  const { calculation } = run;
  const output = valueOf(
    calculation,
    source,
    await analyseInput(input, settings, calculation.pool, watchOf(run, source)),
  );
  for (const note of output.report.sample.notes.slice(notes.length)) calculation.progress.note(`${source}: ${note}`);
  const result = analysedSample(input, output);
  // All modes that were computed, also those whose displacements a project would not store.
  return { result, sample: analysisSampleOf({ ...result, fields: output.fields }, source), number: null };
}

/**
 * The report on the one frame of a file that the flags mean, as it stands or analysed first, as the analysis wants it.
 * With `-o` both are stored, or what the project has of them is recalled. Throws `BadInput` for what is wrong with
 * either.
 */
export async function analysisOfFile(path: string, options: CommonOptions, run: AnalysisRun): Promise<Outcome> {
  const { analysis, settings, calculation } = run;
  const { progress, terminal } = calculation;
  const before = settingsBefore(run, options);
  const input = await oneFrame(
    path,
    inputOptions(options, await askedModel(options.model, terminal.signal)),
    terminal.signal,
  );
  const { source, configuration, model } = input;
  const { output, relax } = options;
  using store =
    output === undefined
      ? null
      : await SampleStore.open(output, patienceOf(output, options.wait, terminal, progress), (message) =>
          progress.note(message),
        );
  for (const note of input.notes) progress.note(`${source}: ${note}`);
  const first = before && ((await stored(input, before, store)) ?? (await analysed(input, before, run)));
  const number = first?.number ?? null;
  const known =
    number === null || store === null ? null : storedReport(await store.project(), analysis, number, settings);
  if (known !== null) return { report: wholeReport(analysis, known), source, code: EXIT.done };
  const made = await computed(run, first?.sample ?? unanalysedSample(configuration, referenceTo(model), source, relax));
  const report = wholeReport(analysis, outputReport(analysis, made));
  if (store === null || before === null || first === null) return { report, source, code: EXIT.done };
  const kept = await keepOrReport(`${source}: ${analysis.kept}`, progress, async () => {
    const { result } = first;
    const positions = { ...result.configuration, positions: result.fields.positions };
    const contentHash = configurationHash(positions, modelOfReport(result.report));
    const project = await store.project();
    const sample = number ?? project.addSample({ configuration: analysisJob(input, before), seed: null }, result);
    project.keepReport(analysis, sample, keepableReport(analysis, made, contentHash));
    return sample;
  });
  if (kept === null) return { report, source, code: EXIT.internal };
  progress.note(`${source}: stored as sample ${kept}`);
  return { report, source, code: EXIT.done };
}
