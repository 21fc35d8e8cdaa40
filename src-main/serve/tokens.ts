import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** How long a one-time code is good. */
export const CODE_LIFE_MS = 60_000;
/** Tokens kept; more tabs than this on one server make the oldest ask again. */
const MAX_TOKENS = 100;

function secret() {
  return randomBytes(32).toString('base64url');
}

/** Secrets are compared by their digests: equal length, equal time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/**
 * Who may use the API: a bearer token admits, and a one-time code is exchanged for one. Codes are good
 * once and for 60 s. Nothing but digests is kept.
 */
export class Tokens {
  #codes: { digest: Buffer; expires: number }[] = [];
  #tokens: Buffer[] = [];

  /** A new code; the one before it stays good for its time, since a browser may be on its way with it. */
  newCode(now = Date.now()): string {
    const code = secret();
    this.#codes = [...this.#codes.slice(-1), { digest: digest(code), expires: now + CODE_LIFE_MS }];
    return code;
  }

  /** A token for a code, or null for a wrong, used or old one. */
  exchange(code: string, now = Date.now()): string | null {
    const shown = digest(code);
    const found = this.#codes.find((known) => now < known.expires && timingSafeEqual(known.digest, shown));
    if (found === undefined) return null;
    this.#codes = this.#codes.filter((known) => known !== found);
    return this.issue();
  }

  /** A token for a page that has shown in another way that it may come in. */
  issue(): string {
    const token = secret();
    this.#tokens = [...this.#tokens, digest(token)].slice(-MAX_TOKENS);
    return token;
  }

  /** Whether an Authorization header holds one of the tokens. */
  admits(authorization: string | undefined): boolean {
    const token = /^Bearer ([\w-]{43})$/.exec(authorization ?? '')?.[1];
    if (token === undefined) return false;
    const shown = digest(token);
    return this.#tokens.some((known) => timingSafeEqual(known, shown));
  }
}
