import type { BadInput } from '../../native-workers/text/bad-input.ts';
import { quoted } from '../../native-workers/text/quoted.ts';
import { isNumberKind, NUMBER_KINDS, type NumberArray, type NumberKind, numbersFromBytes } from './number-arrays.ts';
import type { ZipArchive, ZipMember } from './zip-archive.ts';

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');
/** numpy.load itself reads no longer header without being told to. */
const LONGEST_HEADER = 65_536;
const LARGEST_ARRAY = 2 ** 40;
/** Arrays up to this size are read whole and their checksum is looked at; of larger ones, frames are read by themselves. */
const LARGEST_WHOLE_BYTES = 2 ** 26;

/** Numbers at regular places: that of row i is `values[first + i·step]`. */
export interface Strided {
  values: NumberArray;
  first: number;
  step: number;
}

/** What the header of an array says. */
interface NpyHeader {
  shape: number[];
  /** Numbers, texts in UTF-32 or in bytes; `other` says what is not read. */
  content: { numbers: NumberKind } | { texts: 'UTF-32' | 'bytes'; width: number } | { other: string };
  order: 'LE' | 'BE';
  isFortran: boolean;
  /** Where the data begin. */
  at: number;
}

/**
 * One array of an .npz archive: NumPy's .npy format, versions 1 to 3 (numpy.lib.format), of numbers or texts, in either
 * order of memory and of bytes. Its data are read when they are asked for; those of an array that is not compressed
 * only as far as they are needed.
 */
export class NpyArray {
  /** Name of the member without `.npy`. */
  readonly name: string;
  readonly #archive: ZipArchive;
  readonly #member: ZipMember;
  readonly #header: NpyHeader;
  #whole: Buffer | null = null;

  /** Throws `BadInput` naming file and array for what is no array. */
  constructor(archive: ZipArchive, member: ZipMember) {
    this.name = member.name.replace(/\.npy$/, '');
    this.#archive = archive;
    this.#member = member;
    this.#header = this.#readHeader();
  }

  get shape(): readonly number[] {
    return this.#header.shape;
  }

  get isNumbers(): boolean {
    return 'numbers' in this.#header.content;
  }

  /** What keeps the array from being read, or null: pickled objects, for one. */
  get unread(): string | null {
    const { content } = this.#header;
    return 'other' in content ? content.other : null;
  }

  refusal(message: string): BadInput {
    return this.#archive.refusal(message, this.name);
  }

  #part(from: number, length: number): Buffer<ArrayBuffer> {
    if (from + length > this.#member.size)
      throw this.refusal(`the array ends early: ${this.#member.size} bytes, at least ${from + length} expected`);
    if (this.#member.size > LARGEST_WHOLE_BYTES && this.#archive.isStored(this.#member))
      return this.#archive.readPart(this.#member, from, length);
    this.#whole ??= this.#archive.read(this.#member);
    // A copy: numbers have to begin at an address that suits them, and are swapped in place.
    const copy = Buffer.from(new ArrayBuffer(length));
    this.#whole.copy(copy, 0, from, from + length);
    return copy;
  }

  #readHeader(): NpyHeader {
    const start = this.#part(0, Math.min(this.#member.size, 12));
    if (start.length < 10 || !start.subarray(0, MAGIC.length).equals(MAGIC))
      throw this.refusal('this is no NumPy array');
    const version = start[6];
    if (version < 1 || version > 3 || start.length < 12) throw this.refusal(`.npy version ${version} is not known`);
    const [length, from] = version === 1 ? [start.readUInt16LE(8), 10] : [start.readUInt32LE(8), 12];
    if (length > LONGEST_HEADER) throw this.refusal(`a header of ${length} bytes is none of an array`);
    const text = this.#part(from, length).toString('utf8');
    const shape = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(text)?.[1];
    const isFortran = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
    const descr = /'descr'\s*:\s*(?:'([^']*)'|(\[))/.exec(text);
    if (shape === undefined || isFortran === undefined || descr === null)
      throw this.refusal(`the header ${quoted(text.trim())} is none of an array`);
    const lengths = shape
      .split(/[\s,L]+/)
      .filter((each) => each !== '')
      .map(Number);
    if (lengths.length > 3 || lengths.reduce((product, each) => product * each, 1) > LARGEST_ARRAY)
      return { shape: lengths, content: { other: 'too many dimensions' }, order: 'LE', isFortran: false, at: 0 };
    // A list of fields has no single type.
    const type = descr.at(1) ?? 'a table of several fields';
    return {
      shape: lengths,
      content: contentOf(type),
      order: type.startsWith('>') ? 'BE' : 'LE',
      isFortran: isFortran === 'True',
      at: from + length,
    };
  }

  /** `count` numbers from the `from`-th on, in the order of memory; all where nothing is said. */
  #numbers(from = 0, count = this.#size()): NumberArray {
    const { content, order, at } = this.#header;
    if (!('numbers' in content)) throw this.refusal(`expected numbers, found ${this.#kindName()}`);
    const width = NUMBER_KINDS[content.numbers];
    return numbersFromBytes(this.#part(at + from * width, count * width), content.numbers, order);
  }

  #size() {
    return this.shape.reduce((product, length) => product * length, 1);
  }

  #kindName() {
    return this.unread ?? (this.isNumbers ? 'numbers' : 'texts');
  }

  /** All numbers, row by row. */
  numbers(): NumberArray {
    const { shape } = this;
    if (!this.#header.isFortran || shape.length < 2) return this.#numbers();
    const all = this.#numbers();
    const rows = shape[0];
    const columns = this.#size() / Math.max(1, rows);
    if (shape.length > 2) throw this.refusal('an array of three dimensions in Fortran order');
    return new Float64Array(all).map((_, at) => all[(at % columns) * rows + Math.floor(at / columns)]);
  }

  /**
   * A number for each particle of a frame: component `part` of an array of shape (N), (N, k), or (frames, N) and
   * (frames, N, k) where `isByFrame`. No other frame is read, unless it is compressed or in Fortran order.
   */
  perParticle(frame: number, part: number, isByFrame: boolean): Strided {
    const [frames, count, parts = 1] = isByFrame ? this.shape : [1, ...this.shape];
    if (!this.#header.isFortran) {
      const each = count * parts;
      return { values: this.#numbers(isByFrame ? frame * each : 0, each), first: part, step: parts };
    }
    return { values: this.#numbers(), first: (isByFrame ? frame : 0) + frames * count * part, step: frames };
  }

  /** The texts of a one-dimensional array. */
  texts(): string[] {
    const { content, order, at, shape } = this.#header;
    if (!('texts' in content) || shape.length > 1) throw this.refusal(`expected texts, found ${this.#kindName()}`);
    const { width } = content;
    const bytes = this.#part(at, width * this.#size());
    if (content.texts === 'UTF-32' && order === 'BE') bytes.swap32();
    return Array.from({ length: this.#size() }, (_, row) => {
      const text = bytes.subarray(row * width, (row + 1) * width);
      return content.texts === 'UTF-32' ? this.#letters(text) : text.toString('utf8').replace(/\0+$/, '');
    });
  }

  #letters(bytes: Buffer): string {
    let text = '';
    for (let at = 0; at < bytes.length; at += 4) {
      const letter = bytes.readUInt32LE(at);
      if (letter > 0x10ffff) throw this.refusal(`a letter of number ${letter}`);
      text += String.fromCodePoint(letter);
    }
    return text.replace(/\0+$/, '');
  }
}

/** What a dtype of NumPy holds: `<f8`, `|u1`, `<U3`, ... */
function contentOf(descr: string): NpyHeader['content'] {
  const [, kind, digits] = /^[<>|=]?([a-zA-Z?])(\d*)$/.exec(descr) ?? [];
  if (kind === 'O') return { other: 'pickled Python objects, which are never read: save arrays of numbers' };
  if (kind === '?' || `${kind}${digits}` === 'b1') return { numbers: 'u1' };
  if (isNumberKind(`${kind}${digits}`)) return { numbers: `${kind}${digits}` as NumberKind };
  const width = Number(digits);
  if ((kind === 'U' || kind === 'S') && width >= 1 && width <= 1024)
    return kind === 'U' ? { texts: 'UTF-32', width: 4 * width } : { texts: 'bytes', width };
  return { other: `data of type ${quoted(descr)}` };
}
