import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { impatientProcess, raw, rawToken, type ServeProcess } from './serve-process.ts';

let folder: string;
let root: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-slow-'));
  root = join(folder, 'root');
  mkdirSync(root);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a server with short times', () => {
  let server: ServeProcess;
  let token: string;
  let project: string;
  const head = (line: string, ...more: string[]): string =>
    [line, `Host: 127.0.0.1:${server.port}`, `Authorization: Bearer ${token}`, ...more, '', ''].join('\r\n');

  beforeAll(async () => {
    server = await impatientProcess(root, join(folder, 'data'));
    token = await rawToken(server);
    const body = JSON.stringify({ untitled: true });
    const { text } = await raw(server.port, [
      head(
        'POST /api/projects HTTP/1.1',
        'Connection: close',
        'Content-Type: application/json',
        `Content-Length: ${body.length}`,
      ) + body,
    ]);
    project = /"id":"([\w-]+)"/.exec(text)?.[1] ?? '';
  });

  afterEach(async () => {
    expect((await raw(server.port, [head('GET /api/host HTTP/1.1', 'Connection: close')])).status).toBe(200);
    expect(readdirSync(join(folder, 'data', 'uploads'))).toStrictEqual([]);
  });

  afterAll(async () => {
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    expect(server.output()).not.toContain(token);
  });

  const importLine = (): string => `POST /api/projects/${project}/imports?name=slow.dump HTTP/1.1`;

  test('an upload that stalls is given up', async () => {
    const { status, text } = await raw(
      server.port,
      [head(importLine(), 'Content-Length: 1000'), 'ITEM: TIMESTEP\n'],
      3000,
    );
    expect(status).toBe(408);
    expect(text).toContain('the upload stalled and was given up');
  });

  test('an upload that trickles is given up', async () => {
    const drops = Array.from({ length: 40 }, () => 'x');
    const { status } = await raw(server.port, [head(importLine(), 'Content-Length: 100000'), ...drops], 5000, 100);
    expect(status).toBe(408);
  });

  test('an upload of unknown length is cut at the limit', async () => {
    const piece = 'x'.repeat(65_536);
    const chunks = Array.from({ length: 40 }, () => `${piece.length.toString(16)}\r\n${piece}\r\n`);
    const { status, closed } = await raw(
      server.port,
      [head(importLine(), 'Transfer-Encoding: chunked'), ...chunks],
      3000,
      2,
    );
    expect(status).toBe(413);
    expect(closed).toBe(true);
  });

  test('a sender that goes away leaves nothing', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.write(`${head(importLine(), 'Content-Length: 1000')}ITEM: TIMESTEP\n`);
    await new Promise((after) => setTimeout(after, 200));
    socket.destroy();
    await new Promise((after) => setTimeout(after, 200));
  });

  test('a head that does not end is not waited for', async () => {
    const { closed, status } = await raw(server.port, ['GET /api/host HTTP/1.1\r\nHost: 127.0.0.1\r\nX: '], 4000);
    expect(closed).toBe(true);
    expect(status === 408 || status === 400 || status === null).toBe(true);
  });
});
