import { createHash } from 'node:crypto';
import { KEYCORE_VERSION } from '../../native-workers/version.ts';
import { figureMemory } from './figure-memory.ts';
import { KeptSample } from './sample/kept-sample.ts';
import type { FigureSample } from './sample/figure-sample.ts';
import type {
  DrawnFigure,
  DrawnFigures,
  FigureChoice,
  FigureFile,
  FigureInput,
  FigureName,
  ListedPanel,
  SampleOfFigures,
  SkippedPanel,
  ThumbnailInput,
} from './figures.contract.ts';
import { labelInMarkdown } from './marks/label.ts';
import { type Drawing, POINTS_PER_MM } from './marks/marks.ts';
import { pngOfMarks, pngOfSvg } from './output/png.ts';
import { csvOf } from './output/csv.ts';
import { svgOf } from './output/svg.ts';
import { drawFieldView } from './panels/field-view.ts';
import { readFieldView } from './view/field-view.ts';
import { letterOf, type Page, pageOf, singlePanel } from './page.ts';
import type { Panel, PanelDrawing } from './sample/panel.ts';
import { sampleText } from './panels/sample-text.ts';
import { isComposed, pageNamed } from './panel-list.ts';
import { panelNamed, PANELS } from './registry.ts';
import { type FigureStyle, styleNamed } from './marks/styles.ts';

/** Why a panel is not drawn; null where it is. */
function reasonAgainst(panel: Panel, sample: FigureSample): Omit<SkippedPanel, 'id'> | null {
  const { reports } = sample.arrays;
  const elastic = panel.needs.length > 0 ? sample.notElastic : null;
  if (elastic !== null) return { reason: elastic, needs: [] };
  const needs = panel.needs.filter((need) => reports[need] === undefined);
  // What the sample cannot have is no matter of computing.
  if (needs.length > 0)
    return { reason: `the project has no report of ${needs.map((need) => `'keycore ${need}'`).join(' and ')}`, needs };
  const reason = panel.missing?.(sample) ?? null;
  return reason === null ? null : { reason, needs: [] };
}

function requireStyle(id: string): FigureStyle {
  const style = styleNamed(id);
  if (style === undefined) throw new Error(`there is no style '${id}'`);
  return style;
}

/** A page with those of its panels that there are; null where there is none of them. */
function drawnPage(
  id: string,
  panelOf: (id: string) => Panel | null,
  draw: (panel: Panel, width: number, style: FigureStyle) => PanelDrawing,
  style: FigureStyle,
): Page | null {
  const preset = pageNamed(id);
  if (preset === undefined) throw new Error(`there is no page '${id}'`);
  let count = 0;
  const rows = preset.rows
    .map((row) =>
      row.flatMap((each) => {
        const panel = panelOf(each);
        if (panel === null) return [];
        count += 1;
        const letter = isComposed(id) ? String.fromCharCode(96 + count) : letterOf(each);
        return [{ letter, draw: (width: number, its: FigureStyle) => draw(panel, width, its) }];
      }),
    )
    .filter((row) => row.length > 0);
  return rows.length === 0 ? null : pageOf(rows, style);
}

/** Draws the figures of one sample and writes them in every format that is asked for. */
class FigureWriter {
  readonly files: FigureFile[] = [];
  readonly figures: DrawnFigure[] = [];
  readonly skipped = new Map<string, SkippedPanel>();
  readonly #sample: FigureSample;
  readonly #choice: FigureChoice;
  readonly #style: FigureStyle;
  readonly #captions: string[] = [];
  readonly #data = new Map<string, PanelDrawing>();

  constructor(sample: FigureSample, choice: FigureChoice) {
    this.#sample = sample;
    this.#choice = choice;
    this.#style = requireStyle(choice.style);
  }

  #name(figure: string, ending: string) {
    const { project, number } = this.#sample.arrays;
    return `${project}-${number}-${figure}.${ending}`;
  }

  /** The panel, where this sample has it. */
  #panel(id: string): Panel | null {
    const panel = panelNamed(id);
    if (panel === undefined) throw new Error(`there is no panel '${id}'`);
    const against = reasonAgainst(panel, this.#sample);
    if (against === null) return panel;
    this.skipped.set(id, { id, ...against });
    return null;
  }

  #draw(panel: Panel, width: number, style = this.#style) {
    const drawing = panel.draw({ sample: this.#sample, width, style });
    this.#data.set(panel.id, drawing);
    return drawing;
  }

  async #write(drawing: Drawing, figure: FigureName, { title, caption }: { title: string; caption: string }) {
    const { formats, dpi, transparent } = this.#choice;
    const { arrays } = this.#sample;
    const remembered = figureMemory(arrays, this.#choice, figure, KEYCORE_VERSION);
    const memory = JSON.stringify(remembered);
    const [widthMm, heightMm] = [drawing.width / POINTS_PER_MM, drawing.height / POINTS_PER_MM];
    this.figures.push({ widthMm, heightMm, caption, command: remembered.command });
    this.#captions.push(caption);
    const ground = transparent ? null : this.#style.ground;
    const name = { panel: figure.id, page: `page-${figure.id.replaceAll('+', '-')}`, view: 'view' }[figure.kind];
    const put = (ending: string, bytes: Uint8Array) => this.files.push({ name: this.#name(name, ending), bytes });
    if (formats.includes('svg')) {
      const { facesOf } = await import('./output/svg-faces.ts');
      const faces = await facesOf(drawing.marks);
      put('svg', Buffer.from(svgOf(drawing, { ground, title, memory, faces }), 'utf8'));
    }
    if (formats.includes('pdf')) {
      // Loaded where it is wanted: small pictures come sooner.
      const { pdfOf } = await import('./output/pdf.ts');
      put('pdf', await pdfOf(drawing, { ground, title, memory, creator: `Keycore ${KEYCORE_VERSION}` }));
    }
    if (formats.includes('png')) put('png', pngOfMarks(drawing, { pixelsPerPoint: dpi / 72, ground, memory }));
  }

  async panel(id: string): Promise<void> {
    const panel = this.#panel(id);
    if (panel === null) return;
    const drawn = singlePanel((width) => this.#draw(panel, width), this.#choice.widthMm ?? this.#style.columnMm);
    const caption = `**Fig. ${id}** ${labelInMarkdown(drawn.drawing.caption)}`;
    await this.#write(drawn, { kind: 'panel', id }, { title: this.#title(id, panel.title), caption });
    this.#writeSource(id, drawn.drawing);
  }

  #writeSource(name: string, { data }: PanelDrawing) {
    if (this.#choice.formats.includes('csv')) this.files.push({ name: this.#name(name, 'csv'), bytes: csvOf(data) });
  }

  /** The field as a window shows it. Throws `BadInput` for one that the sample does not have. */
  async view(text: string): Promise<void> {
    const view = readFieldView(text);
    const draw = (width: number) => drawFieldView({ sample: this.#sample, width, style: this.#style }, view);
    const { columnMm, pageMm } = this.#style;
    const drawn = singlePanel(draw, this.#choice.widthMm ?? (view.beside === undefined ? columnMm : pageMm));
    this.#data.set('view', drawn.drawing);
    const caption = labelInMarkdown(drawn.drawing.caption);
    await this.#write(drawn, { kind: 'view', id: text }, { title: this.#title('view', 'field'), caption });
    this.#writeSource('view', drawn.drawing);
  }

  #title(figure: string, title: string) {
    const { project, number } = this.#sample.arrays;
    return `${figure}: ${title} – sample ${number} of ${project}`;
  }

  async page(id: string): Promise<void> {
    const page = drawnPage(
      id,
      (panel) => this.#panel(panel),
      (panel, width, style) => this.#draw(panel, width, style),
      this.#style,
    );
    if (page === null) return;
    const parts = page.parts.map(({ letter, drawing }) => `**${letter}** ${labelInMarkdown(drawing.caption)}`);
    const caption = `**Fig. ${id}** ${parts.join(' ')}`;
    await this.#write(page, { kind: 'page', id }, { title: this.#title(`Fig. ${id}`, 'page'), caption });
  }

  /** What belongs to all figures together. */
  async finish(): Promise<void> {
    const { formats } = this.#choice;
    if (formats.includes('xlsx') && this.#data.size > 0) {
      const panels = Array.from(this.#data, ([id, { data }]) => ({ id, data }));
      const { xlsxOf } = await import('./output/xlsx.ts');
      this.files.push({ name: this.#name('source-data', 'xlsx'), bytes: await xlsxOf(panels) });
    }
    if (this.#captions.length === 0) return;
    const text = [...this.#captions, sampleText(this.#sample, KEYCORE_VERSION)].join('\n\n');
    this.files.push({ name: this.#name('captions', 'md'), bytes: Buffer.from(`${text}\n`, 'utf8') });
  }
}

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
  const drawing = singlePanel((width) => panel.draw({ sample, width, style }), THUMBNAIL_MM);
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
