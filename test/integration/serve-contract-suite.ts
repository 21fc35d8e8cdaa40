import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pearson } from '../../native-workers/analysis/modes/correlations.ts';
import { randomStart } from '../../native-workers/analysis/preparation/random-start.ts';
import { sampleSeed } from '../../native-workers/analysis/preparation/sample-seed.ts';
import { periodicVoronoi } from '../../native-workers/analysis/voronoi/voronoi.ts';
import { modelById } from '../../native-workers/models/registry.ts';
import {
  apiErrorSchema,
  folderListingSchema,
  hostInfoSchema,
  jobEventSchema,
  jobInfoSchema,
  projectInfoSchema,
  sampleDetailSchema,
  sampleRowSchema,
  type ApiError,
  type JobEvent,
  type JobInfo,
  type ProjectInfo,
  type SampleDetail,
  type SampleRow,
} from '../../src-main/api/contract.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import { inProcess } from './cli-runner.ts';
import { receivedArrays, type ReceivedArray } from './serve-arrays.ts';

/** A host under test. */
export interface ApiHost {
  request: (path: string, init?: RequestInit) => Promise<Response>;
  stop: () => Promise<void>;
}

/** Makes a host that serves `root` and keeps the user's data in `userData`; uploads of 10 MB at most. */
export type StartHost = (root: string, userData: string) => Promise<ApiHost>;

/** Largest upload of the hosts under test. */
export const UPLOAD_BYTES = 10_000_000;

const PARTICLES = 100;

/** What every host has to answer, whichever way requests reach it. */
export function contractSuite(name: string, start: StartHost): void {
  describe(name, () => {
    let folder: string;
    let root: string;
    let host: ApiHost;
    const at = (file: string): string => join(root, file);

    const get = async (path: string): Promise<unknown> => {
      const response = await host.request(path);
      expect(response.status).toBe(200);
      return response.json();
    };
    const post = (path: string, body: unknown): Promise<Response> =>
      host.request(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const open = async (body: unknown): Promise<ProjectInfo> => {
      const response = await post('/api/projects', body);
      expect(response.status).toBe(200);
      return projectInfoSchema.parse(await response.json());
    };
    const refusal = async (response: Response): Promise<{ status: number } & ApiError['error']> => ({
      status: response.status,
      ...apiErrorSchema.parse(await response.json()).error,
    });
    const samples = async (project: ProjectInfo): Promise<SampleRow[]> => {
      const body = (await get(`/api/projects/${project.id}/samples`)) as { samples: unknown };
      return sampleRowSchema.array().parse(body.samples);
    };
    const detail = async (project: ProjectInfo, number: number): Promise<SampleDetail> =>
      sampleDetailSchema.parse(await get(`/api/projects/${project.id}/samples/${number}`));
    const arrays = async (path: string, names: string): Promise<Map<string, ReceivedArray>> => {
      const response = await host.request(`${path}/arrays?names=${encodeURIComponent(names)}`);
      expect(response.status).toBe(200);
      const bytes = await response.arrayBuffer();
      expect(response.headers.get('content-length')).toBe(String(bytes.byteLength));
      return receivedArrays(bytes);
    };
    const upload = (project: ProjectInfo, query: string, body: string | Uint8Array<ArrayBuffer>): Promise<Response> =>
      host.request(`/api/projects/${project.id}/imports?${query}`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body,
      });
    const started = async (response: Response): Promise<JobInfo> => {
      const body = (await response.json()) as { job: unknown };
      expect(response.status).toBe(202);
      return jobInfoSchema.parse(body.job);
    };
    const events = async (project: ProjectInfo, job: string, after = 0): Promise<JobEvent[]> => {
      const response = await host.request(`/api/projects/${project.id}/jobs/${job}/progress?after=${after}`);
      expect(response.headers.get('content-type')).toBe('application/x-ndjson');
      const lines = (await response.text()).split('\n').filter((line) => line !== '');
      return lines.map((line) => jobEventSchema.parse(JSON.parse(line)));
    };
    const copyOf = (file: string): string => {
      copyFileSync(join(folder, 'original.keycore'), at(file));
      return file;
    };

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'keycore-api-'));
      root = join(folder, 'root');
      mkdirSync(root);
      const configuration = { model: '2dipl', particles: PARTICLES, analysis: { modes: 5 } };
      writeFileSync(join(folder, 'glass.json'), JSON.stringify(configuration));
      const made = await inProcess(['simulate', join(folder, 'glass.json'), '--seed', '3', '-o', at('glass.keycore')]);
      expect(made.code).toBe(0);
      const exported = ['export', at('glass.keycore'), '1', '--format', 'dump', '-o', at('glass.dump')];
      expect((await inProcess(exported)).code).toBe(0);
      // A copy of a project that is open would hold its lease.
      copyFileSync(at('glass.keycore'), join(folder, 'original.keycore'));
      host = await start(root, join(folder, 'data'));
    });

    afterAll(async () => {
      await host.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    test('says what it is', async () => {
      const info = hostInfoSchema.parse(await get('/api/host'));
      expect(info.models.map(({ id }) => id)).toStrictEqual([
        '2dipl',
        '2dka',
        'crystal',
        'harmonic',
        'hertzian',
        'polydisperse',
      ]);
      expect(info.shippedSamples.map(({ id }) => id)).toContain('2dipl-glass');
      expect(info.variant).toMatch(/^(x86-64-v[234]|generic)$/);
    });

    test('lists what can be opened, folders first, and nothing hidden or outside', async () => {
      mkdirSync(at('list/sub'), { recursive: true });
      for (const file of ['b.dump', 'a10.xyz', 'a9.data.gz', 'p.keycore', 'notes.txt', '.hidden.dump'])
        writeFileSync(at(`list/${file}`), 'x');
      symlinkSync(folder, at('list/out'));
      const listing = folderListingSchema.parse(await get('/api/folder?path=list'));
      expect(listing).toStrictEqual({
        path: 'list',
        entries: [
          { name: 'sub', kind: 'folder', bytes: 0 },
          { name: 'a9.data.gz', kind: 'configuration', bytes: 1 },
          { name: 'a10.xyz', kind: 'configuration', bytes: 1 },
          { name: 'b.dump', kind: 'configuration', bytes: 1 },
          { name: 'p.keycore', kind: 'project', bytes: 1 },
        ],
        undecodable: [],
      });
    });

    test.each(['..', '../root', 'list/../..', '/etc', 'C:\\x', 'list\\..', 'a\0b', 'list/out', 'list/out/data'])(
      'refuses the path %j, which leads out of the root',
      async (path) => {
        const listed = await refusal(await host.request(`/api/folder?path=${encodeURIComponent(path)}`));
        expect(listed).toMatchObject({ status: 403, kind: 'forbidden' });
        expect(listed.message).toMatch(/is not inside the folder that was opened \(--root\)$/);
        const opened = await refusal(await post('/api/projects', { path: `${path}/glass.keycore` }));
        expect(opened).toMatchObject({ status: 403, kind: 'forbidden' });
        const project = await open({ path: 'glass.keycore' });
        const saved = await refusal(await post(`/api/projects/${project.id}/save`, { path: `${path}/new.keycore` }));
        expect(saved).toMatchObject({ status: 403, kind: 'forbidden' });
      },
    );

    test('a project is opened once, however often it is asked for, and closed by the last', async () => {
      const path = copyOf('twice.keycore');
      const first = await open({ path });
      expect(first).toMatchObject({ name: 'twice', path, untitled: false, mode: 'write', samples: 1 });
      expect((await open({ path })).id).toBe(first.id);
      const close = (): Promise<Response> => host.request(`/api/projects/${first.id}`, { method: 'DELETE' });
      expect(await (await close()).json()).toStrictEqual({});
      expect(await samples(first)).toHaveLength(1);
      await close();
      expect(await refusal(await close())).toMatchObject({
        status: 404,
        kind: 'not-found',
        message: 'this project is not open; open it again',
      });
      const free = await openProject(at(path), { mode: 'write' });
      expect(free.mode).toBe('write');
      free.close();
    });

    test('a shipped sample is opened as an example', async () => {
      const project = await open({ shipped: '2dipl-glass' });
      const told = { name: '2dipl-glass', path: null, untitled: false, example: true, mode: 'read', samples: 1 };
      expect(project).toMatchObject(told);
      const [row] = await samples(project);
      expect(row).toMatchObject({ number: 1, model: '2dipl', n: 4096, negativeModes: 0 });
      expect((await refusal(await post('/api/projects', { shipped: '../glass' }))).message).toBe(
        "there is no shipped sample '../glass'",
      );
    });

    test('a project whose bytes are sent is opened as a copy, once; what is none leaves nothing', async () => {
      const send = (name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Response> =>
        host.request(`/api/projects/received?name=${encodeURIComponent(name)}`, { method: 'POST', body: bytes });
      const bytes = Uint8Array.from(readFileSync(join(folder, 'original.keycore')));
      const first = projectInfoSchema.parse(await (await send('C:\\sent\\../a:b.keycore', bytes)).json());
      expect(first).toMatchObject({ name: 'a_b', path: null, untitled: false, mode: 'write', samples: 1 });
      const again = projectInfoSchema.parse(await (await send('a_b.keycore', bytes)).json());
      expect(again.id).toBe(first.id);
      const told = { status: 422, kind: 'bad-input', place: { file: 'x.keycore' } };
      expect(await refusal(await send('x.keycore', new Uint8Array(0)))).toMatchObject({
        ...told,
        message: 'x.keycore: not a Keycore project: the file is empty',
      });
      expect(await refusal(await send('x.keycore', bytes.slice(0, 5000)))).toMatchObject(told);
      expect(readdirSync(join(folder, 'data', 'uploads'))).toStrictEqual([]);
      expect(readdirSync(join(folder, 'data', 'received'))).toHaveLength(1);
    });

    test('a project that is sent while it is open elsewhere is a copy of its own; one held elsewhere is read', async () => {
      const held = await openProject(at(copyOf('sent.keycore')), { mode: 'write' });
      const bytes = Uint8Array.from(readFileSync(at('sent.keycore')));
      const send = async (): Promise<ProjectInfo> =>
        projectInfoSchema.parse(
          await (
            await host.request('/api/projects/received?name=sent.keycore', { method: 'POST', body: bytes })
          ).json(),
        );
      const copy = await send();
      expect(copy).toMatchObject({ mode: 'write', readOnlyReason: null });
      held.close();
      await host.request(`/api/projects/${copy.id}`, { method: 'DELETE' });
      // Another Keycore of this user has the copy.
      const [folderOfIt] = readdirSync(join(folder, 'data', 'received')).filter((name) =>
        existsSync(join(folder, 'data', 'received', name, 'sent.keycore')),
      );
      const other = await openProject(join(folder, 'data', 'received', folderOfIt, 'sent.keycore'), { mode: 'write' });
      const again = await send();
      expect(again.mode).toBe('read');
      expect(again.readOnlyReason).toMatch(/^Process \d+ on .+ has it open for writing since .+; close it there/);
      other.close();
    });

    test('a file that another process writes is opened for reading, and it is said who has it', async () => {
      const path = copyOf('held.keycore');
      const holder = await openProject(at(path), { mode: 'write' });
      try {
        const project = await open({ path });
        expect(project.mode).toBe('read');
        expect(project.readOnlyReason).toMatch(
          /^Process \d+ on .+ has it open for writing since 2\d{3}-.+; close it there/,
        );
        const refused = await refusal(await upload(project, 'name=a.dump', readFileSync(at('glass.dump'))));
        expect(refused).toMatchObject({ status: 409, kind: 'read-only' });
        expect(refused.message).toContain(project.readOnlyReason);
        expect(await samples(project)).toHaveLength(1);
      } finally {
        holder.close();
      }
    });

    test('what is no project is refused in the words of the command line', async () => {
      for (const [file, content] of [
        ['empty.keycore', ''],
        ['text.keycore', 'hello'],
      ]) {
        writeFileSync(at(file), content);
        const refused = await refusal(await post('/api/projects', { path: file }));
        const told = await inProcess(['info', at(file)]);
        expect(refused).toMatchObject({ status: 422, kind: 'bad-input', place: { file } });
        expect(`keycore: ${root}/${refused.message}\n`).toBe(told.err);
      }
    });

    test('rows and details are those of the project', async () => {
      const project = await open({ path: 'glass.keycore' });
      const file = await openProject(at('glass.keycore'), { mode: 'read' });
      const { report, numbers } = file.readSample(1);
      file.close();
      expect(await samples(project)).toStrictEqual([
        {
          number: 1,
          label: `2dipl · ${PARTICLES} · #1`,
          model: '2dipl',
          n: PARTICLES,
          energyPerParticle: numbers.energyPerParticle,
          omega: report.modes[0].omega,
          pr: report.modes[0].pr,
          maxPsi: report.vibrability.max,
          coreSize: report.core.clusterIds.length,
          keyCoreSize: report.keyCore.stringIds.length,
          negativeModes: 0,
          shear: report.elasticity?.shear?.mean,
          pinnedShear: report.elasticity?.pinnedShear?.mean,
          relativeAnisotropy: report.elasticity?.relativeAnisotropy,
          omegaT: report.qlm?.omegaT,
          verdict: report.qlm?.verdict,
          phononShare: report.modes[0].phononShare,
          criterion: 'phonon-share',
          verdictReason: null,
          participants: PARTICLES * report.modes[0].pr,
          isQlm: report.qlm?.isQlm,
          title: null,
          tags: [],
          notes: 0,
          source: numbers.source,
          seed: numbers.seed,
          job: 1,
          index: 1,
          preset: 'instantaneous',
          storedAt: numbers.storedAt,
          omegaRatio: report.modes[0].omega / (report.qlm?.omegaT ?? Number.NaN),
          psi6: expect.any(Number),
          meanPsi6: expect.any(Number),
        },
      ]);
      const found = await detail(project, 1);
      expect(found.report).toStrictEqual({ ...report, vibrability: { ...report.vibrability, values: [] } });
      expect(found.phononShares).toStrictEqual(report.modes.map(({ phononShare }) => phononShare));
      expect(found.verdict).toMatchObject({ verdict: report.qlm?.verdict, cuts: report.qlm?.cuts, computed: false });
      expect(found).toMatchObject({ storedModes: 5, diameters: [1, 1.4], speciesNames: ['A', 'B'] });
      expect(found.arrays.map((array) => array.name)).toStrictEqual([
        'vibrability',
        'psi6',
        ...['u', 'uT', 'uL', 'uNp', 'absU', 'absUL', 'divUNp', 'divU', 'areaChange'],
      ]);
      for (const number of ['2', '0', 'x', '1e0'])
        expect(await refusal(await host.request(`/api/projects/${project.id}/samples/${number}`))).toMatchObject({
          status: 404,
          kind: 'not-found',
        });
    });

    test('arrays of a sample come bit for bit, aligned, with positions wrapped', async () => {
      const project = await open({ path: 'glass.keycore' });
      const file = await openProject(at('glass.keycore'), { mode: 'read' });
      const { configuration, fields } = file.readSample(1);
      file.close();
      const got = await arrays(
        `/api/projects/${project.id}/samples/1`,
        'ids,species,positions,vibrability,neighbours/start,neighbours/index',
      );
      expect(got.get('ids')?.data).toStrictEqual(configuration.ids);
      expect(got.get('species')?.data).toStrictEqual(configuration.species);
      expect(got.get('vibrability')).toMatchObject({ data: fields.vibrability, shape: [PARTICLES], unit: 'σ²/ε' });
      for (const { data, offset } of got.values()) expect(offset % data.BYTES_PER_ELEMENT).toBe(0);
      const positions = got.get('positions');
      expect(positions?.shape).toStrictEqual([PARTICLES, 2]);
      const { lx, ly } = configuration.box;
      positions?.data.forEach((coordinate, index) => {
        const length = index % 2 === 0 ? lx : ly;
        expect(coordinate).toBeGreaterThanOrEqual(0);
        expect(coordinate).toBeLessThan(length);
        const images = (coordinate - configuration.positions[index]) / length;
        // Wrapping adds a whole number of box lengths, up to the rounding of one subtraction.
        expect(Math.abs(images - Math.round(images))).toBeLessThan(1e-14);
      });
      const { neighbours } = periodicVoronoi(configuration.box, configuration.positions);
      expect(got.get('neighbours/start')?.data).toStrictEqual(neighbours.start);
      expect(got.get('neighbours/index')?.data).toStrictEqual(neighbours.index);
    });

    test('arrays of a mode obey their definitions and agree with the report', async () => {
      const project = await open({ path: 'glass.keycore' });
      const base = `/api/projects/${project.id}/samples/1`;
      const { report } = await detail(project, 1);
      const psi = (await arrays(base, 'vibrability')).get('vibrability')?.data as Float64Array;
      for (const mode of [0, 4]) {
        const got = await arrays(`${base}/modes/${mode}`, 'u,uT,uL,uNp,absU,absUL,divUNp,divU,areaChange');
        const [u, uT, uL, absU, absUL, divUNp, areaChange] = [
          ...['u', 'uT', 'uL', 'absU', 'absUL', 'divUNp', 'areaChange'],
        ].map((each) => got.get(each)?.data as Float64Array);
        const norm = (field: Float64Array): number => field.reduce((sum, value) => sum + value * value, 0);
        // u has norm 1, so 1e-12 is some thousand roundings.
        u.forEach((value, index) => expect(Math.abs(uT[index] + uL[index] - value)).toBeLessThan(1e-12));
        expect(norm(uT) / norm(u)).toBeCloseTo(report.modes[mode].transverse, 12);
        absU.forEach((value, i) => expect(value).toBeCloseTo(Math.hypot(u[2 * i], u[2 * i + 1]), 14));
        absUL.forEach((value, i) => expect(value).toBeCloseTo(Math.hypot(uL[2 * i], uL[2 * i + 1]), 14));
        const { psi_div, psi_uL } = report.modes[mode].correlations;
        expect(pearson(psi, divUNp)).toBeCloseTo(psi_div ?? Number.NaN, 10);
        expect(pearson(psi, absUL)).toBeCloseTo(psi_uL ?? Number.NaN, 10);
        // The total area is constant: Σ a_i (δa/a)_i = 0.
        const file = await openProject(at('glass.keycore'), { mode: 'read' });
        const { configuration } = file.readSample(1);
        file.close();
        const { areas } = periodicVoronoi(configuration.box, configuration.positions);
        expect(Math.abs(areas.reduce((sum, area, i) => sum + area * areaChange[i], 0))).toBeLessThan(1e-12);
        expect(got.get('uNp')).toMatchObject({ shape: [PARTICLES, 2], unit: 'm^(−1/2)' });
      }
    });

    test('arrays that are not there are named together with those that are', async () => {
      const project = await open({ path: 'glass.keycore' });
      const ask = async (path: string) => refusal(await host.request(`/api/projects/${project.id}/samples/1/${path}`));
      expect(await ask('arrays?names=positions,heat')).toMatchObject({
        status: 404,
        message: expect.stringMatching(
          /^there is no array 'heat'; there are ids, species, positions, vibrability, neigh/,
        ),
      });
      expect(await ask('modes/0/arrays?names=vibrability')).toMatchObject({
        status: 404,
        message: "there is no array 'vibrability'; there are u, uT, uL, uNp, absU, absUL, divUNp, divU, areaChange",
      });
      expect(await ask('modes/5/arrays?names=u')).toMatchObject({
        status: 404,
        message: "there is no mode '5'; displacements are stored of modes 0 to 4",
      });
      expect(await ask('arrays?names=ids,ids')).toMatchObject({ status: 400, kind: 'bad-request' });
      expect(await ask('arrays')).toMatchObject({ status: 400, kind: 'bad-request' });
    });

    test('an import is checked, analysed as a job and stored; the same again is found', async () => {
      const project = await open({ path: copyOf('import.keycore') });
      const dump = readFileSync(at('glass.dump'));
      const job = await started(await upload(project, 'name=glass.dump&model=2dipl&modes=3', dump));
      expect(job).toMatchObject({ title: 'Import of glass.dump', samples: [] });
      const all = await events(project, job.id);
      expect(all.map(({ seq }) => seq)).toStrictEqual(all.map((_, index) => index + 1));
      expect(all.at(-1)?.job).toMatchObject({ state: 'done', samples: [2], error: null, progress: 1 });
      expect((await events(project, job.id, 2)).map(({ seq }) => seq)).toStrictEqual(
        all.map(({ seq }) => seq).filter((seq) => seq > 2),
      );
      const rows = await samples(project);
      expect(rows[1]).toMatchObject({ number: 2, label: 'glass.dump, frame 0 (timestep 0)' });
      expect(rows[1].omega).toBeCloseTo(rows[0].omega ?? Number.NaN, 11);
      expect((await detail(project, 2)).storedModes).toBe(3);

      const again = await started(await upload(project, 'name=glass.dump&model=2dipl&modes=3', dump));
      expect((await events(project, again.id)).at(-1)?.job).toMatchObject({ state: 'done', samples: [2] });
      expect(await samples(project)).toHaveLength(2);
      const byPath = await started(
        await post(`/api/projects/${project.id}/imports?name=glass.dump&model=2dipl&modes=3`, { path: 'glass.dump' }),
      );
      expect((await events(project, byPath.id)).at(-1)?.job).toMatchObject({ state: 'done', samples: [2] });
      const listed = (await get(`/api/projects/${project.id}/jobs`)) as { jobs: JobInfo[] };
      expect(listed.jobs.map(({ id }) => id)).toStrictEqual([job.id, again.id, byPath.id]);
      expect(readdirSync(join(folder, 'data', 'uploads'))).toStrictEqual([]);
    });

    test('bad files are refused in the words of the command line, and nothing is opened or left', async () => {
      const project = await open({ path: copyOf('bad.keycore') });
      const lines = readFileSync(at('glass.dump'), 'utf8').split('\n');
      const bad: [string, string | Uint8Array<ArrayBuffer>, string[]][] = [
        ['empty.dump', '', []],
        ['cut.dump', lines.slice(0, 40).join('\n'), ['--model', '2dipl']],
        ['nan.dump', lines.with(12, lines[12].replace(/\d+\.\d+/, 'nan')).join('\n'), ['--model', '2dipl']],
        ['types.dump', lines.join('\n'), ['--model', '2dipl', '--types', '1=A']],
        ['picture.dump', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), []],
        ['model.dump', lines.join('\n'), ['--model', 'glass']],
        ['frame.dump', lines.join('\n'), ['--frame', '7']],
        ['word.dump', lines.join('\n'), ['--frame', 'first']],
        ['guess.csv', 'id,type,x,y\n1,1,0,0\n2,1,3,3\n3,1,0,3\n4,1,3,0\n', ['--box', '6,6']],
      ];
      for (const [file, content, flags] of bad) {
        writeFileSync(at(file), content);
        const told = await inProcess(['analyze', at(file), ...flags]);
        expect(told.code).toBe(2);
        const query = new URLSearchParams({ name: file });
        for (let flag = 0; flag < flags.length; flag += 2) query.set(flags[flag].slice(2), flags[flag + 1]);
        const refused = await refusal(await upload(project, query.toString(), content));
        expect(refused).toMatchObject({ status: 422, kind: 'bad-input' });
        // A model may be a file on the command line only.
        const words = told.err
          .replaceAll(`${root}/`, '')
          .replace('--model: unknown', 'unknown')
          .replace(', or the name of a JSON file that defines one', '');
        expect(`keycore: ${refused.message}\n`).toBe(words);
      }
      expect(await samples(project)).toHaveLength(1);
      expect(readdirSync(join(folder, 'data', 'uploads'))).toStrictEqual([]);
    });

    test('an upload above the limit is refused, announced or not', async () => {
      const project = await open({ path: copyOf('large.keycore') });
      const tooMuch = new Uint8Array(UPLOAD_BYTES + 1).fill(0x20);
      const refused = await refusal(await upload(project, 'name=a.dump', tooMuch));
      expect(refused).toMatchObject({ status: 413, kind: 'too-large' });
      expect(refused.message).toContain(`larger than ${UPLOAD_BYTES} bytes`);
      expect(readdirSync(join(folder, 'data', 'uploads'))).toStrictEqual([]);
    });

    test('a job is cancelled; what it was at is not stored', async () => {
      const project = await open({ path: copyOf('cancel.keycore') });
      // Some 20 s of work on one core.
      const model = modelById('2dipl');
      const { ids, species, positions, box } = randomStart(model, 40_000, model.density, sampleSeed('cancel', 0));
      const rows = Array.from(ids, (id, i) => `${id},${'AB'[species[i]]},${positions[2 * i]},${positions[2 * i + 1]}`);
      const query = `name=start.csv&model=2dipl&box=${box.lx},${box.ly}`;
      const job = await started(await upload(project, query, `id,type,x,y\n${rows.join('\n')}\n`));
      const waiting = await started(
        await upload(project, 'name=glass.dump&model=2dipl', readFileSync(at('glass.dump'))),
      );
      const cancel = async (id: string): Promise<JobInfo> => {
        const response = await host.request(`/api/projects/${project.id}/jobs/${id}`, { method: 'DELETE' });
        return jobInfoSchema.parse(await response.json());
      };
      expect(await cancel(job.id)).toMatchObject({ state: 'cancelled', samples: [], error: null });
      expect((await events(project, waiting.id)).at(-1)?.job).toMatchObject({ state: 'done', samples: [2] });
      expect(await samples(project)).toHaveLength(2);
      expect(await cancel(waiting.id)).toMatchObject({ state: 'done' });
    });

    test('Untitled keeps what it is given, and is another file once it is saved', async () => {
      const untitled = await open({ untitled: true });
      expect(untitled).toMatchObject({ name: 'Untitled', path: null, untitled: true, mode: 'write', samples: 0 });
      const job = await started(await upload(untitled, 'name=glass.dump&model=2dipl', readFileSync(at('glass.dump'))));
      await events(untitled, job.id);
      expect((await open({ untitled: true })).samples).toBe(1);

      const refused = await refusal(await post(`/api/projects/${untitled.id}/save`, { path: 'glass.keycore' }));
      expect(refused).toMatchObject({ status: 422, kind: 'bad-input', place: { file: 'glass.keycore' } });
      expect(refused.message).toBe(
        'glass.keycore: it exists already, and nothing is ever overwritten: choose another name',
      );
      const response = await post(`/api/projects/${untitled.id}/save`, { path: 'mine' });
      const saved = projectInfoSchema.parse(await response.json());
      expect(saved).toStrictEqual({
        ...untitled,
        name: 'mine',
        path: 'mine.keycore',
        untitled: false,
        samples: 1,
        revision: saved.revision,
      });
      expect(saved.revision).toBeGreaterThan(untitled.revision);
      expect(existsSync(join(folder, 'data', 'untitled', 'Untitled.keycore'))).toBe(false);
      expect(await samples(saved)).toHaveLength(1);
      expect((await open({ path: 'mine.keycore' })).id).toBe(untitled.id);
      const next = await open({ untitled: true });
      expect(next).toMatchObject({ untitled: true, samples: 0 });
      expect(next.id).not.toBe(untitled.id);
    });

    test('requests that mean nothing are refused', async () => {
      const malformed = await host.request('/api/projects', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"path',
      });
      expect(await refusal(malformed)).toMatchObject({ status: 400, kind: 'bad-request' });
      for (const body of [{}, { path: 1 }, { path: 'a', grant: 'b' }, { untitled: false }])
        expect(await refusal(await post('/api/projects', body))).toMatchObject({ status: 400, kind: 'bad-request' });
      expect(await refusal(await post('/api/projects', { path: 'x'.repeat(100_000) }))).toMatchObject({
        status: 413,
        kind: 'too-large',
      });
      expect(await refusal(await post('/api/projects', { grant: 'guess' }))).toMatchObject({
        status: 403,
        message: 'the choice of this file has expired; choose it again',
      });
      expect(await refusal(await host.request('/api/nothing'))).toMatchObject({ status: 404, kind: 'not-found' });
      const project = await open({ path: 'glass.keycore' });
      for (const query of ['', 'name=', 'name=a&modes=0', 'name=a&colour=red', `name=${'a'.repeat(256)}`, 'name=a%0Ab'])
        expect(await refusal(await upload(project, query, 'x'))).toMatchObject({ status: 400, kind: 'bad-request' });
    });
  });
}
