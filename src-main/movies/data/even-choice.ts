/** At most so many of a list, evenly, the first and the last among them; `most` is 2 or more. */
function evenly<Item>(items: readonly Item[], most: number): Item[] {
  if (items.length <= most) return [...items];
  const step = (items.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, at) => items[Math.round(at * step)]);
}

/**
 * An even choice of items that come one after another, nobody knows how many: every k-th and the last. Where that is more
 * than it has room for, every other one is let go and k is doubled.
 */
export class EvenChoice<Item> {
  readonly #room: number;
  #held: Item[] = [];
  #stride = 1;
  #seen = 0;
  #last: Item | undefined;

  /** `room`: items that are held besides the last. Throws RangeError where that is less than 2. */
  constructor(room: number) {
    if (!(room >= 2)) throw new RangeError(`a choice of ${room} items has no first and last`);
    this.#room = room;
  }

  /** Items that have come. */
  get seen(): number {
    return this.#seen;
  }

  add(item: Item): void {
    if (this.#seen % this.#stride === 0) this.#held.push(item);
    this.#seen += 1;
    this.#last = item;
    if (this.#held.length <= this.#room) return;
    this.#held = this.#held.filter((_, at) => at % 2 === 0);
    this.#stride *= 2;
  }

  /** All that are held, in order: the first and the last that came among them. */
  held(): Item[] {
    const lastIsHeld = (this.#seen - 1) % this.#stride === 0;
    return this.#last === undefined || lastIsHeld ? [...this.#held] : [...this.#held, this.#last];
  }

  /** At most so many of those that are held (2 or more), evenly, the first and the last that came among them. */
  chosen(most: number): Item[] {
    return evenly(this.held(), most);
  }
}
