import { LRUCache } from 'lru-cache';

/** Some 350 modes of N = 4096 with all their fields, or one of N = 10⁶. */
const DEFAULT_BYTES = 128 * 2 ** 20;

/**
 * Values that take a moment to make and were asked for lately, up to a number of bytes; the one used longest ago makes
 * room. What two ask for at the same time is made once. One that fails is not kept: the next to ask makes it again.
 */
export class FieldCache<Value> {
  readonly #values: LRUCache<string, Promise<Value>>;

  constructor(bytes = DEFAULT_BYTES) {
    this.#values = new LRUCache({ maxSize: bytes });
  }

  /**
   * @param key the same key for the same value, always
   * @param bytes size of the value; one larger than all the room is made and not kept
   */
  get(key: string, bytes: number, make: () => Promise<Value>): Promise<Value> {
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.#values.set(key, made, { size: Math.max(1, bytes) });
    made.catch(() => {
      if (this.#values.peek(key) === made) this.#values.delete(key);
    });
    return made;
  }

  /** Bytes of what is kept. */
  get bytes(): number {
    return this.#values.calculatedSize;
  }
}
