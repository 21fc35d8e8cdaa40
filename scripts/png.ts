import { decode, type DecodedPng, encode, hasPngSignature } from 'fast-png';

/** A picture, 8 bits a channel, 3 (RGB) or 4 (RGBA) of them. */
export type Bitmap = Pick<DecodedPng, 'width' | 'height' | 'channels'> & { data: Uint8Array };

/** Reads a screenshot: 8-bit RGB or RGBA. Throws RangeError on any other PNG. */
export function readPng(file: Uint8Array): Bitmap {
  if (!hasPngSignature(file)) throw new RangeError('not a PNG');
  const { width, height, channels, depth, data } = decode(file);
  if (depth !== 8 || channels < 3 || !(data instanceof Uint8Array))
    throw new RangeError(`a PNG of depth ${depth}, ${channels} channels`);
  return { width, height, channels, data };
}

/**
 * Writes an RGB picture small: without row filters, which do badly on thousands of flat discs, and with channels rounded
 * to multiples of 3, which nobody sees (at most 1 of 255 off) and which saves a quarter. Throws RangeError for RGBA.
 */
export function writeSmallPng(picture: Bitmap): Uint8Array {
  if (picture.channels !== 3) throw new RangeError('only RGB pictures are written');
  const data = picture.data.map((value) => 3 * Math.round(value / 3));
  return encode({ ...picture, data }, { zlib: { level: 9, mem: 12 } });
}
