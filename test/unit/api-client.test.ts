import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hc } from 'hono/client';
import { expect, test } from 'vitest';
import type { Api } from '../../src-main/api/app.ts';
import type { ProjectInfo } from '../../src-main/api/contract.ts';
import { startSession } from '../../src-main/api/session.ts';

test("hono's typed client knows the routes, their requests and their responses", async () => {
  const userData = mkdtempSync(join(tmpdir(), 'keycore-client-'));
  const { api, close } = startSession({ host: 'test', userData });
  // The types are checked when this file is compiled.
  const client = hc<Api>('http://localhost', { fetch: api.request });
  try {
    const opened = await client.api.projects.$post({ json: { untitled: true } });
    const project: ProjectInfo = await opened.json();
    const listed = await client.api.projects[':project'].samples.$get({ param: { project: project.id } });
    const { samples } = await listed.json();
    expect(samples.map(({ omega }) => omega)).toStrictEqual([]);
    const { host } = await (await client.api.host.$get()).json();
    expect(host).toBe('test');
  } finally {
    await close();
    rmSync(userData, { recursive: true });
  }
});
