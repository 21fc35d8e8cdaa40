import { BadInput } from '../../native-workers/text/bad-input.ts';
import { quoted } from '../../native-workers/text/quoted.ts';

/** The format with that id, of a table of them; throws `BadInput` naming the known ones. */
export function formatById<Format extends { readonly id: string }>(formats: readonly Format[], id: string): Format {
  const format = formats.find((each) => each.id === id);
  if (format === undefined)
    throw new BadInput(`unknown format ${quoted(id)}; known formats: ${formats.map((each) => each.id).join(', ')}`);
  return format;
}
