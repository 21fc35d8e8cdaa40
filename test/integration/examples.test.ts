import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ANALYSES } from '../../native-workers/analyses/table.ts';
import { apiErrorSchema, projectInfoSchema, type JobInfo, type ProjectInfo } from '../../src-main/api/contract.ts';
import { startSession, type Session } from '../../src-main/api/session.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import { inProcess, ROOT } from './cli-runner.ts';
import { listReports } from '../unit/project-lists.ts';

const ASSETS = join(ROOT, 'assets');
const SMALL = join(ASSETS, '2dipl-qlm.keycore');

/** Every file of `assets/` and what it holds. */
function contents(): Record<string, string> {
  const files = readdirSync(ASSETS).filter((name) => name.includes('.keycore'));
  return Object.fromEntries(
    files.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(ASSETS, name)))
        .digest('hex'),
    ]),
  );
}

const before = contents();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-examples-'));
  symlinkSync(SMALL, join(folder, 'link.keycore'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => expect(contents()).toStrictEqual(before));

describe('the command line works on an example and keeps nothing in it', () => {
  test.each([
    ['mechanics', ['--degrees', '45'], 'the report'],
    ['spectrum', ['--no-map', '--bins', '4'], 'the spectrum'],
    ['strain', ['--no-convergence'], 'the strain'],
    ['pseudo-modes', ['--count', '1', '--starts', '1'], 'the search for pseudo-harmonic modes'],
  ])('%s', async (command, flags, what) => {
    for (const path of command === 'mechanics' ? [SMALL, join(folder, 'link.keycore')] : [SMALL]) {
      const { code, out, err } = await inProcess([command, path, '1', ...flags]);
      expect({ code, err }).toMatchObject({ code: 0 });
      expect(out).not.toBe('');
      expect(err).toContain(
        `${what} is not kept: ${path}: this is an example that comes with Keycore and stays as it is; copy it to keep something in it`,
      );
    }
  });

  test('what is to be stored in it is refused before any work', async () => {
    const configuration = join(folder, 'c.json');
    writeFileSync(configuration, JSON.stringify({ model: '2dipl', particles: 100 }));
    const dump = join(folder, 'glass.dump');
    expect((await inProcess(['export', SMALL, '1', '--format', 'dump', '-o', dump])).code).toBe(0);
    for (const args of [
      ['simulate', configuration, '--seed', '1', '-o', SMALL],
      ['analyze', dump, '--model', '2dipl', '-o', SMALL],
      ['mechanics', dump, '--model', '2dipl', '-o', SMALL],
    ]) {
      const { code, err } = await inProcess(args);
      expect({ code, err }).toMatchObject({ code: 2 });
      expect(err).toContain(`${SMALL}: this is an example that comes with Keycore`);
    }
  });

  test('reading commands read it', async () => {
    for (const args of [
      ['info', SMALL],
      ['topology', SMALL, '1'],
      ['merge', SMALL, '-o', join(folder, 'merged.keycore')],
    ])
      expect(await inProcess(args)).toMatchObject({ code: 0 });
  });
});

describe('the window works on an example', () => {
  let session: Session;
  beforeAll(() => {
    session = startSession({ host: 'test', root: ROOT, userData: join(folder, 'data'), log: () => undefined });
  });
  afterAll(() => session.close());

  const ask = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const headers = { 'content-type': 'application/json' };
    return session.api.request(path, body === undefined ? { method } : { method, headers, body: JSON.stringify(body) });
  };
  const open = async (body: unknown): Promise<ProjectInfo> =>
    projectInfoSchema.parse(await (await ask('POST', '/api/projects', body)).json());
  const refusal = async (response: Response): Promise<string> => {
    expect(response.status).toBe(409);
    return apiErrorSchema.parse(await response.json()).error.message;
  };
  const ended = async (project: ProjectInfo, response: Response): Promise<JobInfo['state']> => {
    const { job } = (await response.json()) as { job: JobInfo };
    await session.context.jobs.find(project.id, job.id)?.finished;
    return session.context.jobs.find(project.id, job.id)?.snapshot.state ?? 'unfinished';
  };

  test('by whatever path it is opened', async () => {
    const byId = await open({ shipped: '2dipl-qlm' });
    const byPath = await open({ path: 'assets/2dipl-qlm.keycore' });
    expect(byPath).toMatchObject({ id: byId.id, example: true, mode: 'read', path: null });
  });

  test('nothing is added to it; what is worked out of it stays for this run, and goes into a copy', async () => {
    const example = await open({ shipped: '2dipl-qlm' });
    const dropped = await session.api.request(`/api/projects/${example.id}/imports?name=a.dump`, {
      method: 'POST',
      body: 'x',
    });
    expect(await refusal(dropped)).toContain("Nothing can be added to '2dipl-qlm'. This is an example that comes with");
    const simulated = await ask('POST', `/api/projects/${example.id}/simulations`, { settings: { model: '2dipl' } });
    expect(await refusal(simulated)).toContain("Nothing can be added to '2dipl-qlm'");

    const route = `/api/projects/${example.id}/samples/1`;
    for (const [what, body] of [
      ['mechanics', { degrees: 45 }],
      ['spectrum', { window: null, bins: 4 }],
      ['pseudo-modes', { count: 1, starts: 1 }],
      ['strain', { convergence: false }],
    ] as const)
      expect(await ended(example, await ask('POST', `${route}/${what}`, body))).toBe('done');
    while (!(await session.context.projects.close(session.context.projects.list()[0])));

    const again = await open({ shipped: '2dipl-qlm' });
    expect(again.id).not.toBe(example.id);
    const kept = await ask('GET', `/api/projects/${again.id}/samples/1/mechanics`);
    expect(await kept.json()).toMatchObject({ report: { settings: { degrees: 45 } }, notKept: null });

    const path = join(folder, 'from-example.keycore');
    const handle = session.context.projects.find(again.id);
    if (handle === undefined) throw new Error('the example is not open');
    await session.context.projects.saveAs(handle, path, 'from-example');
    const info = await (await ask('GET', `/api/projects/${again.id}`)).json();
    expect(info).toMatchObject({ name: 'from-example', example: false, mode: 'write', readOnlyReason: null });
    const saved = await openProject(path, { mode: 'read' });
    const counts = ANALYSES.map((analysis) => [analysis.name, listReports(saved, analysis, 1).length]);
    expect(Object.fromEntries(counts)).toMatchObject({ mechanics: 1, spectrum: 1, 'pseudo-modes': 1, strain: 1 });
    saved.close();

    const pristine = await open({ shipped: '2dipl-qlm' });
    expect(await (await ask('GET', `/api/projects/${pristine.id}/samples/1/mechanics`)).json()).toBeNull();
  });
});
