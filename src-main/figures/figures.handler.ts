import { createHash } from 'node:crypto';
import { FigureWriter } from './figure-writer.ts';
import type { DrawnFigures, FigureInput, ListedPanel, ThumbnailInput } from './figures.contract.ts';
import { requireStyle } from './marks/styles.ts';
import { pngOfSvg } from './output/png.ts';
import { svgOf } from './output/svg.ts';
import { singlePanel } from './page.ts';
import { reasonAgainst } from './reason-against.ts';
import { panelNamed, PANELS } from './registry.ts';
import { USUAL_OPTIONS } from './sample/panel-options.ts';
import { KeptSample, type SampleOfFigures } from './sample/kept-sample.ts';

/** What a thread draws from: figures of one sample are asked for one after another. */
const kept = new KeptSample();

export async function handleFigures({ choice, ...of }: FigureInput): Promise<DrawnFigures> {
  const writer = new FigureWriter(kept.of(of), choice);
  for (const id of choice.panels) await writer.panel(id);
  for (const id of choice.pages) await writer.page(id);
  if (choice.view !== null) await writer.view(choice.view);
  await writer.finish();
  // Copies: what is answered is handed over, and a Buffer may lie in memory that others use.
  const files = writer.files.map(({ name, bytes }) => ({ name, bytes: Uint8Array.from(bytes) }));
  return { files, figures: writer.figures, skipped: [...writer.skipped.values()] };
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

/** Small pictures by what is on them: panels of several figures of the paper are the same. */
const pictures = new Map<string, Uint8Array>();
const MOST_PICTURES = 500;

/** A small picture of a panel; null where the sample does not have it. */
export function handleThumbnail({ id, style: its, pixels, ...of }: ThumbnailInput): Uint8Array | null {
  const sample = kept.of(of);
  const style = requireStyle(its);
  const panel = panelNamed(id);
  if (panel === undefined || reasonAgainst(panel, sample) !== null) return null;
  const drawing = singlePanel((width) => panel.draw({ sample, width, style, options: USUAL_OPTIONS }), THUMBNAIL_MM);
  const svg = svgOf(drawing, { ground: style.ground });
  const key = `${pixels} ${createHash('sha1').update(svg).digest('base64')}`;
  let png = pictures.get(key);
  if (png === undefined) {
    if (pictures.size >= MOST_PICTURES) pictures.clear();
    png = pngOfSvg(svg, pixels);
    pictures.set(key, png);
  }
  return Uint8Array.from(png);
}
