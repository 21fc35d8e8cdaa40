import * as zlib from 'node:zlib';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { BytesAt } from './bytes-at.ts';
import { LARGEST_RATIO, RATIO_COUNTS_FROM_BYTES } from './byte-source.ts';

/** Signatures of the parts of an archive (PKWARE APPNOTE 4.3), as little-endian numbers. */
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;

const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
const LOCATOR_64_BYTES = 20;
const END_64_BYTES = 56;
/** A comment of at most 65535 bytes may follow the end record. */
const LONGEST_TAIL_BYTES = END_BYTES + 65_535;
/** In place of a number that stands in the extra field, in 64 bits. */
const IN_EXTRA = 0xffffffff;

const LARGEST_DIRECTORY_BYTES = 2 ** 24;
/** A member that is compressed is unfolded in memory. */
const LARGEST_UNFOLDED_BYTES = 2 ** 30;
const STORED = 0;
const DEFLATED = 8;

/** One file in the archive. */
export interface ZipMember {
  name: string;
  method: number;
  isEncrypted: boolean;
  checksum: number;
  /** Bytes in the archive. */
  packed: number;
  /** Bytes of the file. */
  size: number;
  /** Where its local header begins. */
  at: number;
}

/**
 * A zip archive that is read at any place: the directory at its end, and members when they are asked for, stored or
 * deflated. No more is unfolded than `LARGEST_RATIO` times the size of the archive once 16 MiB have come out, and
 * nothing is allocated by what the archive claims before that is held against its size.
 *
 * Throws `BadInput` naming the file, and the member where it is one.
 */
export class ZipArchive {
  readonly source: string;
  readonly members: readonly ZipMember[];
  readonly #bytes: BytesAt;
  #unfolded = 0;

  constructor(bytes: BytesAt, source: string) {
    this.#bytes = bytes;
    this.source = source;
    this.members = this.#directory();
  }

  refusal(message: string, member?: string): BadInput {
    return new BadInput(message, member === undefined ? { file: this.source } : { file: this.source, field: member });
  }

  #read(at: number, length: number, what: string): Buffer<ArrayBuffer> {
    if (!(at >= 0 && length >= 0 && at + length <= this.#bytes.size))
      throw this.refusal(
        `${what} is said to be at bytes ${at} to ${at + length}, but the archive has ${this.#bytes.size}; it is damaged`,
      );
    return this.#bytes.read(at, length);
  }

  #directory(): ZipMember[] {
    const { size } = this.#bytes;
    const tailAt = Math.max(0, size - LONGEST_TAIL_BYTES);
    const tail = this.#bytes.read(tailAt, size - tailAt);
    const signature = Buffer.alloc(4);
    signature.writeUInt32LE(END);
    const end = tail.lastIndexOf(signature, tail.length - END_BYTES);
    if (end < 0) throw this.refusal('the archive is cut off: the directory at its end is missing');
    let [count, length, at] = [tail.readUInt16LE(end + 10), tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)];
    if (count === 0xffff || length === IN_EXTRA || at === IN_EXTRA) {
      const locator = this.#read(tailAt + end - LOCATOR_64_BYTES, LOCATOR_64_BYTES, 'the end of the directory');
      if (locator.readUInt32LE(0) !== LOCATOR_64) throw this.refusal('the directory of the archive is damaged');
      const record = this.#read(Number(locator.readBigUInt64LE(8)), END_64_BYTES, 'the end of the directory');
      if (record.readUInt32LE(0) !== END_64) throw this.refusal('the directory of the archive is damaged');
      [count, length, at] = [32, 40, 48].map((from) => Number(record.readBigUInt64LE(from)));
    }
    if (length > LARGEST_DIRECTORY_BYTES) throw this.refusal(`a directory of ${length} bytes is none of arrays`);
    const directory = this.#read(at, length, 'the directory');
    const members: ZipMember[] = [];
    for (let from = 0; members.length < count;) {
      if (from + CENTRAL_BYTES > length || directory.readUInt32LE(from) !== CENTRAL)
        throw this.refusal(`the directory of the archive is damaged after ${members.length} of ${count} members`);
      const [nameLength, extraLength, commentLength] = [28, 30, 32].map((part) => directory.readUInt16LE(from + part));
      const name = directory.toString('utf8', from + CENTRAL_BYTES, from + CENTRAL_BYTES + nameLength);
      const extraAt = from + CENTRAL_BYTES + nameLength;
      const extra = directory.subarray(extraAt, extraAt + extraLength);
      const [size64, packed, local] = numbersIn64(
        [24, 20, 42].map((part) => directory.readUInt32LE(from + part)),
        extra,
      );
      members.push({
        name,
        method: directory.readUInt16LE(from + 10),
        isEncrypted: (directory.readUInt16LE(from + 8) & 1) === 1,
        checksum: directory.readUInt32LE(from + 16),
        packed,
        size: size64,
        at: local,
      });
      from = extraAt + extraLength + commentLength;
    }
    return members;
  }

  /** Where the data of a member begin. */
  #dataAt({ name, at, method, isEncrypted, packed, size }: ZipMember) {
    if (isEncrypted) throw this.refusal('the member is encrypted', name);
    if (method !== STORED && method !== DEFLATED)
      throw this.refusal(
        `the member is compressed by method ${method}; numpy.savez and savez_compressed write 0 and 8`,
        name,
      );
    if (method === STORED && packed !== size)
      throw this.refusal(`the member has ${packed} bytes, but ${size} are stated; the archive is damaged`, name);
    const header = this.#read(at, LOCAL_BYTES, `the member '${name}'`);
    if (header.readUInt32LE(0) !== LOCAL) throw this.refusal('the header of the member is damaged', name);
    return at + LOCAL_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  }

  /** Whether any part of a member can be read without the rest. */
  isStored({ method }: ZipMember): boolean {
    return method === STORED;
  }

  /** Part of a stored member; it has to lie in it. */
  readPart(member: ZipMember, from: number, length: number): Buffer<ArrayBuffer> {
    return this.#read(this.#dataAt(member) + from, length, `the member '${member.name}'`);
  }

  /** A member, unfolded and checked. */
  read(member: ZipMember): Buffer {
    const { name, packed, size } = member;
    const at = this.#dataAt(member);
    const bytes = this.isStored(member)
      ? this.#read(at, packed, `the member '${name}'`)
      : this.#inflated(member, this.#read(at, packed, `the member '${name}'`));
    if (bytes.length !== size || ('crc32' in zlib && zlib.crc32(bytes) !== member.checksum))
      throw this.refusal('the member is damaged: its checksum is another', name);
    return bytes;
  }

  #inflated({ name, size }: ZipMember, packed: Buffer) {
    this.#unfolded += size;
    if (size > LARGEST_UNFOLDED_BYTES)
      throw this.refusal(
        `the member unfolds to ${size} bytes; save it with numpy.savez, which does not compress`,
        name,
      );
    if (this.#unfolded > RATIO_COUNTS_FROM_BYTES && this.#unfolded > LARGEST_RATIO * this.#bytes.size)
      throw this.refusal(
        `the archive unfolds to more than ${LARGEST_RATIO} times its size, which no arrays of particles do; ` +
          'save it with numpy.savez, which does not compress',
        name,
      );
    try {
      return zlib.inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
    } catch (error) {
      throw this.refusal(`the member is damaged (${error instanceof Error ? error.message : String(error)})`, name);
    }
  }
}

/** Size, packed size and place; those that do not fit into 32 bits stand in the extra field 1, in this order. */
function numbersIn64(short: readonly number[], extra: Buffer): number[] {
  let field: Buffer = Buffer.alloc(0);
  for (let at = 0; at + 4 <= extra.length;) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) field = extra.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
  let at = 0;
  return short.map((value) => {
    if (value !== IN_EXTRA || at + 8 > field.length) return value;
    at += 8;
    return Number(field.readBigUInt64LE(at - 8));
  });
}
