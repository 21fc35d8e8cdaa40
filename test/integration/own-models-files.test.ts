import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { configurationHash } from '../../native-workers/configuration/configuration-hash.ts';
import { modelById, modelIds } from '../../native-workers/models/registry.ts';
import { userModelSchema } from '../../native-workers/models/user-model.ts';
import { userModel } from '../../native-workers/models/user-potential.ts';
import { type Report, reportSchema } from '../../native-workers/analysis/report/report.ts';
import { importQuerySchema } from '../../src-main/api/contract.ts';
import { ownModelSchema } from '../../src-main/api/models-contract.ts';
import { createProject, openProject } from '../../src-main/project/open-project.ts';
import { inProcess, type Run } from './cli-runner.ts';
import { type ProjectSession, startProjectSession } from './project-session.ts';
import { writeSmallGlass } from './small-glass.ts';

/** 2DIPL in one's own words; no shares, so that the types of a file may have any. */
const SOFT = {
  name: 'soft',
  species: [{ name: 'A' }, { name: 'B', diameter: 1.4 }],
  potential: {
    expression: 'eps*(s/r)^10',
    parameters: { eps: 1, s: { 'A-A': 1, 'A-B': 1.18, 'B-B': 1.4 } },
    cutoff: { 'A-A': 1.48, 'A-B': 1.7464, 'B-B': 2.072 },
  },
  density: 0.86,
};

// Seconds each on an idle machine.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
let particles: number;
const at = (name: string): string => join(folder, name);

const analyzed = async (...words: string[]): Promise<Run> =>
  inProcess(['analyze', at('glass.dump'), '--modes', '4', '--json', '-', ...words]);

async function reportOf(...words: string[]): Promise<Report> {
  const { code, out, err } = await analyzed(...words);
  expect(code, err).toBe(0);
  return reportSchema.parse(JSON.parse(out));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-own-'));
  ({ particles } = await writeSmallGlass(at('glass.dump')));
  writeFileSync(at('soft.json'), JSON.stringify(SOFT));
  writeFileSync(at('job.json'), JSON.stringify({ model: SOFT, particles: 64, seed: 'x' }));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Tables of φ are good to 1e-10 of the energy of a pair (tabulate.ts), forces to the step less. */
function expectSame(own: Report, known: Report): void {
  expect(own.sample.energyPerParticle).toBeCloseTo(known.sample.energyPerParticle, 9);
  for (const [index, { omega }] of known.modes.entries()) expect(own.modes[index].omega).toBeCloseTo(omega, 6);
}

describe('analyze --model FILE.json', () => {
  test('of a definition, or of a configuration of simulate with one, is the model that it defines', async () => {
    const known = await reportOf('--model', '2dipl');
    for (const file of ['soft.json', 'job.json']) {
      const own = await reportOf('--model', at(file));
      expectSame(own, known);
      expect(own.sample).toMatchObject({ model: 'user:soft', n: particles });
      expect(own.provenance.modelDefinition).toEqual(userModelSchema.parse(SOFT));
      expect(own.provenance.cutoffScheme).toBe('force-shifted at 1.48 σ (A-A), 1.7464 σ (A-B), 2.072 σ (B-B)');
    }
  });

  test('takes the types as --types says', async () => {
    const turned = { ...SOFT, species: [{ name: 'large', diameter: 1.4 }, { name: 'small' }] };
    const pairs = (aa: number, ab: number, bb: number) => ({ 'large-large': bb, 'small-large': ab, 'small-small': aa });
    const potential = {
      ...SOFT.potential,
      parameters: { eps: 1, s: pairs(1, 1.18, 1.4) },
      cutoff: pairs(1.48, 1.7464, 2.072),
    };
    writeFileSync(at('turned.json'), JSON.stringify({ ...turned, potential }));
    expectSame(
      await reportOf('--model', at('turned.json'), '--types', 'A=small,B=large'),
      await reportOf('--model', '2dipl'),
    );
    const wrong = await analyzed('--model', at('turned.json'), '--types', 'A=little,B=large');
    expect(wrong).toMatchObject({ code: 2, out: '' });
    expect(wrong.err).toContain("type A is called 'little', but the species of model 'user:soft' are large, small\n");
  });

  test('other commands read files with it as well, and standard input', async () => {
    const { code, out } = await inProcess(['mechanics', at('glass.dump'), '--model', at('soft.json'), '--json', '-']);
    expect(code).toBe(0);
    expect(out).toContain('"model":"user:soft"');
  });

  test('is stored with its definition, found again, and another definition is another analysis', async () => {
    const words = ['--model', at('soft.json'), '-o', at('own.keycore')];
    await reportOf(...words);
    expect((await analyzed(...words)).err).toContain('stored already as sample 1');
    using project = await openProject(at('own.keycore'), { mode: 'read' });
    const [{ configuration }] = project.listJobs();
    expect(configuration['model']).toEqual(JSON.parse(JSON.stringify(userModelSchema.parse(SOFT))));
    const { report, configuration: stored } = project.readSample(1);
    const model = userModel(userModelSchema.parse(SOFT));
    expect(configuration['configurationHash']).toBe(report.provenance.configurationHash);
    expect(configurationHash(stored, model)).not.toBe(configurationHash(stored, modelById('2dipl')));
    expect(project.modelDefinitions()).toEqual([userModelSchema.parse(SOFT)]);
    // The other analyses of the stored sample work with the definition that it carries.
    expect((await inProcess(['spectrum', at('own.keycore'), '1', '--no-keep'])).code).toBe(0);
  });

  test.each<[string, string | null, RegExp]>([
    ['missing.json', null, /^keycore: \S+missing\.json: there is no such file\n$/],
    ['text.json', 'ITEM: TIMESTEP', /^keycore: \S+text\.json: not JSON: /],
    ['list.json', '[1]', /^keycore: \S+list\.json: this defines no model: expected \{"name": …, "potential": /],
    ['empty.json', '{"name": "x"}', /^keycore: \S+empty\.json: this defines no model: expected /],
    ['id.json', '{"model": "lj"}', /^keycore: \S+id\.json: settings: model: unknown model; known models: 2dipl/],
    ['field.json', JSON.stringify({ ...SOFT, density: -1 }), /^keycore: \S+field\.json: settings: density: /],
    [
      'inner.json',
      JSON.stringify({ model: { ...SOFT, potential: { ...SOFT.potential, cutof: 1 } } }),
      /^keycore: \S+inner\.json: settings: model\.potential: Unrecognized key: "cutof"; known keys: expression, parameters, cutoff, scheme\n$/,
    ],
    [
      'formula.json',
      JSON.stringify({ ...SOFT, potential: { expression: 'foo(r)', cutoff: 1 } }),
      /^keycore: \S+formula\.json: model\.potential\.expression: /,
    ],
  ])('refuses %s, naming the file and what is wrong', async (name, text, words) => {
    if (text !== null) writeFileSync(at(name), text);
    const run = await analyzed('--model', at(name));
    expect(run).toMatchObject({ code: 2, out: '' });
    expect(run.err).toMatch(words);
  });

  test('an id that is none is refused with the ids and this way on', async () => {
    expect((await analyzed('--model', 'glass')).err).toBe(
      `keycore: --model: unknown model 'glass'; known models: ${modelIds().join(', ')}, or the name of a JSON file that defines one\n`,
    );
  });
});

describe('an import', () => {
  let api: ProjectSession;
  const data = (): string => at('data');

  beforeAll(async () => {
    (await createProject(at('window.keycore'))).close();
    api = await startProjectSession(folder, data(), 'window.keycore');
  });
  afterAll(async () => {
    await api.session.close();
  });

  const models = async () =>
    ownModelSchema
      .array()
      .parse(((await (await api.get(`${api.project}/models`)).json()) as { models: unknown }).models);
  const imports = async (query: object) => {
    const text = new URLSearchParams({ name: 'glass.dump', modes: '2', ...query }).toString();
    return api.post(`${api.project}/imports?${text}`, { path: 'glass.dump' });
  };

  test('guesses a model that was given where it fits alone, and asks where others fit too', async () => {
    const given = await api.post('/api/models?name=soft.json', SOFT);
    expect(given.status).toBe(200);
    expect((await models()).map(({ id, label }) => [id, label])).toEqual([['user:soft', 'soft']]);
    // 2DIPL fits as well as its double.
    const asked = await imports({});
    expect(asked.status).toBe(422);
    expect(await asked.json()).toMatchObject({ error: { place: { question: { asks: 'model' } } } });
  });

  test('takes the definition in its query, and offers it by name in later runs', async () => {
    const [{ definition }] = await models();
    const job = await api.ended(await imports({ model: definition }));
    expect(job).toMatchObject({ state: 'done', samples: [1], error: null });
    await api.session.close();
    api = await startProjectSession(folder, data(), 'window.keycore');
    expect((await models()).map(({ definition: known }) => known)).toEqual([definition]);
    // The same again is the sample that is there.
    expect(await api.ended(await imports({ model: definition }))).toMatchObject({ state: 'done', samples: [1] });
  });

  test('that is cut short keeps the definition in its project, and goes on with it', async () => {
    const [{ definition }] = await models();
    const answer = await imports({ model: definition, modes: '3' });
    expect(answer.status).toBe(202);
    const { job } = (await answer.json()) as { job: { id: string } };
    await api.session.close();
    {
      using project = await openProject(at('window.keycore'), { mode: 'read' });
      const [{ request }] = project.listPending();
      expect(importQuerySchema.parse(request).model).toBe(definition);
    }
    api = await startProjectSession(folder, data(), 'window.keycore');
    const resumed = await api.ended(await api.post(`${api.project}/jobs/${job.id}/resume`, {}));
    expect(resumed).toMatchObject({ state: 'done', error: null, samples: [2] });
  });

  test.each<[string, RegExp]>([
    ['{"name": "x"}', /^model: this defines no model/],
    ['{', /^model: not JSON: /],
    ['lj', /^unknown model 'lj'/],
  ])('refuses the model %s', async (model, words) => {
    const refused = await imports({ model });
    expect(refused.status).toBe(422);
    expect(((await refused.json()) as { error: { message: string } }).error.message).toMatch(words);
  });

  test('what defines no model is not remembered', async () => {
    const before = await models();
    for (const value of [{ model: '2dipl' }, { ...SOFT, potential: 1 }, 7])
      expect((await api.post('/api/models?name=x.json', value)).status).toBe(422);
    expect(await models()).toEqual(before);
  });
});
