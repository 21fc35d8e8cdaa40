import { drawFigures, requireModeOf } from './draw-figures.ts';
import { collected } from './figure-files.ts';
import type { DrawnFigures, FigureInput, ListedPanel, ThumbnailInput } from './figures.contract.ts';
import { requireStyle } from './marks/styles.ts';
import { ofOwn } from './output/of-own.ts';
import { singlePanel } from './page.ts';
import { reasonAgainst } from './reason-against.ts';
import { panelNamed, PANELS } from './registry.ts';
import { KeptSample, type SampleOfFigures } from './sample/kept-sample.ts';

/** What a thread draws from: figures of one sample are asked for one after another. */
const kept = new KeptSample();

export function handleFigures({ choice, ...of }: FigureInput): Promise<DrawnFigures> {
  const sample = kept.of(of);
  return collected((watch) => drawFigures(sample, choice, watch));
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

/** A small picture of a panel; null where the sample does not have it. Throws `BadInput` for a mode that it does not have. */
export async function handleThumbnail(input: ThumbnailInput): Promise<Uint8Array | null> {
  const { id, style: its, pixels, options, ...of } = input;
  const sample = kept.of(of);
  requireModeOf(sample, options);
  const style = requireStyle(its);
  const panel = panelNamed(id);
  if (panel === undefined || reasonAgainst(panel, sample) !== null) return null;
  const drawing = singlePanel((width) => panel.draw({ sample, width, style, options }), THUMBNAIL_MM);
  const { pngOfWidth } = await import('./output/png.ts');
  return ofOwn(pngOfWidth(drawing, pixels, style.ground));
}
