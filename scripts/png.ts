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
/** Channels that differ by less are alike; a divisor of 255, so that black and white stay what they are. */
const STEP = 15;

type Rgb = [red: number, green: number, blue: number];

const squaredDistance = (one: Rgb, other: Rgb) => one.reduce((sum, value, at) => sum + (value - other[at]) ** 2, 0);

/**
 * Writes a picture without its opacity, with a palette: the means of its most frequent groups of like colours, others as
 * the nearest of them. A third of the bytes for drawings.
 */
export function writeIndexedPng({ width, height, channels, data }: Bitmap): Uint8Array {
  const colourAt = (pixel: number): Rgb => {
    const at = channels * pixel;
    return [data[at], data[at + 1], data[at + 2]];
  };
  const groupOf = (colour: Rgb) => colour.reduce((key, value) => 32 * key + Math.round(value / STEP), 0);
  const groups = new Map<number, { count: number; sum: Rgb }>();
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const colour = colourAt(pixel);
    const group = groups.get(groupOf(colour)) ?? { count: 0, sum: [0, 0, 0] };
    group.count += 1;
    colour.forEach((value, at) => (group.sum[at] += value));
    groups.set(groupOf(colour), group);
  }
  const means = Array.from(groups, ([key, { count, sum }]) => {
    return { key, count, mean: sum.map((value) => Math.round(value / count)) as Rgb };
  }).sort((a, b) => b.count - a.count);
  const palette = means.slice(0, INDEXED).map(({ mean }) => mean);
  const indices = new Map(
    means.map(({ key, mean }) => {
      const distances = palette.map((entry) => squaredDistance(entry, mean));
      return [key, distances.indexOf(Math.min(...distances))];
    }),
  );
  const pixels = Uint8Array.from({ length: width * height }, (_, pixel) => indices.get(groupOf(colourAt(pixel))) ?? 0);
  return encode({ width, height, channels: 1, depth: 8, data: pixels, palette }, { zlib: { level: 9, mem: 9 } });
}
