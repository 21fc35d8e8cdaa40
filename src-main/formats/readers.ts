import { BadInput } from '../../native-workers/text/bad-input.ts';
import { quoted } from '../../native-workers/text/quoted.ts';
import { csv } from './csv.ts';
import { extendedXyz } from './extended-xyz.ts';
import { foreignFile } from './foreign-files.ts';
import { formatById } from './format-by-id.ts';
import { gsd } from './gsd.ts';
import { lammpsData } from './lammps-data.ts';
import { lammpsDump } from './lammps-dump.ts';
import { npz } from './npz.ts';
import type { PlacedReader } from './placed-reader.ts';
import type { FormatReader } from './reader.ts';

/** Formats of text; the order is that in which they look at a file. */
const TEXT_READERS: readonly FormatReader[] = [lammpsDump, extendedXyz, csv, lammpsData];

/** Binary formats, whose files are read at any place. */
const PLACED_READERS: readonly PlacedReader[] = [gsd, npz];

/** All formats that can be read. */
export const READERS: readonly (FormatReader | PlacedReader)[] = [...TEXT_READERS, ...PLACED_READERS];

/**
 * The reader for a file: the one asked for; else by its content, and by its name's ending only where the content does
 * not tell. `head` is the decompressed beginning. Throws `BadInput` for binary files and for text of no known format.
 */
export function readerFor(head: Buffer, source: string, format?: string): FormatReader | PlacedReader {
  const place = { file: source };
  const wanted = format === undefined ? undefined : formatById(READERS, format);
  const placed = PLACED_READERS.find((reader) => reader.begins(head));
  if (placed !== undefined && (wanted === undefined || wanted === placed)) return placed;
  if (placed !== undefined)
    throw new BadInput(`this is a ${placed.label} file; leave out the format, or say '${placed.id}'`, place);
  const foreign = foreignFile(head);
  if (foreign !== undefined) throw new BadInput(`${foreign}; expected one of: ${labels()}`, place);
  if (wanted !== undefined && isPlaced(wanted)) throw new BadInput(`this is not a ${wanted.label} file`, place);
  if (wanted !== undefined) return wanted;
  const text = head.toString('utf8').replaceAll('\r\n', '\n');
  if (text.trim() === '') throw new BadInput('the file holds nothing but blanks', place);
  const byContent = TEXT_READERS.find((reader) => reader.recognises(text.endsWith('\n') ? text : `${text}\n`));
  if (byContent !== undefined) return byContent;

  const name = source.toLowerCase().replace(/\.(gz|zst|zstd)$/, '');
  const byName = TEXT_READERS.find((reader) => reader.extensions.some((extension) => name.endsWith(extension)));
  if (byName !== undefined) return byName;
  const first = text.split('\n').find((line) => line.trim() !== '') ?? '';
  throw new BadInput(`this is none of the formats that can be read (${labels()}); it begins ${quoted(first.trim())}`, {
    ...place,
    line: 1,
  });
}

/** Whether a reader takes the whole file, not its lines. */
export function isPlaced(reader: FormatReader | PlacedReader): reader is PlacedReader {
  return 'begins' in reader;
}

function labels() {
  return READERS.map((reader) => reader.label).join(', ');
}
