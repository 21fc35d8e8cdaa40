import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { folderForCode } from '../../src-main/user-data/compile-cache.mjs';
import { madeFolder, userDataFolder } from '../../src-main/user-data/user-data.ts';

const STRANGER = 65_534;
const isRoot = process.geteuid?.() === 0;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'keycore-user-data-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const modeOf = (path: string): number => statSync(path).mode & 0o777;

/** Makes a folder another user's: truly where root runs this, else in this process's eyes. */
function giveAway(path: string): void {
  if (isRoot) chownSync(path, STRANGER, STRANGER);
  else vi.spyOn(process, 'geteuid').mockReturnValue(STRANGER);
}

test('the user’s data lie where the system keeps such things', () => {
  vi.stubEnv('KEYCORE_USER_DATA', '/somewhere');
  expect(userDataFolder()).toBe('/somewhere');
  vi.stubEnv('KEYCORE_USER_DATA', 'here');
  expect(userDataFolder()).toBe(join(process.cwd(), 'here'));
  for (const unset of ['', undefined]) {
    vi.stubEnv('KEYCORE_USER_DATA', unset);
    if (process.platform !== 'linux') continue;
    vi.stubEnv('XDG_DATA_HOME', '/xdg');
    expect(userDataFolder()).toBe('/xdg/keycore');
    for (const ignored of ['relative', '', undefined]) {
      vi.stubEnv('XDG_DATA_HOME', ignored);
      expect(userDataFolder()).toBe(join(homedir(), '.local', 'share', 'keycore'));
    }
  }
});

describe.skipIf(process.platform === 'win32')('folders in the user’s data', () => {
  test('are made closed to others, whatever the umask, and closed if they were not', () => {
    const before = process.umask(0);
    const data = join(folder, 'data');
    try {
      expect(madeFolder(data, 'deep', 'deeper')).toBe(join(data, 'deep', 'deeper'));
    } finally {
      process.umask(before);
    }
    for (const made of [data, join(data, 'deep'), join(data, 'deep', 'deeper')]) expect(modeOf(made)).toBe(0o700);
    chmodSync(join(data, 'deep'), 0o755);
    chmodSync(data, 0o755);
    madeFolder(data, 'deep', 'deeper');
    expect(modeOf(join(data, 'deep'))).toBe(0o700);
    // Any folder may have been named as the user's data: its mode is the user's affair.
    expect(modeOf(data)).toBe(0o755);
  });

  test('are refused where others may write', () => {
    for (const mode of [0o702, 0o777, 0o1777]) {
      chmodSync(folder, mode);
      expect(() => madeFolder(folder, 'serve')).toThrow(BadInput);
      expect(() => madeFolder(folder, 'serve')).toThrow(
        `${folder}: other users may write in this folder: take that right from them (chmod go-w), or KEYCORE_USER_DATA names another folder for Keycore’s own data`,
      );
      expect(existsSync(join(folder, 'serve'))).toBe(false);
    }
    chmodSync(folder, 0o700);
    mkdirSync(join(folder, 'serve'));
    chmodSync(join(folder, 'serve'), 0o777);
    expect(() => madeFolder(folder, 'serve')).toThrow(`${join(folder, 'serve')}: other users may write`);
  });

  test('are refused where they are another user’s', () => {
    giveAway(folder);
    expect(() => madeFolder(folder, 'serve')).toThrow(/: it belongs to another user \(number \d+\); KEYCORE_USER_DATA/);
  });

  test('are made by two at once, and through a link', () => {
    symlinkSync(folder, join(folder, 'link'));
    for (const time of [1, 2])
      expect(madeFolder(join(folder, 'link', 'a', 'b')), String(time)).toBe(join(folder, 'link', 'a', 'b'));
    expect(modeOf(join(folder, 'a', 'b'))).toBe(0o700);
  });

  test('that cannot be made are an error in words, with what to do', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => madeFolder(join(folder, 'file', 'data'))).toThrow(
      `${join(folder, 'file', 'data')}: cannot be made: a part of the path is a file, not a folder; KEYCORE_USER_DATA names another folder`,
    );
    expect(() => madeFolder(join(folder, 'file', 'data'))).toThrow(BadInput);
  });
});

describe.skipIf(process.platform === 'win32')('a folder from which code is loaded', () => {
  const cache = (): string => join(folder, 'data', 'compile-cache');

  test('is this user’s, closed to others, and the same the next time', () => {
    const before = process.umask(0);
    try {
      expect(folderForCode(cache())).toBe(cache());
    } finally {
      process.umask(before);
    }
    expect(modeOf(cache())).toBe(0o700);
    writeFileSync(join(cache(), 'kept'), '');
    expect(folderForCode(cache())).toBe(cache());
    expect(existsSync(join(cache(), 'kept'))).toBe(true);
  });

  test.each([0o755, 0o770, 0o777, 0o701])('is emptied first if its mode was %o', (mode) => {
    mkdirSync(cache(), { recursive: true });
    writeFileSync(join(cache(), 'planted'), '');
    chmodSync(cache(), mode);
    expect(folderForCode(cache())).toBe(cache());
    expect(modeOf(cache())).toBe(0o700);
    expect(existsSync(join(cache(), 'planted'))).toBe(false);
  });

  test('is never behind a symbolic link of its own name, and the link’s target stays as it is', () => {
    const planted = join(folder, 'planted');
    mkdirSync(planted, { mode: 0o700 });
    writeFileSync(join(planted, 'file'), '');
    mkdirSync(join(folder, 'data'), { mode: 0o700 });
    symlinkSync(planted, cache());
    expect(folderForCode(cache())).toBe(cache());
    expect(existsSync(join(cache(), 'file'))).toBe(false);
    expect(existsSync(join(planted, 'file'))).toBe(true);
  });

  test('is given by its real path, which nobody can turn elsewhere', () => {
    mkdirSync(join(folder, 'real'), { mode: 0o700 });
    symlinkSync(join(folder, 'real'), join(folder, 'data'));
    expect(folderForCode(cache())).toBe(join(folder, 'real', 'compile-cache'));
  });

  test('is none where it is another user’s', () => {
    mkdirSync(cache(), { recursive: true, mode: 0o700 });
    giveAway(cache());
    expect(folderForCode(cache())).toBeNull();
    expect(existsSync(cache())).toBe(true);
  });

  test.each([0o777, 0o702, 0o772])('is none in a folder of mode %o, where others could exchange it', (mode) => {
    mkdirSync(cache(), { recursive: true, mode: 0o700 });
    for (const open of [join(folder, 'data'), folder]) {
      chmodSync(open, mode);
      expect(folderForCode(cache())).toBeNull();
      chmodSync(open, 0o700);
    }
    expect(folderForCode(cache())).toBe(cache());
  });

  test('is none below a folder of another user', () => {
    mkdirSync(cache(), { recursive: true, mode: 0o700 });
    giveAway(folder);
    expect(folderForCode(cache())).toBeNull();
  });

  test('may lie below a sticky folder like /tmp', () => {
    chmodSync(folder, 0o1777);
    expect(folderForCode(cache())).toBe(cache());
  });

  test('is none where it cannot be made', () => {
    writeFileSync(join(folder, 'data'), '');
    expect(folderForCode(cache())).toBeNull();
  });
});
