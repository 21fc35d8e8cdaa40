import type { Analysis } from '../../native-workers/analysis/description/analysis.ts';
import { modelOfReport, modelReferenceOf } from '../../native-workers/analysis/report/model-of-report.ts';
import { reportWithVerdict } from '../../native-workers/analysis/verdict/stored-verdict.ts';
import { backboneOf } from '../library/analysis-sample.ts';
import { type SampleReport, storedReport } from '../project/analysis-reports.ts';
import type { Project } from '../project/project.ts';
import type { StoredSample } from '../project/samples.ts';
import type { FigureSampleArrays } from './sample/figure-sample.ts';
import { analysisOf, FIGURE_ANALYSES, type FigureAnalysis, settingsForFigures } from './sample/figure-analyses.ts';

/** Adds a report to those that figures of a sample are drawn from, with the arrays of it that they show. */
export function addReport(sample: FigureSampleArrays, analysis: Analysis, { report, read }: SampleReport): void {
  Object.assign(sample.reports, { [analysis.name]: analysis.report.parse(report) });
  const { spectrum, strain, 'pseudo-modes': pseudoModes } = sample.reports;
  const map = spectrum?.window?.map;
  if (analysis.name === 'spectrum' && map !== undefined) sample.spectralMap = read(map.field);
  if (analysis.name === 'strain' && (strain?.events.length ?? 0) > 0) sample.event = read('event');
  if (analysis.name === 'pseudo-modes' && (pseudoModes?.modes.length ?? 0) > 0) sample.pseudoMode = read('z:0');
}

/** The report of an analysis that figures are drawn from: the last one, if it suits, else one that figures had made. */
function suitable(project: Project, analysis: Analysis, need: FigureAnalysis, number: number): SampleReport | null {
  const suits = (found: SampleReport | null) =>
    found !== null && need.suits({ [analysis.name]: analysis.report.parse(found.report) });
  const last = storedReport(project, analysis, number, null);
  if (suits(last)) return last;
  const own = last === null ? null : storedReport(project, analysis, number, settingsForFigures(analysis, need));
  return suits(own) ? own : null;
}

/**
 * A sample of a project as its figures are drawn from, with the last report of each analysis that panels need. `name`: of
 * the project, without folders.
 */
export function storedFigureSample(project: Project, stored: StoredSample, name: string): FigureSampleArrays {
  const { configuration, fields, numbers } = stored;
  const { number } = numbers;
  const report = reportWithVerdict(stored);
  const model = modelOfReport(report);
  const { ids, species, box, sizes } = configuration;
  const sample: FigureSampleArrays = {
    project: name,
    number,
    contentHash: numbers.contentHash,
    modelLabel: model.label,
    seed: report.provenance.seed,
    ids,
    species,
    positions: fields.positions,
    box,
    ...(sizes === undefined ? {} : { sizes }),
    backbone: backboneOf(report, ids),
    model: modelReferenceOf(report),
    diameters: sizes?.diameters ?? Float64Array.from(species, (kind) => model.species[kind].diameter),
    report: { ...report, vibrability: { ...report.vibrability, values: [] } },
    vibrability: fields.vibrability,
    displacements: fields.displacements,
    reports: {},
    spectralMap: null,
    pseudoMode: null,
    event: null,
  };
  for (const need of FIGURE_ANALYSES) {
    const analysis = analysisOf(need);
    const found = suitable(project, analysis, need, number);
    if (found !== null) addReport(sample, analysis, found);
  }
  return sample;
}
