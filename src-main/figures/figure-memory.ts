import { z } from 'zod';
import type { FigureSampleArrays } from './sample/figure-sample.ts';
import type { FigureChoice, FigureName } from './figures.contract.ts';
import { pageNamed, PANEL_LIST } from './panel-list.ts';

/**
 * What a figure says of itself: which sample it shows, how, and the command that makes it again. No path, no user and no
 * machine is named. Read from files of others, so everything is checked.
 */
export const figureMemorySchema = z.object({
  keycore: z.string().max(40).describe('version that made it'),
  figure: z.string().max(400).describe('panel, page or view: 4a, page 4, view'),
  view: z.string().max(20_000).optional().describe('what a view shows, see field-view.ts'),
  style: z.string().max(40),
  widthMm: z.number().positive().max(1000).optional().describe('of a panel or view, where it was chosen'),
  project: z.string().max(300).describe('name of the project, without folders'),
  sample: z.int().min(1),
  contentHash: z.string().max(100).describe('SHA-256 of model, box, species and position bits of the sample'),
  configurationHash: z.string().max(100),
  settings: z.record(z.string(), z.unknown()).describe('of the analysis'),
  command: z.string().max(30_000).describe('makes it again'),
});

export type FigureMemory = z.infer<typeof figureMemorySchema>;

/** A word of a command line, quoted for a POSIX shell where it has to be. */
export function shellWord(text: string): string {
  return /^[\w./=,:@+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

const FLAGS = { panel: '--only', page: '--page', view: '--view' };

/** The command line that makes a figure again. `file`: of the project. */
export function figureCommand(
  { file, number }: { file: string; number: number },
  { style, widthMm }: Pick<FigureChoice, 'style' | 'widthMm'>,
  { kind, id }: FigureName,
): string {
  const panels = kind === 'page' ? (pageNamed(id)?.rows.flat() ?? []) : [id];
  const compute = PANEL_LIST.some((panel) => panels.includes(panel.id) && panel.needs.length > 0) ? ' --compute' : '';
  const width = widthMm === null || kind === 'page' ? '' : ` --width ${widthMm}`;
  return `keycore figures ${shellWord(file)} ${number} -o figures ${FLAGS[kind]} ${shellWord(id)} --style ${style}${width}${compute}`;
}

/** What a figure of a sample says of itself. */
export function figureMemory(
  { project, number, contentHash, report }: FigureSampleArrays,
  choice: Pick<FigureChoice, 'style' | 'widthMm'>,
  figure: FigureName,
  version: string,
): FigureMemory {
  const { kind, id } = figure;
  return {
    keycore: version,
    figure: kind === 'page' ? `page ${id}` : kind === 'view' ? 'view' : id,
    ...(kind === 'view' && { view: id }),
    style: choice.style,
    ...(choice.widthMm !== null && kind !== 'page' && { widthMm: choice.widthMm }),
    project,
    sample: number,
    contentHash,
    configurationHash: report.provenance.configurationHash,
    settings: report.provenance.settings,
    command: figureCommand({ file: `${project}.keycore`, number }, choice, figure),
  };
}
