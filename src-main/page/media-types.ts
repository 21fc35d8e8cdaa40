import { extname } from 'node:path';

/** Every kind of file that the built page consists of, by ending, as a browser with `nosniff` needs them. */
const MEDIA_TYPES: Readonly<Partial<Record<string, string>>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** Media type of a file of the page; undefined for a kind that is not served. */
export function mediaType(path: string): string | undefined {
  return MEDIA_TYPES[extname(path)];
}
