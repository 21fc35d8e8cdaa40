import { randomBytes } from 'node:crypto';

/** How long a grant is good after it was given or last used. */
const GRANT_LIFE_MS = 10 * 60_000;
/** More than a person chooses in that time. */
const MAX_GRANTS = 10_000;

/**
 * Files that the user has chosen in a dialog or dropped on the window. The window gets an opaque name for each; routes
 * take that name, never a path. A grant may be used again within its time: an import is sent anew with its model.
 */
export class Grants {
  readonly #paths = new Map<string, { path: string; expires: number }>();

  /** A new grant for a file. */
  issue(path: string, now = Date.now()): string {
    for (const [id, { expires }] of this.#paths)
      if (expires <= now || this.#paths.size >= MAX_GRANTS) this.#paths.delete(id);
    const grant = randomBytes(24).toString('base64url');
    this.#paths.set(grant, { path, expires: now + GRANT_LIFE_MS });
    return grant;
  }

  /** The file of a grant, or null where it is unknown or too old. */
  pathOf(grant: string, now = Date.now()): string | null {
    const found = this.#paths.get(grant);
    if (found === undefined || found.expires <= now) return null;
    found.expires = now + GRANT_LIFE_MS;
    return found.path;
  }
}
