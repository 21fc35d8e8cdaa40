import type { Stats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../files/error-code.ts';
import { mediaType } from '../page/media-types.ts';
import { PAGE_HEADERS } from '../page/page-headers.ts';

const SAFE_SEGMENT = /^[\w@-][\w.@ -]*$/;

function refuse(status: number, words: string, headers: Record<string, string> = {}) {
  return new Response(`${words}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers } });
}

/** Names below the root, or null for a path that is not plain: dots, separators or anything encoded to hide them. */
function segmentsOf(pathname: string): string[] | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  const segments = (decoded === '/' ? '/index.html' : decoded).slice(1).split('/');
  return segments.every((segment) => SAFE_SEGMENT.test(segment)) ? segments : null;
}

/** First and last byte of `Range: bytes=…`, undefined where the header asks for no one range, null where it lies outside. */
function byteRange(header: string | null, size: number): { from: number; to: number } | undefined | null {
  const match = header === null ? null : /^bytes=(\d*)-(\d*)$/.exec(header);
  if (match === null || (match[1] === '' && match[2] === '')) return undefined;
  const [first, last] = [match[1], match[2]];
  const from = first === '' ? Math.max(size - Number(last), 0) : Number(first);
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return from > to ? null : { from, to };
}

async function fileStat(path: string): Promise<Stats | null> {
  try {
    const found = await stat(path);
    return found.isFile() ? found : null;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/**
 * A file of the built page in `folder`, with the content security policy; GET and HEAD, one byte range. 404 for what is
 * not there, what is no kind of page file, and whatever path is not plainly below the folder.
 */
export async function pageFile(folder: string, request: Request): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(405, `${request.method} is not for a file`, { allow: 'GET, HEAD' });
  const segments = segmentsOf(new URL(request.url).pathname);
  const path = segments === null ? null : join(folder, ...segments);
  const type = path === null ? undefined : mediaType(path);
  const found = path === null || type === undefined ? null : await fileStat(path);
  if (path === null || type === undefined || found === null) return refuse(404, 'there is no such page');
  const headers: Record<string, string> = {
    'content-type': type,
    ...PAGE_HEADERS,
    'accept-ranges': 'bytes',
    // The files lie on this machine: asking again costs nothing, and a new version of the app is seen at once.
    'cache-control': 'no-cache',
  };
  const range = byteRange(request.headers.get('range'), found.size);
  if (range === null) return refuse(416, 'outside the file', { 'content-range': `bytes */${found.size}` });
  const { from, to } = range ?? { from: 0, to: found.size - 1 };
  if (range !== undefined) headers['content-range'] = `bytes ${from}-${to}/${found.size}`;
  headers['content-length'] = String(to - from + 1);
  const status = range === undefined ? 200 : 206;
  if (request.method === 'HEAD' || found.size === 0) return new Response(null, { status, headers });
  // The largest of them are a few megabytes: not worth a stream.
  const bytes = new Uint8Array(await readFile(path));
  return new Response(bytes.subarray(from, to + 1), { status, headers });
}
