import { randomBytes } from 'node:crypto';

/** How long a grant is good after it was given; one to read, after it was last used. */
const GRANT_LIFE_MS = 10 * 60_000;
/** However often it is used, a grant to read ends after this long: the user has gone on to other things. */
const LONGEST_LIFE_MS = 60 * 60_000;
/** More than a user chooses in that time. */
const MAX_GRANTS = 10_000;

/** What the user chose a file for: to read it, to save a project there, to write an export there. */
export type GrantPurpose = 'read' | 'save' | 'export';

interface Grant {
  path: string;
  purpose: GrantPurpose;
  issued: number;
  expires: number;
}

/**
 * Files that the user has chosen in a dialog or dropped on the window. The window gets an opaque name for each; routes
 * take that name, never a path, and for the purpose only for which the file was chosen. A grant to read may be used
 * again within its time (an import is sent again with its model); one to write is spent by its first use.
 */
export class Grants {
  readonly #grants = new Map<string, Grant>();

  /** A new grant for a file. */
  issue(path: string, purpose: GrantPurpose, now = Date.now()): string {
    for (const [id, { expires }] of this.#grants)
      if (expires <= now || this.#grants.size >= MAX_GRANTS) this.#grants.delete(id);
    const grant = randomBytes(24).toString('base64url');
    this.#grants.set(grant, { path, purpose, issued: now, expires: now + GRANT_LIFE_MS });
    return grant;
  }

  /** The file of a grant; null where it is unknown, spent, too old or for another purpose. */
  use(grant: string, purpose: GrantPurpose, now = Date.now()): string | null {
    const found = this.#grants.get(grant);
    if (found === undefined || found.purpose !== purpose || found.expires <= now) return null;
    if (purpose === 'read') found.expires = Math.min(now + GRANT_LIFE_MS, found.issued + LONGEST_LIFE_MS);
    else this.#grants.delete(grant);
    return found.path;
  }
}
