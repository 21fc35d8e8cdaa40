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

/** Colours of an indexed picture. */
const INDEXED = 256;
/** Colours that differ by less are one, before the most frequent are taken. */
const STEP = 4;

/**
 * Writes an RGB or RGBA picture, whatever its opacity, with a palette of its most frequent colours, others as the nearest
 * of them: a third of the bytes for drawings. Throws nothing.
 */
export function writeIndexedPng({ width, height, channels, data }: Bitmap): Uint8Array {
  const rounded = (at: number) => {
    const [red, green, blue] = [0, 1, 2].map((part) => Math.min(255, STEP * Math.round(data[at + part] / STEP)));
    return (red << 16) | (green << 8) | blue;
  };
  const counts = new Map<number, number>();
  for (let at = 0; at < data.length; at += channels) {
    const colour = rounded(at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const palette = [...counts.entries()]
    .sort((a, b) => b[1] - a[1])
    .slice(0, INDEXED)
    .map(([colour]) => [colour >> 16, (colour >> 8) & 255, colour & 255]);
  const nearest = new Map<number, number>();
  const indexOf = (colour: number) => {
    const known = nearest.get(colour);
    if (known !== undefined) return known;
    const channelsOf = [colour >> 16, (colour >> 8) & 255, colour & 255];
    let [best, least] = [0, Infinity];
    palette.forEach((entry, index) => {
      const distance = entry.reduce((sum, value, part) => sum + (value - channelsOf[part]) ** 2, 0);
      if (distance < least) [best, least] = [index, distance];
    });
    nearest.set(colour, best);
    return best;
  };
  const indices = new Uint8Array(width * height);
  for (let pixel = 0; pixel < indices.length; pixel += 1) indices[pixel] = indexOf(rounded(pixel * channels));
  return encode({ width, height, channels: 1, depth: 8, data: indices, palette }, { zlib: { level: 9, mem: 9 } });
}
