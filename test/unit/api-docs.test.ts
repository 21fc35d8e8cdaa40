import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSession } from '../../src-main/api/session.ts';
import { ROOT } from '../integration/cli-runner.ts';

test('docs/api.md and the contract name every route, and no other', async () => {
  const userData = mkdtempSync(join(tmpdir(), 'keycore-docs-'));
  const session = startSession({ host: 'test', userData });
  const routes = session.api.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path}`);
  await session.close();
  rmSync(userData, { recursive: true });
  // The browser host's own.
  const own = ['POST /api/session', 'POST /api/session/challenge', 'POST /api/session/rejoin'];
  const expected = [...new Set([...routes, ...own])].sort();
  const documented = (file: string, row: RegExp): string[] =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(row)].map(([, route]) => route.replace(/\?.*$/, '')).sort();
  expect(documented('docs/api.md', /^\| `((?:GET|POST|DELETE) [^`]+)` \|/gm)).toStrictEqual(expected);
  expect(documented('src-main/api/contract.ts', /^ \* \| ((?:GET|POST|DELETE) \S+)/gm)).toStrictEqual(expected);
});
