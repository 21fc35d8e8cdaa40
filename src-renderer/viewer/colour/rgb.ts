/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** The colour of a token (`--field-cell`), as tokens.css has it in a theme. */
export type FieldColours = (token: string) => Rgb;

/** Red, green and blue from 0 to 1, as shaders take it. */
export function unitRgb(colour: Rgb): Float32Array<ArrayBuffer> {
  return Float32Array.from(colour, (byte) => byte / 255);
}
