import { z } from 'zod';
import type { FigureSampleArrays } from './sample/figure-sample.ts';
import type { FigureChoice } from './figures.contract.ts';
import { pageNamed, PANEL_LIST } from './panel-list.ts';

/**
 * What a figure says of itself: which sample it shows, how, and the command that makes it again. No path, no user and no
 * machine is named. Read from files of others, so everything is checked.
 */
export const figureMemorySchema = z.object({
  keycore: z.string().max(40).describe('version that made it'),
  figure: z.string().max(20).describe('panel or page: 4a, page 4'),
  style: z.string().max(40),
  project: z.string().max(300).describe('name of the project, without folders'),
  sample: z.int().min(1),
  contentHash: z.string().max(100).describe('SHA-256 of model, box, species and position bits of the sample'),
  configurationHash: z.string().max(100),
  settings: z.record(z.string(), z.unknown()).describe('of the analysis'),
  command: z.string().max(1000).describe('makes it again'),
});

export type FigureMemory = z.infer<typeof figureMemorySchema>;

/** A word of a command line, quoted for a POSIX shell where it has to be. */
export function shellWord(text: string): string {
  return /^[\w./=,:@+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** What a figure of a sample says of itself, as JSON on one line. */
export function figureMemory(
  { project, number, contentHash, report }: FigureSampleArrays,
  { style, widthMm }: Pick<FigureChoice, 'style' | 'widthMm'>,
  { kind, id }: { kind: 'panel' | 'page'; id: string },
  version: string,
): string {
  const which = kind === 'page' ? `--page ${id}` : `--only ${id}`;
  const panels = kind === 'page' ? (pageNamed(id)?.rows.flat() ?? []) : [id];
  const compute = PANEL_LIST.some((panel) => panels.includes(panel.id) && panel.needs.length > 0) ? ' --compute' : '';
  const width = widthMm === null || kind === 'page' ? '' : ` --width ${widthMm}`;
  const memory: FigureMemory = {
    keycore: version,
    figure: kind === 'page' ? `page ${id}` : id,
    style,
    project,
    sample: number,
    contentHash,
    configurationHash: report.provenance.configurationHash,
    settings: report.provenance.settings,
    command: `keycore figures ${shellWord(`${project}.keycore`)} ${number} -o figures ${which} --style ${style}${width}${compute}`,
  };
  return JSON.stringify(memory);
}
