import { z } from 'zod';
import type { FigureSampleArrays } from './sample/figure-sample.ts';
import type { FigureChoice, FigureName } from './figures.contract.ts';
import { pageNamed, PANEL_LIST } from './panel-list.ts';
import { needsOfView, readFieldView } from './view/field-view.ts';
import { type PanelOptions, panelOptionsSchema, USUAL_OPTIONS } from './sample/panel-options.ts';

/** Least and largest width of a panel, mm. */
export const WIDTH_MM = { least: 20, most: 500 };

/**
 * What a figure says of itself: which sample it shows, how, and the command that makes it again. No path, no user and no
 * machine is named. Read from files of others, so everything is checked.
 */
export const figureMemorySchema = z.object({
  keycore: z.string().max(40).describe('version that made it'),
  figure: z.string().max(400).describe('panel, page or view: 4a, page 4, view'),
  transparent: z.literal(true).optional(),
  options: panelOptionsSchema.partial().optional().describe('of panels, where they were chosen'),
  view: z.string().max(20_000).optional().describe('what a view shows, see field-view.ts'),
  style: z.string().max(40),
  widthMm: z
    .number()
    .min(WIDTH_MM.least)
    .max(WIDTH_MM.most)
    .optional()
    .describe('of a panel or view, where it was chosen'),
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

/** A file as a word of a command line, never taken for an option. */
export const fileWord = (file: string) => shellWord(file.startsWith('-') ? `./${file}` : file);

const FLAGS = { panel: '--only', page: '--page', view: '--view' };

/** Flags for what is not as usual. */
function optionFlags({ mode, angles }: PanelOptions) {
  const isUsual = angles.join() === USUAL_OPTIONS.angles.join();
  return [
    ...(mode === USUAL_OPTIONS.mode ? [] : [`--mode ${mode}`]),
    ...(isUsual ? [] : [`--angles ${angles.join()}`]),
  ];
}

/** How a figure is drawn and written, as far as a command line says it. */
type CommandChoice = Pick<FigureChoice, 'style' | 'widthMm' | 'options' | 'transparent'> &
  Partial<Pick<FigureChoice, 'formats' | 'dpi'>>;

const USUAL_DPI = 300;

/** The command line that makes a figure again. `file`: of the project. */
export function figureCommand(
  { file, number }: { file: string; number: number },
  { style, widthMm, options, transparent, formats = ['svg'], dpi = USUAL_DPI }: CommandChoice,
  { kind, id }: FigureName,
): string {
  const panels = kind === 'page' ? (pageNamed(id)?.rows.flat() ?? []) : [id];
  const needs =
    kind === 'view'
      ? needsOfView(readFieldView(id))
      : PANEL_LIST.filter((panel) => panels.includes(panel.id)).flatMap((panel) => panel.needs);
  return [
    `keycore figures ${fileWord(file)} ${number} -o figures ${FLAGS[kind]} ${shellWord(id)} --style ${style}`,
    ...(widthMm === null || kind === 'page' ? [] : [`--width ${widthMm}`]),
    ...(kind === 'view' ? [] : optionFlags(options)),
    ...(formats.join() === 'svg' || formats.length === 0 ? [] : [`--format ${formats.join()}`]),
    ...(dpi !== USUAL_DPI ? [`--dpi ${dpi}`] : []),
    ...(transparent ? ['--transparent'] : []),
    ...(needs.length > 0 ? ['--compute'] : []),
  ].join(' ');
}

/** What of a choice is the same in every form: a figure does not say what else was written with it. */
const lookOf = ({ style, widthMm, options, transparent }: CommandChoice): CommandChoice => {
  return { style, widthMm, options, transparent };
};

/** What a figure of a sample says of itself. */
export function figureMemory(
  { project, number, contentHash, report }: FigureSampleArrays,
  choice: Pick<FigureChoice, 'style' | 'widthMm' | 'options' | 'transparent'>,
  figure: FigureName,
  version: string,
): FigureMemory {
  const { kind, id } = figure;
  return {
    keycore: version,
    figure: kind === 'page' ? `page ${id}` : kind === 'view' ? 'view' : id,
    ...(kind === 'view' && { view: id }),
    style: choice.style,
    ...(kind !== 'view' && optionFlags(choice.options).length > 0 && { options: choice.options }),
    ...(choice.widthMm !== null && kind !== 'page' && { widthMm: choice.widthMm }),
    project,
    sample: number,
    contentHash,
    configurationHash: report.provenance.configurationHash,
    settings: report.provenance.settings,
    ...(choice.transparent && { transparent: true }),
    command: figureCommand({ file: `${project}.keycore`, number }, lookOf(choice), figure),
  };
}
