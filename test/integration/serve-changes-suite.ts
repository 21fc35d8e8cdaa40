import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  apiErrorSchema,
  exportFieldsSchema,
  exportInfoSchema,
  hostInfoSchema,
  projectChangeSchema,
  projectInfoSchema,
  type ProjectChange,
  type ProjectInfo,
} from '../../src-main/api/contract.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import { inProcess } from './cli-runner.ts';
import { madeUpSample } from './project-sample.ts';
import type { ApiHost, StartHost } from './serve-contract-suite.ts';

/** What a window hears while it is open, one change at a time. */
class Listener {
  readonly #gone = new AbortController();
  readonly #lines: AsyncGenerator<ProjectChange, void>;

  constructor(host: ApiHost, path: string) {
    this.#lines = this.#read(host.request(path, { signal: this.#gone.signal }));
  }

  async *#read(answer: Promise<Response>): AsyncGenerator<ProjectChange, void> {
    const response = await answer;
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    let text = '';
    for await (const piece of response.body ?? []) {
      const lines = (text + Buffer.from(piece).toString()).split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) if (line !== '') yield projectChangeSchema.parse(JSON.parse(line));
    }
  }

  /** The next change; undefined when the stream has ended. */
  async next(): Promise<ProjectChange | undefined> {
    const { value } = await this.#lines.next();
    return value ?? undefined;
  }

  stop(): void {
    this.#gone.abort();
  }
}

/** Changes and exports, as every host has to give them. */
export function changesSuite(name: string, start: StartHost): void {
  describe(name, () => {
    let folder: string;
    let host: ApiHost;
    let listeners: Listener[] = [];
    const at = (file: string): string => join(folder, 'root', file);
    const post = (path: string, body: unknown): Promise<Response> =>
      host.request(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const open = async (file: string): Promise<ProjectInfo> =>
      projectInfoSchema.parse(await (await post('/api/projects', { path: file })).json());
    const info = async (id: string): Promise<ProjectInfo> =>
      projectInfoSchema.parse(await (await host.request(`/api/projects/${id}`)).json());
    const listen = (project: ProjectInfo, after: number): Listener => {
      const listener = new Listener(host, `/api/projects/${project.id}/changes?after=${after}`);
      listeners.push(listener);
      return listener;
    };
    const copyOf = (file: string): string => {
      copyFileSync(join(folder, 'original.keycore'), at(file));
      return file;
    };

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'keycore-changes-'));
      mkdirSync(join(folder, 'root'));
      writeFileSync(
        join(folder, 'glass.json'),
        JSON.stringify({ model: '2dipl', particles: 100, analysis: { modes: 5 } }),
      );
      const made = ['simulate', join(folder, 'glass.json'), '--seed', '3', '-o', join(folder, 'original.keycore')];
      expect((await inProcess(made)).code).toBe(0);
      host = await start(join(folder, 'root'), join(folder, 'data'));
    });
    afterEach(() => {
      for (const listener of listeners) listener.stop();
      listeners = [];
    });
    afterAll(async () => {
      await host.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    test('what one window does, another hears: jobs, samples, and where the project is', async () => {
      const project = await open(copyOf('changes.keycore'));
      const [first, second] = [listen(project, project.revision), listen(project, 0)];
      // The second one knows nothing yet.
      const all = await second.next();
      expect(all).toStrictEqual({ revision: project.revision, project: true, samples: true, jobs: true });
      expect(
        (await inProcess(['export', at('changes.keycore'), '1', '--format', 'dump', '-o', at('a.dump')])).code,
      ).toBe(0);
      const started = await host.request(`/api/projects/${project.id}/imports?name=a.dump&model=2dipl&modes=2`, {
        method: 'POST',
        body: readFileSync(at('a.dump')),
      });
      expect(started.status).toBe(202);
      for (const listener of [first, second]) {
        const heard = { project: false, samples: false, jobs: false };
        let revision = project.revision;
        while (!heard.samples || !heard.jobs) {
          const change = await listener.next();
          if (change === undefined) throw new Error('the stream has ended');
          expect(change.revision).toBeGreaterThan(revision);
          revision = change.revision;
          heard.samples ||= change.samples;
          heard.jobs ||= change.jobs;
          heard.project ||= change.project;
        }
        expect(heard.project).toBe(false);
      }
      const { revision } = await info(project.id);
      const third = listen(project, revision);
      await post(`/api/projects/${project.id}/save`, { path: 'elsewhere.keycore' });
      // The end of the job may be heard first, by itself.
      let change = await third.next();
      while (change?.project === false) change = await third.next();
      expect(change).toMatchObject({ project: true, samples: true, jobs: true });
      // The stream ends with the project.
      await host.request(`/api/projects/${project.id}`, { method: 'DELETE' });
      expect(await third.next()).toBeUndefined();
    });

    test('a window that reads hears within seconds what another process stores, and that it has closed', async () => {
      const path = at(copyOf('watched.keycore'));
      // A process of its own would hold the lease just the same: it is by connection that changes are seen.
      const writer = await openProject(path, { mode: 'write' });
      const project = await open('watched.keycore');
      expect(project.mode).toBe('read');
      expect(project.readOnlyReason).toMatch(
        /^Process \d+ on .+ has it open for writing since .+; close it there to write here\.$/,
      );
      const listener = listen(project, project.revision);
      // Long enough for the watch to have begun.
      await new Promise((resolve) => setTimeout(resolve, 300));
      writer.addSample({ configuration: { task: 'made up' }, seed: null }, madeUpSample(1));
      const change = await listener.next();
      expect(change).toMatchObject({ samples: true });
      expect((await info(project.id)).samples).toBe(2);
      writer.close();
      let heard = change;
      while (heard?.project === false) heard = await listener.next();
      expect(await info(project.id)).toMatchObject({
        mode: 'read',
        readOnlyReason: 'It was open for writing elsewhere and no longer is; open it again to write here.',
      });
      const again = await open('watched.keycore');
      expect(again).toMatchObject({ id: project.id, mode: 'write', readOnlyReason: null, samples: 2 });
    });

    test('the fields of a mode are the same when they are asked for again, and those of another mode are others', async () => {
      const project = await open(copyOf('again.keycore'));
      const mode = async (number: number): Promise<Buffer> => {
        const path = `/api/projects/${project.id}/samples/1/modes/${number}/arrays?names=u,uNp,divUNp`;
        return Buffer.from(await (await host.request(path)).arrayBuffer());
      };
      const [first, other] = [await mode(0), await mode(1)];
      expect((await mode(0)).equals(first)).toBe(true);
      expect(other.equals(first)).toBe(false);
      expect((await mode(1)).equals(other)).toBe(true);
    });

    test('a sample is downloaded in every format, as the command line writes it', async () => {
      const { exportFormats } = hostInfoSchema.parse(await (await host.request('/api/host')).json());
      expect(exportFormats.map(({ id }) => id)).toStrictEqual(['dump', 'data', 'xyz', 'gsd', 'npz', 'csv', 'json']);
      const project = await open(copyOf('exports.keycore'));
      for (const { id, extension } of exportFormats) {
        const answer = await host.request(`/api/projects/${project.id}/samples/1/export?format=${id}&modes=2`);
        expect(answer.status).toBe(200);
        expect(answer.headers.get('content-disposition')).toBe(
          `attachment; filename="exports-1${extension}"; filename*=UTF-8''exports-1${extension}`,
        );
        const written = join(folder, `exports${extension}`);
        const flags = ['--format', id, '--modes', '2', '-o', written];
        const { code, err } = await inProcess(['export', join(folder, 'original.keycore'), '1', ...flags]);
        expect(code).toBe(0);
        expect(Buffer.from(await answer.arrayBuffer()).equals(readFileSync(written))).toBe(true);
        const omitted = JSON.parse(decodeURIComponent(answer.headers.get('keycore-omitted') ?? '')) as string[];
        expect(omitted).toHaveLength(Number(/has no place for (\d+) column/.exec(err)?.[1] ?? 0));
        // In a file of the root the bytes are the same.
        const told = await post(`/api/projects/${project.id}/samples/1/export?format=${id}&modes=2`, {
          path: `out${extension}`,
        });
        const { bytes, particles, name: shown } = exportInfoSchema.parse(await told.json());
        expect({ shown, bytes, particles }).toStrictEqual({
          shown: `out${extension}`,
          bytes: readFileSync(written).length,
          particles: 100,
        });
        expect(readFileSync(at(`out${extension}`)).equals(readFileSync(written))).toBe(true);
      }
    });

    test('fields of modes that are chosen, and an oscillating mode, come as the command line writes them', async () => {
      const project = await open(copyOf('chosen.keycore'));
      const sample = `/api/projects/${project.id}/samples/1`;
      const { fields } = exportFieldsSchema.parse(await (await host.request(`${sample}/export/fields`)).json());
      expect(fields.find(({ name }) => name === 'uT')).toStrictEqual({
        name: 'uT',
        about: 'u_T',
        unit: 'm^(−1/2)',
        kind: 'vector',
        perMode: true,
        missing: null,
      });
      expect(fields.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['vibrability', 'square', 'nonAffineShear']),
      );
      for (const [route, ...words] of [
        [
          'export?format=npz&mode=0,2-3&fields=uT,absUL,psi6',
          'export',
          '--mode',
          '0,2-3',
          '--fields',
          'uT,absUL,psi6',
          '--format',
          'npz',
        ],
        [
          'trajectory?format=xyz&mode=2&amplitude=0.1&frames=4',
          'trajectory',
          '--mode',
          '2',
          '--amplitude',
          '0.1',
          '--frames',
          '4',
        ],
      ]) {
        const answer = await host.request(`${sample}/${route}`);
        expect(answer.status).toBe(200);
        const [command, ...flags] = words;
        const written = join(folder, `chosen-${command}`);
        expect(
          await inProcess([command, join(folder, 'original.keycore'), '1', ...flags, '-o', written, '--overwrite']),
        ).toMatchObject({ code: 0 });
        expect(Buffer.from(await answer.arrayBuffer()).equals(readFileSync(written))).toBe(true);
        const told = await post(`${sample}/${route}`, { path: `chosen-${command}` });
        expect(exportInfoSchema.parse(await told.json()).bytes).toBe(readFileSync(written).length);
        expect(readFileSync(at(`chosen-${command}`)).equals(readFileSync(written))).toBe(true);
      }
    });

    test('what cannot be exported is said, and nothing is written or replaced', async () => {
      const project = await open(copyOf('refusals.keycore'));
      writeFileSync(at('taken.dump'), 'mine');
      const base = `/api/projects/${project.id}/samples`;
      symlinkSync(folder, at('out'));
      symlinkSync(join(folder, 'victim.dump'), at('link.dump'));
      const cases: [string, unknown, number, string][] = [
        ['1/export?format=pdf', null, 422, "unknown format 'pdf'; known formats: dump, data, xyz, gsd, npz, csv, json"],
        ['1/export?format=dump&modes=6', null, 422, 'expected at most 5: the displacements of that many modes'],
        ['1/export?format=dump&modes=-1', null, 400, 'the request is malformed: modes'],
        ['1/export', null, 400, 'the request is malformed: format'],
        ['1/export?format=dump&mode=3-9', null, 422, '--mode: there is no mode 9'],
        ['1/export?format=dump&fields=uT,,u', null, 400, 'the request is malformed: fields'],
        ['1/export?format=dump&fields=uX', null, 422, "there is no field 'uX'; there are u, uT,"],
        ['1/export?format=dump&fields=d2min/d2min', null, 422, "the project has no report of 'keycore d2min'"],
        ['1/trajectory?format=npz', null, 422, "unknown format 'npz'; known formats: dump, xyz"],
        ['1/trajectory?format=xyz&mode=7', null, 422, '--mode: there is no mode 7'],
        ['1/trajectory?format=xyz&amplitude=0', null, 400, 'the request is malformed: amplitude'],
        ['1/trajectory?format=xyz', { path: 'taken.dump' }, 422, 'taken.dump: it exists already'],
        ['9/export?format=dump', null, 404, 'there is no sample 9 in this project'],
        ['1/export?format=dump', { path: 'taken.dump' }, 422, 'taken.dump: it exists already: choose another name'],
        ['1/export?format=dump', { path: 'a.Keycore' }, 422, 'a.Keycore: a .keycore file is a project'],
        ['1/export?format=dump', { path: '../a.dump' }, 403, "'../a.dump' is not inside the folder that was opened"],
        ['1/export?format=dump', { path: 'out/a.dump' }, 403, "'out' is not inside the folder that was opened"],
        ['1/export?format=dump', { path: 'none/a.dump' }, 422, 'there is no such file or folder'],
        ['1/export?format=dump', { grant: 'A'.repeat(32) }, 403, 'the choice of this file has expired'],
      ];
      for (const [path, body, status, words] of cases) {
        const answer = body === null ? await host.request(`${base}/${path}`) : await post(`${base}/${path}`, body);
        expect({ path, status: answer.status }).toStrictEqual({ path, status });
        expect(apiErrorSchema.parse(await answer.json()).error.message).toContain(words);
      }
      expect(readFileSync(at('taken.dump'), 'utf8')).toBe('mine');
      // A link to what is not there yet is replaced by the file, not followed.
      expect((await post(`${base}/1/export?format=csv`, { path: 'link.dump' })).status).toBe(200);
      expect([existsSync(join(folder, 'victim.dump')), lstatSync(at('link.dump')).isFile()]).toStrictEqual([
        false,
        true,
      ]);
      expect(['a.Keycore', '../a.dump'].filter((file) => existsSync(at(file)))).toStrictEqual([]);
    });
  });
}
