import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { thisProcess } from '../../src-main/files/process-identity.ts';
import { RedirectFile, removeStaleRedirects } from '../../src-main/serve/redirect-file.ts';
import { Tokens } from '../../src-main/serve/tokens.ts';

let userData: string;
const silent = (): void => undefined;
beforeEach(() => {
  userData = mkdtempSync(join(tmpdir(), 'keycore-redirect-'));
});
afterEach(() => rmSync(userData, { recursive: true, force: true }));

function left(name: string, minutesAgo: number): void {
  mkdirSync(join(userData, 'serve'), { recursive: true });
  const path = join(userData, 'serve', name);
  writeFileSync(path, 'old');
  const then = Date.now() / 1000 - 60 * minutesAgo;
  utimesSync(path, then, then);
}

test('a file leads to its server by a code that works, for its owner only, and goes with it', () => {
  const tokens = new Tokens();
  const file = new RedirectFile(userData, 4321, tokens, silent);
  expect(file.path).toBe(join(userData, 'serve', 'keycore-4321.html'));
  const code = /url=http:\/\/127\.0\.0\.1:4321\/#code=([\w-]{43})"/.exec(readFileSync(file.path, 'utf8'))?.[1];
  expect(tokens.exchange(code ?? '')).toMatch(/^[\w-]{43}$/);
  if (process.platform !== 'win32') expect(statSync(file.path).mode & 0o777).toBe(0o600);
  file.remove();
  expect(existsSync(file.path)).toBe(false);
});

// Read as text it would keep the server from starting, and from hearing a signal.
test.skipIf(process.platform === 'win32')('a pipe that bears the name of a redirect file is not waited for', () => {
  mkdirSync(join(userData, 'serve'));
  const pipe = join(userData, 'serve', 'keycore-1.html');
  execFileSync('mkfifo', [pipe]);
  removeStaleRedirects(join(userData, 'serve'));
  expect(existsSync(pipe)).toBe(true);
  utimesSync(pipe, 0, 0);
  removeStaleRedirects(join(userData, 'serve'));
  expect(existsSync(pipe)).toBe(false);
});

test('what killed servers have left goes when another starts; those of living servers and other files stay', () => {
  left('keycore-1111.html', 6);
  left('keycore-2222.html', 4);
  left('keycore-4321.html', 4);
  left('notes.html', 600);
  const file = new RedirectFile(userData, 4321, new Tokens(), silent);
  expect(readdirSync(join(userData, 'serve')).sort()).toStrictEqual([
    ...['keycore-2222.html', 'keycore-4321.html', 'notes.html'],
  ]);
  // A file of our port was another server's: ours has taken its place.
  expect(readFileSync(file.path, 'utf8')).toContain('#code=');
  file.remove();
});

test('what a server has left goes at once where its process is gone', () => {
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  const file = new RedirectFile(userData, 4321, new Tokens(), silent);
  const text = readFileSync(file.path, 'utf8');
  left('keycore-1111.html', 0);
  const writer = Buffer.from(JSON.stringify({ ...thisProcess(), pid: gone })).toString('base64');
  writeFileSync(join(userData, 'serve', 'keycore-1111.html'), text.replace(/written by \S+/, `written by ${writer}`));
  writeFileSync(join(userData, 'serve', 'keycore-2222.html'), text);
  removeStaleRedirects(join(userData, 'serve'));
  expect(readdirSync(join(userData, 'serve')).sort()).toStrictEqual(['keycore-2222.html', 'keycore-4321.html']);
  file.remove();
});

test('one that was removed while its server slept comes back with a new code', () => {
  const file = new RedirectFile(userData, 4321, new Tokens(), silent);
  const before = readFileSync(file.path, 'utf8');
  removeStaleRedirects(join(userData, 'serve'), Date.now() + 6 * 60_000);
  expect(existsSync(file.path)).toBe(false);
  file.renew();
  expect(readFileSync(file.path, 'utf8')).not.toBe(before);
  file.remove();
});

test('what the disk refuses later is said to the log, and nothing is thrown', () => {
  const said: string[] = [];
  const file = new RedirectFile(userData, 4321, new Tokens(), (line) => said.push(line));
  // A folder of that name can neither be written nor removed as a file.
  rmSync(file.path);
  mkdirSync(join(file.path, 'inside'), { recursive: true });
  file.renew();
  file.remove();
  expect(said).toStrictEqual([
    `the file that lets a browser in is out of date: ${file.path}: cannot be written: this is a folder, not a file`,
    expect.stringMatching(/keycore-4321\.html: .*not removed|cannot be removed/),
  ]);
});

test('one that cannot be written at the start is an error in words', () => {
  mkdirSync(join(userData, 'serve', 'keycore-4321.html', 'inside'), { recursive: true });
  expect(() => new RedirectFile(userData, 4321, new Tokens(), silent)).toThrow(
    /keycore-4321\.html: (cannot be written|the disk failed, it was not written)/,
  );
});
