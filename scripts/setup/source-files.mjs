import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { ROOT } from './root.mjs';

/** The files of a folder and of those in it; of a file, itself. */
export function filesUnder(path) {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .filter((name) => name !== 'node_modules')
    .flatMap((name) => filesUnder(join(path, name)));
}

/** A path in the checkout, from its root and with `/`. */
export function pathInRoot(path, root = ROOT) {
  return relative(root, path).split(sep).join('/');
}

/** A hash, to be gone on with, of names and contents of files, in whatever order they come. */
export function hashOfFiles(files) {
  const hash = createHash('sha256');
  for (const path of [...files].sort()) hash.update(`${pathInRoot(path)}\0`).update(readFileSync(path));
  return hash;
}
