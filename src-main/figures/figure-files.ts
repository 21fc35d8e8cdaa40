import { setImmediate } from 'node:timers/promises';
import { Cancelled } from '../jobs/cancelled-error.ts';
import type {
  DrawnFigure,
  DrawnFigures,
  FigureChoice,
  FigureFile,
  FigureName,
  SkippedPanel,
} from './figures.contract.ts';
import { labelInMarkdown } from './marks/label.ts';
import { type Drawing, POINTS_PER_MM } from './marks/marks.ts';
import { type FigureStyle, requireStyle } from './marks/styles.ts';
import { csvOf } from './output/csv.ts';
import { ofOwn } from './output/of-own.ts';
import { inOrderOfLetters, pageOf, singlePanel } from './page.ts';
import { lettersOn, type PagePreset } from './panel-list.ts';
import { picturesOf } from './pictures.ts';
import type { PanelDrawing, SourceData } from './sample/panel.ts';

/** A panel of what figures are drawn of. */
export interface DrawablePanel {
  id: string;
  title: string;
  /** For a width in points. */
  draw: (width: number, style: FigureStyle) => PanelDrawing;
}

/** What figures are drawn of: one sample, or many together. */
export interface FigureSubject {
  /** Begins the names of files: `glass-1`. */
  prefix: string;
  /** Ends titles: `sample 1 of glass`. */
  name: string;
  /** Ends the captions: which sample, and by what it was made. */
  about: string;
  /** The panel of an id, or why it is not drawn. Throws for an id that there is none of. */
  panel: (id: string) => DrawablePanel | Omit<SkippedPanel, 'id'>;
  /** A page by its id, and what captions call it: `Fig. 4`. Throws for one that there is none of. */
  page: (id: string) => { preset: PagePreset; called: string };
  /** What a figure says of itself. */
  memory: (figure: FigureName) => { command: string };
}

/** Who takes files as they are made, and may stop the drawing. */
export interface FigureWatch {
  take: (file: FigureFile) => Promise<void> | void;
  signal?: AbortSignal;
}

/** What was drawn, beside the files. */
export type FiguresSummary = Omit<DrawnFigures, 'files'>;

/** Figures of one subject, drawn one after another and written in every form that is asked for. */
export class FigureFiles {
  readonly #subject: FigureSubject;
  readonly #choice: FigureChoice;
  readonly #style: FigureStyle;
  readonly #watch: FigureWatch;
  readonly #figures: DrawnFigure[] = [];
  readonly #skipped = new Map<string, SkippedPanel>();
  /** Source data of each panel, however many figures it is in. */
  readonly #data = new Map<string, SourceData>();

  constructor(subject: FigureSubject, choice: FigureChoice, watch: FigureWatch) {
    this.#subject = subject;
    this.#watch = watch;
    this.#choice = choice;
    this.#style = requireStyle(choice.style);
  }

  #name(figure: string) {
    return `${this.#subject.prefix}-${figure}`;
  }

  /** The panel with its data kept as it is drawn; null where there is none of this subject. */
  #panel(id: string): DrawablePanel | null {
    const panel = this.#subject.panel(id);
    if ('reason' in panel) {
      this.#skipped.set(id, { id, ...panel });
      return null;
    }
    const draw = (width: number, style: FigureStyle) => {
      const drawing = panel.draw(width, style);
      this.#data.set(id, drawing.data);
      return drawing;
    };
    return { ...panel, draw };
  }

  async #write(drawing: Drawing, figure: FigureName, { title, caption }: { title: string; caption: string }) {
    const memory = this.#subject.memory(figure);
    const [widthMm, heightMm] = [drawing.width / POINTS_PER_MM, drawing.height / POINTS_PER_MM];
    this.#figures.push({ widthMm, heightMm, caption, command: memory.command });
    const names = { panel: figure.id, page: `page-${figure.id.replaceAll('+', '-')}`, view: 'view' };
    const about = {
      name: this.#name(names[figure.kind]),
      title: `${title} – ${this.#subject.name}`,
      memory: JSON.stringify(memory),
    };
    for (const file of await picturesOf(drawing, about, this.#choice, this.#style)) await this.#watch.take(file);
    // What a canvas and its pixels hold is released between tasks only: sixty pictures in one would fill a gigabyte.
    // A signal is heard there too.
    await setImmediate();
    if (this.#watch.signal?.aborted === true) throw new Cancelled();
  }

  /** A panel by itself, as wide as a column; nothing where the subject does not have it. */
  async panel(id: string): Promise<void> {
    const panel = this.#panel(id);
    if (panel === null) return;
    const width = this.#choice.widthMm ?? this.#style.columnMm;
    const drawn = singlePanel((points) => panel.draw(points, this.#style), width);
    const caption = `**Fig. ${id}** ${labelInMarkdown(drawn.drawing.caption)}`;
    await this.#write(drawn, { kind: 'panel', id }, { title: `${id}: ${panel.title}`, caption });
  }

  /** A view by its text; `spans`: as wide as a page, where no width is chosen. */
  async view(text: string, draw: DrawablePanel['draw'], spans: 'column' | 'page'): Promise<void> {
    const { columnMm, pageMm } = this.#style;
    const width = this.#choice.widthMm ?? (spans === 'column' ? columnMm : pageMm);
    const drawn = singlePanel((points) => draw(points, this.#style), width);
    this.#data.set('view', drawn.drawing.data);
    const caption = labelInMarkdown(drawn.drawing.caption);
    await this.#write(drawn, { kind: 'view', id: text }, { title: 'view: field', caption });
  }

  /** A page of lettered panels, of those that the subject has; nothing where it has none of them. */
  async page(id: string): Promise<void> {
    const { preset, called } = this.#subject.page(id);
    const rows = preset.rows
      .map((row) => row.flatMap((each) => this.#panel(each) ?? []))
      .filter((row) => row.length > 0);
    if (rows.length === 0) return;
    const letters = lettersOn(
      preset,
      rows.flat().map((panel) => panel.id),
    );
    const page = pageOf(
      rows.map((row) => row.map((panel) => ({ letter: letters.get(panel.id) ?? '', draw: panel.draw }))),
      this.#style,
    );
    const parts = inOrderOfLetters(page.parts).map(
      ({ letter, drawing }) => `**${letter}** ${labelInMarkdown(drawing.caption)}`,
    );
    const caption = `**${called}** ${parts.join(' ')}`;
    await this.#write(page, { kind: 'page', id }, { title: `${called}: ${preset.title}`, caption });
  }

  async #addData() {
    const { formats } = this.#choice;
    if (formats.includes('csv'))
      for (const [id, data] of this.#data)
        await this.#watch.take({ name: `${this.#name(id)}.csv`, bytes: csvOf(data) });
    if (formats.includes('xlsx') && this.#data.size > 0) {
      const { xlsxOf } = await import('./output/xlsx.ts');
      const bytes = await xlsxOf(Array.from(this.#data, ([id, data]) => ({ id, data })));
      await this.#watch.take({ name: `${this.#name('source-data')}.xlsx`, bytes });
    }
  }

  /** What belongs to the figures together: source data and captions. */
  async finish(): Promise<FiguresSummary> {
    await this.#addData();
    if (this.#figures.length > 0) {
      const text = [...this.#figures.map(({ caption }) => caption), labelInMarkdown(this.#subject.about)].join('\n\n');
      await this.#watch.take({ name: `${this.#name('captions')}.md`, bytes: Buffer.from(`${text}\n`, 'utf8') });
    }
    return { figures: this.#figures, skipped: [...this.#skipped.values()] };
  }
}

/** Draws figures whose files are kept together, in memory that they share with nothing: it is handed to another thread. */
export async function collected(draw: (watch: FigureWatch) => Promise<FiguresSummary>): Promise<DrawnFigures> {
  const files: FigureFile[] = [];
  const summary = await draw({ take: ({ name, bytes }) => void files.push({ name, bytes: ofOwn(bytes) }) });
  return { files, ...summary };
}
