import { ANALYSES } from '../../native-workers/analyses/table.ts';
import { modelOfReport, modelReferenceOf } from '../../native-workers/analysis/report/model-of-report.ts';
import { reportWithVerdict } from '../../native-workers/analysis/verdict/stored-verdict.ts';
import { backboneOf } from '../library/analysis-sample.ts';
import { storedReport } from '../project/analysis-reports.ts';
import type { Project } from '../project/project.ts';
import type { FigureSampleArrays } from './sample/figure-sample.ts';
import type { PanelNeed } from './sample/panel.ts';

const NEEDS: readonly PanelNeed[] = ['mechanics', 'spectrum'];

/** The last report of each analysis that panels need, and the map of the spectrum. */
function reportsOf(project: Project, number: number): Pick<FigureSampleArrays, 'reports' | 'spectralMap'> {
  const reports: FigureSampleArrays['reports'] = {};
  let spectralMap: Float64Array | null = null;
  for (const analysis of ANALYSES.filter(({ name }) => NEEDS.some((need) => need === name))) {
    const found = storedReport(project, analysis, number, null);
    if (found === null) continue;
    const report = analysis.report.parse(found.report);
    Object.assign(reports, { [analysis.name]: report });
    const map = reports.spectrum?.window?.map;
    if (analysis.name === 'spectrum' && map !== undefined) spectralMap = found.read(map.field);
  }
  return { reports, spectralMap };
}

/** A sample of a project as its figures are drawn from. `name`: of the project, without folders. */
export function storedFigureSample(project: Project, number: number, name: string): FigureSampleArrays {
  const stored = project.readSample(number);
  const { configuration, fields, numbers } = stored;
  const report = reportWithVerdict(stored);
  const model = modelOfReport(report);
  const { ids, species, box, sizes } = configuration;
  return {
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
    ...reportsOf(project, number),
  };
}
