import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { requireWritableName } from '../files/raw-name.ts';
import { replaceFile } from '../formats/replace-file.ts';
import { explainFileError } from '../project/file-error.ts';
import type { Terminal } from './terminal.ts';

/** Stands for standard output in `--json -`. */
const STANDARD_OUTPUT = '-';

/** The flag `--json`. */
export const jsonOption = z
  .string()
  .optional()
  .meta({ description: 'write the report as JSON to a file, or - for standard output', placeholder: 'file|-' });

/** Whether standard output belongs to the JSON only. */
export function isStandardOutput(target: string | undefined): boolean {
  return target === STANDARD_OUTPUT;
}

/** Whether a file holds nothing, or begins as our JSON does: all that we replace. */
function mayBeReplaced(path: string) {
  const first = Buffer.alloc(1);
  const descriptor = openSync(path, 'r');
  try {
    return readSync(descriptor, first, 0, 1, 0) === 0 || '{['.includes(first.toString('latin1'));
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Refuses a target that cannot be written, before any work is done for it; also an existing file that is no JSON
 * (`--json glass.dump` is a slip that would cost the data).
 */
export function checkJsonTarget(target: string | undefined): void {
  if (target === undefined || target === STANDARD_OUTPUT) return;
  if (target === '') throw new BadInput("expected a file name or '-', got nothing", { field: '--json' });
  requireWritableName(target);
  const status = statSync(target, { throwIfNoEntry: false });
  if (status !== undefined && !status.isFile())
    throw new BadInput(`this is a ${status.isDirectory() ? 'folder' : 'device'}, expected a file`, { file: target });
  if (status !== undefined && !mayBeReplaced(target))
    throw new BadInput('this file exists and holds no JSON; it is not overwritten, choose another name', {
      file: target,
    });
  const folder = dirname(target);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new BadInput(`there is no folder '${folder}' to write it in`, { file: target });
}

/**
 * Writes a value as one line of JSON to standard output ('-') or to a file, which is replaced whole or not at all.
 */
export async function writeJson(target: string, value: unknown, terminal: Terminal): Promise<void> {
  const text = `${JSON.stringify(value)}\n`;
  if (target === STANDARD_OUTPUT) {
    terminal.out(text);
    return;
  }
  try {
    await replaceFile(target, [Buffer.from(text, 'utf8')]);
  } catch (error) {
    throw explainFileError(error, target, 'written');
  }
}

/** Gives a report where the user wants it: as JSON by `--json`, and as text unless that has standard output. */
export async function giveReport(
  target: string | undefined,
  report: unknown,
  text: () => string,
  terminal: Terminal,
): Promise<void> {
  if (target !== undefined) await writeJson(target, report, terminal);
  if (!isStandardOutput(target)) terminal.out(text());
}
