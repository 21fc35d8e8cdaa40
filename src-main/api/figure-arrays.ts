import { LRUCache } from 'lru-cache';
import type { KeyedSample } from '../figures/figure-artist.ts';
import type { FigureSampleArrays } from '../figures/sample/figure-sample.ts';
import { analysisOf, FIGURE_ANALYSES } from '../figures/sample/figure-analyses.ts';
import {
  addReport,
  givenScalar,
  scalarOfReport,
  storedFigureSample,
  suitableReport,
} from '../figures/stored-figure-sample.ts';
import { type SeenView, readFieldView } from '../figures/view/field-view.ts';
import type { ApiContext } from './context.ts';
import type { OpenSample } from './samples.ts';

/** A sample as its figures are drawn from it, while nothing has changed in its project. */
const made = new LRUCache<string, FigureSampleArrays>({ max: 4 });

/** What a view shows that is not with every sample. */
function shownBy(context: ApiContext, { handle, facts }: OpenSample, view: SeenView) {
  const { mode = 0, colour = '' } = view;
  const { numbers, analysedHash, storedModes } = facts;
  const displacement = mode < storedModes ? null : context.modes.displacement(analysedHash, numbers.particles, mode);
  const ofReport = context.reports.scalarArrays(handle, numbers.number).find(({ name }) => name === colour);
  const scalar =
    ofReport === undefined
      ? colour.startsWith('file:')
        ? givenScalar(handle.project, handle.project.readSample(numbers.number), colour)
        : null
      : scalarOfReport(ofReport);
  return {
    ...(displacement === null ? {} : { mode: { number: mode, displacement } }),
    ...(scalar === null ? {} : { scalar }),
  };
}

/** What figures of an open sample are drawn from: also reports that no project keeps. */
export function figureArrays(context: ApiContext, sample: OpenSample, view: string | null): KeyedSample {
  const { handle, facts } = sample;
  const { number } = facts.numbers;
  const { reports: all } = context;
  const reports = FIGURE_ANALYSES.flatMap((need) => {
    const found = suitableReport(need, (analysis, settings) =>
      settings === null ? all.last(handle, number, analysis) : all.find(handle, number, analysis, settings),
    );
    return found === null ? [] : [{ analysis: analysisOf(need), found }];
  });
  const key = [handle.id, handle.name, number, ...reports.map(({ found }) => found.key)].join(' ');
  let arrays = made.get(key);
  if (arrays === undefined) {
    arrays = storedFigureSample(handle.project, handle.project.readSample(number), handle.name);
    for (const { analysis, found } of reports) addReport(arrays, analysis, found);
    made.set(key, arrays);
  }
  return {
    key,
    sample: view === null ? arrays : { ...arrays, shown: shownBy(context, sample, readFieldView(view)) },
  };
}
