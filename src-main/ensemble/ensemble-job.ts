import { underOlderCriterion } from '../../native-workers/analysis/report/analysis-identity.ts';
import type { QlmCriterion } from '../../native-workers/analysis/report/verdicts.ts';
import type { Report } from '../../native-workers/analysis/report/report.ts';
import { keptTraces } from '../../native-workers/analysis/preparation/kept-traces.ts';
import { sampleDefinition } from '../../native-workers/analysis/preparation/simulation.ts';
import type { SimulationSettings } from '../../native-workers/analysis/preparation/simulation-settings.ts';
import type { SimulateTaskOutput } from '../../native-workers/tasks/simulate.contract.ts';
import type { JsonObject } from '../project/configuration-json.ts';
import type { Project } from '../project/project.ts';
import type { SampleNumbers } from '../project/sample-numbers.ts';
import type { SampleResult } from '../project/sample-result.ts';

/** Modes whose displacements are stored: of an ensemble's sample one, of a single sample twenty. */
export const STORED_MODES = { ensemble: 1, single: 20 } as const;

/** What the samples of a job depend on besides their seeds: the same configuration and seed resume a job. */
export function ensembleJob(settings: SimulationSettings): JsonObject {
  return { task: 'simulate', ...sampleDefinition(settings) };
}

/**
 * The settings under which a run goes on: those given, or, where a job of them was begun under the older criterion of QLM
 * samples and none under the present one, the same under that.
 */
export function settingsOfRun(settings: SimulationSettings, project: Pick<Project, 'findJob'>): SimulationSettings {
  const analysis = underOlderCriterion(settings.analysis);
  if (analysis === null) return settings;
  const isBegun = (which: SimulationSettings) => project.findJob(ensembleJob(which), which.seed) !== null;
  const older = { ...settings, analysis };
  return !isBegun(settings) && isBegun(older) ? older : settings;
}

/** Whether a finished sample counts as one with a QLM; null where that is undecided. */
export function countsAsQlm({ qlm }: Report, criterion: QlmCriterion): boolean | null {
  if (criterion === 'participation') return qlm?.isQlm ?? null;
  return typeof qlm?.verdict === 'string' ? qlm.verdict === 'qlm' : null;
}

/** The same of a stored sample. */
export function storedAsQlm({ verdict, elasticity }: SampleNumbers, criterion: QlmCriterion): boolean {
  return criterion === 'participation' ? elasticity?.isQlm === 1 : verdict?.verdict === 'qlm';
}

/** A finished sample as a project stores it, with the displacements of its lowest modes and the traces of its run. */
export function madeSample(
  { configuration, report, fields, trace }: SimulateTaskOutput,
  storedModes: number,
): SampleResult {
  const displacements = fields.displacements.subarray(0, 2 * report.sample.n * storedModes);
  const timeStep = report.provenance.preparation?.dynamics?.timeStep;
  const traces = trace === null || timeStep === undefined ? [] : keptTraces(trace, timeStep);
  return { configuration, frameInfo: null, report, fields: { ...fields, displacements }, columns: [], traces };
}
