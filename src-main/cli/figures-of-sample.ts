import { basename } from 'node:path';
import { z } from 'zod';
import { analysisNamed } from '../../native-workers/analyses/table.ts';
import type { Analysis } from '../../native-workers/analysis/description/analysis.ts';
import { type FigureSampleArrays, hasShearModulus } from '../figures/sample/figure-sample.ts';
import type { FigureArtist } from '../figures/figure-artist.ts';
import type { DrawnFigures, FigureChoice } from '../figures/figures.contract.ts';
import type { PanelNeed } from '../figures/sample/panel.ts';
import { pageNamed, PANEL_LIST } from '../figures/panel-list.ts';
import { addReport, givenScalar, storedFigureSample } from '../figures/stored-figure-sample.ts';
import { readFieldView } from '../figures/view/field-view.ts';
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
function lacking({ reports }: FigureSampleArrays, { panels, pages }: FigureChoice): PanelNeed[] {
  const wanted = new Set([...panels, ...pages.flatMap((page) => pageNamed(page)?.rows.flat() ?? [])]);
  const needs = new Set(PANEL_LIST.filter(({ id }) => wanted.has(id)).flatMap((panel) => panel.needs));
  return [...needs].filter((need) => reports[need] === undefined);
}

function needed(name: PanelNeed): Analysis {
  const analysis = analysisNamed(name);
  if (analysis === undefined) throw new Error(`there is no analysis '${name}'`);
  return analysis;
}

/** Makes one analysis with its defaults, and keeps it where the project may be written. */
async function made(
  name: PanelNeed,
  path: string,
  { arrays, stored }: { arrays: FigureSampleArrays; stored: StoredSample },
  calculation: Calculation,
): Promise<void> {
  const analysis = needed(name);
  const { command } = analysis;
  const settings = command.settingsOf(z.object(command.flags).parse({}));
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

/** The figures of a stored sample; with `compute`, analyses that they need and that are not there are made first. */
export async function figuresOfSample(
  path: string,
  number: number,
  { choice, compute }: { choice: FigureChoice; compute: boolean },
  { artist, calculation }: { artist: FigureArtist; calculation: Calculation },
): Promise<DrawnFigures> {
  let arrays: FigureSampleArrays;
  let stored: StoredSample;
  {
    using project = await openProject(path, { mode: 'read' });
    stored = project.readSample(number);
    arrays = storedFigureSample(project, stored, basename(path).replace(/\.keycore$/i, ''));
    const scalar = choice.view === null ? null : givenScalar(project, stored, readFieldView(choice.view).colour);
    if (scalar !== null) arrays.shown = { scalar };
  }
  const { negativeModes } = arrays.report.sample;
  if (compute && negativeModes === 0 && hasShearModulus(arrays.report))
    for (const need of lacking(arrays, choice)) await made(need, path, { arrays, stored }, calculation);
  calculation.progress.update(`${path}, sample ${number}: drawing`, null);
  return artist.draw({ key: `${path} ${number}`, sample: arrays }, choice, calculation.terminal.signal);
}
