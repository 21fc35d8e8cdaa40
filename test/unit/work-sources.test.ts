import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WorkSources } from '../../src-main/library/work-sources.ts';

const ID = 'A'.repeat(22);
const NOT_HERE = 'where its file is, is known only where the work was begun';

let folder: string;
let file: string;
let sources: WorkSources;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-sources-'));
  file = join(folder, 'a.dump');
  writeFileSync(file, 'abc');
  sources = new WorkSources(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a file is found again as long as it is the same', async () => {
  await sources.keep(ID, file, false);
  expect(new WorkSources(folder).find(ID)).toMatchObject({ path: file, bytes: 3, upload: false });
  expect(sources.problem(ID)).toBeNull();
  writeFileSync(file, 'abcd');
  expect(sources.problem(ID)).toBe('its file has changed since');
  writeFileSync(file, 'abc');
  utimesSync(file, 1, 1);
  expect(sources.problem(ID)).toBe('its file has changed since');
  rmSync(file);
  expect(sources.problem(ID)).toBe('its file is no longer there');
  mkdirSync(file);
  expect(sources.problem(ID)).toBe('its file is no longer there');
});

test('forgetting removes our own copy of what was sent, and no file of the user', async () => {
  await sources.keep(ID, file, false);
  sources.forget(ID);
  expect([existsSync(file), sources.problem(ID)]).toStrictEqual([true, NOT_HERE]);
  await sources.keep(ID, file, true);
  sources.forget(ID);
  expect(existsSync(file)).toBe(false);
  sources.forget(ID);
  expect(readdirSync(join(folder, 'sources'))).toStrictEqual([]);
});

test.each(['', 'short', '../../a', `${ID}/x`, 'A'.repeat(65), '.'.repeat(22), '__proto__\u0000'])(
  'an id like %j leads to no file',
  async (id) => {
    writeFileSync(join(folder, 'a.json'), JSON.stringify({ path: file, bytes: 3, mtimeMs: 1, upload: true }));
    expect(sources.find(id)).toBeNull();
    expect(sources.problem(id)).toBe(NOT_HERE);
    sources.forget(id);
    expect([existsSync(file), existsSync(join(folder, 'a.json'))]).toStrictEqual([true, true]);
    await expect(sources.keep(id, file, false)).rejects.toThrow(`'${id}' is no id of a work`);
  },
);

test('what is spoilt counts as unknown, and what nobody took up for half a year is forgotten', async () => {
  for (const text of ['', '{', '[]', '{"path": 1}']) {
    writeFileSync(join(folder, 'sources', `${ID}.json`), text);
    expect(sources.problem(ID)).toBe(NOT_HERE);
  }
  await sources.keep(ID, file, false);
  sources.removeOld(Date.now() + 179 * 24 * 60 * 60_000);
  expect(sources.problem(ID)).toBeNull();
  sources.removeOld(Date.now() + 181 * 24 * 60 * 60_000);
  expect(sources.problem(ID)).toBe(NOT_HERE);
});
