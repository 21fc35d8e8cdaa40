import { z } from 'zod';
import { settingsText } from '../project/report-table.ts';
import type { FigureSampleArrays } from './sample/figure-sample.ts';
import type { FigureChoice, FigureName } from './figures.contract.ts';
import { pageNamed, PANEL_LIST } from './panel-list.ts';
import { needsOfView, readFieldView } from './view/field-view.ts';
import { analysisOf, FIGURE_ANALYSES } from './sample/figure-analyses.ts';
import type { PanelNeed } from './sample/panel.ts';
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
  reports: z
    .record(z.string().max(40), z.record(z.string(), z.unknown()))
    .optional()
    .describe('settings of the further analyses that it is drawn from'),
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

/** Analyses that a figure is drawn from, beside that of every sample. */
function needsOf({ kind, id }: FigureName): PanelNeed[] {
  if (kind === 'view') return needsOfView(readFieldView(id));
  const panels = kind === 'page' ? (pageNamed(id)?.rows.flat() ?? []) : [id];
  return PANEL_LIST.filter((panel) => panels.includes(panel.id)).flatMap((panel) => panel.needs);
}

/** The command line that makes a figure again. `file`: of the project. */
export function figureCommand(
  { file, number }: { file: string; number: number },
  { style, widthMm, options, transparent, formats = ['svg'], dpi = USUAL_DPI }: CommandChoice,
  { kind, id }: FigureName,
): string {
  return [
    `keycore figures ${fileWord(file)} ${number} -o figures ${FLAGS[kind]} ${shellWord(id)} --style ${style}`,
    ...(widthMm === null || kind === 'page' ? [] : [`--width ${widthMm}`]),
    ...(kind === 'view' ? [] : optionFlags(options)),
    ...(formats.join() === 'svg' || formats.length === 0 ? [] : [`--format ${formats.join()}`]),
    ...(dpi !== USUAL_DPI ? [`--dpi ${dpi}`] : []),
    ...(transparent ? ['--transparent'] : []),
    ...(needsOf({ kind, id }).length > 0 ? ['--compute'] : []),
  ].join(' ');
}

/** What of a choice is the same in every form: a figure does not say what else was written with it. */
const lookOf = ({ style, widthMm, options, transparent }: CommandChoice): CommandChoice => {
  return { style, widthMm, options, transparent };
};

/** Settings of reports that figures are drawn from, by the names of their analyses. */
export type ReportSettings = NonNullable<FigureMemory['reports']>;

/** The settings of a sample's reports that panels are drawn from; null for those of all. */
export function reportSettings(
  { reports }: Pick<FigureSampleArrays, 'reports'>,
  needs: readonly string[] | null,
): ReportSettings {
  const found = FIGURE_ANALYSES.filter(({ name }) => needs === null || needs.includes(name)).flatMap((need) => {
    const report = reports[need.name];
    return report === undefined ? [] : [[need.name, analysisOf(need).settingsOf(report) as object] as const];
  });
  return Object.fromEntries(found) as ReportSettings;
}

/** Settings of reports as text that is the same for the same settings; those of a picture may be anything. */
export function settingsTexts(reports: ReportSettings): Record<string, string> {
  const text = (settings: ReportSettings[string]) => {
    try {
      return settingsText(settings);
    } catch (error) {
      // So deep that no report has them.
      if (error instanceof RangeError) return '';
      throw error;
    }
  };
  return Object.fromEntries(Object.entries(reports).map(([name, settings]) => [name, text(settings)]));
}

/** What a figure of a sample says of itself. */
export function figureMemory(
  { project, number, contentHash, report, reports }: FigureSampleArrays,
  choice: Pick<FigureChoice, 'style' | 'widthMm' | 'options' | 'transparent'>,
  figure: FigureName,
  version: string,
): FigureMemory {
  const { kind, id } = figure;
  const drawnFrom = reportSettings({ reports }, needsOf(figure));
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
    ...(Object.keys(drawnFrom).length > 0 && { reports: drawnFrom }),
    ...(choice.transparent && { transparent: true }),
    command: figureCommand({ file: `${project}.keycore`, number }, lookOf(choice), figure),
  };
}
