import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { Connection } from './sqlite.ts';

/** So much of a text that is refused is told. */
const TOLD = 40;

/**
 * Throws `BadInput` unless a text of the user's is one line of 1 to `most` characters without control characters and
 * blanks at its ends. `what`: "a tag".
 */
export function checkedLine({ path }: Pick<Connection, 'path'>, what: string, text: string, most: number): string {
  const problem = /[\p{Cc}\u2028\u2029]/u.test(text)
    ? 'has a line break or another control character'
    : text.trim() !== text
      ? 'has blanks at its ends'
      : text === ''
        ? 'is empty'
        : text.length > most
          ? `has ${text.length} characters`
          : null;
  if (problem === null) return text;
  const told = text.length > TOLD ? `${text.slice(0, TOLD)}…` : text;
  throw new BadInput(
    `${what} is one line of 1 to ${most} characters without blanks at its ends; '${told.replaceAll(/\p{Cc}/gu, '�')}' ${problem}`,
    { file: path },
  );
}
