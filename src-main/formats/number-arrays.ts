import { endianness } from 'node:os';

/** Numbers as binary files hold them: kind (unsigned, signed, floating) and bytes of each, as NumPy writes it. */
export const NUMBER_KINDS = {
  u1: 1,
  u2: 2,
  u4: 4,
  u8: 8,
  i1: 1,
  i2: 2,
  i4: 4,
  i8: 8,
  f4: 4,
  f8: 8,
} as const;
export type NumberKind = keyof typeof NUMBER_KINDS;

export type NumberArray =
  | Uint8Array<ArrayBuffer>
  | Int8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

export function isNumberKind(text: string): text is NumberKind {
  return Object.hasOwn(NUMBER_KINDS, text);
}

/** Whole numbers of 64 bits as doubles: exact up to 2⁵³, which no particle file goes beyond. */
function doublesOf(words: Uint32Array, isSigned: boolean) {
  const [low, high] = endianness() === 'LE' ? [0, 1] : [1, 0];
  return Float64Array.from({ length: words.length / 2 }, (_, at) => {
    const upper = words[2 * at + high];
    return (isSigned ? upper | 0 : upper) * 2 ** 32 + words[2 * at + low];
  });
}

/**
 * The numbers in some bytes, whose length is a multiple of theirs and which start at an address that suits them. The
 * bytes are taken over, and swapped in place where they are not in the machine's order.
 */
export function numbersFromBytes(bytes: Buffer<ArrayBuffer>, kind: NumberKind, order: 'LE' | 'BE' = 'LE'): NumberArray {
  const width = NUMBER_KINDS[kind];
  if (order !== endianness()) {
    if (width === 2) bytes.swap16();
    else if (width === 4) bytes.swap32();
    else if (width === 8) bytes.swap64();
  }
  const { buffer, byteOffset } = bytes;
  const length = bytes.length / width;
  switch (kind) {
    case 'u1':
      return new Uint8Array(buffer, byteOffset, length);
    case 'i1':
      return new Int8Array(buffer, byteOffset, length);
    case 'u2':
      return new Uint16Array(buffer, byteOffset, length);
    case 'i2':
      return new Int16Array(buffer, byteOffset, length);
    case 'u4':
      return new Uint32Array(buffer, byteOffset, length);
    case 'i4':
      return new Int32Array(buffer, byteOffset, length);
    case 'f4':
      return new Float32Array(buffer, byteOffset, length);
    case 'f8':
      return new Float64Array(buffer, byteOffset, length);
    case 'u8':
    case 'i8':
      return doublesOf(new Uint32Array(buffer, byteOffset, 2 * length), kind === 'i8');
  }
}
