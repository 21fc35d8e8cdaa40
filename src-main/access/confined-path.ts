import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { explainFileError } from '../project/file-error.ts';

/** The path leads, or may lead, out of the folder that was opened to the browser. */
export class OutsideRoot extends Error {
  constructor(path: string) {
    super(`'${path}' is not inside the folder that was opened (--root)`);
    this.name = 'OutsideRoot';
  }
}

/** Longest path that is looked at. */
const MAX_PATH_LENGTH = 4096;

/** Refuses by its text only what no path inside a folder needs. */
function checkText(path: string) {
  if (path.length > MAX_PATH_LENGTH || path.includes('\0')) throw new OutsideRoot(path.slice(0, 100));
  // A backslash separates folders on Windows, where a drive letter also makes a path absolute.
  if (isAbsolute(path) || path.includes('\\') || /^[a-z]:/i.test(path)) throw new OutsideRoot(path);
  if (path.split('/').includes('..')) throw new OutsideRoot(path);
}

function isInside(root: string, real: string) {
  const way = relative(root, real);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/**
 * A folder beyond which nothing is read or written. Paths are relative to it, separated by '/'. They are judged by
 * where they really lead, so a symbolic link inside that points outside is refused.
 */
export class ConfinedFolder {
  /** Real path of the folder. */
  readonly root: string;

  /** Throws `BadInput` if there is no such folder. */
  constructor(folder: string) {
    try {
      this.root = realpathSync(folder);
      if (!statSync(this.root).isDirectory()) throw new BadInput('this is a file, not a folder', { file: folder });
    } catch (error) {
      throw explainFileError(error, folder, 'opened');
    }
  }

  /** Real path of something that exists. Throws `OutsideRoot`, or `BadInput` when there is nothing. */
  existing(path: string): string {
    checkText(path);
    let real: string;
    try {
      real = realpathSync(join(this.root, path));
    } catch (error) {
      // Nor is it told what there is outside.
      this.#checkWayTo(path);
      throw explainFileError(error, path, 'opened');
    }
    if (!isInside(this.root, real)) throw new OutsideRoot(path);
    return real;
  }

  /** Throws `OutsideRoot` if the part of a path that exists leads outside. */
  #checkWayTo(path: string) {
    for (let part = dirname(path); part !== '.'; part = dirname(part)) {
      let real: string;
      try {
        real = realpathSync(join(this.root, part));
      } catch {
        // This part is missing too: the one before it decides.
        continue;
      }
      if (!isInside(this.root, real)) throw new OutsideRoot(path);
      return;
    }
  }

  /** Path of a file to be made in a folder that exists. Throws `OutsideRoot`, or `BadInput` when there is no folder. */
  toBeMade(path: string): string {
    checkText(path);
    const name = basename(path);
    if (name === '' || name === '.' || path.endsWith('/')) throw new BadInput('a file name is needed', { file: path });
    const target = join(this.existing(dirname(path)), name);
    // What bears the name already may be a link to elsewhere; the caller refuses existing files anyway.
    return target;
  }

  /** How the user knows a real path inside: relative, separated by '/'. */
  shown(real: string): string {
    return relative(this.root, real).split(sep).join('/');
  }
}
