/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** The same from 0 to 1, as shaders take it. */
export function unitRgb(colour: Rgb): Float32Array<ArrayBuffer> {
  return Float32Array.from(colour, (byte) => byte / 255);
}
