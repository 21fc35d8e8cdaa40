import { BadInput } from '../../native-workers/text/bad-input.ts';
import { quoted } from '../../native-workers/text/quoted.ts';

/** Formats by their ids; a duplicate id is a fault of the table itself and throws `Error`. */
export function formatTable<Format extends { readonly id: string }>(
  kind: 'reader' | 'writer',
  formats: readonly Format[],
): ReadonlyMap<string, Format> {
  const table = new Map<string, Format>();
  for (const format of formats) {
    if (table.has(format.id)) throw new Error(`${kind} '${format.id}' is registered twice`);
    table.set(format.id, format);
  }
  return table;
}

/** The format with that id; throws `BadInput` naming the known ones. */
export function formatById<Format>(table: ReadonlyMap<string, Format>, id: string): Format {
  const format = table.get(id);
  if (format === undefined)
    throw new BadInput(`unknown format ${quoted(id)}; known formats: ${[...table.keys()].join(', ')}`);
  return format;
}
