import { KEYCORE_VERSION } from '../../native-workers/version.ts';
import { FigureFiles, type FiguresSummary, type FigureSubject, type FigureWatch } from './figure-files.ts';
import { figureMemory } from './figure-memory.ts';
import type { FigureChoice } from './figures.contract.ts';
import type { FigureStyle } from './marks/styles.ts';
import { pageNamed } from './panel-list.ts';
import { drawFieldView } from './panels/field-view.ts';
import { sampleText } from './panels/sample-text.ts';
import { reasonAgainst } from './reason-against.ts';
import { panelNamed } from './registry.ts';
import type { FigureSample } from './sample/figure-sample.ts';
import type { PanelOptions } from './sample/panel-options.ts';
import { readFieldView } from './view/field-view.ts';
import { requireMode } from './view/view-fields.ts';

/** A sample as figures are drawn of it. */
function subjectOf(sample: FigureSample, choice: FigureChoice): FigureSubject {
  const { project, number } = sample.arrays;
  const { options } = choice;
  return {
    prefix: `${project}-${number}`,
    name: `sample ${number} of ${project}`,
    about: sampleText(sample, KEYCORE_VERSION),
    panel(id) {
      const panel = panelNamed(id);
      if (panel === undefined) throw new Error(`there is no panel '${id}'`);
      const against = reasonAgainst(panel, sample);
      if (against !== null) return against;
      return { id, title: panel.title, draw: (width, style) => panel.draw({ sample, width, style, options }) };
    },
    page(id) {
      const preset = pageNamed(id);
      if (preset === undefined) throw new Error(`there is no page '${id}'`);
      return { preset, called: `Fig. ${id}` };
    },
    memory: (figure) => figureMemory(sample.arrays, choice, figure, KEYCORE_VERSION),
  };
}

/** Throws `BadInput` for a mode that the sample does not have; of a sample without any, panels of modes say so. */
export function requireModeOf(sample: FigureSample, { mode }: PanelOptions): void {
  if (mode > 0) requireMode(sample, mode);
}

/**
 * Draws figures of a sample. Throws `BadInput` for a mode or a view that the sample does not have, `Cancelled`, and what
 * taking a file throws.
 */
export async function drawFigures(
  sample: FigureSample,
  choice: FigureChoice,
  watch: FigureWatch,
): Promise<FiguresSummary> {
  const { options } = choice;
  if (choice.view === null) requireModeOf(sample, options);
  const files = new FigureFiles(subjectOf(sample, choice), choice, watch);
  for (const id of choice.panels) await files.panel(id);
  for (const id of choice.pages) await files.page(id);
  if (choice.view !== null) {
    const view = readFieldView(choice.view);
    const draw = (width: number, style: FigureStyle) => drawFieldView({ sample, width, style, options }, view);
    await files.view(choice.view, draw, view.beside === undefined ? 'column' : 'page');
  }
  return files.finish();
}
