import type { Analysis } from '../../native-workers/analysis/description/analysis.ts';
import { modelOfReport, modelReferenceOf } from '../../native-workers/analysis/report/model-of-report.ts';
import { reportWithVerdict } from '../../native-workers/analysis/verdict/stored-verdict.ts';
import { backboneOf } from '../library/analysis-sample.ts';
import type { SampleReport } from '../project/analysis-reports.ts';
import { type FigureSource, reportsForFigures } from './figure-source.ts';
import type { FigureSampleArrays } from './sample/figure-sample.ts';

/** Adds a report to those that figures of a sample are drawn from, with the arrays of it that they show. */
export function addReport(sample: FigureSampleArrays, analysis: Analysis, { report, read }: SampleReport): void {
  Object.assign(sample.reports, { [analysis.name]: analysis.report.parse(report) });
  const { spectrum, strain, 'pseudo-modes': pseudoModes } = sample.reports;
  const map = spectrum?.window?.map;
  if (analysis.name === 'spectrum' && map !== undefined) sample.spectralMap = read(map.field);
  if (analysis.name === 'strain' && (strain?.events.length ?? 0) > 0) sample.event = read('event');
  if (analysis.name === 'pseudo-modes' && (pseudoModes?.modes.length ?? 0) > 0) sample.pseudoMode = read('z:0');
}

/** A stored sample as its figures are drawn from it, with the report of each analysis that panels need. */
export function storedFigureSample(source: FigureSource, reports = reportsForFigures(source)): FigureSampleArrays {
  const stored = source.stored();
  const { configuration, fields, numbers } = stored;
  const report = reportWithVerdict(stored);
  const model = modelOfReport(report);
  const { ids, species, box, sizes } = configuration;
  const sample: FigureSampleArrays = {
    project: source.name,
    number: numbers.number,
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
  for (const { analysis, found } of reports) addReport(sample, analysis, found);
  return sample;
}
