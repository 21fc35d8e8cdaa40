import { analysisIdentity, underOlderCriterion } from '../../native-workers/analysis/report/analysis-identity.ts';
import {
  type AnalysisSettings,
  analysisSettingsSchema,
} from '../../native-workers/analysis/report/analysis-settings.ts';
import { configurationHash } from '../../native-workers/configuration/configuration-hash.ts';
import type { AnalyseTaskOutput } from '../../native-workers/tasks/analyse.contract.ts';
import type { JsonObject } from '../project/configuration-json.ts';
import type { SampleResult } from '../project/sample-result.ts';
import type { AnalysisInput } from './analysis-input.ts';

/** Modes whose displacements are stored in a project. */
const STORED_MODES = 20;

/**
 * What makes an analysis the same as another: kept with the sample, and looked for before it is done again. `hash` is
 * the configuration's, where it is known already.
 */
export function analysisJob(input: AnalysisInput & { hash?: string }, analysis: AnalysisSettings): JsonObject {
  const { configuration, model } = input;
  const hash = input.hash ?? configurationHash(configuration, model);
  return { task: 'analyze', model: model.id, configurationHash: hash, analysis: analysisIdentity(analysis) };
}

/**
 * The same analysis as Keycore named it before a verdict by phononShare belonged to it; null where it names limits of the
 * share that are not the defaults.
 */
export function earlierAnalysisJob(job: JsonObject): JsonObject | null {
  const settings = analysisSettingsSchema.safeParse(job['analysis']);
  if (!settings.success) return null;
  const earlier = underOlderCriterion({ ...settings.data, qlmCriterion: undefined });
  return earlier === null ? null : { ...job, analysis: analysisIdentity(earlier) };
}

/** The report of a finished analysis with what was noted on reading: `output.report` is changed. */
export function addInputNotes({ report }: AnalyseTaskOutput, input: AnalysisInput): void {
  if (input.guessed !== null) report.sample.guessed = input.guessed;
  report.sample.notes = [...input.notes, ...report.sample.notes];
}

/** A finished analysis as a project stores it. */
export function analysedSample(input: AnalysisInput, { report, fields }: AnalyseTaskOutput): SampleResult {
  const [lx, ly, xy] = report.sample.box;
  return {
    configuration: { ...input.configuration, box: { lx, ly, xy } },
    frameInfo: input.frameInfo,
    report,
    fields: { ...fields, displacements: fields.displacements.subarray(0, 2 * report.sample.n * STORED_MODES) },
    columns: input.columns,
  };
}
