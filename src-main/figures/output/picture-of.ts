import type { RasterMark } from '../marks/marks.ts';

/** The picture of a mark, a PNG file. */
export function pictureOf({ png }: RasterMark): Buffer {
  if (png === undefined) throw new Error('a picture within a figure is not drawn yet');
  return Buffer.from(png.buffer, png.byteOffset, png.byteLength);
}
