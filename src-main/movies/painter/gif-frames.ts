import { applyPalette, GIFEncoder, type GifPalette, quantize } from 'gifenc/dist/gifenc.esm.js';

/** Colours of a GIF, and pixels of each of the frames that they are chosen from. */
const COLOURS = 256;
const SAMPLED_PIXELS = 40_000;
/** Frames by which the colours of a movie are chosen, as shares of it. */
export const PALETTE_SHARES = [0, 0.21, 0.43, 0.64, 0.86, 1] as const;

/** The colours for a movie, from the pixels (RGBA) of some of its frames: one palette, so that nothing flickers. */
export function gifPalette(frames: readonly (Uint8Array | Uint8ClampedArray)[]): GifPalette {
  const sampled = frames.flatMap((rgba) => {
    const words = new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length / 4);
    const step = Math.max(1, Math.floor(words.length / SAMPLED_PIXELS));
    return [...words.filter((_, at) => at % step === 0)];
  });
  return quantize(new Uint8Array(Uint32Array.from(sampled).buffer), COLOURS);
}

/** Writes the frames of a GIF one after another; it is repeated without end. */
export class GifFrames {
  readonly #encoder = GIFEncoder({ auto: false });
  readonly #size: { width: number; height: number; fps: number };
  readonly #palette: GifPalette;
  #frames = 0;

  constructor(size: { width: number; height: number; fps: number }, palette: GifPalette) {
    this.#size = size;
    this.#palette = palette;
  }

  /** The bytes of a further frame, of RGBA pixels. */
  frame(rgba: Uint8Array | Uint8ClampedArray): Uint8Array {
    const { width, height, fps } = this.#size;
    const first = this.#frames === 0;
    this.#encoder.reset();
    if (first) this.#encoder.writeHeader();
    // Each ends at the hundredth nearest to where it should: what rounding takes from one the next has.
    const ends = (frames: number) => Math.round((100 * frames) / fps);
    const delay = 10 * (ends(this.#frames + 1) - ends(this.#frames));
    const options = first ? { palette: this.#palette, first, repeat: 0, delay } : { delay };
    this.#encoder.writeFrame(applyPalette(rgba, this.#palette), width, height, options);
    this.#frames += 1;
    return this.#encoder.bytes();
  }

  /** The last bytes. */
  end(): Uint8Array {
    this.#encoder.reset();
    this.#encoder.finish();
    return this.#encoder.bytes();
  }
}
