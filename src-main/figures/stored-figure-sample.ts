import type { Analysis } from '../../native-workers/analysis/description/analysis.ts';
import { describedArray } from '../../native-workers/analysis/description/described-array.ts';
import { modelOfReport, modelReferenceOf } from '../../native-workers/analysis/report/model-of-report.ts';
import { analysisNamed } from '../../native-workers/analyses/table.ts';
import { reportWithVerdict } from '../../native-workers/analysis/verdict/stored-verdict.ts';
import { backboneOf } from '../library/analysis-sample.ts';
import { type SampleReport, type ScalarArray, storedReport, storedScalarArrays } from '../project/analysis-reports.ts';
import type { Project } from '../project/project.ts';
import type { StoredSample } from '../project/samples.ts';
import type { FigureSampleArrays, NamedScalar } from './sample/figure-sample.ts';
import { figureLabel, verbatimLabel } from './marks/label-parts.ts';
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

/** Where reports on a sample are looked for: with some settings, or, for null, the last one. */
type FindReport = (analysis: Analysis, settings: unknown) => SampleReport | null;

/** The report of an analysis that figures are drawn from: the last one, if it suits, else one that figures had made. */
export function suitableReport(need: FigureAnalysis, find: FindReport): SampleReport | null {
  const analysis = analysisOf(need);
  const suits = (found: SampleReport | null) =>
    found !== null && need.suits({ [analysis.name]: analysis.report.parse(found.report) });
  const last = find(analysis, null);
  if (suits(last)) return last;
  const own = last === null ? null : find(analysis, settingsForFigures(analysis, need));
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
    const found = suitableReport(need, (analysis, settings) => storedReport(project, analysis, number, settings));
    if (found !== null) addReport(sample, analysisOf(need), found);
  }
  return sample;
}

/** An array of a report as a view colours by it: what its analysis calls it. */
export function scalarOfReport({ analysis: by, name, unit, read }: ScalarArray): NamedScalar {
  const analysis = analysisNamed(by);
  const described = analysis === undefined ? null : describedArray(analysis, name);
  const distinction = described?.distinction ?? null;
  return {
    name,
    label: described === null ? verbatimLabel(name) : figureLabel(described.label),
    ...(distinction === null ? {} : { distinction: figureLabel(distinction) }),
    unit: unit === null ? null : figureLabel(unit),
    signed: described?.signed ?? false,
    values: read(),
  };
}

/** A column of the file, or an array of a report, that a view colours by; null for a name that is none of these. */
export function givenScalar(project: Project, stored: StoredSample, name = ''): NamedScalar | null {
  const column = stored.columns.find((each) => `file:${each.name}` === name);
  if (column !== undefined) {
    const values = Float64Array.from(column.values);
    const signed = values.some((value) => value < 0) && values.some((value) => value > 0);
    return { name, label: verbatimLabel(column.name), unit: null, signed, values };
  }
  const made = storedScalarArrays(project, stored.numbers.number).find((array) => array.name === name);
  return made === undefined ? null : scalarOfReport(made);
}
