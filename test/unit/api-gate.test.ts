import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { desktopApp } from '../../src-main/cli/desktop-app.ts';
import { browserCommand } from '../../src-main/serve/browser.ts';
import { refusalOf } from '../../src-main/serve/gate.ts';
import { StaticFiles } from '../../src-main/serve/static-files.ts';
import { Tokens } from '../../src-main/serve/tokens.ts';

test('a code is good once and for 60 s; the one before a new one stays good for its time', () => {
  const tokens = new Tokens();
  const code = tokens.newCode(0);
  expect(code).toMatch(/^[\w-]{43}$/);
  expect(tokens.exchange('', 0)).toBeNull();
  expect(tokens.exchange(`${code}x`, 0)).toBeNull();
  const token = tokens.exchange(code, 59_999);
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(tokens.exchange(code, 59_999)).toBeNull();
  expect(tokens.exchange(tokens.newCode(0), 60_000)).toBeNull();
  const [oldest, former, newest] = [tokens.newCode(0), tokens.newCode(1), tokens.newCode(2)];
  expect(tokens.exchange(oldest, 3)).toBeNull();
  expect(tokens.exchange(former, 60_001)).toBeNull();
  expect(tokens.exchange(former, 60_000)).toMatch(/^[\w-]{43}$/);
  expect(tokens.exchange(former, 60_000)).toBeNull();
  expect(tokens.exchange(newest, 60_001)).toMatch(/^[\w-]{43}$/);
  expect(tokens.admits(`Bearer ${token ?? ''}`)).toBe(true);
});

test('nothing but a token it gave is admitted', () => {
  const tokens = new Tokens();
  const code = tokens.newCode();
  const token = tokens.exchange(code) ?? '';
  for (const header of [
    undefined,
    '',
    token,
    `Bearer ${code}`,
    `bearer ${token}`,
    `Bearer  ${token}`,
    `Bearer ${token} `,
    `Bearer ${token.slice(1)}`,
    `Basic ${token}`,
  ])
    expect(tokens.admits(header)).toBe(false);
  fc.assert(fc.property(fc.string(), (text) => !tokens.admits(`Bearer ${text}`)));
});

test('the hundred newest tokens are kept', () => {
  const tokens = new Tokens();
  const given = Array.from({ length: 101 }, () => tokens.exchange(tokens.newCode()) ?? '');
  expect(given.map((token) => tokens.admits(`Bearer ${token}`))).toStrictEqual([
    false,
    ...Array<boolean>(100).fill(true),
  ]);
});

function request(url: string, headers: Record<string, string> = {}, method = 'GET'): IncomingMessage {
  return { url, method, headers: { host: '127.0.0.1:80', ...headers }, rawHeaders: [] } as unknown as IncomingMessage;
}

test('no way of writing a path gets to the API without a token', () => {
  const tokens = new Tokens();
  const disguise = (text: string, choices: number[]): string =>
    Array.from(text)
      .map((letter, at) => {
        const hex = (letter.codePointAt(0) ?? 0).toString(16);
        return [letter, letter.toUpperCase(), `%${hex}`, `%${hex.toUpperCase()}`][choices[at % choices.length] % 4];
      })
      .join('');
  const prefixes = ['/', '/./', '/x/../', '/x/%2e%2e/', '/%2e/'];
  fc.assert(
    fc.property(
      fc.constantFrom(...prefixes),
      fc.array(fc.nat(3), { minLength: 1, maxLength: 8 }),
      fc.constantFrom('/host', '', '/', '?x', '/projects/1/samples'),
      (prefix, choices, rest) => {
        const refusal = refusalOf(request(`${prefix}${disguise('api', choices)}${rest}`), tokens);
        expect(refusal).not.toBeNull();
      },
    ),
  );
  expect(refusalOf(request('/api/session'), tokens)).toBeNull();
  for (const page of ['/', '/index.html', '/assets/api.js', '/apis'])
    expect(refusalOf(request(page), tokens)).toBeNull();
});

test('a path that is no address even after decoding is refused like any other without a token', () => {
  const tokens = new Tokens();
  for (const path of ['/%2f[', '/\\[', '/%5c%5c[', '/%2f%2f:99999/', '/%09/['])
    expect(refusalOf(request(path), tokens)).toMatchObject({ status: 401 });
});

test('Host and Origin are compared exactly', () => {
  const tokens = new Tokens();
  const of = (host: string, origin?: string): number | null =>
    refusalOf(request('/', { host, ...(origin === undefined ? {} : { origin }) }), tokens)?.status ?? null;
  expect(of('localhost:8080', 'http://localhost:8080')).toBeNull();
  expect(of('localhost:8080', 'http://localhost:8081')).toBe(403);
  expect(of('localhost:8080', 'http://127.0.0.1:8080')).toBe(403);
  expect(of('localhost:8080', 'https://localhost:8080')).toBe(403);
  expect(of('localhost:8080', 'null')).toBe(403);
  for (const host of [
    'localhost.',
    'localhost:',
    'localhost:123456',
    ' localhost',
    '127.1',
    '2130706433',
    '127.0.0.2',
    '::1',
  ])
    expect(of(host)).toBe(421);
});

test('only the page’s own files are sent, by exact path, with their types', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keycore-page-'));
  try {
    mkdirSync(join(folder, 'page', 'assets'), { recursive: true });
    writeFileSync(join(folder, 'secret.js'), 'x');
    writeFileSync(join(folder, 'page', 'index.html'), 'x');
    writeFileSync(join(folder, 'page', 'notes.exe'), 'x');
    writeFileSync(join(folder, 'page', 'assets', 'a-1.js'), 'x');
    symlinkSync(join(folder, 'secret.js'), join(folder, 'page', 'link.js'));
    const files = new StaticFiles(join(folder, 'page'));
    expect(files.find('/')).toMatchObject({ type: 'text/html; charset=utf-8', hashed: false });
    expect(files.find('/assets/a-1.js')).toMatchObject({ type: 'text/javascript; charset=utf-8', hashed: true });
    for (const path of [
      '/link.js',
      '/notes.exe',
      '/../secret.js',
      '/assets/../../secret.js',
      '/assets',
      '/assets/',
      '',
      '/INDEX.html',
    ])
      expect(files.find(path)).toBeUndefined();
    // A page that was built again while the server runs.
    rmSync(join(folder, 'page', 'assets', 'a-1.js'));
    writeFileSync(join(folder, 'page', 'assets', 'a-2.js'), 'x');
    expect(files.find('/assets/a-1.js')).toBeUndefined();
    expect(files.find('/assets/a-2.js')).toBeDefined();
    expect(new StaticFiles(join(folder, 'none')).find('/')).toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe.skipIf(process.platform === 'win32')('what lies at the place of a listed file by now', () => {
  let folder: string;
  let server: Server;
  const page = (...parts: string[]): string => join(folder, 'page', ...parts);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keycore-page-'));
    mkdirSync(page('assets'), { recursive: true });
    mkdirSync(join(folder, 'outside'));
    for (const file of [page('a.js'), page('assets', 'a-1.js')]) writeFileSync(file, 'mine');
    for (const name of ['a.js', 'a-1.js']) writeFileSync(join(folder, 'outside', name), 'secret');
    const files = new StaticFiles(page());
    server = createServer((incoming, response) => {
      if (!files.send(incoming.url ?? '', incoming.method === 'HEAD', response)) response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });

  async function sent(path: string, init: RequestInit = {}): Promise<{ status: number; text: string }> {
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { ...init, signal: AbortSignal.timeout(5000) });
    return { status: response.status, text: await response.text() };
  }

  const openDescriptors = (): number => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0);

  test('is sent if it is a file, HEAD and empty ones too, and no descriptor stays open', async () => {
    expect(await sent('/a.js')).toStrictEqual({ status: 200, text: 'mine' });
    const before = openDescriptors();
    for (let time = 0; time < 20; time += 1) {
      expect(await sent('/a.js', { method: 'HEAD' })).toStrictEqual({ status: 200, text: '' });
      writeFileSync(page('a.js'), time % 2 === 0 ? '' : 'longer');
      expect((await sent('/a.js')).text).toBe(time % 2 === 0 ? '' : 'longer');
    }
    expect(openDescriptors()).toBeLessThan(before + 10);
  });

  test('is not sent if it is a link, a folder or a pipe', async () => {
    rmSync(page('a.js'));
    symlinkSync(join(folder, 'outside', 'a.js'), page('a.js'));
    expect((await sent('/a.js')).status).toBe(404);
    rmSync(page('a.js'));
    mkdirSync(page('a.js'));
    expect((await sent('/a.js')).status).toBe(404);
    rmSync(page('a.js'), { recursive: true });
    execFileSync('mkfifo', [page('a.js')]);
    expect((await sent('/a.js')).status).toBe(404);
  });

  test('is not sent if a folder on the way is a link to elsewhere', async () => {
    rmSync(page('assets'), { recursive: true });
    symlinkSync(join(folder, 'outside'), page('assets'));
    expect((await sent('/assets/a-1.js')).status).toBe(404);
  });
});

test.runIf(process.platform === 'linux')(
  'no browser is looked for without a screen; the code is in no command line',
  () => {
    vi.stubEnv('DISPLAY', '');
    vi.stubEnv('WAYLAND_DISPLAY', '');
    expect(browserCommand('/data/serve/keycore-1.html')).toBeNull();
    vi.stubEnv('DISPLAY', ':0');
    const folder = mkdtempSync(join(tmpdir(), 'keycore-path-'));
    vi.stubEnv('PATH', folder);
    expect(browserCommand('/data/serve/keycore-1.html')).toBeNull();
    writeFileSync(join(folder, 'chromium'), '', { mode: 0o755 });
    expect(browserCommand('/data/serve/k 1.html')).toStrictEqual([
      'chromium',
      '--app=file:///data/serve/k%201.html',
      '--no-first-run',
    ]);
    writeFileSync(join(folder, 'xdg-open'), '', { mode: 0o755 });
    expect(browserCommand('/data/serve/keycore-1.html')).toStrictEqual(['xdg-open', '/data/serve/keycore-1.html']);
    rmSync(folder, { recursive: true });
    vi.unstubAllEnvs();
  },
);

test('the desktop window is started where all it needs is there, else it is said what is missing', () => {
  const root = mkdtempSync(join(tmpdir(), 'keycore-desktop-'));
  const screen = { DISPLAY: ':0' };
  const electron = join(root, 'node_modules', 'electron');
  expect(desktopApp(root, screen, 1000)).toStrictEqual({ obstacle: 'Electron is not installed here' });
  mkdirSync(join(electron, 'dist'), { recursive: true });
  writeFileSync(join(electron, 'path.txt'), 'electron');
  expect(desktopApp(root, screen, 1000)).toStrictEqual({ obstacle: 'Electron is not installed here' });
  writeFileSync(join(electron, 'dist', 'electron'), '');
  expect(desktopApp(root, screen, 1000)).toHaveProperty('obstacle', expect.stringContaining('is not built'));
  mkdirSync(join(root, 'build', 'main'), { recursive: true });
  const host = join(root, 'build', 'main', 'electron.js');
  writeFileSync(host, '');
  expect(desktopApp(root, screen, 1000)).toStrictEqual({ program: join(electron, 'dist', 'electron'), args: [host] });
  expect(desktopApp(root, screen, 0)).toStrictEqual({ obstacle: 'Electron does not run as root' });
  if (process.platform === 'linux')
    expect(desktopApp(root, {}, 1000)).toStrictEqual({ obstacle: 'there is no screen' });
  rmSync(root, { recursive: true });
});
