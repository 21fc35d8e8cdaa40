import { BadInput } from '../../native-workers/text/bad-input.ts';
import { quoted } from '../../native-workers/text/quoted.ts';
import { type AnalysisInput, analysisInputs, type InputOptions } from './analysis-input.ts';
import { STANDARD_INPUT } from '../formats/file-bytes.ts';
import { namedOnCommandLine, STANDARD_INPUT_WORD } from './files-on-disk.ts';

/** Whether a word of the command line names a project. */
export function isProjectPath(path: string): boolean {
  return path.toLowerCase().endsWith('.keycore');
}

function noProjectThere() {
  return new BadInput('a project cannot be read from it: name the file of the project', { file: STANDARD_INPUT });
}

/** Throws `BadInput` for standard input in the place of a project. */
export function requireProjectPath(path: string): void {
  if (path === STANDARD_INPUT_WORD) throw noProjectThere();
}

/** Number of the sample of a project that a user means. Throws `BadInput`, also where none is named. */
export function sampleNumberOf(path: string, text: string | undefined): number {
  if (text === undefined)
    throw new BadInput('this is a project; name the sample by its number, as info lists it', { file: path });
  if (!/^[1-9]\d{0,9}$/.test(text))
    throw new BadInput(`expected the number of a sample, got ${quoted(text)}`, { field: 'sample' });
  return Number(text);
}

/** Throws `BadInput` where the number of a sample follows a file that is no project. */
export function refuseNumber(path: string, sample: string | undefined): void {
  if (sample !== undefined && path === STANDARD_INPUT_WORD) throw noProjectThere();
  if (sample !== undefined)
    throw new BadInput(
      `${quoted(sample)} follows a file that is no project (.keycore): only those have sample numbers`,
      {
        file: path,
      },
    );
}

/**
 * The one frame of a file that the options mean. Throws `BadInput` where they mean all, or there is none, and
 * `Cancelled` after an abort.
 */
export async function oneFrame(path: string, options: InputOptions, signal: AbortSignal): Promise<AnalysisInput> {
  if (typeof options.frame === 'string' && options.frame !== 'last')
    throw new BadInput('expected one frame: its number, or last', { field: '--frame' });
  const file = namedOnCommandLine(path, signal);
  for await (const input of analysisInputs([file], options)) return input;
  throw new BadInput('there is no frame in this file', { file: file.name });
}
