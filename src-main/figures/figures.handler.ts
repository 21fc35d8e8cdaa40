import { KEYCORE_VERSION } from '../../native-workers/version.ts';
import { figureMemory } from './figure-memory.ts';
import { FigureSample, type FigureSampleArrays } from './sample/figure-sample.ts';
import type { DrawnFigures, FigureChoice, FigureFile, FigureInput, SkippedPanel } from './figures.contract.ts';
import { labelInMarkdown } from './marks/label.ts';
import type { Drawing } from './marks/marks.ts';
import { picturesOf } from './pictures.ts';
import { csvOf, xlsxOf } from './output/source-data.ts';
import { pageOf, singlePanel } from './page.ts';
import type { Panel, PanelDrawing } from './sample/panel.ts';
import { sampleText } from './panels/sample-text.ts';
import { lettersOn, pageNamed } from './panel-list.ts';
import { reasonAgainst } from './reason-against.ts';
import { panelNamed } from './registry.ts';
import { type FigureStyle, styleNamed } from './marks/styles.ts';

/** Draws the figures of one sample and writes them in every format that is asked for. */
class FigureWriter {
  readonly files: FigureFile[] = [];
  readonly skipped = new Map<string, SkippedPanel>();
  readonly #sample: FigureSample;
  readonly #choice: FigureChoice;
  readonly #style: FigureStyle;
  readonly #captions: string[] = [];
  readonly #data = new Map<string, PanelDrawing>();

  constructor(arrays: FigureSampleArrays, choice: FigureChoice) {
    const style = styleNamed(choice.style);
    if (style === undefined) throw new Error(`there is no style '${choice.style}'`);
    this.#sample = new FigureSample(arrays);
    this.#choice = choice;
    this.#style = style;
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

  async #write(drawing: Drawing, figure: { kind: 'panel' | 'page'; id: string }, title: string) {
    const memory = figureMemory(this.#sample.arrays, this.#choice, figure, KEYCORE_VERSION);
    const { project, number } = this.#sample.arrays;
    const name = `${project}-${number}-${figure.kind === 'page' ? 'page-' : ''}${figure.id}`;
    this.files.push(...(await picturesOf(drawing, { name, title, memory }, this.#choice, this.#style)));
  }

  async panel(id: string): Promise<void> {
    const panel = this.#panel(id);
    if (panel === null) return;
    const drawn = singlePanel((width) => this.#draw(panel, width), this.#choice.widthMm ?? this.#style.columnMm);
    await this.#write(drawn, { kind: 'panel', id }, this.#title(id, panel.title));
    if (this.#choice.formats.includes('csv'))
      this.files.push({ name: this.#name(id, 'csv'), bytes: csvOf(drawn.drawing.data) });
    this.#captions.push(`**Fig. ${id}** ${labelInMarkdown(drawn.drawing.caption)}`);
  }

  #title(figure: string, title: string) {
    const { project, number } = this.#sample.arrays;
    return `${figure}: ${title} – sample ${number} of ${project}`;
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
    await this.#write(page, { kind: 'page', id }, this.#title(`Fig. ${id}`, 'page'));
    const parts = page.parts.map(({ letter, drawing }) => `**${letter}** ${labelInMarkdown(drawing.caption)}`);
    this.#captions.push(`**Fig. ${id}** ${parts.join(' ')}`);
  }

  /** What belongs to all figures together. */
  async finish(): Promise<void> {
    const { formats } = this.#choice;
    if (formats.includes('xlsx') && this.#data.size > 0) {
      const panels = Array.from(this.#data, ([id, { data }]) => ({ id, data }));
      this.files.push({ name: this.#name('source-data', 'xlsx'), bytes: await xlsxOf(panels) });
    }
    if (this.#captions.length === 0) return;
    const text = [...this.#captions, sampleText(this.#sample, KEYCORE_VERSION)].join('\n\n');
    this.files.push({ name: this.#name('captions', 'md'), bytes: Buffer.from(`${text}\n`, 'utf8') });
  }

  dispose(): void {
    this.#sample.dispose();
  }
}

export async function handleFigures({ sample, choice }: FigureInput): Promise<DrawnFigures> {
  const writer = new FigureWriter(sample, choice);
  try {
    for (const id of choice.panels) await writer.panel(id);
    for (const id of choice.pages) await writer.page(id);
    await writer.finish();
    // Copies: what is answered is handed over, and a Buffer may lie in memory that others use.
    const files = writer.files.map(({ name, bytes }) => ({ name, bytes: Uint8Array.from(bytes) }));
    return { files, skipped: [...writer.skipped.values()] };
  } finally {
    writer.dispose();
  }
}
