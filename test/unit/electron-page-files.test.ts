import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pageFile } from '../../src-main/electron/page-files.ts';
import { isOwnPage, schemeHandler } from '../../src-main/electron/scheme.ts';
import { CONTENT_SECURITY_POLICY } from '../../src-main/page/page-headers.ts';
import { ROOT } from '../integration/cli-runner.ts';

let outer: string;
let folder: string;
const SCRIPT = 'export const digits = "0123456789";';

beforeAll(() => {
  outer = mkdtempSync(join(tmpdir(), 'keycore-page-'));
  folder = join(outer, 'page');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(outer, 'secret.html'), 'secret');
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Keycore</title>');
  writeFileSync(join(folder, 'assets', 'main-1.js'), SCRIPT);
  writeFileSync(join(folder, 'assets', 'empty.css'), '');
  writeFileSync(join(folder, 'assets', 'notes.bin'), 'not for a page');
});

afterAll(() => {
  rmSync(outer, { recursive: true, force: true });
});

function get(path: string, init: RequestInit = {}): Promise<Response> {
  return pageFile(folder, new Request(`keycore://app${path}`, init));
}

test('the start page comes with the policy of both hosts', async () => {
  const response = await get('/');
  expect(response.status).toBe(200);
  expect(await response.text()).toBe('<!doctype html><title>Keycore</title>');
  expect(Object.fromEntries(response.headers)).toStrictEqual({
    'cache-control': 'no-cache',
    'content-length': '37',
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'content-type': 'text/html; charset=utf-8',
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
});

test('the policy names what may be loaded, and begins with nothing', () => {
  const policy = new Map(
    CONTENT_SECURITY_POLICY.split('; ').map((rule) => rule.split(/ (.*)/s, 2) as [string, string]),
  );
  expect(policy.get('default-src')).toBe("'none'");
  expect(policy.get('script-src')).toBe("'self'");
  expect(policy.get('connect-src')).toBe("'self'");
  for (const rule of ['frame-ancestors', 'base-uri', 'form-action']) expect(policy.get(rule)).toBe("'none'");
});

test('the page itself repeats nothing of it, and has nothing that it forbids', () => {
  const html = readFileSync(join(ROOT, 'src-renderer', 'index.html'), 'utf8');
  expect(html).not.toMatch(/http-equiv/i);
  // Inline scripts and handlers would not run; a base would be refused.
  expect(html).not.toMatch(/<script(?![^>]* src=)|\son\w+=|<base/i);
});

test('a script is served as one', async () => {
  const response = await get('/assets/main-1.js?v=2');
  expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(await response.text()).toBe(SCRIPT);
});

test('HEAD gives the same head without a body; an empty file has none either', async () => {
  const head = await get('/assets/main-1.js', { method: 'HEAD' });
  expect({ length: head.headers.get('content-length'), body: head.body }).toStrictEqual({
    length: String(SCRIPT.length),
    body: null,
  });
  const empty = await get('/assets/empty.css');
  expect({ status: empty.status, length: empty.headers.get('content-length'), body: await empty.text() }).toStrictEqual(
    {
      status: 200,
      length: '0',
      body: '',
    },
  );
});

test('other methods are refused', async () => {
  const response = await get('/index.html', { method: 'POST' });
  expect({ status: response.status, allow: response.headers.get('allow') }).toStrictEqual({
    status: 405,
    allow: 'GET, HEAD',
  });
});

test.each([
  '/none.html',
  '/assets',
  '/assets/',
  '/assets/notes.bin',
  '/index.html/more.js',
  '/%2e%2e/secret.html',
  '/..%2fsecret.html',
  '/assets/..%2f..%2fsecret.html',
  '/assets%2fmain-1.js/..%5c..%5csecret.html',
  '/%5c%5c..%5csecret.html',
  '/C:%5csecret.html',
  '//secret.html',
  '/.hidden.html',
  '/index.html%00.js',
  '/%E0%A4%A',
])('%s is not there', async (path) => {
  const response = await get(path);
  expect({ status: response.status, body: await response.text() }).toStrictEqual({
    status: 404,
    body: 'there is no such page\n',
  });
});

test('only the one host of the scheme is our own page', () => {
  expect(['keycore://app/', 'keycore://app/index.html#x'].map(isOwnPage)).toStrictEqual([true, true]);
  const strangers = [
    'keycore://apps/',
    'keycore://app.example/',
    'https://app/',
    'file:///app',
    'data:text/html,x',
    '',
  ];
  for (const url of strangers) expect({ url, own: isOwnPage(url) }).toStrictEqual({ url, own: false });
});

test('a path that only looks like the API is a file, and there is no such file', async () => {
  const handler = schemeHandler({ fetch: () => new Response('api') }, folder);
  const ask = async (path: string): Promise<string> => (await handler(new Request(`keycore://app${path}`))).text();
  expect(await ask('/api/host')).toBe('api');
  expect(await ask('/apis/host')).toBe('there is no such page\n');
  expect(await ask('/assets/../api/host')).toBe('api');
});
