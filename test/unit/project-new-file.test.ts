import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type * as FileSystem from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { makeNewFile } from '../../src-main/project/new-file.ts';

/** Code with which the next hard links fail; null lets them through. */
const link = vi.hoisted((): { fails: string | null } => ({ fails: null }));
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof FileSystem>();
  return {
    ...fs,
    linkSync: (from: string, to: string): void => {
      if (link.fails !== null) throw Object.assign(new Error('said the system'), { code: link.fails, syscall: 'link' });
      fs.linkSync(from, to);
    },
  };
});

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-new-file-'));
  path = join(folder, 'new');
});
afterEach(() => {
  link.fails = null;
  rmSync(folder, { recursive: true });
});

describe('a new file', () => {
  it.each([null, 'EPERM', 'ENOTSUP'])('appears where links fail with %s', async (code) => {
    link.fails = code;
    await makeNewFile(path, (temporary) => writeFileSync(temporary, 'whole'));
    expect(readFileSync(path, 'utf8')).toBe('whole');
    expect(readdirSync(folder)).toEqual(['new']);
  });

  it.each([null, 'EPERM'])('never replaces one made meanwhile, where links fail with %s', async (code) => {
    link.fails = code;
    const making = makeNewFile(path, (temporary) => {
      writeFileSync(temporary, 'ours');
      writeFileSync(path, 'theirs');
    });
    await expect(making).rejects.toThrow(BadInput);
    await expect(making).rejects.toThrow(/it exists already, and nothing is ever overwritten/);
    expect(readFileSync(path, 'utf8')).toBe('theirs');
    expect(readdirSync(folder)).toEqual(['new']);
  });

  it('does not appear when filling it or giving it its name fails, and leaves nothing', async () => {
    const broken = makeNewFile(path, (temporary) => {
      writeFileSync(temporary, 'half');
      throw new Error('no more');
    });
    await expect(broken).rejects.toThrow('no more');
    link.fails = 'ENOSPC';
    await expect(makeNewFile(path, (temporary) => writeFileSync(temporary, 'whole'))).rejects.toThrow(
      `${path}: the disk is full; it was not created`,
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});
