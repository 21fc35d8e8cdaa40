import { BadInput } from '../../native-workers/text/bad-input.ts';

/** The code of an error of the system or of Node's (`ENOENT`, `ERR_…`); empty where it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** An error that the user's choice of `file` explains, by its code, as `BadInput`; any other as it is. */
export function explained(error: unknown, file: string, reasons: Readonly<Record<string, string>>): unknown {
  const code = codeOf(error);
  return Object.hasOwn(reasons, code) ? new BadInput(reasons[code], { file }) : error;
}

/** Whether the disk or the system is at fault, reported in full by the code that met it. */
export function isOfTheSystem(error: unknown): error is Error {
  return error instanceof Error && error.cause instanceof Error && 'code' in error.cause;
}

/** Whether it says that there is nothing at a path. */
export function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(codeOf(error));
}
