import { LRUCache } from 'lru-cache';
import * as api from '../../client/api.ts';
import * as browsing from '../../client/browsing.ts';

/** Ψ of a sample as a small picture. */
export interface Thumbnail {
  width: number;
  height: number;
  /** σ²/ε, row by row from the top. */
  values: ArrayLike<number>;
}

/** What came of a wish for a picture; null: there is no Ψ to draw. */
export type Taken = Thumbnail | null | { failed: string };

/** So many are asked for at a time: what the user waits for goes between them. */
const AT_A_TIME = 3;

type Address = api.SampleAddress;

interface Wanted {
  address: Address;
  pixels: number;
  signal: AbortSignal;
  take: (thumbnail: Taken) => void;
}

const known = new LRUCache<string, { thumbnail: Thumbnail | null }>({ max: 600 });
const keyOf = ({ project, number }: Address, pixels: number) => `${project} ${number} ${pixels}`;

let waiting: Wanted[] = [];
let running = 0;

async function fetchOne({ address, pixels, take }: Wanted) {
  running += 1;
  try {
    const arrays = await browsing.sampleThumbnail(address, pixels);
    const [values, size] = [arrays?.get('vibrability'), arrays?.get('size')];
    const thumbnail = values === undefined || size === undefined ? null : { width: size[0], height: size[1], values };
    known.set(keyOf(address, pixels), { thumbnail });
    take(thumbnail);
  } catch (error) {
    if (!(error instanceof api.RequestFailure) && !(error instanceof api.HostUnreachable)) throw error;
    // It is asked for again when it comes into sight again.
    take({ failed: error.message });
  } finally {
    running -= 1;
    fetchNext();
  }
}

function fetchNext() {
  waiting = waiting.filter(({ signal }) => !signal.aborted);
  // What came into sight last first: one looks there.
  while (running < AT_A_TIME && waiting.length > 0) {
    const next = waiting.pop();
    if (next !== undefined) void fetchOne(next);
  }
}

/** Gives the picture of a sample to `take`, at once where it is known, or why it did not come. Not once aborted. */
export function wantThumbnail(
  address: Address,
  pixels: number,
  signal: AbortSignal,
  take: (thumbnail: Taken) => void,
): void {
  const found = known.get(keyOf(address, pixels));
  if (found !== undefined) {
    take(found.thumbnail);
    return;
  }
  waiting.push({ address, pixels, signal, take: (thumbnail) => !signal.aborted && take(thumbnail) });
  fetchNext();
}
