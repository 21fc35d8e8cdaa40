import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { escapedLine } from '../../native-workers/text/escaped.ts';
import type { FigureMemory, ReportSettings } from '../figures/figure-memory.ts';
import { readFigureMemory } from '../figures/read-figure-memory.ts';
import { explainFileError } from '../project/file-error.ts';
import { openProject } from '../project/open-project.ts';
import { shippedPath, shippedSamples } from '../user-data/shipped-samples.ts';
import type { FigureOptions } from './figure-choice.ts';

/** Bytes of a picture that is read; a page at 600 dpi has some ten million. */
const LARGEST_PICTURE = 2 ** 28;

function memoryIn(file: string): FigureMemory {
  let bytes: Buffer;
  try {
    if (statSync(file).size > LARGEST_PICTURE)
      throw new BadInput('this file is larger than any figure of Keycore', { file });
    bytes = readFileSync(file);
  } catch (error) {
    throw error instanceof BadInput ? error : explainFileError(error, file, 'read');
  }
  return readFigureMemory(bytes, file);
}

/** The sample of that content in a project; of several that which the figure names. */
async function numberIn(path: string, { contentHash, sample }: FigureMemory): Promise<number | null> {
  using project = await openProject(path, { mode: 'read' });
  const numbers = project.listSamples().filter((each) => each.contentHash === contentHash);
  return (numbers.find(({ number }) => number === sample) ?? numbers.at(0))?.number ?? null;
}

/** Where the project of a figure may lie: beside it, in this folder, or among the examples. */
function candidates(file: string, { project }: FigureMemory): string[] {
  // A name never leads to another folder.
  const isName = !/[/\\]/.test(project) && project !== '..';
  const name = `${project}.keycore`;
  const beside = isName ? [join(dirname(file), name), name] : [];
  const shipped = shippedSamples().flatMap(({ id }) => (id === project ? (shippedPath(id) ?? []) : []));
  return [...new Set([...beside, ...shipped])].filter((path) => existsSync(path));
}

/** A figure that is made again. */
export interface FigureToRemake {
  path: string;
  number: number;
  choice: Partial<FigureOptions>;
  /** Settings of the reports that it was drawn from. */
  reports: ReportSettings;
}

/** What a figure is of: the project, the sample in it, and what was chosen. Throws `BadInput` where that is not to be found. */
export async function figureFrom(file: string, project: string | null): Promise<FigureToRemake> {
  const memory = memoryIn(file);
  const { figure, view, style, widthMm, options, transparent = false, reports = {} } = memory;
  const page = /^page (.+)$/.exec(figure)?.[1];
  const what = view !== undefined ? { view } : page === undefined ? { only: [figure] } : { page: [page] };
  const choice = {
    ...what,
    ...options,
    style,
    ...(transparent && { transparent }),
    ...(widthMm === undefined ? {} : { width: widthMm }),
  };
  for (const path of project === null ? candidates(file, memory) : [project]) {
    const number = await numberIn(path, memory);
    if (number !== null) return { path, number, choice, reports };
  }
  const named = `sample ${memory.sample} of '${escapedLine(memory.project)}'`;
  throw new BadInput(
    project === null
      ? `it shows ${named}, which is not found beside it or here: name the project, 'keycore figures PROJECT --from ${file} -o …'`
      : `it shows ${named}, and ${project} has no sample of that content`,
    { file },
  );
}
