import { closeSync, createReadStream, existsSync, readdirSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream';
import { mediaType } from '../page/media-types.ts';
import { openPageFile } from './page-file.ts';

/** Vite puts a hash of the content into the names of what lies here, so these never change. */
const HASHED = '/assets/';

/**
 * The page's files, by exact path. What is not in the folder's own list does not exist, so no path, however written,
 * leads out of it.
 */
export class StaticFiles {
  readonly #folder: string;
  #files: Map<string, string>;

  constructor(folder: string) {
    this.#folder = folder;
    this.#files = this.#listed();
  }

  #listed(): Map<string, string> {
    if (!existsSync(this.#folder)) return new Map();
    const entries = readdirSync(this.#folder, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry): [string, string] => {
        const file = join(entry.parentPath, entry.name);
        return [`/${relative(this.#folder, file).split(sep).join('/')}`, file];
      });
    return new Map(files);
  }

  /** The file of a path; undefined where there is none. '/' is the page itself. */
  find(path: string): { file: string; type: string; hashed: boolean } | undefined {
    const name = path === '/' ? '/index.html' : path;
    // A page that was built again has other names.
    if (!this.#files.has(name) || !existsSync(this.#files.get(name) ?? '')) this.#files = this.#listed();
    const file = this.#files.get(name);
    const type = mediaType(name);
    return file === undefined || type === undefined ? undefined : { file, type, hashed: name.startsWith(HASHED) };
  }

  /** Sends the file of a path; false where there is none. */
  send(path: string, head: boolean, response: ServerResponse): boolean {
    const found = this.find(path);
    const opened = found === undefined ? null : openPageFile(this.#folder, found.file);
    if (found === undefined || opened === null) return false;
    const { descriptor, bytes } = opened;
    response.writeHead(200, {
      'content-type': found.type,
      'content-length': bytes,
      'cache-control': found.hashed ? 'private, max-age=31536000, immutable' : 'no-store',
    });
    if (head || bytes === 0) {
      closeSync(descriptor);
      response.end();
      return true;
    }
    // As many bytes as were announced, should the file grow; one that shrinks breaks the response off.
    const file = createReadStream('', { fd: descriptor, end: bytes - 1 });
    pipeline(file, response, () => {
      if (file.bytesRead < bytes) response.destroy();
    });
    return true;
  }
}
