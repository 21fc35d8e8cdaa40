import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Challenge, ChallengeAnswer, Rejoin, SessionGrant } from '../api/session-contract.ts';

/** How long a page may stay away. */
const KEY_LIFE_S = 30 * 24 * 60 * 60;
/** A page answers at once. */
const CHALLENGE_LIFE_MS = 30_000;
/** Challenges that wait for their answer; more, and the oldest is forgotten. */
const MAX_CHALLENGES = 256;

function random(bytes: number) {
  return randomBytes(bytes).toString('base64url');
}

/** Equal length, equal time. */
function isEqual(shown: string, expected: string) {
  const [a, b] = [Buffer.from(shown), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * How a page and the host recognise each other after a reload or a restart: both show that they know a key, and neither
 * tells it (api/session-contract.ts). Keys are derived from the user's secret, so that nothing is kept of any page.
 */
export class Rejoining {
  readonly #secret: Buffer;
  readonly #port: number;
  /** Ends of the lives of the nonces that wait for their answer, oldest first. */
  readonly #waiting = new Map<string, number>();

  /** @param port on which the host listens: the key of a page is good there only */
  constructor(secret: Buffer, port: number) {
    this.#secret = secret;
    this.#port = port;
  }

  #keyOf(id: string): Buffer {
    return createHmac('sha256', this.#secret).update(`rejoin\0${id}\0${this.#port}`).digest();
  }

  #proof(id: string, text: string) {
    return createHmac('sha256', this.#keyOf(id)).update(text).digest('base64url');
  }

  /** A name and its key, for a page that was let in. */
  issue(now = Date.now()): SessionGrant['rejoin'] {
    const id = `${Math.floor(now / 1000).toString(36)}.${random(16)}`;
    return { id, key: this.#keyOf(id).toString('base64url') };
  }

  /** Shows a page that this is the host it knows. */
  answer({ id, nonce }: Challenge, now = Date.now()): ChallengeAnswer {
    for (const [waiting, until] of this.#waiting)
      if (until <= now || this.#waiting.size >= MAX_CHALLENGES) this.#waiting.delete(waiting);
    const nonce2 = random(32);
    this.#waiting.set(nonce2, now + CHALLENGE_LIFE_MS);
    return { nonce2, proof: this.#proof(id, `server\0${nonce}\0${nonce2}`) };
  }

  /** Whether a page knows the key of its name; each challenge is answered once. */
  admits({ id, nonce, nonce2, proof }: Rejoin, now = Date.now()): boolean {
    const until = this.#waiting.get(nonce2);
    this.#waiting.delete(nonce2);
    if (until === undefined || until <= now) return false;
    const age = now / 1000 - Number.parseInt(id.split('.', 1)[0], 36);
    // One from the future is from a clock that was set back.
    if (age > KEY_LIFE_S) return false;
    return isEqual(proof, this.#proof(id, `page\0${nonce2}\0${nonce}`));
  }
}
