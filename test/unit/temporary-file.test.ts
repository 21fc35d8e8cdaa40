import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { folderForPipes, temporaryIn } from '../../src-main/files/temporary-file.ts';
import { replaceFile } from '../../src-main/formats/replace-file.ts';
import { createProject, openProject } from '../../src-main/project/open-project.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-temporary-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Pid of a process that has just ended. */
function endedPid(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

function leave(name: string, days = 0): string {
  writeFileSync(join(folder, name), 'half');
  const then = new Date(Date.now() - days * 86_400_000);
  utimesSync(join(folder, name), then, then);
  return name;
}

it.each<[string, () => Promise<unknown>]>([
  ['makes a project', async () => (await createProject(join(folder, 'new.keycore'))).close()],
  ['writes a file', () => replaceFile(join(folder, 'new.keycore'), [Buffer.from('x')])],
])('what a killed process has left is removed by the next run that %s', async (_, run) => {
  const mine = basename(temporaryIn(folder));
  const [, system] = mine.split('-');
  const ended = `.keycore-${system}-${endedPid()}-123456-0123456789abcdef.tmp`;
  for (const name of [ended, `${ended}-journal`]) leave(name);
  leave('.keycore-0123456789abcdef.tmp', 8);
  leave(`.keycore-00000000-${process.pid}-1-0123456789abcdef.tmp`, 8);
  const kept = [
    leave(mine),
    leave('.keycore-fedcba9876543210.tmp', 1),
    leave('.keycore-00000000-1-1-0123456789abcdef.tmp', 1),
    leave('.keycore-mine.tmp', 100),
    leave('glass.tmp', 100),
  ];
  symlinkSync(join(folder, 'glass.tmp'), join(folder, `.keycore-${system}-${endedPid()}-1-0123456789abcde0.tmp`));
  await run();
  const names = readdirSync(folder);
  expect(names).toEqual(expect.arrayContaining([...kept, 'new.keycore']));
  expect(names).toHaveLength(kept.length + 2);
});

it('opening a project for writing removes it too', async () => {
  const path = join(folder, 'glass.keycore');
  (await createProject(path)).close();
  const [, system] = basename(temporaryIn(folder)).split('-');
  leave(`.keycore-${system}-${endedPid()}-123456-0123456789abcdef.tmp`);
  (await openProject(path, { mode: 'write' })).close();
  expect(readdirSync(folder)).toEqual(['glass.keycore']);
});

it('folders for what pipes give that killed processes have left are removed by the next run that needs one', () => {
  vi.stubEnv('TMPDIR', folder);
  const mine = folderForPipes();
  expect(statSync(mine).mode & 0o777).toBe(0o700);
  const [, , system] = basename(mine).split('-');
  const old = (name: string, days: number): string => {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, '0'), 'half');
    const then = new Date(Date.now() - days * 86_400_000);
    utimesSync(join(folder, name), then, then);
    return name;
  };
  const gone = [
    old(`keycore-pipes-${system}-${endedPid()}-123456-AbC123`, 0),
    old('keycore-pipes-AbC123', 8),
    old('keycore-pipes-00000000-1-1-AbC123', 8),
  ];
  const kept = [
    old('keycore-pipes-Xyz789', 1),
    old('keycore-pipes-00000000-1-1-Xyz789', 1),
    old('keycore-pipes-of-mine', 100),
    old('keycore-other-AbC123', 100),
    basename(mine),
  ];
  mkdirSync(join(folder, 'precious'));
  symlinkSync(join(folder, 'precious'), join(folder, `keycore-pipes-${system}-${endedPid()}-123456-Lin123`));
  folderForPipes();
  for (const name of gone) expect(existsSync(join(folder, name)), name).toBe(false);
  for (const name of [...kept, 'precious']) expect(existsSync(join(folder, name)), name).toBe(true);
  vi.unstubAllEnvs();
});
