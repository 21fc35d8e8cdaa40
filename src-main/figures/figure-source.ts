import type { Analysis } from '../../native-workers/analysis/description/analysis.ts';
import { describedArray } from '../../native-workers/analysis/description/described-array.ts';
import { analysisNamed } from '../../native-workers/analyses/table.ts';
import { type SampleReport, type ScalarArray, storedReport, storedScalarArrays } from '../project/analysis-reports.ts';
import type { Project } from '../project/project.ts';
import type { StoredSample } from '../project/samples.ts';
import type { ReportSettings } from './figure-memory.ts';
import { figureLabel, verbatimLabel } from './marks/label-parts.ts';
import { analysisOf, FIGURE_ANALYSES, type FigureAnalysis, settingsForFigures } from './sample/figure-analyses.ts';
import type { FigureSampleArrays, NamedScalar } from './sample/figure-sample.ts';
import type { SeenView } from './view/field-view.ts';

/** A stored sample and the ways to what its figures are drawn from, in every host. */
export interface FigureSource {
  /** Name of the project, without folders. */
  name: string;
  /** The sample; read when it is first asked for. */
  stored: () => StoredSample;
  /** A report on it: of some settings, or, for null, the last one. */
  report: (analysis: Analysis, settings: unknown) => SampleReport | null;
  /** Arrays with a value for each particle that analyses have given of it. */
  scalarArrays: () => readonly ScalarArray[];
  /** u of a mode that is not stored with it, 2N; null where it is stored, or not at hand. */
  displacement: (mode: number) => Float64Array | null;
}

/** A sample with what its project keeps of it. `name`: of the project, without folders. */
export function sourceInProject(project: Project, number: number, name: string): FigureSource {
  let stored: StoredSample | null = null;
  return {
    name,
    stored: () => (stored ??= project.readSample(number)),
    report: (analysis, settings) => storedReport(project, analysis, number, settings),
    scalarArrays: () => storedScalarArrays(project, number),
    displacement: () => null,
  };
}

/** A report with its analysis. */
export interface FigureReport {
  analysis: Analysis;
  found: SampleReport;
}

/** The report of settings that a picture names, which may be anything. */
function reportNamed(analysis: Analysis, { report }: FigureSource, settings: ReportSettings[string]) {
  try {
    return report(analysis, settings);
  } catch (error) {
    // So deep that no report has them.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/**
 * The report of an analysis that figures are drawn from: that of the settings that are wanted, else the last one, if it
 * suits, else one that figures had made.
 */
function suitableReport(need: FigureAnalysis, source: FigureSource, wanted: ReportSettings): FigureReport | null {
  const { report } = source;
  const analysis = analysisOf(need);
  const suits = (found: SampleReport | null) =>
    found !== null && need.suits({ [analysis.name]: analysis.report.parse(found.report) });
  const named = Object.hasOwn(wanted, need.name) ? reportNamed(analysis, source, wanted[need.name]) : null;
  if (named !== null && suits(named)) return { analysis, found: named };
  const last = report(analysis, null);
  if (last === null) return null;
  const found = suits(last) ? last : report(analysis, settingsForFigures(analysis, need));
  return found !== null && suits(found) ? { analysis, found } : null;
}

/** The report of each analysis that figures are drawn from, as far as there is one; of settings that are wanted where it is there. */
export function reportsForFigures(source: FigureSource, wanted: ReportSettings = {}): FigureReport[] {
  return FIGURE_ANALYSES.flatMap((need) => suitableReport(need, source, wanted) ?? []);
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

/** Begins the names of columns of the file. */
const COLUMN = 'file:';

/** A column of the file as a view colours by it; null where the file has none of that name. */
function scalarOfColumn({ columns }: StoredSample, colour: string): NamedScalar | null {
  const column = columns.find(({ name }) => `${COLUMN}${name}` === colour);
  if (column === undefined) return null;
  const values = Float64Array.from(column.values);
  const signed = values.some((value) => value < 0) && values.some((value) => value > 0);
  return { name: colour, label: verbatimLabel(column.name), unit: null, signed, values };
}

/**
 * What a view shows that is not with every sample: a mode that is not stored, a column of the file, an array of a report.
 * Names that are none of these are left to the drawing, which refuses them.
 */
export function shownInView(
  source: FigureSource,
  { mode = 0, colour = '' }: SeenView,
): NonNullable<FigureSampleArrays['shown']> {
  const displacement = source.displacement(mode);
  const array = source.scalarArrays().find(({ name }) => name === colour);
  const ofFile = () => (colour.startsWith(COLUMN) ? scalarOfColumn(source.stored(), colour) : null);
  const scalar = array === undefined ? ofFile() : scalarOfReport(array);
  return {
    ...(displacement === null ? {} : { mode: { number: mode, displacement } }),
    ...(scalar === null ? {} : { scalar }),
  };
}
