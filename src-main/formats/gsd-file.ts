import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { BytesAt } from './bytes-at.ts';
import { NUMBER_KINDS, type NumberArray, type NumberKind, numbersFromBytes } from './number-arrays.ts';
import { UnusableFrame } from './unusable-frame.ts';

/** The first eight bytes of every such file. */
export const GSD_MAGIC = Buffer.from('df65df65df65df65', 'hex');
export const GSD_HEADER_BYTES = 256;
export const GSD_ENTRY_BYTES = 32;
/** The name list is allocated in units of this; in version 1 each name has one. */
export const GSD_NAME_BYTES = 64;
/** Types of data by their number, from 1; the last is text in UTF-8. */
export const GSD_TYPES: readonly NumberKind[] = ['u1', 'u2', 'u4', 'u8', 'i1', 'i2', 'i4', 'i8', 'f4', 'f8', 'u1'];
/** An index entry numbers names by 16 bits. */
const MOST_NAMES = 65_535;
/** More than any program writes. */
const LARGEST_NAMELIST_BYTES = 2 ** 24;
/** Entries that are read at once. */
const WINDOW_ENTRIES = 512;

/** One chunk of data of one frame. */
export interface GsdChunk {
  name: string;
  frame: number;
  rows: number;
  columns: number;
  kind: NumberKind;
  /** Where its bytes begin. */
  at: number;
}

/** A number of eight bytes; those that are too large for a double are too large for a file. */
function number64(bytes: Buffer, at: number) {
  return Number(bytes.readBigUInt64LE(at));
}

function textUntilZero(bytes: Buffer) {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
}

/**
 * The file layer of GSD, versions 1 and 2 (gsd.readthedocs.io, "File layer"): a header of 256 bytes, a list of names, an
 * index of 32 bytes a chunk, ordered by frame, and the chunks. Only the header and the names are held; the entries of a
 * frame are found by bisection, so that memory does not grow with the number of frames. Nothing is allocated by what the
 * file claims before it is held against the file's size.
 *
 * Throws `BadInput` naming the file, and the chunk where it is one.
 */
export class GsdFile {
  readonly source: string;
  /** Frames; one is counted although all that it holds is that of frame 0. */
  readonly frames: number;
  readonly schema: string;

  readonly #bytes: BytesAt;
  readonly #names: readonly string[];
  readonly #indexAt: number;
  readonly #entries: number;
  #window: Buffer = Buffer.alloc(0);
  #windowFrom = 0;

  constructor(bytes: BytesAt, source: string) {
    this.#bytes = bytes;
    this.source = source;
    if (bytes.size < GSD_HEADER_BYTES) throw this.#refusal('it is cut off within its header', 'header');
    const header = bytes.read(0, GSD_HEADER_BYTES);
    if (!header.subarray(0, 8).equals(GSD_MAGIC)) throw this.#refusal('this is not a GSD file', 'header');
    const version = header.readUInt32LE(44);
    const major = version >>> 16;
    if (major !== 1 && major !== 2)
      throw this.#refusal(`GSD version ${major}.${version & 0xffff} is not known; versions 1 and 2 are read`, 'header');
    this.schema = textUntilZero(header.subarray(112, 176));

    const [indexAt, allocated, namesAt, nameUnits] = [8, 16, 24, 32].map((at) => number64(header, at));
    this.#checkBlock('index', indexAt, allocated * GSD_ENTRY_BYTES);
    this.#checkBlock('name list', namesAt, nameUnits * GSD_NAME_BYTES);
    if (nameUnits * GSD_NAME_BYTES > LARGEST_NAMELIST_BYTES)
      throw this.#refusal(`a list of ${nameUnits * GSD_NAME_BYTES} bytes is none of chunk names`, 'name list');
    this.#names = namesOf(bytes.read(namesAt, nameUnits * GSD_NAME_BYTES), major);
    this.#indexAt = indexAt;
    this.#entries = allocated;
    // Entries that are not used yet follow the others and have no place.
    this.#entries = this.#firstEntry((entry) => number64(entry, 16) === 0);
    this.frames = this.#entries === 0 ? 0 : number64(this.#entry(this.#entries - 1), 0) + 1;
    if (this.frames > allocated)
      throw this.#refusal(`frame ${this.frames - 1} is beyond what an index of ${allocated} entries can hold`, 'index');
  }

  #refusal(message: string, field: string) {
    return new BadInput(message, { file: this.source, field });
  }

  #checkBlock(name: string, at: number, length: number) {
    if (at < GSD_HEADER_BYTES || at + length > this.#bytes.size)
      throw this.#refusal(
        `the ${name} is said to be at bytes ${at} to ${at + length}, but the file has ${this.#bytes.size}; it is cut off or damaged`,
        name,
      );
  }

  #entry(index: number): Buffer {
    const within = index - this.#windowFrom;
    if (within < 0 || within >= this.#window.length / GSD_ENTRY_BYTES) {
      this.#windowFrom = index - (index % WINDOW_ENTRIES);
      const entries = Math.min(WINDOW_ENTRIES, this.#entries - this.#windowFrom);
      this.#window = this.#bytes.read(this.#indexAt + this.#windowFrom * GSD_ENTRY_BYTES, entries * GSD_ENTRY_BYTES);
    }
    const at = (index - this.#windowFrom) * GSD_ENTRY_BYTES;
    return this.#window.subarray(at, at + GSD_ENTRY_BYTES);
  }

  /** The first entry of which this holds, as it then does of all that follow. */
  #firstEntry(holds: (entry: Buffer) => boolean) {
    let [from, to] = [0, this.#entries];
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      if (holds(this.#entry(middle))) to = middle;
      else from = middle + 1;
    }
    return from;
  }

  /** The chunks of a frame, by name. */
  chunks(frame: number): Map<string, GsdChunk> {
    const found = new Map<string, GsdChunk>();
    for (let index = this.#firstEntry((each) => number64(each, 0) >= frame); index < this.#entries; index += 1) {
      const entry = this.#entry(index);
      if (number64(entry, 0) !== frame) break;
      const chunk = this.#chunkOf(entry, frame);
      if (found.has(chunk.name)) throw this.#refusal(`frame ${frame} holds this chunk twice`, chunk.name);
      found.set(chunk.name, chunk);
    }
    return found;
  }

  #chunkOf(entry: Buffer, frame: number): GsdChunk {
    const id = entry.readUInt16LE(28);
    if (id >= this.#names.length)
      throw this.#refusal(`frame ${frame} has a chunk without a name (number ${id} of ${this.#names.length})`, 'index');
    const type = entry[30];
    const name = this.#names[id];
    if (type < 1 || type > GSD_TYPES.length)
      throw this.#refusal(`frame ${frame}: data of type ${type}, which is not known`, name);
    return {
      name,
      frame,
      rows: number64(entry, 8),
      columns: entry.readUInt32LE(24),
      kind: GSD_TYPES[type - 1],
      at: number64(entry, 16),
    };
  }

  /** The numbers of a chunk, row by row. Throws where they are not in the file. */
  read({ name, frame, rows, columns, kind, at }: GsdChunk): NumberArray {
    const length = rows * columns * NUMBER_KINDS[kind];
    if (at < GSD_HEADER_BYTES || at + length > this.#bytes.size)
      throw new UnusableFrame(
        frame,
        `is cut off or damaged: ${name} is said to be at bytes ${at} to ${at + length}, but the file has ${this.#bytes.size}`,
        { file: this.source, field: name },
      );
    return numbersFromBytes(this.#bytes.read(at, length), kind);
  }

  /** What is wrong with a chunk of a frame. */
  refusal(message: string, name: string, frame: number): BadInput {
    return this.#refusal(`frame ${frame}: ${message}`, name);
  }
}

/** The names of a list, which a name that is empty ends. */
function namesOf(block: Buffer, major: number): string[] {
  const names: string[] = [];
  for (let at = 0; at < block.length && block[at] !== 0 && names.length < MOST_NAMES;) {
    const end = major === 1 ? at + GSD_NAME_BYTES : block.indexOf(0, at) + 1 || block.length;
    names.push(textUntilZero(block.subarray(at, end)));
    at = end;
  }
  return names;
}
