import type { Context, MiddlewareHandler } from 'hono';
import { ApiFailure } from './failure.ts';

function tooLarge(limit: number) {
  return new ApiFailure('too-large', `the request is too large: at most ${limit} bytes are taken here`);
}

/** The whole body, counted as it comes; throws 413 as soon as it is longer than that. */
export async function boundedBody(body: AsyncIterable<Uint8Array>, limit: number): Promise<Buffer<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    // Leaving the loop cancels the body: what the sender still has to say is not wanted.
    for await (const piece of body) {
      bytes += piece.length;
      if (bytes > limit) throw tooLarge(limit);
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  } catch (error) {
    throw error instanceof ApiFailure ? error : new ApiFailure('bad-request', 'the request was broken off');
  }
}

/**
 * Reads the body of a request into memory, for `c.req.json()` and validators, and throws 413 where it is longer than
 * `limit` bytes, whether its sender announced a length (Content-Length) or not (chunked; the desktop's requests). Hono's
 * own `bodyLimit` makes a Request from the one that came, which in the adapter to Node's HTTP is none and throws.
 */
export async function readSmallBody(c: Context, limit: number): Promise<void> {
  if (Number(c.req.header('content-length') ?? '0') > limit) throw tooLarge(limit);
  const { url, method, headers, body, signal } = c.req.raw;
  if (body !== null) c.req.raw = new Request(url, { method, headers, body: await boundedBody(body, limit), signal });
}

/** The same for every route registered after it; those before take their bodies as they come. */
export function smallBodies(limit: number): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') await readSmallBody(c, limit);
    await next();
  };
}
