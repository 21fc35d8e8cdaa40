import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { connect } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from './cli-runner.ts';
import { codeIn } from './serve-client.ts';
import { raw, rawToken, serveProcess, type RawAnswer, type ServeProcess } from './serve-process.ts';

let folder: string;
let root: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-hostile-'));
  root = join(folder, 'root');
  mkdirSync(root);
  copyFileSync(join(ROOT, 'assets', '2dipl-glass.keycore'), join(root, 'glass.keycore'));
  copyFileSync(join(ROOT, 'assets', '2dipl-glass.keycore'), join(folder, 'secret.keycore'));
  symlinkSync(folder, join(root, 'out'));
  symlinkSync(join(folder, 'secret.keycore'), join(root, 'link.keycore'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('keycore serve', () => {
  let server: ServeProcess;
  let token: string;
  let project: string;

  const ask = (lines: string[], body: string | Uint8Array = '', patience?: number): Promise<RawAnswer> =>
    raw(server.port, [`${lines.join('\r\n')}\r\n\r\n`, body], patience);
  const host = (): string => `Host: 127.0.0.1:${server.port}`;
  const bearer = (): string => `Authorization: Bearer ${token}`;
  const close = 'Connection: close';
  const ours = (line: string, ...more: string[]): Promise<RawAnswer> => ask([line, host(), bearer(), close, ...more]);

  beforeAll(async () => {
    server = await serveProcess([join(root, 'glass.keycore'), '--root', root], join(folder, 'data'));
    token = await rawToken(server);
    const { text } = await ours('GET /api/projects HTTP/1.1');
    project = /"id":"([\w-]+)"/.exec(text)?.[1] ?? '';
  });

  // Whatever was sent: the server lives and serves.
  afterEach(async () => {
    const { status, text } = await ours('GET /api/host HTTP/1.1');
    expect(status).toBe(200);
    expect(text).toContain('"host":"browser"');
  });

  afterAll(async () => {
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    expect(existsSync(server.redirectFile)).toBe(false);
    expect(server.output()).not.toContain(token);
    expect(server.output()).not.toContain(token.slice(0, 12));
    expect(server.output()).not.toMatch(/\n\s+at /);
  });

  test('the way in is a file of its owner only, which holds another code when one was used', async () => {
    expect(statSync(server.redirectFile).mode & 0o777).toBe(0o600);
    const code = codeIn(server.redirectFile);
    const again = await rawToken(server);
    expect(codeIn(server.redirectFile)).not.toBe(code);
    expect(again).not.toBe(token);
    const body = JSON.stringify({ code });
    const used = await ask(['POST /api/session HTTP/1.1', host(), close, `Content-Length: ${body.length}`], body);
    expect(used.status).toBe(401);
    expect(used.text).not.toContain('"token"');
    expect(server.output()).not.toContain(code);
  });

  test.each(['{}', '{"code":""}', '{"code":1}', 'x', '{"code":"AAAA"}', `{"code":"${'A'.repeat(43)}"}`])(
    'no token for %s',
    async (body) => {
      const head = ['POST /api/session HTTP/1.1', host(), close, `Content-Length: ${body.length}`];
      const { status, text } = await ask(head, body);
      expect(status).toBe(401);
      expect(text).not.toContain('"token"');
    },
  );

  test('a session request of a megabyte is not listened to', async () => {
    const { status } = await ask(
      ['POST /api/session HTTP/1.1', host(), close, 'Content-Length: 1000000'],
      'x'.repeat(1_000_000),
    );
    expect(status).toBe(401);
  });

  test.each([
    'evil.example',
    'evil.example:80',
    '127.0.0.1.evil.example',
    '192.168.0.1',
    'localhost.evil.example',
    '0.0.0.0',
    '127.0.0.1:80:80',
    'localhost@evil.example',
    '[::2]',
    '',
  ])('Host %j is refused', async (name) => {
    const api = await ask(['GET /api/host HTTP/1.1', `Host: ${name}`, bearer(), close]);
    expect(api.status).toBe(421);
    expect(api.text).not.toContain('"version"');
    expect((await ask(['GET / HTTP/1.1', `Host: ${name}`, close])).status).toBe(421);
  });

  test('any loopback name and any port is let in, for a tunnel', async () => {
    for (const name of ['localhost:9999', 'LOCALHOST', '127.0.0.1:1', '[::1]:8080'])
      expect((await ask(['GET /api/host HTTP/1.1', `Host: ${name}`, bearer(), close])).status).toBe(200);
  });

  test('no Host, or two, are refused', async () => {
    expect((await ask(['GET /api/host HTTP/1.1', bearer(), close])).status).toBe(400);
    expect((await ask(['GET /api/host HTTP/1.0', bearer()])).status).toBe(421);
    const two = ['Host: evil.example', host()];
    for (const hosts of [two, two.toReversed(), [host(), host()]])
      expect((await ask(['GET /api/host HTTP/1.1', ...hosts, bearer(), close])).status).toBe(421);
  });

  test.each(['http://evil.example', 'null', 'https://127.0.0.1', 'http://127.0.0.1', 'http://localhost', 'file://'])(
    'Origin %s is refused, and nothing is allowed across origins',
    async (origin) => {
      for (const line of ['GET /api/host HTTP/1.1', 'POST /api/session HTTP/1.1', 'OPTIONS /api/host HTTP/1.1']) {
        const { status, text } = await ours(line, `Origin: ${origin}`, 'Content-Length: 0');
        expect(status).toBe(403);
        expect(text.toLowerCase()).not.toContain('access-control-allow');
      }
    },
  );

  test('the page’s own Origin is let in', async () => {
    const { status, text } = await ours('GET /api/host HTTP/1.1', `Origin: http://127.0.0.1:${server.port}`);
    expect(status).toBe(200);
    expect(text.toLowerCase()).not.toContain('access-control-allow');
  });

  test.each([
    '',
    'Authorization: Bearer',
    'Authorization: Bearer x',
    `Authorization: Bearer ${'A'.repeat(43)}`,
    'Authorization: Basic eDp5',
    'Cookie: token=x',
  ])('the API is closed to %j', async (line) => {
    for (const path of [
      '/api/host',
      '/api/projects',
      '/api',
      '/api/',
      '/api/host?token=x',
      '/API/host',
      '/%61pi/host',
      '//api/host',
      '/./api/host',
      '/x/../api/host',
      '/api%2fhost',
    ]) {
      const { status, text } = await ask([`GET ${path} HTTP/1.1`, host(), close, ...(line === '' ? [] : [line])]);
      expect([400, 401, 404]).toContain(status);
      expect(text).not.toContain('"version"');
    }
  });

  test('a token that is nearly right is refused', async () => {
    for (const near of [`${token}A`, token.slice(0, -1), `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`])
      expect((await ask(['GET /api/host HTTP/1.1', host(), `Authorization: Bearer ${near}`, close])).status).toBe(401);
  });

  test.each([
    '/../package.json',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/assets/../../main/electron.js',
    '/assets/%2e%2e/%2e%2e/%2e%2e/package.json',
    '/....//package.json',
    '/etc/passwd',
    '/C:/x',
    '/%00',
    '/%ff',
    '/%',
    '/index.html%00.js',
    '/.git/config',
    '/index.html/',
  ])('no page file at %s', async (path) => {
    const { status, text } = await ours(`GET ${path} HTTP/1.1`);
    expect([400, 401, 404]).toContain(status);
    expect(text).not.toContain('"private"');
    expect(text).not.toContain('root:');
  });

  test.each([
    '../secret.keycore',
    '/etc/passwd',
    'out/secret.keycore',
    'link.keycore',
    './../secret.keycore',
    'out',
    '%2e%2e/secret.keycore',
    '..%2fsecret.keycore',
    '\\..\\secret.keycore',
    'x/../../secret.keycore',
    '\u0000',
  ])('no project at %j', async (path) => {
    const body = JSON.stringify({ path });
    const { status, text } = await ask(
      [
        'POST /api/projects HTTP/1.1',
        host(),
        bearer(),
        close,
        'Content-Type: application/json',
        `Content-Length: ${body.length}`,
      ],
      body,
    );
    expect([403, 422]).toContain(status);
    expect(text).not.toContain(folder);
    const listed = await ours(`GET /api/folder?path=${encodeURIComponent(path)} HTTP/1.1`);
    expect([403, 422]).toContain(listed.status);
    expect(listed.text).not.toContain('secret.keycore","kind');
    // Twice decoded it would lead out.
    const twice = await ours(`GET /api/folder?path=%252e%252e HTTP/1.1`);
    expect(twice.status).toBe(422);
  });

  test.each(['PUT', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])('method %s is not known', async (method) => {
    expect((await ours(`${method} /api/host HTTP/1.1`, 'Content-Length: 0')).status).toBe(405);
  });

  test('it is no proxy and no tunnel', async () => {
    expect((await ours('GET http://evil.example/ HTTP/1.1')).status).toBe(400);
    expect((await ours('CONNECT evil.example:80 HTTP/1.1')).text).not.toContain(' 200 ');
    const upgraded = await ours('GET /api/host HTTP/1.1', 'Upgrade: websocket', 'Connection: Upgrade');
    expect(upgraded.status).not.toBe(101);
  });

  test('a huge head is refused', async () => {
    expect((await ours('GET /api/host HTTP/1.1', `X-Long: ${'a'.repeat(100_000)}`)).status).toBe(431);
    expect((await ours(`GET /api/${'a'.repeat(100_000)} HTTP/1.1`)).status).toBe(431);
    const many = Array.from({ length: 5000 }, (_, at) => `X-${at}: a`);
    expect([431, 200]).toContain((await ours('GET /api/host HTTP/1.1', ...many)).status);
  });

  test('garbage, by itself and after a good request, ends the connection', async () => {
    const noise = new Uint8Array(4096).map((_, at) => (at * 7919) % 251);
    for (const rubbish of [
      noise,
      '\r\n\r\n\r\n',
      'GET\r\n\r\n',
      'HELO me\r\n',
      '\u0016\u0003\u0001\u0002\u0000',
      'GET / HTTP/9.9\r\n\r\n',
    ]) {
      const { status, text } = await raw(server.port, [rubbish], 300);
      expect(status === null || status === 400).toBe(true);
      expect(text).not.toContain('<html');
    }
    const good = `GET /api/host HTTP/1.1\r\n${host()}\r\n${bearer()}\r\n\r\n`;
    const piped = await raw(server.port, [good + good, noise], 1500);
    // Answers that were still being made are lost with the connection.
    expect(piped.text).toContain('HTTP/1.1 400');
    expect(piped.closed).toBe(true);
  });

  test('a request cannot be smuggled in the body of another', async () => {
    const inner = `GET /api/projects HTTP/1.1\r\n${host()}\r\n${bearer()}\r\n\r\n`;
    const both = await raw(server.port, [
      `POST /api/session HTTP/1.1\r\n${host()}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner}`,
    ]);
    expect(both.status).toBe(400);
    expect(both.text).not.toContain('"projects"');
    // A refused request's body is not taken for the next request.
    const refused = await raw(server.port, [
      `POST /api/session HTTP/1.1\r\n${host()}\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`,
    ]);
    expect(refused.status).toBe(401);
    expect(refused.text).not.toContain('"projects"');
  });

  test('a decompression bomb is refused', async () => {
    // 30 MB of the same good frame in some 60 kB.
    const frame =
      'ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS pp pp pp\n0 9\n0 9\n-0.5 0.5\nITEM: ATOMS id type x y\n1 1 0 0\n';
    const bomb = gzipSync(frame.repeat(30_000_000 / frame.length), { level: 9 });
    const { status, text } = await ask(
      [
        `POST /api/projects/${project}/imports?name=bomb.dump.gz HTTP/1.1`,
        host(),
        bearer(),
        close,
        `Content-Length: ${bomb.length}`,
      ],
      bomb,
      // The machine may be busy with other suites.
      40_000,
    );
    expect(status).toBe(422);
    expect(text).toContain('unfolds to more than 200 times its size');
    expect(readdirSync(join(folder, 'data', 'uploads'))).toStrictEqual([]);
  });

  test('an upload larger than may be is refused before it is sent', async () => {
    const { status, text } = await ask([
      `POST /api/projects/${project}/imports?name=a.dump HTTP/1.1`,
      host(),
      bearer(),
      close,
      'Content-Length: 99999999999',
    ]);
    expect(status).toBe(413);
    expect(text).toContain('"too-large"');
  });

  test('every answer carries the policy', async () => {
    for (const line of [
      'GET / HTTP/1.1',
      'GET /api/host HTTP/1.1',
      'GET /api/nothing HTTP/1.1',
      'GET /nothing HTTP/1.1',
    ]) {
      const { text } = await ours(line);
      const head = text.slice(0, text.indexOf('\r\n\r\n')).toLowerCase();
      expect(head).toContain(
        "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
      );
      expect(head).toContain('x-content-type-options: nosniff');
      expect(head).toContain('referrer-policy: no-referrer');
      expect(head).not.toContain('set-cookie');
    }
  });

  test('it listens on the loopback interface only', async () => {
    const other = Object.values(networkInterfaces())
      .flat()
      .find((each) => each !== undefined && !each.internal && each.family === 'IPv4');
    const reached = await new Promise<boolean>((resolve) => {
      // 127.0.0.2 is another loopback address: a server on 0.0.0.0 would answer there.
      const socket = connect(server.port, other?.address ?? '127.0.0.2');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      setTimeout(() => resolve(false), 1000);
      socket.once('close', () => socket.destroy());
    });
    expect(reached).toBe(false);
  });
});
