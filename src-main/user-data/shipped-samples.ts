import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A sample that comes with Keycore: an example, which stays as it is. */
export interface ShippedSample {
  /** File name without extension. */
  id: string;
  label: string;
}

/** Every sample that ships. A file beside them in the same folder is a user's own. */
const SHIPPED: readonly ShippedSample[] = [
  { id: '2dipl-glass', label: '2DIPL glass, N = 4096, with a quasi-localised mode' },
  { id: '2dipl-qlm', label: '2DIPL glass, N = 1024, whose softest mode makes its modulus anisotropic' },
  { id: '2dka-qlm', label: '2D Kob–Andersen glass, N = 4096, with a quasi-localised mode' },
  { id: 'crystal-vacancies', label: 'Crystal, N = 1150, with two reconstructed vacancies' },
];

const EXTENSION = '.keycore';

/** `assets/` of the checkout; a packaged app has them among its resources and says where. */
const ASSETS = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'assets');

function fileOf(id: string, folder: string) {
  return join(folder, `${id}${EXTENSION}`);
}

/** The samples that are there. */
export function shippedSamples(folder: string = ASSETS): ShippedSample[] {
  return SHIPPED.filter(({ id }) => existsSync(fileOf(id, folder)));
}

/** Path of a shipped sample; null for an unknown id. */
export function shippedPath(id: string, folder: string = ASSETS): string | null {
  return shippedSamples(folder).some((sample) => sample.id === id) ? fileOf(id, folder) : null;
}

/** The shipped sample that a path leads to, under whatever name or link; null where it leads to another file or none. */
export function shippedAt(path: string, folder: string = ASSETS): ShippedSample | null {
  const identity = (file: string) => {
    const status = statSync(file, { bigint: true, throwIfNoEntry: false });
    return status === undefined ? null : `${status.dev} ${status.ino}`;
  };
  let given: string | null;
  try {
    given = identity(path);
  } catch {
    // A path that cannot be looked at: opening it says why.
    return null;
  }
  if (given === null) return null;
  return shippedSamples(folder).find(({ id }) => identity(fileOf(id, folder)) === given) ?? null;
}
