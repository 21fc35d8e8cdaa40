import { KEYCORE_VERSION } from '../../native-workers/version.ts';
import { figureMemory } from './figure-memory.ts';
import type { DrawnFigure, FigureChoice, FigureFile, FigureName, SkippedPanel } from './figures.contract.ts';
import { labelInMarkdown } from './marks/label.ts';
import { type Drawing, POINTS_PER_MM } from './marks/marks.ts';
import { type FigureStyle, requireStyle } from './marks/styles.ts';
import { csvOf } from './output/csv.ts';
import { pageOf, singlePanel } from './page.ts';
import { lettersOn, pageNamed } from './panel-list.ts';
import { drawFieldView } from './panels/field-view.ts';
import { sampleText } from './panels/sample-text.ts';
import { picturesOf } from './pictures.ts';
import { reasonAgainst } from './reason-against.ts';
import { panelNamed } from './registry.ts';
import type { FigureSample } from './sample/figure-sample.ts';
import type { Panel, PanelDrawing } from './sample/panel.ts';
import { readFieldView } from './view/field-view.ts';
import { requireMode } from './view/view-fields.ts';

/** Draws figures of one sample and writes them in every format that is asked for. */
export class FigureWriter {
  readonly files: FigureFile[] = [];
  readonly figures: DrawnFigure[] = [];
  readonly skipped = new Map<string, SkippedPanel>();
  readonly #sample: FigureSample;
  readonly #choice: FigureChoice;
  readonly #style: FigureStyle;
  readonly #data = new Map<string, PanelDrawing>();

  constructor(sample: FigureSample, choice: FigureChoice) {
    this.#sample = sample;
    this.#choice = choice;
    this.#style = requireStyle(choice.style);
    const { mode } = choice.options;
    // Of a sample without any, panels of modes say so.
    if (choice.view === null && mode > 0) requireMode(sample, mode);
  }

  #name(figure: string) {
    const { project, number } = this.#sample.arrays;
    return `${project}-${number}-${figure}`;
  }

  #title(figure: string, title: string) {
    const { project, number } = this.#sample.arrays;
    return `${figure}: ${title} – sample ${number} of ${project}`;
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
    const drawing = panel.draw({ sample: this.#sample, width, style, options: this.#choice.options });
    this.#data.set(panel.id, drawing);
    return drawing;
  }

  async #write(drawing: Drawing, figure: FigureName, { title, caption }: { title: string; caption: string }) {
    const remembered = figureMemory(this.#sample.arrays, this.#choice, figure, KEYCORE_VERSION);
    const [widthMm, heightMm] = [drawing.width / POINTS_PER_MM, drawing.height / POINTS_PER_MM];
    this.figures.push({ widthMm, heightMm, caption, command: remembered.command });
    const names = { panel: figure.id, page: `page-${figure.id.replaceAll('+', '-')}`, view: 'view' };
    const about = { name: this.#name(names[figure.kind]), title, memory: JSON.stringify(remembered) };
    this.files.push(...(await picturesOf(drawing, about, this.#choice, this.#style)));
  }

  async panel(id: string): Promise<void> {
    const panel = this.#panel(id);
    if (panel === null) return;
    const drawn = singlePanel((width) => this.#draw(panel, width), this.#choice.widthMm ?? this.#style.columnMm);
    const caption = `**Fig. ${id}** ${labelInMarkdown(drawn.drawing.caption)}`;
    await this.#write(drawn, { kind: 'panel', id }, { title: this.#title(id, panel.title), caption });
  }

  /** The field as a window shows it. Throws `BadInput` for one that the sample does not have. */
  async view(text: string): Promise<void> {
    const view = readFieldView(text);
    const draw = (width: number) =>
      drawFieldView({ sample: this.#sample, width, style: this.#style, options: this.#choice.options }, view);
    const { columnMm, pageMm } = this.#style;
    const drawn = singlePanel(draw, this.#choice.widthMm ?? (view.beside === undefined ? columnMm : pageMm));
    this.#data.set('view', drawn.drawing);
    const caption = labelInMarkdown(drawn.drawing.caption);
    await this.#write(drawn, { kind: 'view', id: text }, { title: this.#title('view', 'field'), caption });
  }

  async page(id: string): Promise<void> {
    const preset = pageNamed(id);
    if (preset === undefined) throw new Error(`there is no page '${id}'`);
    const panels = preset.rows.map((row) => row.flatMap((each) => this.#panel(each) ?? []));
    const letters = lettersOn(
      preset,
      panels.flat().map((panel) => panel.id),
    );
    const rows = panels
      .filter((row) => row.length > 0)
      .map((row) =>
        row.map((panel) => ({
          letter: letters.get(panel.id) ?? '',
          draw: (width: number, style: FigureStyle) => this.#draw(panel, width, style),
        })),
      );
    if (rows.length === 0) return;
    const page = pageOf(rows, this.#style);
    const parts = page.parts.map(({ letter, drawing }) => `**${letter}** ${labelInMarkdown(drawing.caption)}`);
    const caption = `**Fig. ${id}** ${parts.join(' ')}`;
    await this.#write(page, { kind: 'page', id }, { title: this.#title(`Fig. ${id}`, preset.title), caption });
  }

  /** What belongs to all figures together. */
  async finish(): Promise<void> {
    if (this.#choice.formats.includes('csv'))
      for (const [id, { data }] of this.#data) this.files.push({ name: `${this.#name(id)}.csv`, bytes: csvOf(data) });
    if (this.#choice.formats.includes('xlsx') && this.#data.size > 0) {
      const panels = Array.from(this.#data, ([id, { data }]) => ({ id, data }));
      const { xlsxOf } = await import('./output/xlsx.ts');
      this.files.push({ name: `${this.#name('source-data')}.xlsx`, bytes: await xlsxOf(panels) });
    }
    if (this.figures.length === 0) return;
    const captions = this.figures.map(({ caption }) => caption);
    const text = [...captions, sampleText(this.#sample, KEYCORE_VERSION)].join('\n\n');
    this.files.push({ name: `${this.#name('captions')}.md`, bytes: Buffer.from(`${text}\n`, 'utf8') });
  }
}
