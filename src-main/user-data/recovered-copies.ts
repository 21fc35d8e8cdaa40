import { existsSync, linkSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { codeOf } from '../files/error-code.ts';
import { faultText } from '../files/fault-text.ts';
import { BACKUP_NAME } from '../project/backup.ts';
import { laterRows } from '../project/own-rows.ts';
import type { Tell } from './private-json-file.ts';
import { madeFolder } from './user-data.ts';

const EXTENSION = '.keycore';

function isSameFile(a: string, b: string) {
  const [first, second] = [statSync(a, { bigint: true }), statSync(b, { bigint: true })];
  return first.dev === second.dev && first.ino === second.ino;
}

/** Gives a file a name that nothing bears yet: `base`, `base 2`, …; gives the path. */
function moveInto(folder: string, file: string, base: string) {
  for (let count = 1; ; count++) {
    const target = join(folder, `${base}${count === 1 ? '' : ` ${count}`}${EXTENSION}`);
    if (existsSync(target)) {
      if (!isSameFile(file, target)) continue;
      // A start that was killed between the two steps below.
      rmSync(file);
      return target;
    }
    try {
      // A link never replaces what another Keycore has put there in this moment.
      linkSync(file, target);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') continue;
      // A file system without hard links.
      renameSync(file, target);
      return target;
    }
    rmSync(file);
    return target;
  }
}

/** What is to become of a copy; one that cannot be understood may hold work. */
function fateOf(copy: string) {
  try {
    const { added, inUse } = laterRows(copy);
    if (inUse) return 'leave';
    return added ? 'move' : 'remove';
  } catch {
    // Damaged or newer: opening it says what is wrong with it.
    return 'move';
  }
}

/** The day a file was last written, as a reader of any country takes it. */
function dayOf(path: string) {
  return statSync(path).mtime.toISOString().slice(0, 10);
}

/** Moves one copy out of the way, or removes it, with what was kept beside it when it was brought up to date. */
function settle(folder: string, id: string, userData: string, tell: Tell) {
  const copy = join(folder, `${id}${EXTENSION}`);
  const fate = fateOf(copy);
  if (fate === 'leave') return;
  const backups = readdirSync(folder).filter((name) => name.startsWith(`${id}.v`) && BACKUP_NAME.test(name));
  if (fate === 'remove') {
    for (const name of [basename(copy), ...backups]) rmSync(join(folder, name));
    return;
  }
  const target = moveInto(madeFolder(userData, 'recovered'), copy, `${id} – work of ${dayOf(copy)}`);
  const stem = target.slice(0, -EXTENSION.length);
  for (const name of backups) {
    const beside = `${stem}${name.slice(id.length)}`;
    if (!existsSync(beside)) renameSync(join(folder, name), beside);
  }
  tell(
    `What you had added to the example ‘${id}’ with an earlier version is now a project of its own, ‘${basename(stem)}’; “Open…” lists it.`,
  );
}

/**
 * Earlier versions opened shipped samples as copies in the user's data (`samples/HASH/ID.keycore`), to which a user could
 * add without noticing. Copies that hold work become projects of their own in `recovered/`, and `tell` is given each;
 * the others, which hold what ships, are removed. One that a running Keycore has open is left for the next start, as is one
 * that cannot be moved: `log` is told.
 */
export function recoverCopies(userData: string, tell: Tell, log: (text: string) => void): void {
  try {
    recover(userData, tell);
  } catch (error) {
    log(`copies of examples by an earlier version: ${faultText(error)}`);
  }
}

function recover(userData: string, tell: Tell) {
  const samples = join(userData, 'samples');
  if (!existsSync(samples)) return;
  for (const hash of readdirSync(samples)) {
    const folder = join(samples, hash);
    if (!statSync(folder).isDirectory()) continue;
    const copies = readdirSync(folder).filter((name) => name.endsWith(EXTENSION) && !BACKUP_NAME.test(name));
    for (const name of copies) settle(folder, basename(name, EXTENSION), userData, tell);
    if (readdirSync(folder).length === 0) rmdirSync(folder);
  }
  if (readdirSync(samples).length === 0) rmdirSync(samples);
}
