/** As much of gifenc as is used; it comes without types. */
declare module 'gifenc/dist/gifenc.esm.js' {
  export type GifPalette = number[][];
  export interface GifStream {
    writeHeader(): void;
    writeFrame(
      index: Uint8Array,
      width: number,
      height: number,
      options: { palette?: GifPalette; first?: boolean; delay: number; repeat?: number },
    ): void;
    finish(): void;
    bytes(): Uint8Array;
    reset(): void;
  }
  export function GIFEncoder(options?: { auto?: boolean }): GifStream;
  export function quantize(rgba: Uint8Array | Uint8ClampedArray, colours: number): GifPalette;
  export function applyPalette(rgba: Uint8Array | Uint8ClampedArray, palette: GifPalette): Uint8Array;
}
