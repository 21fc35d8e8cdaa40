import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join, relative, sep } from 'node:path';
import { mediaType } from '../page/media-types.ts';

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
    // A page that was built anew has other names.
    if (!this.#files.has(name) || !existsSync(this.#files.get(name) ?? '')) this.#files = this.#listed();
    const file = this.#files.get(name);
    const type = mediaType(name);
    return file === undefined || type === undefined ? undefined : { file, type, hashed: name.startsWith(HASHED) };
  }

  /** Sends the file of a path; false where there is none. */
  send(path: string, head: boolean, response: ServerResponse): boolean {
    const found = this.find(path);
    if (found === undefined) return false;
    response.writeHead(200, {
      'content-type': found.type,
      'content-length': statSync(found.file).size,
      'cache-control': found.hashed ? 'private, max-age=31536000, immutable' : 'no-store',
    });
    if (head) response.end();
    else
      createReadStream(found.file)
        .on('error', (error) => response.destroy(error))
        .pipe(response);
    return true;
  }
}
