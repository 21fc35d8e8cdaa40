import { LRUCache } from 'lru-cache';
import type { KeyedSample } from '../figures/figure-artist.ts';
import {
  type FigureReport,
  type FigureSource,
  reportsForFigures,
  shownInView,
  sourceInProject,
} from '../figures/figure-source.ts';
import type { FigureSampleArrays } from '../figures/sample/figure-sample.ts';
import { storedFigureSample } from '../figures/stored-figure-sample.ts';
import { readFieldView } from '../figures/view/field-view.ts';
import type { Project } from '../project/project.ts';
import type { ApiContext } from './context.ts';
import type { OpenSample } from './samples.ts';

/** A sample as its figures are drawn from it, while nothing has changed in its project. */
const made = new LRUCache<string, FigureSampleArrays>({ max: 4 });

/** An open sample, with reports and modes that no project keeps. */
function openSource({ reports, modes }: ApiContext, { handle, facts }: OpenSample): FigureSource {
  const { number, particles } = facts.numbers;
  return {
    ...sourceInProject(handle.project, number, handle.name),
    report: (analysis, settings) =>
      settings === null ? reports.last(handle, number, analysis) : reports.find(handle, number, analysis, settings),
    scalarArrays: () => reports.scalarArrays(handle, number),
    displacement: (mode) => (mode < facts.storedModes ? null : modes.displacement(facts.analysedHash, particles, mode)),
  };
}

/** Reports that figures of a sample are drawn from, and the state of its project in which they were read. */
interface ReadReports {
  project: Project;
  revision: string;
  reports: FigureReport[];
}

/** A room of figures asks for sixty at once, and all reports are checked as they are read. */
const read = new LRUCache<string, ReadReports>({ max: 4 });

function reportsOf({ reports }: ApiContext, { handle, facts }: OpenSample, source: FigureSource): FigureReport[] {
  const key = `${handle.id} ${facts.numbers.number}`;
  const { project } = handle;
  const revision = reports.revision(handle);
  const known = read.get(key);
  // (A project that is saved elsewhere is another one under the same handle.)
  if (known?.project === project && known.revision === revision) return known.reports;
  const found = reportsForFigures(source);
  read.set(key, { project, revision, reports: found });
  return found;
}

/** What figures of an open sample are drawn from; `view`: the text of one, or null. */
export function figureArrays(context: ApiContext, sample: OpenSample, view: string | null): KeyedSample {
  const { handle, facts } = sample;
  const source = openSource(context, sample);
  const reports = reportsOf(context, sample, source);
  const key = [handle.id, handle.name, facts.numbers.number, ...reports.map(({ found }) => found.key)].join(' ');
  let arrays = made.get(key);
  if (arrays === undefined) {
    arrays = storedFigureSample(source, reports);
    made.set(key, arrays);
  }
  if (view === null) return { key, sample: arrays };
  return { key, sample: { ...arrays, shown: shownInView(source, readFieldView(view)) } };
}
