import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROOT } from './cli-runner.ts';

/** A user that is nobody's. */
const STRANGER = 65_534;
/** In the header of an entry of Node's cache: five little-endian words (node/src/compile_cache.cc). */
const [HEADER_BYTES, SIZE_AT, CHECKSUM_AT] = [20, 8, 16];
const ENTRY = join(ROOT, 'src-main', 'cli.ts');

let folder: string;
/** The temporary folder that all users share. */
let shared: string;
let marker: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-cache-'));
  chmodSync(folder, 0o755);
  shared = join(folder, 'shared');
  mkdirSync(shared);
  chmodSync(shared, 0o1777);
  marker = join(folder, 'strangers-code-has-run');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function node(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const plain = { ...process.env };
  delete plain['NODE_COMPILE_CACHE'];
  delete plain['NODE_DISABLE_COMPILE_CACHE'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    env: { ...plain, TMPDIR: shared, HOME: join(folder, 'home'), XDG_DATA_HOME: '', KEYCORE_USER_DATA: '', ...env },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const keycore = (env: NodeJS.ProcessEnv = {}) => node([join(ROOT, 'bin', 'keycore.js'), '--version'], env);

/** Fills a folder with compiled sources of the command line, as Node does. */
function fill(cache: string): void {
  const script = `require('module').enableCompileCache(${JSON.stringify(cache)}); import(${JSON.stringify(pathToFileURL(ENTRY).href)})`;
  expect(node(['-e', script])).toMatchObject({ status: 0, stderr: '' });
}

/** Puts code of its own in front of every stripped source of a cache, with headers that Node takes for right. */
function poison(cache: string): void {
  const evil = Buffer.from(
    `process.getBuiltinModule('node:fs').writeFileSync(${JSON.stringify(marker)}, import.meta.url);\n`,
  );
  let poisoned = 0;
  for (const entry of readdirSync(cache, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    const text = bytes.subarray(HEADER_BYTES).toString('utf8');
    if (!/^import \{/.test(text)) continue;
    const payload = Buffer.concat([evil, bytes.subarray(HEADER_BYTES)]);
    const header = Buffer.from(bytes.subarray(0, HEADER_BYTES));
    header.writeUInt32LE(payload.length, SIZE_AT);
    header.writeUInt32LE(crc32(payload), CHECKSUM_AT);
    writeFileSync(path, Buffer.concat([header, payload]));
    poisoned += 1;
  }
  expect(poisoned).toBeGreaterThan(10);
}

/** Gives a tree to another user, where this one may do that, and opens it to all. */
function giveAway(path: string): void {
  for (const name of ['', ...readdirSync(path, { recursive: true, encoding: 'utf8' })]) {
    const each = join(path, name);
    if (process.geteuid?.() === 0) chownSync(each, STRANGER, STRANGER);
    chmodSync(each, 0o777);
  }
}

test.skipIf(process.platform === 'win32')(
  'what another user has put where all may write is never run, and nothing of ours is put there',
  () => {
    const cache = join(shared, 'node-compile-cache');
    fill(cache);
    poison(cache);
    giveAway(cache);
    // It would work on a program that trusts Node's default: else this test would prove nothing.
    const trusting = `require('module').enableCompileCache(); import(${JSON.stringify(pathToFileURL(ENTRY).href)})`;
    expect(node(['-e', trusting]).status).toBe(0);
    expect(existsSync(marker)).toBe(true);
    rmSync(marker);

    expect(keycore()).toMatchObject({ status: 0, stderr: '' });
    expect(existsSync(marker)).toBe(false);
    rmSync(cache, { recursive: true });
    expect(keycore()).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(shared)).toStrictEqual([]);
    // It is kept where only this user can reach it.
    expect(readdirSync(join(folder, 'home'), { recursive: true }).length).toBeGreaterThan(10);
  },
);

test.skipIf(process.platform === 'win32')(
  'a cache in the user’s data that was open to others is made new before it is used',
  () => {
    const cache = join(folder, 'home', 'data', 'compile-cache');
    fill(cache);
    poison(cache);
    for (const mode of [0o755, 0o777]) {
      chmodSync(cache, mode);
      expect(keycore({ KEYCORE_USER_DATA: join(folder, 'home', 'data') })).toMatchObject({ status: 0, stderr: '' });
      expect(existsSync(marker)).toBe(false);
    }
  },
);

test('without a folder of its own it works, and says nothing of it', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(keycore({ KEYCORE_USER_DATA: join(folder, 'file', 'data') })).toMatchObject({ status: 0, stderr: '' });
  expect(readdirSync(shared)).toStrictEqual([]);
});

test('the tools that set-up and checks run keep nothing where all may write', async () => {
  const { runTool } = await import('../../scripts/suites/child.mjs');
  for (const script of ['prettier/bin/prettier.cjs', 'vite/bin/vite.js', 'typescript/bin/tsc', 'eslint/bin/eslint.js'])
    expect(await runTool(join(ROOT, 'node_modules', script), ['--version'], { env: { TMPDIR: shared } })).toMatchObject(
      { status: 0 },
    );
  expect(readdirSync(shared)).toStrictEqual([]);
});
