import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainFileError } from '../project/file-error.ts';
import { madeFolder } from '../user-data/user-data.ts';
import { readRegular } from '../files/regular-file.ts';
import { livenessOf, type ProcessIdentity, thisProcess } from '../files/process-identity.ts';
import { CODE_LIFE_MS, type Tokens } from './tokens.ts';

/** Renewed before it expires, so that the file can be opened at any moment. */
const RENEW_MS = CODE_LIFE_MS - 15_000;

/** A server that lives has written its file this lately; one that was killed leaves a file that leads nowhere. */
const STALE_MS = 5 * CODE_LIFE_MS;

/** The process that wrote a redirect file, in base64 of JSON, so that nothing in it can be HTML. */
const WRITER = /<!-- written by ([\w+/=]+) -->/;

function writerOf(path: string) {
  try {
    const text = WRITER.exec(readRegular(path))?.[1];
    return text === undefined ? null : (JSON.parse(Buffer.from(text, 'base64').toString('utf8')) as ProcessIdentity);
  } catch {
    // Gone meanwhile, or no file of ours (a pipe would be waited for): its age decides.
    return null;
  }
}

function isLeftBehind(path: string, now: number) {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) return false;
  const writer = writerOf(path);
  return (writer !== null && livenessOf(writer) === 'gone') || now - status.mtimeMs > STALE_MS;
}

/**
 * Removes what killed servers have left. One that only slept writes its file again when it wakes. What cannot be listed
 * or removed stays: it leads nowhere, and must not keep anyone from working.
 */
export function removeStaleRedirects(folder: string, now = Date.now()): void {
  try {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (/^keycore-\d+\.html$/.test(name) && isLeftBehind(path, now)) rmSync(path, { force: true });
    }
  } catch {
    // Best effort, see above.
  }
}

/** The page that leads to the server. The code stands behind '#', which no browser sends over the wire or logs. */
function page(url: string, code: string) {
  const target = `${url}#code=${code}`;
  return `<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url=${target}">
<title>Keycore</title>
<!-- written by ${Buffer.from(JSON.stringify(thisProcess())).toString('base64')} -->
<p><a href="${target}">Open Keycore</a></p>
`;
}

/**
 * The file through which a browser of this user, and of no other, comes in: readable by its owner only, it holds a
 * one-time code, good for 60 s and replaced when it is used or grows old. Gone when the server ends.
 */
export class RedirectFile {
  readonly path: string;
  readonly #folder: string;
  readonly #tokens: Tokens;
  readonly #url: string;
  readonly #log: (line: string) => void;
  readonly #timer: NodeJS.Timeout;

  /** @param log receives a message about a file that cannot be written or removed later. Throws like `madeFolder`, and where it cannot be written now. */
  constructor(userData: string, port: number, tokens: Tokens, log: (line: string) => void) {
    this.#log = log;
    this.#folder = join(userData, 'serve');
    this.path = join(this.#folder, `keycore-${port}.html`);
    this.#tokens = tokens;
    this.#url = `http://127.0.0.1:${port}/`;
    removeStaleRedirects(madeFolder(this.#folder));
    try {
      rmSync(this.path, { force: true });
      this.#write();
    } catch (error) {
      throw explainFileError(error, this.path, 'written');
    }
    this.#timer = setInterval(() => this.renew(), RENEW_MS).unref();
  }

  #write() {
    madeFolder(this.#folder);
    writeFileSync(this.path, page(this.#url, this.#tokens.newCode()), { mode: 0o600 });
  }

  /** Writes a new code. A full disk closes this way in, which is logged; it does not end the server and its jobs. */
  renew(): void {
    try {
      this.#write();
    } catch (error) {
      this.#log(`the file that lets a browser in is out of date: ${this.#wordsOf(error, 'written')}`);
    }
  }

  remove(): void {
    clearInterval(this.#timer);
    try {
      rmSync(this.path, { force: true });
    } catch (error) {
      // It leads nowhere once the server has ended, and the next one removes it.
      this.#log(this.#wordsOf(error, 'removed'));
    }
  }

  #wordsOf(error: unknown, doing: string) {
    const explained = explainFileError(error, this.path, doing);
    return explained instanceof Error ? explained.message : String(explained);
  }
}
