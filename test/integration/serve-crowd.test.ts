import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DEFAULT_SERVER_LIMITS } from '../../src-main/serve/server.ts';
import { impatientProcess, raw, rawToken, serveProcess, type ServeProcess } from './serve-process.ts';

/** More than the server takes in all. */
const CROWD = 300;
/** Far less than any time after which the server gives up on a connection (10 s); a busy machine takes its time. */
const AT_ONCE_MS = 5000;

let folder: string;
let server: ServeProcess;
let token: string;
const crowd: Socket[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-crowd-'));
  mkdirSync(join(folder, 'root'));
  server = await serveProcess(['--root', join(folder, 'root')], join(folder, 'data'));
  token = await rawToken(server);
});

afterEach(() => {
  for (const socket of crowd.splice(0)) socket.destroy();
});

afterAll(async () => {
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
  rmSync(folder, { recursive: true, force: true });
});

/** Connections that all send the same and then nothing more; resolves when all are made. */
async function comes(text: string): Promise<void> {
  for (let made = 0; made < CROWD; made += 1) {
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => undefined).resume();
    crowd.push(socket);
    await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
    if (text !== '') socket.write(text);
  }
}

const openOnes = (): number => crowd.filter(({ readyState }) => readyState === 'open').length;

/** Status of a request with the token, over a connection of the agent; null where there came none. */
function asked(agent: Agent | false): Promise<number | undefined | null> {
  return new Promise((resolve) => {
    const sent = request(
      { port: server.port, host: '127.0.0.1', path: '/api/host', agent, headers: { authorization: `Bearer ${token}` } },
      (response) => response.resume().on('end', () => resolve(response.statusCode)),
    );
    sent.on('error', () => resolve(null)).end();
  });
}

const head = (line: string, ...more: string[]): string =>
  [line, `Host: 127.0.0.1:${server.port}`, ...more, '', ''].join('\r\n');

test.each<[string, () => string]>([
  ['that say nothing', () => ''],
  ['whose head does not end', () => head('GET / HTTP/1.1', 'X: ').slice(0, -4)],
  ['that have asked for the page and stay', () => head('GET / HTTP/1.1')],
  ['that were refused by the gate', () => head('GET /api/host HTTP/1.1', `Authorization: Bearer ${'x'.repeat(43)}`)],
  ['that want a token and do not show their code', () => head('POST /api/session HTTP/1.1', 'Content-Length: 900')],
])('a crowd of connections %s leaves room for a client with a token', async (_, text) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  expect(await asked(agent)).toBe(200);
  const [mine] = Object.values(agent.freeSockets).flat();
  await comes(text());
  const began = performance.now();
  // A new page comes in, a new connection of a page that is in, and one that was there stays.
  expect(await asked(false)).toBe(200);
  const page = await raw(server.port, [head('GET / HTTP/1.1', 'Connection: close')], AT_ONCE_MS);
  expect(page.status).toBe(200);
  expect(await rawToken(server)).toMatch(/^[\w-]{43}$/);
  expect(performance.now() - began).toBeLessThan(AT_ONCE_MS);
  expect(mine?.destroyed).toBe(false);
  expect(openOnes()).toBeLessThanOrEqual(DEFAULT_SERVER_LIMITS.strangers);
  agent.destroy();
});

test('connections with the token are no crowd: more than there is room for strangers are kept', async () => {
  const count = DEFAULT_SERVER_LIMITS.strangers + 20;
  const agent = new Agent({ keepAlive: true, maxFreeSockets: count });
  // All are strangers until their token has come: no more of them at once than there is room for.
  const waves = [DEFAULT_SERVER_LIMITS.strangers / 2, count];
  for (const open of waves) {
    const codes = await Promise.all(Array.from({ length: open }, () => asked(agent)));
    expect(codes.every((code) => code === 200)).toBe(true);
  }
  await comes('');
  expect(
    Object.values(agent.freeSockets)
      .flat()
      .filter((socket) => socket?.destroyed === false),
  ).toHaveLength(count);
  agent.destroy();
});

test('a crowd is logged once, and nothing of a token with it', () => {
  expect(server.output().match(/more than 64 connections without a token/g)).toHaveLength(1);
  expect(server.output()).not.toContain(token);
});

test('a code that does not come is not waited for', async () => {
  const data = join(folder, 'short');
  const short = await impatientProcess(join(folder, 'root'), data);
  const line = `POST /api/session HTTP/1.1\r\nHost: 127.0.0.1:${short.port}\r\nContent-Length: 900\r\n\r\n`;
  // Before the whole request's time (3 s) is over.
  const { closed } = await raw(short.port, [line], 2000);
  expect(closed).toBe(true);
  expect(short.output()).not.toMatch(/^\s+at /m);
  short.child.kill('SIGTERM');
  expect(await short.ended).toBe(0);
});
