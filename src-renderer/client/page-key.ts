import { createStore, delMany, entries, get, set } from 'idb-keyval';
import { base64url, bytesOf } from './base64url.ts';
import type { ChallengeAnswer, Rejoin, SessionGrant } from '../../src-main/api/session-contract.ts';

const STORED_ID = 'keycore.page';
const KEYS = createStore('keycore', 'keys');
const ALGORITHM = { name: 'HMAC', hash: 'SHA-256' };
/** The host forgets them then too. */
const KEPT_MS = 30 * 24 * 60 * 60_000;

interface StoredKey {
  key: CryptoKey;
  at: number;
}

const textBytes = (text: string) => new TextEncoder().encode(text);

/** Takes keys away that no host takes any more. */
async function removeOld() {
  const stored = await entries<string, StoredKey>(KEYS);
  const old = stored.filter(([, { at }]) => Date.now() - at > KEPT_MS);
  await delMany(
    old.map(([name]) => name),
    KEYS,
  );
}

/** 32 random bytes. */
export function newNonce(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

/**
 * The key by which this tab and its host recognise each other (api/session-contract.ts). The browser keeps it so that no
 * script can read it; the tab keeps its name only.
 */
function pageKey(id: string, key: CryptoKey) {
  return {
    id,
    /** The nonce of an answer to ours, if it is from a host that knows the key; null otherwise. */
    async provenBy(nonce: string, answer: unknown) {
      const { nonce2, proof } = (answer ?? {}) as Partial<Record<keyof ChallengeAnswer, unknown>>;
      const is32Bytes = (text: unknown): text is string => typeof text === 'string' && /^[\w-]{43}$/.test(text);
      if (!is32Bytes(nonce2) || !is32Bytes(proof)) return null;
      const text = textBytes(`server\0${nonce}\0${nonce2}`);
      return (await crypto.subtle.verify('HMAC', key, bytesOf(proof), text)) ? nonce2 : null;
    },
    /** Our own proof, for a host that has given its own. */
    async rejoin(nonce: string, nonce2: string): Promise<Rejoin> {
      const proof = await crypto.subtle.sign('HMAC', key, textBytes(`page\0${nonce2}\0${nonce}`));
      return { id, nonce, nonce2, proof: base64url(new Uint8Array(proof)) };
    },
  };
}

export type PageKey = ReturnType<typeof pageKey>;

/** Keeps a key that the host has given; null where this browser has no cryptography for this page. */
export async function keepKey({ id, key }: SessionGrant['rejoin']): Promise<PageKey | null> {
  // Absent where the page is not of this machine in the browser's eyes.
  if ((crypto as Partial<Crypto>).subtle === undefined) return null;
  const kept = await crypto.subtle.importKey('raw', bytesOf(key), ALGORITHM, false, ['sign', 'verify']);
  try {
    await set(id, { key: kept, at: Date.now() } satisfies StoredKey, KEYS);
    sessionStorage.setItem(STORED_ID, id);
    await removeOld();
  } catch {
    // A browser that keeps nothing (a private window): good until the page is left.
  }
  return pageKey(id, kept);
}

/** The key that this tab has kept; null where it has none. */
export async function keptKey(): Promise<PageKey | null> {
  const id = sessionStorage.getItem(STORED_ID);
  if (id === null) return null;
  try {
    const stored = await get<StoredKey>(id, KEYS);
    return stored === undefined ? null : pageKey(id, stored.key);
  } catch {
    // Nothing can be had from this browser's store: as if nothing were there.
    return null;
  }
}
