import { basename } from 'node:path';
import { FigureSample, type FigureSampleArrays, hasShearModulus } from '../figures/sample/figure-sample.ts';
import type { FigureEnsemble } from '../figures/ensemble/figure-ensemble.ts';
import type { FiguresSummary, FigureWatch } from '../figures/figure-files.ts';
import type { FigureChoice } from '../figures/figures.contract.ts';
import { type ReportSettings, reportSettings, settingsTexts } from '../figures/figure-memory.ts';
import { reportsForFigures, shownInView, sourceInProject } from '../figures/figure-source.ts';
import { storedFigureEnsemble } from '../figures/stored-figure-ensemble.ts';
import {
  analysisOf,
  FIGURE_ANALYSES,
  type FigureAnalysis,
  settingsForFigures,
} from '../figures/sample/figure-analyses.ts';
import { pageNamed, PANEL_LIST } from '../figures/panel-list.ts';
import { addReport, storedFigureSample } from '../figures/stored-figure-sample.ts';
import { needsOfView, readFieldView } from '../figures/view/field-view.ts';
import { analysisSampleOf } from '../library/analysis-sample.ts';
import { outputReport } from '../library/sample-reports.ts';
import { keepableReport } from '../project/analysis-reports.ts';
import { openProject } from '../project/open-project.ts';
import type { StoredSample } from '../project/samples.ts';
import { shippedAt } from '../user-data/shipped-samples.ts';
import { computed } from './analysis-run.ts';
import type { Calculation } from './calculation.ts';
import { keepOrReport } from './keep-in-project.ts';
import { patienceOf } from './lease-wait.ts';
import { openForWriting } from './sample-store.ts';

/** Analyses that the figures of a choice are drawn from, and that are not there. */
function lacking({ reports }: FigureSampleArrays, { panels, pages, view }: FigureChoice): FigureAnalysis[] {
  const wanted = new Set([...panels, ...pages.flatMap((page) => pageNamed(page)?.rows.flat() ?? [])]);
  const needs = new Set(PANEL_LIST.filter(({ id }) => wanted.has(id)).flatMap((panel) => panel.needs));
  if (view !== null) for (const need of needsOfView(readFieldView(view))) needs.add(need);
  return FIGURE_ANALYSES.filter(({ name }) => needs.has(name) && reports[name] === undefined);
}

/** Makes one analysis, and keeps it where the project may be written. */
async function made(
  need: FigureAnalysis,
  path: string,
  { arrays, stored }: { arrays: FigureSampleArrays; stored: StoredSample },
  calculation: Calculation,
): Promise<void> {
  const analysis = analysisOf(need);
  const settings = settingsForFigures(analysis, need);
  const run = { analysis, settings, isConfirmed: true, calculation };
  const outcome = await computed(run, analysisSampleOf(stored, `${path}, sample ${arrays.number}`));
  addReport(arrays, analysis, outputReport(analysis, outcome));
  // An example stays as it is.
  if (shippedAt(path) !== null) return;
  const { progress, terminal } = calculation;
  await keepOrReport(analysis.kept, progress, async () => {
    const patience = patienceOf(path, 0, terminal, progress);
    using target = await openForWriting(path, patience, (message) => progress.note(message));
    target.keepReport(analysis, arrays.number, keepableReport(analysis, outcome, arrays.contentHash));
  });
}

/** Name of a project, without folders and ending. */
function nameOf(path: string) {
  return basename(path).replace(/\.keycore$/i, '');
}

/** Which figures of a sample, from which reports: of settings that are wanted where there are some. */
export interface SampleFigures {
  choice: FigureChoice;
  /** Whether analyses that they need and that are not there are made. */
  compute: boolean;
  wanted?: ReportSettings;
}

/** Who draws, and what takes the files as they are made. */
export interface DrawingRun extends Pick<FigureWatch, 'take'> {
  calculation: Calculation;
}

/** The figures of a stored sample. */
export async function figuresOfSample(
  path: string,
  number: number,
  { choice, compute, wanted = {} }: SampleFigures,
  { take, calculation }: DrawingRun,
): Promise<FiguresSummary> {
  let arrays: FigureSampleArrays;
  let stored: StoredSample;
  {
    using project = await openProject(path, { mode: 'read' });
    const source = sourceInProject(project, number, nameOf(path));
    stored = source.stored();
    arrays = storedFigureSample(source, reportsForFigures(source, wanted));
    if (choice.view !== null) arrays.shown = shownInView(source, readFieldView(choice.view));
  }
  const { negativeModes } = arrays.report.sample;
  if (compute && negativeModes === 0 && hasShearModulus(arrays.report))
    for (const need of lacking(arrays, choice)) await made(need, path, { arrays, stored }, calculation);
  const drawnFrom = settingsTexts(reportSettings(arrays, Object.keys(wanted)));
  for (const [name, settings] of Object.entries(settingsTexts(wanted)))
    if (Object.hasOwn(drawnFrom, name) && drawnFrom[name] !== settings)
      calculation.progress.note(
        `${path}, sample ${number}: the figure was drawn from a report of 'keycore ${name}' with other settings, which the project does not have; it is drawn from the last one`,
      );
  calculation.progress.update(`${path}, sample ${number}: drawing`, null);
  // In this thread: a second one would load the same sources again, and nobody waits for another thing meanwhile.
  const { drawFigures } = await import('../figures/draw-figures.ts');
  const sample = new FigureSample(arrays);
  try {
    return await drawFigures(sample, choice, { take, signal: calculation.terminal.signal });
  } finally {
    sample.dispose();
  }
}

/** The figures of many samples of a project together; `chosen`: numbers, null for all. */
export async function figuresOfEnsemble(
  path: string,
  chosen: readonly number[] | null,
  { choice }: { choice: FigureChoice },
  { take, calculation }: DrawingRun,
): Promise<FiguresSummary> {
  let ensemble: FigureEnsemble;
  {
    using project = await openProject(path, { mode: 'read' });
    ensemble = storedFigureEnsemble(project, nameOf(path), chosen);
  }
  calculation.progress.update(`${path}: drawing`, null);
  const { drawEnsembleFigures } = await import('../figures/ensemble-figures.handler.ts');
  return drawEnsembleFigures({ ensemble, choice }, { take, signal: calculation.terminal.signal });
}
