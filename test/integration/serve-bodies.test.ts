import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { apiErrorSchema } from '../../src-main/api/contract.ts';
import { startSession, type Session } from '../../src-main/api/session.ts';
import { startServer, type RunningServer } from '../../src-main/serve/server.ts';
import { ROOT } from './cli-runner.ts';
import { tokenFor } from './serve-client.ts';

// Every route is asked in one test; on a busy machine that took 13 s, and more than 30 on a busier one.
vi.setConfig({ testTimeout: 120_000 });

const LIMITS = { jsonBytes: 64 * 1024, uploadBytes: 100_000, listsBytes: 64 * 1024, curvesBytes: 64 * 1024 };

/** Queries without which a route refuses before it looks at its body. */
const QUERIES: Readonly<Record<string, string>> = {
  '/api/projects/received': '?name=some.keycore',
  '/api/projects/:project/imports': '?name=some.dump',
  '/api/projects/:project/previews': '?name=some.dump',
  '/api/projects/:project/previews/:preview': '?name=some.dump',
  '/api/figures/memory': '?name=some.svg',
  '/api/projects/:project/samples/:sample/export': '?format=csv',
};

/** What is wrong with settings is the answer of the first; the others take no body. */
const INDIFFERENT: ReadonlySet<string> = new Set([
  'POST /api/simulations/check',
  'POST /api/projects/:project/samples/:sample/modes',
  'DELETE /api/projects/known/:known',
  'DELETE /api/previews/:preview',
  'POST /api/projects/:project/purged',
  // What is wrong with a file is the answer.
  'POST /api/projects/:project/previews',
]);

const RECEIVED = 'POST /api/projects/received';
const MEMORY = 'POST /api/figures/memory';

let folder: string;
let session: Session;
let server: RunningServer;
let token: string;
let project: string;
const logged: string[] = [];

interface Answer {
  status: number;
  text: string;
}

/** One request over a connection of its own; `chunked` announces no length. */
function send(
  method: string,
  path: string,
  body: string | Uint8Array,
  { chunked = false, type = 'application/json' } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': type,
      authorization: `Bearer ${token}`,
      connection: 'close',
      ...(chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(Buffer.byteLength(body)) }),
    };
    const sent = httpRequest({ host: '127.0.0.1', port: server.port, method, path, headers, agent: false });
    sent.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-bodies-'));
  mkdirSync(join(folder, 'root'));
  session = startSession({
    host: 'browser',
    root: join(folder, 'root'),
    userData: join(folder, 'data'),
    limits: LIMITS,
    log: (text) => logged.push(text),
  });
  server = await startServer({ session, port: 0, page: folder, log: (line) => logged.push(line) });
  token = await tokenFor(server);
  // A user's own: examples are read-only and refuse before they look at a body.
  copyFileSync(join(ROOT, 'assets', '2dipl-glass.keycore'), join(folder, 'root', 'glass.keycore'));
  const opened = await send('POST', '/api/projects', '{"path":"glass.keycore"}');
  project = (JSON.parse(opened.text) as { id: string }).id;
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Every route that may take a body, as a request would call it. */
function routes(): { method: string; path: string; route: string }[] {
  const named = session.api.routes.filter(({ method }) => method !== 'ALL' && method !== 'GET');
  const each = new Map(named.map(({ method, path }) => [`${method} ${path}`, { method, route: path }]));
  const found = [...each.values()].map(({ method, route }) => ({
    method,
    route,
    // The project and the sample are there, so that the request comes as far as it can; nothing is closed by it.
    path:
      route
        .replace(':project', method === 'DELETE' && route.endsWith(':project') ? 'none' : project)
        .replace(':sample', '1')
        .replace(':job', 'none') + (QUERIES[route] ?? ''),
  }));
  return [...found, { method: 'POST', path: '/api/session', route: '/api/session' }];
}

/** The same question of every route at once; answers by route. */
async function ofEvery(
  ask: (route: { method: string; path: string; route: string }) => Promise<Answer>,
): Promise<Record<string, Answer>> {
  const asked = routes().map(async (route) => [`${route.method} ${route.route}`, await ask(route)] as const);
  return Object.fromEntries(await Promise.all(asked));
}

const statuses = (answers: Record<string, Answer>): Record<string, number> =>
  Object.fromEntries(Object.entries(answers).map(([route, { status }]) => [route, status]));

/** The same status for every route; `session` for the one that is no part of the API's table. */
const all = (status: number): Record<string, number> =>
  Object.fromEntries(
    routes().map(({ method, route }) => [`${method} ${route}`, route === '/api/session' ? 401 : status]),
  );

const isStreamed = ({ route }: { route: string }): boolean => /\/(imports|previews|received|memory)$/.test(route);

describe.each([
  { way: 'with Content-Length', chunked: false },
  { way: 'without Content-Length', chunked: true },
])('a body $way', ({ chunked }) => {
  test('that is too long is refused with 413 by every route, in JSON', async () => {
    expect(routes().length).toBeGreaterThan(15);
    const json = await ofEvery(({ method, path }) => send(method, path, ' '.repeat(LIMITS.jsonBytes + 1), { chunked }));
    // A project, or a picture, is a file whatever it calls itself.
    expect(statuses(json)).toStrictEqual({ ...all(413), [RECEIVED]: 422, [MEMORY]: 422 });
    const file = await ofEvery((each) =>
      send(each.method, each.path, 'x'.repeat(LIMITS.uploadBytes + 1), {
        chunked,
        type: isStreamed(each) ? 'application/octet-stream' : 'application/json',
      }),
    );
    expect(statuses(file)).toStrictEqual(all(413));
    const refused = [...Object.entries(json), ...Object.entries(file)].filter(([, { status }]) => status !== 422);
    for (const [route, { text }] of refused)
      expect({ route, error: apiErrorSchema.parse(JSON.parse(text)).error.kind }).toStrictEqual({
        route,
        error: route.endsWith('/session') ? 'forbidden' : 'too-large',
      });
    // Of a picture it is said which, and nobody is sent to read it as a configuration.
    const { message } = apiErrorSchema.parse(JSON.parse(file[MEMORY].text)).error;
    expect(message).toBe(
      `some.svg: the file is larger than ${LIMITS.uploadBytes} bytes, the most that is taken; no figure that Keycore writes is as large`,
    );
  });

  test('that is as long as it may be is taken', async () => {
    const { status } = await send('POST', '/api/projects', '{"untitled":true}'.padEnd(LIMITS.jsonBytes), { chunked });
    expect(status).toBe(200);
    const pinned = JSON.stringify({ pinned: [1, 2] }).padEnd(LIMITS.jsonBytes);
    const answer = await send('POST', `/api/projects/${project}/samples/1/response`, pinned, { chunked });
    expect(answer).toMatchObject({ status: 200 });
    // Of a file that is no configuration, more is looked at than its length.
    const named = await send('POST', `/api/projects/${project}/imports?name=a.dump`, 'x'.repeat(LIMITS.uploadBytes), {
      chunked,
      type: 'application/octet-stream',
    });
    expect(named.status).toBe(422);
  });

  test('that is not what a route takes is the request’s fault, never ours', async () => {
    const bodies: [string, string | Uint8Array][] = [
      ['nothing', ''],
      ['broken JSON', '{"path": '],
      ['null', 'null'],
      ['a list', '[]'],
      ['a text', '"x"'],
      ['a number', '1e999'],
      ['unknown keys', '{"nonsense": true, "__proto__": {"x": 1}}'],
      ['deep nesting', `${'['.repeat(32_000)}${']'.repeat(32_000)}`],
      ['deep objects', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
      ['deep settings', `{"settings": {"model": ${'['.repeat(30_000)}${']'.repeat(30_000)}}}`],
      ['no UTF-8', new Uint8Array([0xff, 0xfe, 0x7b, 0x80])],
    ];
    const wrong: unknown[] = [];
    logged.length = 0;
    for (const [body, bytes] of bodies)
      for (const type of ['application/json', 'text/plain', 'multipart/form-data', '']) {
        const answers = await ofEvery(({ method, path }) => send(method, path, bytes, { chunked, type }));
        for (const [route, { status, text }] of Object.entries(answers)) {
          const fine = status === 200 && INDIFFERENT.has(route);
          if (!fine && (status < 400 || status >= 500))
            wrong.push({ body, type, route, status, text: text.slice(0, 200) });
        }
      }
    expect(wrong).toStrictEqual([]);
    expect(logged.filter((line) => !line.startsWith('refused POST /api/session'))).toStrictEqual([]);
  });
});
