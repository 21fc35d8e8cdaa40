import { LRUCache } from 'lru-cache';

/** Twenty modes of N = 10⁶, or of a hundred samples of N = 10⁴. */
const DEFAULT_BYTES = 320 * 2 ** 20;

/**
 * Displacements of modes that a project does not store, worked out again while it is open: by the content of the
 * sample, those used longest ago make room. count × 2N numbers of a sample, one mode a row.
 */
export class ComputedModes {
  readonly #modes: LRUCache<string, Float64Array>;

  constructor(bytes = DEFAULT_BYTES) {
    this.#modes = new LRUCache({ maxSize: bytes, sizeCalculation: ({ byteLength }) => Math.max(1, byteLength) });
  }

  /** @param displacements of the lowest modes; one array larger than all the room is not kept */
  set(contentHash: string, displacements: Float64Array): void {
    this.#modes.set(contentHash, displacements);
  }

  /** How many of the lowest modes of a sample of `particles` are at hand. */
  count(contentHash: string, particles: number): number {
    return (this.#modes.peek(contentHash)?.length ?? 0) / (2 * particles);
  }

  /** u of a mode in memory of its own; null where it is not at hand. */
  displacement(contentHash: string, particles: number, mode: number): Float64Array | null {
    const all = this.#modes.get(contentHash);
    const size = 2 * particles;
    return all === undefined || (mode + 1) * size > all.length ? null : all.slice(mode * size, (mode + 1) * size);
  }
}
