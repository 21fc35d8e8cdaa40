import { createHash } from 'node:crypto';
import { constants, copyFileSync, existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { madeFolder } from './user-data.ts';

/** A sample that comes with Keycore. */
export interface ShippedSample {
  /** File name without extension. */
  id: string;
  label: string;
}

/** What people call the samples; one without an entry goes by its id. */
const LABELS: Readonly<Record<string, string>> = {
  '2dipl-glass': '2DIPL glass, N = 4096, with a quasi-localised mode',
  '2dipl-qlm': '2DIPL glass, N = 1024, whose softest mode makes its modulus anisotropic',
  '2dka-qlm': '2D Kob–Andersen glass, N = 4096, with a quasi-localised mode',
  'crystal-vacancies': 'Crystal, N = 1150, with two reconstructed vacancies',
};

const EXTENSION = '.keycore';

/** `assets/` of the checkout; a packaged app has them among its resources and says where. */
const ASSETS = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'assets');

/** The samples in a folder, by name. */
export function shippedSamples(folder: string = ASSETS): ShippedSample[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(EXTENSION))
    .sort()
    .map((name) => {
      const id = basename(name, EXTENSION);
      return { id, label: LABELS[id] ?? id };
    });
}

/**
 * A copy of a shipped sample in the user's data, made at its first use: the original may lie in a read-only folder.
 * Its name holds a hash of the original, so that a later version's sample is another copy. Null for an unknown id.
 */
export function copyOfShipped(id: string, userData: string, folder: string = ASSETS): string | null {
  if (!shippedSamples(folder).some((sample) => sample.id === id)) return null;
  const original = join(folder, `${id}${EXTENSION}`);
  const hash = createHash('sha256').update(readFileSync(original)).digest('hex').slice(0, 12);
  const target = join(madeFolder(userData, 'samples', hash), `${id}${EXTENSION}`);
  if (existsSync(target)) return target;
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    copyFileSync(original, temporary, constants.COPYFILE_EXCL);
    renameSync(temporary, target);
  } finally {
    rmSync(temporary, { force: true });
  }
  return target;
}
