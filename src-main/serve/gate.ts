import type { IncomingMessage } from 'node:http';
import type { FailureKind } from '../api/failure.ts';
import { isSessionPath } from './session-routes.ts';
import type { Tokens } from './tokens.ts';

/** A request that is turned away before anything looks at it. */
export interface Refusal {
  status: 400 | 401 | 403 | 405 | 421;
  kind: FailureKind;
  message: string;
}

/** Names under which this machine knows itself; with any port, for a tunnel (`ssh -L 9000:127.0.0.1:40123`). */
const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i;

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'DELETE']);

/**
 * Who may speak to the server. The Host must be a loopback name (a page elsewhere whose name was made to resolve to
 * 127.0.0.1 sends its own name); the Origin, if there is one, must be the page that this server gave; the API wants a
 * token. Null lets the request in.
 */
export function refusalOf(request: IncomingMessage, tokens: Tokens): Refusal | null {
  const { host, origin, authorization } = request.headers;
  // Of two Hosts each reader takes the one it likes.
  const hosts = request.rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host').length;
  if (host === undefined || hosts > 1 || !LOOPBACK.test(host))
    return { status: 421, kind: 'forbidden', message: 'this server answers to the names of its own machine only' };
  if (origin !== undefined && origin !== `http://${host}`)
    return { status: 403, kind: 'forbidden', message: 'requests of other pages are refused' };
  if (!METHODS.has(request.method ?? ''))
    return { status: 405, kind: 'bad-request', message: 'only GET, HEAD, POST and DELETE are known' };
  const url = request.url ?? '';
  // A proxy's form ("GET http://…", "CONNECT host:1") has no business here.
  if (!url.startsWith('/') || url.startsWith('//'))
    return { status: 400, kind: 'bad-request', message: 'the request names no path' };
  const path = url.split('?', 1)[0];
  if (isSessionPath(path) || !isApi(path)) return null;
  if (tokens.admits(authorization)) return null;
  return { status: 401, kind: 'forbidden', message: 'open Keycore again through the file it has written for this' };
}

/**
 * Whether a path belongs to the API, however it is written: routes are matched after decoding, so the gate must not
 * be passed by a disguise. Everything else is one of the page's files, which hold no secret.
 */
function isApi(path: string) {
  let plain: string;
  try {
    plain = decodeURIComponent(path);
  } catch {
    // What cannot be decoded cannot be a file of the page either.
    return true;
  }
  // What cannot be read as an address ('//[') cannot be a file of the page either.
  const address = URL.parse(plain, 'http://localhost');
  if (address === null) return true;
  return [path, plain, address.pathname].some((form) => /^\/*api(\/|$)/i.test(form));
}
