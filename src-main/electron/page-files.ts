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
function segmentsOf(pathname: string) {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  const segments = (decoded === '/' ? '/index.html' : decoded).slice(1).split('/');
  return segments.every((segment) => SAFE_SEGMENT.test(segment)) ? segments : null;
}

/** What a regular file holds; null where there is none. */
async function fileBytes(path: string) {
  try {
    // The largest of them are a few megabytes: not worth a stream.
    return (await stat(path)).isFile() ? new Uint8Array(await readFile(path)) : null;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/**
 * A file of the built page in `folder`, with the content security policy; GET and HEAD. 404 for what is not there, what
 * is no kind of page file, and whatever path is not plainly below the folder.
 */
export async function pageFile(folder: string, request: Request): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(405, `${request.method} is not for a file`, { allow: 'GET, HEAD' });
  const segments = segmentsOf(new URL(request.url).pathname) ?? [];
  const path = join(folder, ...segments);
  const type = mediaType(path);
  const bytes = segments.length === 0 || type === undefined ? null : await fileBytes(path);
  if (type === undefined || bytes === null) return refuse(404, 'there is no such page');
  const headers = {
    'content-type': type,
    'content-length': String(bytes.length),
    ...PAGE_HEADERS,
    // The files lie on this machine: asking again costs nothing, and a new version of the app is seen at once.
    'cache-control': 'no-cache',
  };
  return new Response(request.method === 'HEAD' || bytes.length === 0 ? null : bytes, { headers });
}
