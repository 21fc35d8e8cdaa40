import { z } from 'zod';
import { analysisIdentity, underOlderCriterion } from '../../native-workers/analysis/report/analysis-identity.ts';
import {
  type AnalysisSettings,
  analysisSettingsSchema,
} from '../../native-workers/analysis/report/analysis-settings.ts';
import { configurationHash } from '../../native-workers/configuration/configuration-hash.ts';
import type { Model } from '../../native-workers/models/model.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { referenceTo } from '../../native-workers/models/model-of.ts';
import { analyseTask, type AnalyseTaskOutput } from '../../native-workers/tasks/analyse.contract.ts';
import { columnsOfAnalysed } from '../formats/coordinate-columns.ts';
import type { TaskWatch } from '../jobs/progress-and-cancel.ts';
import type { TaskPool } from '../jobs/task-pool.ts';
import type { TaskOutcome } from '../jobs/task-result.ts';
import type { JsonObject } from '../project/configuration-json.ts';
import { deletedText } from '../project/deletions.ts';
import type { Project } from '../project/project.ts';
import type { SampleResult } from '../project/sample-result.ts';
import type { AnalysisInput } from './analysis-input.ts';

/** Modes whose displacements are stored in a project. */
const STORED_MODES = 20;

/** A model as a job names it: by its id, or by its definition as JSON, without the fields that are left open. */
function jsonOf(model: Model) {
  return z.json().parse(JSON.parse(JSON.stringify(referenceTo(model))));
}

/**
 * What makes an analysis the same as another: kept with the sample, and looked for before it is done again. `hash` is
 * the configuration's, where it is known already.
 */
export function analysisJob(input: AnalysisInput & { hash?: string }, analysis: AnalysisSettings): JsonObject {
  const { configuration, model } = input;
  return analysisJobOf(input.hash ?? configurationHash(configuration, model), model, analysis);
}

/** The same of a configuration of which only the hash is known. */
export function analysisJobOf(hash: string, model: Model, analysis: AnalysisSettings): JsonObject {
  return { task: 'analyze', model: jsonOf(model), configurationHash: hash, analysis: analysisIdentity(analysis) };
}

/**
 * The same analysis as Keycore named it before a verdict by phononShare belonged to it; null where it names limits of the
 * share that are not the defaults.
 */
function earlierAnalysisJob(job: JsonObject) {
  const settings = analysisSettingsSchema.safeParse(job['analysis']);
  if (!settings.success) return null;
  const earlier = underOlderCriterion({ ...settings.data, qlmCriterion: undefined });
  return earlier === null ? null : { ...job, analysis: analysisIdentity(earlier) };
}

/** The jobs that this analysis is or, by an earlier Keycore, was. */
function jobsOf(project: Project, analysis: JsonObject) {
  return [analysis, earlierAnalysisJob(analysis)].flatMap((each) =>
    each === null ? [] : (project.findJob(each, null) ?? []),
  );
}

/**
 * What is said of an analysis whose sample the user has deleted, null for any other: the sample comes back by being
 * restored, never silently by reading its file again.
 */
export function deletedAnalysis(project: Project, analysis: JsonObject): string | null {
  for (const job of jobsOf(project, analysis)) {
    if (job.deleted === 0) continue;
    const deleted = project.deletionOf(project.allottedSamples(job.number)[0].number);
    if (deleted !== undefined) return `the project had it, and ${deletedText(deleted)}`;
  }
  return null;
}

/**
 * Number of the sample that this analysis gave earlier, also by an earlier Keycore; null where the project has none. Each
 * analysis of a configuration is a job of one sample. Throws `BadInput` where the user has deleted that sample.
 */
export function storedAnalysis(project: Project, analysis: JsonObject): number | null {
  const job = jobsOf(project, analysis).find(({ stored }) => stored === 1);
  if (job !== undefined) return project.allottedSamples(job.number)[0].number;
  const deleted = deletedAnalysis(project, analysis);
  if (deleted !== null) throw new BadInput(deleted, { file: project.path });
  return null;
}

/** Analyses a configuration; the report begins its notes with what was noted on reading. */
export async function analyseInput(
  input: AnalysisInput,
  settings: AnalysisSettings,
  pool: TaskPool,
  watch: TaskWatch,
): Promise<TaskOutcome<AnalyseTaskOutput>> {
  const { configuration, model, source, guessed, notes } = input;
  const request = { configuration, model: referenceTo(model), settings, source, seed: null };
  const outcome = await pool.run(analyseTask, request, watch);
  if (outcome.status === 'converged') {
    const { sample } = outcome.value.report;
    if (guessed !== null) sample.guessed = guessed;
    sample.notes = [...notes, ...sample.notes];
  }
  return outcome;
}

/** A finished analysis as a project stores it. */
export function analysedSample(input: AnalysisInput, { report, fields }: AnalyseTaskOutput): SampleResult {
  const [lx, ly, xy] = report.sample.box;
  const box = { lx, ly, xy };
  return {
    configuration: { ...input.configuration, box },
    frameInfo: input.frameInfo,
    report,
    fields: { ...fields, displacements: fields.displacements.subarray(0, 2 * report.sample.n * STORED_MODES) },
    columns: columnsOfAnalysed(input.columns, box, input.configuration.positions, fields.positions),
  };
}
