import { accessSync, constants, existsSync, lstatSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { BadInput } from '../../../native-workers/text/bad-input.ts';
import { escapedLine } from '../../../native-workers/text/escaped.ts';
import { listed } from '../../../native-workers/text/quoted.ts';
import { FIGURE_FORMATS, type FigureFile, type SkippedPanel } from '../../figures/figures.contract.ts';
import { WIDTH_MM } from '../../figures/figure-memory.ts';
import type { FiguresSummary } from '../../figures/figure-files.ts';
import { ENSEMBLE_PAGES, ENSEMBLE_PANEL_LIST, PAGES, PANEL_LIST } from '../../figures/panel-list.ts';
import { STYLES } from '../../figures/marks/styles.ts';
import { requireWritableName } from '../../files/raw-name.ts';
import { explainFileError } from '../../project/file-error.ts';
import { replaceFile } from '../../formats/replace-file.ts';
import { isProjectPath, requireProjectPath, sampleNumberOf } from '../../import/one-sample.ts';
import { Cancelled } from '../../jobs/cancelled-error.ts';
import { faultText } from '../../files/fault-text.ts';
import { NotConverged } from '../../jobs/task-value.ts';
import { StorageFailure } from '../../project/storage-failure.ts';
import { calculate } from '../calculation.ts';
import { defineCommand } from '../command.ts';
import { counted } from '../counted.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { choiceOf } from '../figure-choice.ts';
import { figureFrom } from '../figure-from.ts';
import { type DrawingRun, figuresOfEnsemble, figuresOfSample } from '../figures-of-sample.ts';

/** Dots per inch. */
const DPI = { least: 36, most: 1200 };

const optionsSchema = z.strictObject({
  output: z
    .string()
    .min(1)
    .meta({ description: 'folder for the files; made where it is not there', placeholder: 'folder', short: 'o' }),
  only: z
    .array(z.string())
    .optional()
    .meta({ description: 'panels: 4a,4f; without it and --page all panels and all pages', placeholder: 'ids' }),
  page: z.array(z.string()).optional().meta({
    description:
      'pages of lettered panels: 1 to 6 as the figures of the paper, S1 to S5, or of chosen panels (1a+4a+4f)',
    placeholder: 'ids',
  }),
  view: z.string().max(20_000).optional().meta({
    description: 'a field as a window shows it, as its “Copy as command” gives it',
    placeholder: 'text',
  }),
  ensemble: z
    .boolean()
    .default(false)
    .meta({ description: 'panels of many samples: all of the project, or those that are named' }),
  from: z.string().optional().meta({
    description: 'a figure (SVG, PDF, PNG) that is made again, of the sample that it names',
    placeholder: 'file',
  }),
  style: z
    .enum(STYLES.map(({ id }) => id))
    .optional()
    .meta({
      description: 'sizes, faces and colours of a journal, or of a slide; nature, or that of the figure of --from',
      placeholder: 'id',
    }),
  format: z.array(z.enum(FIGURE_FORMATS)).default(['svg']).meta({
    description: 'pictures (svg, pdf, png) and source data (csv for each panel, xlsx for all)',
    placeholder: 'ids',
  }),
  mode: z.int().min(0).max(999_999).optional().meta({
    description: 'mode that panels of a mode show, 0 for the lowest, which is the default',
    placeholder: 'k',
  }),
  angles: z.array(z.number().min(0).max(360)).length(2, 'two angles are expected, as 45,90').optional().meta({
    description: 'θ of the pairs b and c (c and d of Fig. 5) of excited particles, degrees; default 45,90',
    placeholder: 'θ,θ',
  }),
  width: z
    .number()
    .min(WIDTH_MM.least)
    .max(WIDTH_MM.most)
    .optional()
    .meta({ description: 'width of a panel by itself, mm; else one column of the style', placeholder: 'mm' }),
  dpi: z
    .number()
    .min(DPI.least)
    .max(DPI.most)
    .default(300)
    .meta({ description: 'dots per inch of PNG files', placeholder: 'n' }),
  transparent: z.boolean().default(false).meta({ description: 'nothing behind the marks' }),
  compute: z.boolean().default(false).meta({
    description:
      'make the analyses that panels need and the project does not have (mechanics, spectrum, pseudo-modes: seconds; strain: minutes at N = 4096)',
  }),
});

/** The folder could not be written to, or the disk is full. */
class NotWritten extends Error {}

function notWritten(error: unknown, folder: string): unknown {
  const told = error instanceof BadInput ? error : explainFileError(error, folder, 'written');
  return told instanceof BadInput || told instanceof StorageFailure ? new NotWritten(told.message) : told;
}

/** Throws `NotWritten` for a folder that cannot be one, or cannot be written to, before minutes are spent on figures. */
function checkFolder(folder: string) {
  try {
    requireWritableName(folder);
    let there = resolve(folder);
    // What is not there is made in the nearest that is.
    while (lstatSync(there, { throwIfNoEntry: false }) === undefined && there !== dirname(there))
      there = dirname(there);
    const kind = statSync(there, { throwIfNoEntry: false });
    if (kind === undefined) throw new BadInput(`'${there}' is a link that leads nowhere`, { file: folder });
    if (!kind.isDirectory()) throw new BadInput(`'${there}' is not a folder`, { file: folder });
    accessSync(there, constants.W_OK);
  } catch (error) {
    throw notWritten(error, folder);
  }
}

/** Writes files whole or not at all. Throws `NotWritten`. */
async function writeFile(folder: string, { name, bytes }: FigureFile) {
  try {
    // A recursive one says of a read-only disk that the folder is not there.
    if (!existsSync(folder)) mkdirSync(folder, { recursive: !existsSync(dirname(folder)) });
    await replaceFile(join(folder, name), [bytes]);
  } catch (error) {
    throw notWritten(error, folder);
  }
}

/** Reasons with the panels that they are of. */
function skippedText(skipped: readonly SkippedPanel[], compute: boolean) {
  const byReason = new Map<string, SkippedPanel[]>();
  for (const each of skipped) byReason.set(each.reason, [...(byReason.get(each.reason) ?? []), each]);
  return Array.from(byReason, ([reason, panels]) => {
    const wayTo = panels[0].needs.length > 0 && !compute ? ' (--compute makes it)' : '';
    return `  not drawn: ${listed(panels.map(({ id }) => id))}: ${reason}${wayTo}\n`;
  }).join('');
}

export const figuresCommand = defineCommand({
  name: 'figures',
  summary: 'Draw the figures of samples for a paper, with their source data',
  details: [
    'Draws the panels of Hu & Tanaka 2025 and further ones from samples of a project, and pages of lettered panels as the figures of the paper, as vector graphics (SVG, PDF) or pixels (PNG), with the numbers that each panel draws (CSV, XLSX) and a file of captions. No window and no display is needed. A sample that cannot have a panel (no vacancy, no key core, an analysis that was not made) goes without it, and it is said why.',
    'Every file says in its metadata which sample it shows, how, and the command that makes it again; no folder, user or machine is named.',
    `Panels of a sample: ${PANEL_LIST.map(({ id }) => id).join(', ')}. Of many samples, with --ensemble: ${ENSEMBLE_PANEL_LIST.map(({ id }) => id).join(', ')}.`,
    `Pages of a sample: ${PAGES.map(({ id, title }) => `${id} (${title})`).join(', ')}. Of many: ${ENSEMBLE_PAGES.map(({ id, title }) => `${id} (${title})`).join(', ')}.`,
    `Styles: ${STYLES.map(({ id, label, columnMm, pageMm }) => `${id} (${label}, ${columnMm} and ${pageMm} mm)`).join(', ')}.`,
  ],
  examples: [
    ['figures glass.keycore 1 -o figures --compute', 'every panel and page as SVG'],
    [
      'figures glass.keycore 1 -o figures --page 4 --style nature --format pdf,xlsx',
      'Fig. 4 of this sample, with its source data',
    ],
    ['figures glass.keycore 1 2 3 -o figures --only 1a,4a --format png --dpi 600', 'two panels of three samples'],
    [
      'figures glass.keycore 1 -o figures --only stress-strain --compute',
      'a stress–strain curve, which takes a minute',
    ],
    ['figures --from figures/glass-1-4a.pdf -o again --format png', 'the same figure again, of the sample it names'],
    ['figures glasses.keycore --ensemble -o figures --format pdf,csv', 'the panels of all samples together'],
  ],
  arguments: {
    '[project]': 'project file (.keycore); may be left out with --from where it lies beside the figure, or here',
    '[samples...]': 'numbers of samples, as info lists them; may be left out with --ensemble and --from',
  },
  options: optionsSchema,
  output: [],
  async run(words, options, terminal) {
    const given = words.at(0) ?? null;
    const from = options.from === undefined ? null : await figureFrom(options.from, given);
    const path = from?.path ?? given;
    if (path === null) throw new BadInput('expected a project (.keycore), or a figure that names one (--from)');
    requireProjectPath(path);
    if (!isProjectPath(path))
      throw new BadInput('figures are drawn of samples of a project (.keycore)', { file: path });
    const named = [...new Set(words.slice(1).map((word) => sampleNumberOf(path, word)))];
    const other = from === null ? undefined : named.find((number) => number !== from.number);
    if (other !== undefined)
      throw new BadInput(
        `expected no numbers of samples beside --from: the figure is of sample ${from?.number}, not ${other}`,
        {
          file: path,
        },
      );
    const numbers = from === null ? named : [from.number];
    if (numbers.length === 0 && !options.ensemble)
      throw new BadInput('expected numbers of samples, as info lists them, or --ensemble for panels of all together', {
        file: path,
      });
    const merged = { ...from?.choice, ...options };
    const choice = choiceOf({ ...merged, transparent: options.transparent || from?.choice.transparent === true });
    return calculate(terminal, async (calculation) => {
      const { progress } = calculation;
      /** Draws figures and writes them, and says which and why some are not there. */
      const made = async (drawing: (drawing: DrawingRun) => Promise<FiguresSummary>, of: string) => {
        let files = 0;
        // A disk takes its time: the next figure is drawn meanwhile.
        let writing = Promise.resolve();
        const take = async (file: FigureFile) => {
          await writing;
          files += 1;
          progress.update(`${path}, ${of}: ${file.name}`, null);
          writing = writeFile(options.output, file);
          // Heard when the next file comes, or at the end.
          writing.catch(() => undefined);
        };
        const { skipped } = await drawing({ take, calculation }).finally(() => writing);
        progress.clear();
        terminal.out(
          `${escapedLine(path)}, ${of}: ${counted(files, 'file')} in ${escapedLine(options.output)}\n${skippedText(skipped, options.compute)}`,
        );
      };
      let code: ExitCode = EXIT.done;
      try {
        checkFolder(options.output);
        if (options.ensemble) {
          const chosen = numbers.length === 0 ? null : numbers;
          await made((drawing) => figuresOfEnsemble(path, chosen, { choice }, drawing), 'ensemble');
          return code;
        }
        for (const number of numbers) {
          try {
            const of = `sample ${number}`;
            await made(
              (drawing) =>
                figuresOfSample(
                  path,
                  number,
                  { choice, compute: options.compute, wanted: from?.reports ?? {} },
                  drawing,
                ),
              of,
            );
          } catch (error) {
            if (numbers.length === 1 || error instanceof Cancelled || error instanceof NotWritten) throw error;
            // One that fails does not keep the others from being drawn.
            const isTold = error instanceof BadInput || error instanceof NotConverged;
            const told = isTold ? error.message : `internal error: ${faultText(error)}`;
            progress.note(told.startsWith(path) ? told : `${path}, sample ${number}: ${told}`);
            code = EXIT.notConverged;
          }
        }
      } catch (error) {
        if (!(error instanceof NotWritten)) throw error;
        progress.note(`keycore: ${error.message}`);
        return EXIT.internal;
      }
      return code;
    });
  },
});
