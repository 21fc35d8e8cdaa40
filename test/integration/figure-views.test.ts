import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ofGradient } from '../../native-workers/analysis/elasticity/elastic-response.ts';
import { figureListSchema, figurePlaceSchema, figurePreviewSchema } from '../../src-main/api/figures-contract.ts';
import { figureMemorySchema } from '../../src-main/figures/figure-memory.ts';
import { figureLabel } from '../../src-main/figures/marks/label-parts.ts';
import { STYLES } from '../../src-main/figures/marks/styles.ts';
import { PANEL_LIST } from '../../src-main/figures/panel-list.ts';
import { drawFieldView } from '../../src-main/figures/panels/field-view.ts';
import { readFigureMemory } from '../../src-main/figures/read-figure-memory.ts';
import { panelNamed } from '../../src-main/figures/registry.ts';
import { FigureSample } from '../../src-main/figures/sample/figure-sample.ts';
import { USUAL_OPTIONS } from '../../src-main/figures/sample/panel-options.ts';
import { sourceInProject } from '../../src-main/figures/figure-source.ts';
import { storedFigureSample } from '../../src-main/figures/stored-figure-sample.ts';
import { scalarOfView, vectorsOfView } from '../../src-main/figures/view/view-fields.ts';
import { MODE_ARRAYS } from '../../src-main/library/mode-arrays.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import { readPng } from '../../scripts/png.ts';
import { inProcess, ROOT } from './cli-runner.ts';
import { type ProjectSession, startProjectSession } from './project-session.ts';
import { writeSmallGlass } from './small-glass.ts';

const folder = mkdtempSync(join(tmpdir(), 'keycore-views-'));
const at = (...names: string[]) => join(folder, ...names);
const project = at('small glass.keycore');
const VIEW =
  'mode=0&colour=divUNp&arrows=uNp&beside=uL&centre=1,2&extent=6,4&map=balance&marks=core,string,square&theta=0';

beforeAll(async () => {
  await writeSmallGlass(at('glass.dump'));
  expect(await inProcess(['analyze', at('glass.dump'), '--model', '2dipl', '-o', project])).toMatchObject({ code: 0 });
  const drawn = await inProcess([
    'figures',
    project,
    '1',
    '-o',
    at('figs'),
    '--view',
    VIEW,
    '--format',
    'svg,pdf,png,csv',
  ]);
  expect(drawn).toMatchObject({ code: 0, err: '' });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (ending: string) => at('figs', `small glass-1-view.${ending}`);

test('a core without particles is called empty, and no colour stands for it', async () => {
  expect(await inProcess(['figures', project, '1', '-o', at('core'), '--only', '3a1'])).toMatchObject({ code: 0 });
  const captions = readFileSync(at('core', 'small glass-1-captions.md'), 'utf8');
  expect(captions).toContain('the core is empty: no cluster of particles has Ψ > 0.25, the largest is 0.0572.');
  expect(captions).toContain('Reduced units of length σ, energy ε and mass m: Ψ in σ²/ε');
  expect(readFileSync(at('core', 'small glass-1-3a1.svg'), 'utf8')).not.toContain('&gt; 0.25');
});

describe('a view', () => {
  test('remembers itself in every form, without a folder', () => {
    for (const ending of ['svg', 'pdf', 'png']) {
      const memory = readFigureMemory(readFileSync(file(ending)), file(ending));
      expect(memory).toMatchObject({ figure: 'view', view: VIEW, project: 'small glass', sample: 1 });
      expect(memory.command).toBe(`keycore figures 'small glass.keycore' 1 -o figures --view '${VIEW}' --style nature`);
      expect(JSON.stringify(memory)).not.toContain(tmpdir());
    }
  });

  test.each(['svg', 'pdf', 'png'])('is made again from its %s, to the byte', async (ending) => {
    // The project is found beside the figure.
    const out = at('again', ending);
    mkdirSync(out, { recursive: true });
    copyFileSync(file(ending), at(`moved.${ending}`));
    const made = await inProcess(['figures', '--from', at(`moved.${ending}`), '-o', out, '--format', 'svg']);
    expect(made).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(join(out, 'small glass-1-view.svg'))).toEqual(readFileSync(file('svg')));
  });

  test('carries its faces within the SVG', () => {
    const text = readFileSync(file('svg'), 'utf8');
    const faces = [...text.matchAll(/@font-face\{font-family:'([^']+)'[^}]*base64,([A-Za-z0-9+/=]+)\)/g)];
    expect(faces.map(([, name]) => name).sort()).toEqual(['Arimo', 'DejaVu Sans']);
    // A TrueType file begins with 1.0 as a fixed-point number.
    for (const [, , base64] of faces) expect(Buffer.from(base64, 'base64').readUInt32BE(0)).toBe(0x00010000);
  });

  test.each([
    ['mode=99&arrows=u', 'mode: there is no mode 99; displacements are stored of modes 0 to'],
    ['colour=beauty', "colour: the sample has no field 'beauty' to colour by"],
    ['arrows=north', "arrows: there is no vector field 'north'"],
    ['map=jet', '--view: map: Invalid option'],
    ['beauty=1', '--view: Unrecognized key'],
    ['extent=0,4', '--view: extent: at least 0.1 σ are expected'],
    ['range=2,1', '--view: range: low < high is expected'],
    ['scale=log&range=0,1', '--view: range: a logarithm needs ends above 0'],
    ['extent=0.2,60', '--view: extent: at most 20 times as wide as high'],
    ['pinned=9-3', '--view: pinned: at most 100000 ids, in ranges that ascend'],
    ['marks=strings', "marks: 'strings' are of a report of 'keycore mechanics'"],
  ])('that names what there is not is refused: %s', async (view, words) => {
    const refused = await inProcess(['figures', project, '1', '-o', at('none'), '--view', view]);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain(words);
  });
});

/** The sample as its figures are drawn from it. */
async function figureSample() {
  using opened = await openProject(project, { mode: 'read' });
  return new FigureSample(storedFigureSample(sourceInProject(opened, 1, 'small glass')));
}

test('a view has every array of a mode, under the name and unit that the window shows', async () => {
  const sample = await figureSample();
  const fields = { u: sample.displacement(1), ...sample.fields(1) };
  for (const { name, label, unit, kind, signed } of MODE_ARRAYS) {
    const values = fields[name as keyof typeof fields];
    if (kind === 'scalar')
      expect(scalarOfView(sample, { colour: name, mode: 1 })).toEqual({
        name,
        label: figureLabel(label),
        unit: figureLabel(unit),
        signed,
        values,
      });
    else
      expect(vectorsOfView(sample, name, { mode: 1 })).toEqual({
        name,
        label: `${figureLabel(label)} of mode 1`,
        unit: 'm^{−1/2}',
        vectors: values,
      });
  }
  sample.dispose();
});

test('arrows of a deformation in a view are those of its panel', async () => {
  const sample = await figureSample();
  const request = { sample, width: 250, style: STYLES[0], options: USUAL_OPTIONS };
  const { nonAffine } = sample.response([]);
  const [xx, xy, , yy] = [0, 1, 2, 3].map((row) => ofGradient(nonAffine, row));
  const deformations = [
    { id: '2b', arrows: 'x:shear+', x: xy },
    { id: '2c', arrows: 'x:shear-', x: xy.map((value) => -value) },
    { id: '2g', arrows: 'x:tension', x: xx.map((value, at) => value - yy[at]) },
    { id: '2h', arrows: 'x:compression', x: yy.map((value, at) => value - xx[at]) },
  ];
  for (const { id, arrows, x } of deformations) {
    const expected = x.filter((_, at) => at % 2 === 0);
    const ofPanel = panelNamed(id)
      ?.draw(request)
      .data.find(({ name }) => name === 'nonaffine_x');
    const ofView = drawFieldView(request, { arrows }).data.find(({ name }) => name === `${arrows}_x`);
    expect(ofPanel?.values, id).toEqual(expected);
    expect(ofView?.values, arrows).toEqual(expected);
  }
  sample.dispose();
});

describe('--from', () => {
  const from = (name: string, ...more: string[]) =>
    inProcess(['figures', ...more, '--from', at(name), '-o', at('none')]);

  test('a picture without a memory, a broken and a forged one are refused', async () => {
    writeFileSync(at('plain.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    expect(await from('plain.svg')).toMatchObject({
      code: 2,
      err: expect.stringContaining('does not say what it shows') as string,
    });
    writeFileSync(at('forged.svg'), '<svg><metadata id="keycore">{"command":"rm -rf ~"}</metadata></svg>');
    expect(await from('forged.svg')).toMatchObject({
      code: 2,
      err: expect.stringContaining('it was changed') as string,
    });
    const png = readFileSync(file('png'));
    const chunk = png.indexOf('iTXtkeycore\0');
    png.fill(0xff, chunk + 17, chunk + 30);
    writeFileSync(at('broken.png'), png);
    expect(await from('broken.png')).toMatchObject({
      code: 2,
      err: expect.stringContaining('no whole picture') as string,
    });
    expect(await from('not-there.png')).toMatchObject({
      code: 2,
      err: expect.stringContaining('not-there.png') as string,
    });
  });

  test('a sample that is gone, and a project that has another, are told', async () => {
    const memory = readFigureMemory(readFileSync(file('svg')), 'figure');
    const gone = { ...memory, project: '../elsewhere', contentHash: 'f'.repeat(64) };
    writeFileSync(at('gone.svg'), `<svg><metadata id="keycore">${JSON.stringify(gone)}</metadata></svg>`);
    expect(figureMemorySchema.safeParse(gone).success).toBe(true);
    expect(await from('gone.svg')).toMatchObject({
      code: 2,
      err: expect.stringContaining('name the project') as string,
    });
    expect(await from('gone.svg', project)).toMatchObject({
      code: 2,
      err: expect.stringContaining('has no sample of that content') as string,
    });
  });
});

describe('routes', () => {
  let api: ProjectSession;
  beforeAll(async () => {
    api = await startProjectSession(folder, at('user'), 'small glass.keycore');
  });
  afterAll(() => api.session.close());

  test('the list has every panel, with why the sample does not have it', async () => {
    const { panels, pages, styles, analyses } = figureListSchema.parse(
      await (await api.get(`${api.sample}/figures`)).json(),
    );
    expect(panels.map(({ id }) => id).sort()).toEqual(PANEL_LIST.map(({ id }) => id).sort());
    expect(panels.find(({ id }) => id === '1a')?.reason).toBeNull();
    expect(panels.find(({ id }) => id === '6a')?.reason).toBe('only a crystal has vacancies');
    expect(panels.find(({ id }) => id === '4a')).toMatchObject({ needs: ['mechanics'] });
    // Neither this nor another report is there yet.
    expect(analyses.find(({ name }) => name === 'mechanics')).toMatchObject({ takesMinutes: false, drawnFrom: null });
    expect(pages.map(({ id }) => id)).toEqual(expect.arrayContaining(['1', '6']));
    expect(styles.map(({ id }) => id)).toEqual(expect.arrayContaining(['nature', 'aps']));
  });

  test('a small picture is as wide as it was asked for; there is none of what the sample lacks', async () => {
    const answer = await api.get(`${api.sample}/figures/thumbnail?id=1a&pixels=200`);
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(readPng(Buffer.from(await answer.arrayBuffer())).width).toBe(200);
    expect((await api.get(`${api.sample}/figures/thumbnail?id=6a`)).status).toBe(204);
    expect((await api.get(`${api.sample}/figures/thumbnail?id=9z`)).status).toBe(422);
    expect((await api.get(`${api.sample}/figures/thumbnail?id=1a&style=none`)).status).toBe(422);
    expect((await api.get(`${api.sample}/figures/thumbnail?id=1a&pixels=9`)).status).toBe(400);
  });

  test('a small picture is of the mode and the angles that are asked for', async () => {
    const picture = async (query: string) =>
      Buffer.from(await (await api.get(`${api.sample}/figures/thumbnail?${query}`)).arrayBuffer());
    const lowest = await picture('id=1a');
    expect(await picture('id=1a&mode=0&angles=45,90')).toEqual(lowest);
    expect(await picture('id=1a&mode=1')).not.toEqual(lowest);
    // Of a mode that is not stored, of an angle that there is not.
    expect((await api.get(`${api.sample}/figures/thumbnail?id=1a&mode=900`)).status).toBe(422);
    for (const wrong of ['mode=-1', 'mode=x', 'angles=45', 'angles=45,361', 'angles=a,b'])
      expect((await api.get(`${api.sample}/figures/thumbnail?id=1a&${wrong}`)).status).toBe(400);
  });

  test('page and command line draw the same SVG, to the byte', async () => {
    const answer = await api.post(`${api.sample}/figures/preview`, { view: VIEW });
    const preview = figurePreviewSchema.parse(await answer.json());
    expect(preview.svg).toBe(readFileSync(file('svg'), 'utf8'));
    expect(preview.widthMm).toBeCloseTo(183, 6);
    expect(preview.caption).toContain('Arrows: u<sup>np</sup> of mode 0 (left), u<sub>L</sub> of mode 0 (right).');
  });

  test('an array of a report colours a view, under its own name, on page and command line alike', async () => {
    const settings = { untilEvent: false, to: 1e-4, step: 1e-4 };
    expect(await api.ended(await api.post(`${api.sample}/d2min`, settings))).toMatchObject({ state: 'done' });
    const view = 'colour=d2min&arrows=none';
    const preview = figurePreviewSchema.parse(await (await api.post(`${api.sample}/figures/preview`, { view })).json());
    expect(preview.caption).toBe('Colours: D²<sub>min</sub>.');
    const out = at('figs', 'd2min');
    expect(await inProcess(['figures', project, '1', '-o', out, '--view', view])).toMatchObject({ code: 0, err: '' });
    expect(preview.svg).toBe(readFileSync(join(out, 'small glass-1-view.svg'), 'utf8'));
  });

  test('one figure in one form is a file, more are an archive', async () => {
    const one = await api.post(`${api.sample}/figures`, { panels: ['1f'], formats: ['png'], dpi: 100 });
    expect(one.headers.get('content-disposition')).toContain("filename*=UTF-8''small%20glass-1-1f.png");
    expect(readPng(Buffer.from(await one.arrayBuffer())).width).toBe(Math.round((89 / 25.4) * 100));
    const more = await api.post(`${api.sample}/figures`, { panels: ['1f'], pages: ['1a+1f'], formats: ['svg', 'csv'] });
    expect(Object.keys(unzipSync(new Uint8Array(await more.arrayBuffer()))).sort()).toEqual([
      'small glass-1-1a.csv',
      'small glass-1-1f.csv',
      'small glass-1-1f.svg',
      'small glass-1-captions.md',
      'small glass-1-page-1a-1f.svg',
    ]);
  });

  test('what is malformed, unknown or not there is refused', async () => {
    const status = async (body: object) => (await api.post(`${api.sample}/figures`, body)).status;
    expect(await status({ panels: ['9z'] })).toBe(422);
    expect(await status({ pages: ['1a+1a'] })).toBe(422);
    expect(await status({ style: 'gothic', panels: ['1a'] })).toBe(422);
    expect(await status({ view: 'map=jet' })).toBe(400);
    expect(await status({ view: 'mode=99&arrows=u' })).toBe(422);
    expect(await status({ formats: ['gif'] })).toBe(400);
    expect(await status({ panels: ['6a'] })).toBe(422);
    expect(await status({ panels: ['1a'], widthMm: 5 })).toBe(400);
  });

  test('the command names the project where it lies', async () => {
    const answer = await api.post(`${api.sample}/figures/command`, { panels: ['4a'] });
    expect(await answer.json()).toEqual({
      command: "keycore figures 'small glass.keycore' 1 -o figures --only 4a --style nature --compute",
    });
  });

  test('curves of a run that no sample belongs to are drawn as they are', async () => {
    const request = (body: object, route = '') =>
      api.session.api.request(`/api/figures/curves${route}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const x = Array.from({ length: 9000 }, (_, at) => at / 7);
    const lines = [{ label: 'T', values: x.map((t) => (t === 0 ? null : Math.sin(t))) }];
    const curves = { title: 'Energy U/N', xLabel: 'time (σ√(m/ε))', yLabel: 'U/N (ε)', x, lines };
    const csv = await request({ curves, formats: ['csv'] });
    expect(csv.headers.get('content-disposition')).toContain('Energy-U-N.csv');
    const rows = (await csv.text()).trim().split('\r\n');
    expect(rows).toHaveLength(9001);
    expect(rows[1]).toBe('0,');
    expect(rows[4000].split(',').map(Number)).toEqual([x[3999], lines[0].values[3999]]);
    const preview = figurePreviewSchema.parse(await (await request({ curves, style: 'aps' }, '/preview')).json());
    expect(preview.widthMm).toBeCloseTo(86, 6);
    expect(preview.svg).toContain('time (σ√(m/ε))');
    expect(preview.svg).not.toContain('<metadata');
    const shorter = { ...curves, x: [1, 2] };
    expect((await request({ curves: shorter })).status).toBe(400);
    expect((await request({ curves, style: 'gothic' })).status).toBe(422);
    expect((await request({ curves: { ...curves, lines: [] } })).status).toBe(400);
  });

  test('what a picture shows is found in open projects, examples and those opened before', async () => {
    const place = async (bytes: Uint8Array, name: string) => {
      const answer = await api.session.api.request(`/api/figures/memory?name=${name}`, {
        method: 'POST',
        body: Buffer.from(bytes),
      });
      return { status: answer.status, body: await answer.json() };
    };
    const own = figurePlaceSchema.parse((await place(readFileSync(file('png')), 'a.png')).body);
    expect(own).toMatchObject({ figure: 'view', view: VIEW, style: 'nature', found: { sample: 1 } });
    expect(own.found?.project).toMatch(/^known\./);
    // Another project's figure, once it has been closed.
    await api.session.context.projects.closeAll();
    expect(figurePlaceSchema.parse((await place(readFileSync(file('pdf')), 'a.pdf')).body).found).toEqual(own.found);
    const example = join(ROOT, 'assets', 'crystal-vacancies.keycore');
    await inProcess(['figures', example, '1', '-o', at('figs'), '--only', '6b']);
    const crystal = readFileSync(at('figs', 'crystal-vacancies-1-6b.svg'));
    expect(figurePlaceSchema.parse((await place(crystal, 'c.svg')).body)).toMatchObject({
      figure: '6b',
      view: null,
      found: { project: 'example.crystal-vacancies', sample: 1 },
    });
    // A copy of an example is told from it by its name, though it holds the same.
    copyFileSync(example, at('my crystal.keycore'));
    api.session.context.known.opened(at('my crystal.keycore'));
    await inProcess(['figures', at('my crystal.keycore'), '1', '-o', at('figs'), '--only', '6b']);
    const copy = readFileSync(at('figs', 'my crystal-1-6b.svg'));
    expect(figurePlaceSchema.parse((await place(copy, 'copy.svg')).body).found?.project).toMatch(/^known\./);
    expect(figurePlaceSchema.parse((await place(crystal, 'c.svg')).body).found?.project).toBe(
      'example.crystal-vacancies',
    );
    expect(await place(Buffer.from('hello'), 'hello.png')).toMatchObject({ status: 422 });
  });
});
