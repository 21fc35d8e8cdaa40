import { formatById } from './format-by-id.ts';
import { replaceFile } from './replace-file.ts';
import { csvWriter } from './write-csv.ts';
import { xyzWriter } from './write-extended-xyz.ts';
import { jsonWriter } from './write-json.ts';
import { dataWriter } from './write-lammps-data.ts';
import { dumpWriter } from './write-lammps-dump.ts';
import { gsdWriter } from './write-gsd.ts';
import { npzWriter } from './write-npz.ts';
import { checkStructure, type FormatWriter, type ParticleStructure, withComponents } from './writer.ts';

/** All formats that can be written, in the order they are offered. */
export const WRITERS: readonly FormatWriter[] = [
  dumpWriter,
  dataWriter,
  xyzWriter,
  gsdWriter,
  npzWriter,
  csvWriter,
  jsonWriter,
];

/** Formats of which a file can hold several frames that we write. */
export const FRAME_WRITERS: readonly FormatWriter[] = WRITERS.filter(({ hasFrames }) => hasFrames === true);

/** Text is put together to pieces worth a write. */
const CHUNK_LENGTH = 1 << 16;

/** The writer with that id; throws `BadInput` naming the known ones. */
export function writerById(id: string): FormatWriter {
  return formatById(WRITERS, id);
}

function* chunksOf(pieces: Iterable<string | Uint8Array>) {
  let text = '';
  for (const piece of pieces) {
    if (typeof piece !== 'string') {
      yield piece;
      continue;
    }
    text += piece;
    if (text.length < CHUNK_LENGTH) continue;
    yield Buffer.from(text, 'utf8');
    text = '';
  }
  if (text !== '') yield Buffer.from(text, 'utf8');
}

/** What a user is told of what was written. */
export interface WrittenNotes {
  /** Columns for which the format has no place. */
  omitted: string[];
  /** Sentences. */
  remarks: string[];
}

/** The bytes of a structure in a format, made while they are taken. */
export function encodeStructure(
  given: ParticleStructure,
  format: string,
): WrittenNotes & { chunks: Iterable<Uint8Array> } {
  const writer = writerById(format);
  checkStructure(given);
  const structure = writer.hasVectors === true ? given : withComponents(given);
  return {
    chunks: chunksOf(writer.pieces(structure)),
    omitted: writer.omitted?.(structure) ?? [],
    remarks: [...(structure.remarks ?? []), ...(writer.remarks?.(structure) ?? [])],
  };
}

/** The bytes of several frames one after another. Throws `BadInput` for a format that has room for one only. */
export function encodeFrames(frames: Iterable<ParticleStructure>, format: string): Iterable<Uint8Array> {
  const writer = formatById(FRAME_WRITERS, format);
  function* pieces() {
    for (const frame of frames) {
      checkStructure(frame);
      yield* writer.pieces(writer.hasVectors === true ? frame : withComponents(frame));
    }
  }
  return chunksOf(pieces());
}

/** Writes a structure to a file, whole or not at all; an existing file is replaced. */
export async function writeStructure(
  path: string,
  structure: ParticleStructure,
  format: string,
): Promise<WrittenNotes & { bytes: number }> {
  const { chunks, ...notes } = encodeStructure(structure, format);
  return { bytes: await replaceFile(path, chunks), ...notes };
}
