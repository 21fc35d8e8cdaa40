import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folderListingSchema, projectInfoSchema } from '../../src-main/api/contract.ts';
import { startSession, type Session } from '../../src-main/api/session.ts';
import { createProject } from '../../src-main/project/open-project.ts';
import { latticeFrame } from './lattice-frame.ts';

const HAS_PIPES = process.platform !== 'win32';

let folder: string;
let session: Session;
let project: string;
const at = (name: string): string => join(folder, 'root', name);

const asJson = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const request = async (path: string, init?: RequestInit): Promise<{ status: number; text: string }> => {
  const response = await session.api.request(path, init);
  return { status: response.status, text: await response.text() };
};

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'keycore-paths-')));
  mkdirSync(at('sub'), { recursive: true });
  writeFileSync(at('text.dump'), 'ITEM: TIMESTEP\nsoon\n');
  writeFileSync(at('good.dump'), latticeFrame(400, 0));
  writeFileSync(at('text.keycore'), 'no project');
  (await createProject(at('glass.keycore'))).close();
  copyFileSync(at('glass.keycore'), at('other.keycore'));
  symlinkSync('nowhere', at('broken-link'));
  symlinkSync(folder, at('way-out'));
  if (HAS_PIPES) execFileSync('mkfifo', [at('pipe')]);
  session = startSession({
    host: 'test',
    root: join(folder, 'root'),
    userData: join(folder, 'data'),
    log: () => undefined,
  });
  const { text } = await request('/api/projects', asJson({ path: 'glass.keycore' }));
  project = projectInfoSchema.parse(JSON.parse(text)).id;
});

afterAll(async () => {
  await session.close();
  rmSync(folder, { recursive: true, force: true });
});

const PATHS = [
  ...['', '.', './', 'sub', 'sub/', 'sub/..', 'missing', 'missing/x.keycore', 'sub/missing.keycore', 'text.dump'],
  ...['text.dump/x', 'text.keycore', 'glass.keycore', 'broken-link', 'way-out', 'way-out/root', '../root', '/', 'C:\\'],
  ...['x'.repeat(300), 'x'.repeat(5000), 'a\0b', ' blank.keycore', 'pipe', '\u001b[31m'],
];

test.each(PATHS)('no answer to the path %j tells where the root or the user’s data lie', async (path) => {
  const query = encodeURIComponent(path);
  const answers = [
    await request(`/api/folder?path=${query}`),
    await request('/api/projects', asJson({ path })),
    await request(`/api/projects/${project}/save`, asJson({ path })),
    await request(`/api/projects/${project}/imports?name=it`, asJson({ path })),
    await request(`/api/projects/${project}/samples/1/export?format=csv`, asJson({ path })),
  ];
  for (const { status, text } of answers) {
    expect(status).not.toBe(500);
    for (const hidden of [join(folder, 'root'), join(folder, 'data'), folder, tmpdir()])
      expect(text).not.toContain(hidden);
  }
});

test('the root itself is told as "."', async () => {
  const { status, text } = await request('/api/projects', asJson({ path: '' }));
  expect({ status, text: JSON.parse(text) as unknown }).toMatchObject({
    status: 422,
    text: { error: { message: '.: this is a folder; a Keycore project is a file', place: { file: '.' } } },
  });
});

test('an open project is not read as a configuration, by whatever name', async () => {
  symlinkSync('glass.keycore', at('link.dump'));
  for (const path of ['glass.keycore', 'link.dump'])
    expect((await request(`/api/projects/${project}/imports?name=it`, asJson({ path }))).text).toContain(
      'it: this is a project that is open',
    );
  const closed = await request(`/api/projects/${project}/imports?name=it`, asJson({ path: 'other.keycore' }));
  expect(closed.text).toContain('a Keycore project is opened as a project');
});

test.runIf(HAS_PIPES)('pipes are refused everywhere, and keep nothing waiting', async () => {
  const listing = await request('/api/folder');
  expect(listing.text).not.toContain('"pipe"');
  // Five of them took every thread of the file system pool.
  const imports = Array.from({ length: 6 }, () =>
    request(`/api/projects/${project}/imports?name=it`, asJson({ path: 'pipe' })),
  );
  for (const { status, text } of await Promise.all(imports)) {
    expect(status).toBe(422);
    expect(text).toContain('it: this is a pipe, not a regular file');
  }
  expect((await request('/api/projects', asJson({ path: 'pipe' }))).text).toContain(
    'this is a pipe, not a regular file',
  );
  const query = 'name=good.dump&model=2dipl&types=1%3DA,2%3DB&modes=1';
  const good = await request(`/api/projects/${project}/imports?${query}`, asJson({ path: 'good.dump' }));
  expect(good.status).toBe(202);
});

test.runIf(process.platform === 'linux')(
  'names that are not UTF-8 are told with their bytes, and refused in words',
  async () => {
    const raw = (...bytes: number[]): Buffer => Buffer.concat([Buffer.from(`${at('latin')}/`), Buffer.from(bytes)]);
    mkdirSync(at('latin'));
    const caf = [...Buffer.from('caf')];
    mkdirSync(raw(...caf, 0xe9));
    writeFileSync(raw(...caf, 0xe9, ...Buffer.from('.dump')), latticeFrame(400, 0));
    copyFileSync(at('other.keycore'), raw(0xe9, 0x0a, ...Buffer.from('.keycore')));
    copyFileSync(at('other.keycore'), at('latin/café.keycore'));
    const { text } = await request('/api/folder?path=latin');
    const { entries, undecodable } = folderListingSchema.parse(JSON.parse(text));
    expect(entries.map(({ name }) => name)).toStrictEqual(['café.keycore']);
    expect(undecodable.toSorted()).toStrictEqual(['\\xe9\\x0a.keycore', 'caf\\xe9', 'caf\\xe9.dump'].toSorted());

    const refusal = async (path: string, body: object): Promise<string> => {
      const { status, text: answer } = await request(path, asJson(body));
      expect(status, answer).toBe(422);
      expect(answer).not.toContain(folder);
      return answer;
    };
    const unknown = 'its name is not UTF-8, or there is no such file; rename it (mv) to open it';
    expect(await refusal('/api/projects', { path: 'latin/\ufffd\n.keycore' })).toContain(unknown);
    expect(await refusal(`/api/projects/${project}/imports?name=it`, { path: 'latin/caf\ufffd.dump' })).toContain(
      unknown,
    );
    expect((await request(`/api/folder?path=${encodeURIComponent('latin/caf\ufffd')}`)).text).toContain(unknown);
    for (const path of [`/api/projects/${project}/save`, `/api/projects/${project}/samples/1/export?format=csv`])
      expect((await request(path, asJson({ path: 'latin/new\ufffd.keycore' }))).status).not.toBe(200);
    expect(await refusal(`/api/projects/${project}/save`, { path: 'latin/new\ufffd.keycore' })).toContain(
      'the name is not UTF-8, so the file would get another one; choose a name in UTF-8',
    );
  },
);
