import { KEYCORE_VERSION } from '../../native-workers/version.ts';
import type { DrawnFigures, FigureFile, SkippedPanel } from './figures.contract.ts';
import { labelInMarkdown } from './marks/label.ts';
import { type FigureStyle, requireStyle } from './marks/styles.ts';
import { csvOf } from './output/csv.ts';
import { xlsxOf } from './output/xlsx.ts';
import { pageOf, singlePanel } from './page.ts';
import { ensemblePageNamed, lettersOn } from './panel-list.ts';
import { picturesOf } from './pictures.ts';
import type { PanelDrawing } from './sample/panel.ts';
import type { EnsembleFigureInput } from './ensemble-figures.contract.ts';
import { ensembleMemory } from './ensemble-memory.ts';
import type { EnsemblePanel } from './ensemble/ensemble-panel.ts';
import { ensemblePanelNamed } from './ensemble/ensemble-registry.ts';
import { ensembleText, samplesText } from './ensemble/ensemble-text.ts';

/** Draws figures of many samples and writes them in every form that is asked for. */
export async function handleEnsembleFigures({ ensemble, choice }: EnsembleFigureInput): Promise<DrawnFigures> {
  const style = requireStyle(choice.style);
  const files: FigureFile[] = [];
  const skipped = new Map<string, SkippedPanel>();
  const drawn = new Map<string, PanelDrawing>();
  const captions: string[] = [];
  const nameOf = (figure: string) => `${ensemble.project}-ensemble-${figure}`;
  const memoryOf = (kind: 'panel' | 'page', id: string) =>
    ensembleMemory(ensemble, choice, { kind, id }, KEYCORE_VERSION);

  const panelOf = (id: string): EnsemblePanel | null => {
    const panel = ensemblePanelNamed(id);
    if (panel === undefined) throw new Error(`there is no panel '${id}' of many samples`);
    const reason = panel.missing?.(ensemble) ?? null;
    if (reason === null) return panel;
    skipped.set(id, { id, reason, needs: [] });
    return null;
  };
  const draw = (panel: EnsemblePanel, width: number, scaled: FigureStyle = style) => {
    const drawing = panel.draw({ ensemble, width, style: scaled });
    drawn.set(panel.id, drawing);
    return drawing;
  };
  const of = `${samplesText(ensemble)} of ${ensemble.project}`;

  for (const id of choice.panels) {
    const panel = panelOf(id);
    if (panel === null) continue;
    const single = singlePanel((width) => draw(panel, width), choice.widthMm ?? style.columnMm);
    const about = { name: nameOf(id), title: `${id}: ${panel.title} – ${of}`, memory: memoryOf('panel', id) };
    files.push(...(await picturesOf(single, about, choice, style)));
    if (choice.formats.includes('csv')) files.push({ name: `${nameOf(id)}.csv`, bytes: csvOf(single.drawing.data) });
    captions.push(`**Fig. ${id}** ${labelInMarkdown(single.drawing.caption)}`);
  }
  for (const id of choice.pages) {
    const preset = ensemblePageNamed(id);
    if (preset === undefined) throw new Error(`there is no page '${id}' of many samples`);
    const rows = preset.rows.map((row) => row.flatMap((each) => panelOf(each) ?? [])).filter((row) => row.length > 0);
    if (rows.length === 0) continue;
    const letters = lettersOn(
      preset,
      rows.flat().map((panel) => panel.id),
    );
    const page = pageOf(
      rows.map((row) =>
        row.map((panel) => ({
          letter: letters.get(panel.id) ?? '',
          draw: (width: number, scaled: FigureStyle) => draw(panel, width, scaled),
        })),
      ),
      style,
    );
    const about = { name: nameOf(`page-${id}`), title: `${preset.title} – ${of}`, memory: memoryOf('page', id) };
    files.push(...(await picturesOf(page, about, choice, style)));
    const parts = page.parts.map(({ letter, drawing }) => `**${letter}** ${labelInMarkdown(drawing.caption)}`);
    captions.push(`**Page ${id}** ${parts.join(' ')}`);
  }
  if (choice.formats.includes('xlsx') && drawn.size > 0) {
    const panels = Array.from(drawn, ([id, { data }]) => ({ id, data }));
    files.push({ name: `${nameOf('source-data')}.xlsx`, bytes: await xlsxOf(panels) });
  }
  if (captions.length > 0) {
    const text = [...captions, ensembleText(ensemble, KEYCORE_VERSION)].join('\n\n');
    files.push({ name: `${nameOf('captions')}.md`, bytes: Buffer.from(`${text}\n`, 'utf8') });
  }
  // Copies: what is answered is handed over, and a Buffer may lie in memory that others use.
  return {
    files: files.map(({ name, bytes }) => ({ name, bytes: Uint8Array.from(bytes) })),
    figures: [],
    skipped: [...skipped.values()],
  };
}
