import { KEYCORE_VERSION } from '../../native-workers/version.ts';
import { FigureFiles, type FigureSubject } from './figure-files.ts';
import { figureMemory } from './figure-memory.ts';
import type { DrawnFigures, FigureChoice, FigureInput, ListedPanel, ThumbnailInput } from './figures.contract.ts';
import { type FigureStyle, requireStyle } from './marks/styles.ts';
import { ofOwn } from './output/of-own.ts';
import { singlePanel } from './page.ts';
import { pageNamed } from './panel-list.ts';
import { drawFieldView } from './panels/field-view.ts';
import { sampleText } from './panels/sample-text.ts';
import { reasonAgainst } from './reason-against.ts';
import { panelNamed, PANELS } from './registry.ts';
import type { FigureSample } from './sample/figure-sample.ts';
import { USUAL_OPTIONS } from './sample/panel-options.ts';
import { KeptSample, type SampleOfFigures } from './sample/kept-sample.ts';
import { readFieldView } from './view/field-view.ts';
import { requireMode } from './view/view-fields.ts';

/** What a thread draws from: figures of one sample are asked for one after another. */
const kept = new KeptSample();

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

/** Draws figures of a sample. Throws `BadInput` for a mode or a view that the sample does not have. */
export async function handleFigures({ choice, ...of }: FigureInput): Promise<DrawnFigures> {
  const sample = kept.of(of);
  const { options } = choice;
  // Of a sample without any, panels of modes say so.
  if (choice.view === null && options.mode > 0) requireMode(sample, options.mode);
  const files = new FigureFiles(subjectOf(sample, choice), choice);
  for (const id of choice.panels) await files.panel(id);
  for (const id of choice.pages) await files.page(id);
  if (choice.view !== null) {
    const view = readFieldView(choice.view);
    const draw = (width: number, style: FigureStyle) => drawFieldView({ sample, width, style, options }, view);
    await files.view(choice.view, draw, view.beside === undefined ? 'column' : 'page');
  }
  return files.finish();
}

/** Every panel with why the sample does not have it. */
export function handlePanels(of: SampleOfFigures): ListedPanel[] {
  const sample = kept.of(of);
  return PANELS.map((panel) => {
    const { reason = null, needs = [] } = reasonAgainst(panel, sample) ?? {};
    return { id: panel.id, title: panel.title, reason, needs };
  });
}

/** Width for which small pictures are drawn, mm: their letters are read, and short arrows left out. */
const THUMBNAIL_MM = 45;

/** A small picture of a panel; null where the sample does not have it. */
export async function handleThumbnail(input: ThumbnailInput): Promise<Uint8Array | null> {
  const { id, style: its, pixels, ...of } = input;
  const sample = kept.of(of);
  const style = requireStyle(its);
  const panel = panelNamed(id);
  if (panel === undefined || reasonAgainst(panel, sample) !== null) return null;
  const drawing = singlePanel((width) => panel.draw({ sample, width, style, options: USUAL_OPTIONS }), THUMBNAIL_MM);
  const { pngOfWidth } = await import('./output/png.ts');
  return ofOwn(pngOfWidth(drawing, pixels, style.ground));
}
