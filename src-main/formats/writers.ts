import { BadInput } from '../../native-workers/text/bad-input.ts';
import { replaceFile } from './replace-file.ts';
import { csvWriter } from './write-csv.ts';
import { xyzWriter } from './write-extended-xyz.ts';
import { dataWriter } from './write-lammps-data.ts';
import { dumpWriter } from './write-lammps-dump.ts';
import { npzWriter } from './write-npz.ts';
import { checkStructure, type Encoded, type FormatWriter, type ParticleStructure } from './writer.ts';

/** All formats that can be written, in the order they are offered. */
export const WRITERS: readonly FormatWriter[] = [dumpWriter, dataWriter, xyzWriter, npzWriter, csvWriter];

/** Looks writers up by id; a duplicate id is a fault of the table itself and throws `Error`. */
export function writerTable(writers: readonly FormatWriter[]): Map<string, FormatWriter> {
  const table = new Map<string, FormatWriter>();
  for (const writer of writers) {
    if (table.has(writer.id)) throw new Error(`writer '${writer.id}' is registered twice`);
    table.set(writer.id, writer);
  }
  return table;
}

const TABLE = writerTable(WRITERS);

/** Ids of all writers: the choices of `export --format`. */
export function writerIds(): string[] {
  return [...TABLE.keys()];
}

/** The writer with that id; throws `BadInput` naming the known ones. */
export function writerById(id: string): FormatWriter {
  const writer = TABLE.get(id);
  if (writer === undefined) throw new BadInput(`unknown format '${id}'; known formats: ${writerIds().join(', ')}`);
  return writer;
}

/** The bytes of a structure in a format, for a download. */
export function encodeStructure(structure: ParticleStructure, format: string): Encoded {
  const writer = writerById(format);
  checkStructure(structure);
  return writer.encode(structure);
}

/**
 * Writes a structure to a file, whole or not at all; an existing file is replaced. `omitted` names the columns for
 * which the format has no place, so that the user can be told.
 */
export async function writeStructure(
  path: string,
  structure: ParticleStructure,
  format: string,
): Promise<{ bytes: number; omitted: string[] }> {
  const { chunks, omitted } = encodeStructure(structure, format);
  return { bytes: await replaceFile(path, chunks), omitted };
}
