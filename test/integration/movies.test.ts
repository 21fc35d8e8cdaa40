import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { finiteStrain } from '../../native-workers/analyses/strain/strain-run.ts';
import { strainSettingsSchema } from '../../native-workers/analyses/strain/strain-settings.ts';
import type { FigureSampleArrays } from '../../src-main/figures/sample/figure-sample.ts';
import { sourceInProject } from '../../src-main/figures/figure-source.ts';
import { storedFigureSample } from '../../src-main/figures/stored-figure-sample.ts';
import { styleNamed } from '../../src-main/figures/marks/styles.ts';
import { movieOf } from '../../src-main/movies/data/movie-of.ts';
import { movieRequestSchema } from '../../src-main/movies/movie-request.ts';
import { usualLook } from '../../src-main/movies/painter/look.ts';
import type { StateMotion, ThetaMotion } from '../../src-main/movies/painter/movie.ts';
import { playAngles } from '../../src-main/movies/painter/theta-player.ts';
import { writeStructure } from '../../src-main/formats/writers.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import { readPng } from '../../scripts/png.ts';
import { hasPythonModule, PYTHON } from '../peers.ts';
import { inProcess, ROOT } from './cli-runner.ts';
import { movieFacts } from './movie-facts.ts';
import { referenceSamples } from '../unit/reference-samples.ts';
import { writeSmallGlass } from './small-glass.ts';

const folder = mkdtempSync(join(tmpdir(), 'keycore-movies-'));
const dump = join(folder, 'glass.dump');
/** A glass of 64 particles that was read, and one of 256 that was minimised from a random start. */
const project = join(folder, 'small glass.keycore');
const quenched = join(folder, 'quenched.keycore');
const SMALL = ['--size', '160x120', '--seconds', '0.5', '--fps', '20'];

beforeAll(async () => {
  await writeSmallGlass(dump);
  expect(await inProcess(['analyze', dump, '--model', '2dipl', '--modes', '4', '-o', project])).toMatchObject({
    code: 0,
  });
  const config = join(folder, 'config.json');
  writeFileSync(config, JSON.stringify({ model: '2dipl', particles: 256, preset: 'instantaneous', seed: '3' }));
  expect(await inProcess(['simulate', config, '-o', quenched])).toMatchObject({ code: 0 });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const movie = (...args: string[]) => inProcess(['movie', ...args]);

async function stored(path: string): Promise<FigureSampleArrays> {
  using opened = await openProject(path, { mode: 'read' });
  return storedFigureSample(sourceInProject(opened, 1, 'glass'));
}

const ofKind = async (path: string, request: object) =>
  movieOf(await stored(path), movieRequestSchema.parse(request), undefined);

describe('the command', () => {
  test.each([
    ['mode', 'webm', 'vp9'],
    ['theta', 'webm', 'vp9'],
    ['strain', 'webm', 'vp9'],
    ['quench', 'webm', 'vp9'],
    ['strain', 'mp4', 'h264'],
    ['theta', 'gif', 'gif'],
  ])('%s as .%s: frames, size and length as asked for', async (kind, ending, codec) => {
    const file = join(folder, `${kind}.${ending}`);
    const { code, out, err } = await movie(project, '1', '-o', file, '--kind', kind, ...SMALL);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('10 frames of 160 × 120');
    expect(movieFacts(file)).toEqual({ codec, frames: 10, width: 160, height: 120, seconds: 0.5 });
  });

  test('PNG files, in a folder that is made and in one that is there', async () => {
    for (const kind of ['mode', 'theta']) {
      const frames = join(folder, `frames-${kind}`);
      if (kind === 'theta') mkdirSync(frames);
      expect((await movie(project, '1', '-o', `${frames}/`, '--kind', kind, ...SMALL)).code).toBe(0);
      const names = readdirSync(frames).sort();
      expect(names).toEqual(Array.from({ length: 10 }, (_, at) => `frame-${String(at + 1).padStart(4, '0')}.png`));
      expect(readPng(readFileSync(join(frames, names[9])))).toMatchObject({ width: 160, height: 120 });
    }
  });

  test('video has the colours of the PNG files, and says how it is made again', async () => {
    const options = ['--kind', 'theta', '--panes', 'free', '--size', '320x240', '--seconds', '0.2', '--fps', '10'];
    const file = join(folder, 'colours.mp4');
    expect((await movie(project, '1', '-o', file, ...options, '--quality', 'high')).code).toBe(0);
    expect((await movie(project, '1', '-o', join(folder, 'colours/'), ...options)).code).toBe(0);
    const decoded = spawnSync(
      'ffmpeg',
      ['-v', 'error', '-i', file, '-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'],
      { maxBuffer: 2 ** 24 },
    ).stdout;
    const { data, channels } = readPng(readFileSync(join(folder, 'colours', 'frame-0001.png')));
    let sum = 0;
    for (let pixel = 0; pixel < 320 * 240; pixel += 1)
      for (const channel of [0, 1, 2]) sum += Math.abs(decoded[3 * pixel + channel] - data[channels * pixel + channel]);
    // Mean over all pixels, of 255; chroma at half the resolution and quantisation give 1.5. Channels in another order, or
    // the matrix of another standard, give more than 5.
    expect(sum / (3 * 320 * 240)).toBeLessThan(3);
    const { stdout } = spawnSync('ffprobe', ['-v', 'error', '-show_entries', 'format_tags', '-of', 'json', file], {
      encoding: 'utf8',
    });
    const { title, comment } = (JSON.parse(stdout) as { format: { tags: Record<string, string> } }).format.tags;
    expect(title).toBe('small glass, sample 1: 2D inverse-power-law glass, N = 64');
    expect(comment).toBe(
      "keycore movie 'small glass.keycore' 1 -o movie.mp4 --kind theta --panes free --size 320x240 --fps 10 --seconds 0.2 --quality high",
    );
  });

  test('what moves comes back, what ends shows its end', async () => {
    // Of a mode the last frame is one before the first; the states of a quench end in the minimum.
    const { motion } = await ofKind(quenched, { kind: 'quench', states: 20 });
    const { states } = motion as StateMotion;
    expect(states[0].share).toBe(0);
    expect(states.at(-1)?.phase).toBe('minimum');
    expect(states.at(-1)?.share).toBeLessThan(1);
  });
});

describe('what is shown', () => {
  test.skipIf(!hasPythonModule('numpy'))('python3-numpy: arrows of θ are x(θ) of dense linear algebra', async () => {
    const shown = await ofKind(project, { kind: 'theta' });
    const motion = shown.motion as ThetaMotion;
    const sample = await stored(project);
    const numbered = join(folder, 'numbered.dump');
    writeFileSync(
      numbered,
      readFileSync(dump, 'utf8')
        .replace(' typelabel', '')
        .replace(/ [AB]$/gm, ''),
    );
    const angles = [0, 37, 90, 200];
    const { stdout, stderr } = spawnSync(
      PYTHON,
      [
        join(ROOT, 'test', 'reference', 'theta_response.py'),
        numbered,
        sample.report.keyCore.stringIds.join(),
        angles.join(),
      ],
      { encoding: 'utf8' },
    );
    expect(stderr).toBe('');
    const expected = JSON.parse(stdout) as { free: number[][]; pinned: number[][] };
    const style = styleNamed('nature');
    if (style === undefined) throw new Error('there is no such style');
    const player = playAngles(shown, motion, { ...usualLook('theta'), width: 320, height: 240, style, turns: 1 });
    expect(motion.panes.map(({ pinned }) => pinned.length)).toEqual([0, sample.report.keyCore.stringIds.length]);
    angles.forEach((angle, at) => {
      const { panes, texts } = player.at(angle / 360);
      expect(texts).toEqual([`θ = ${angle}°`]);
      for (const [pane, x] of [expected.free[at], expected.pinned[at]].entries()) {
        const largest = Math.max(...x.map(Math.abs));
        // Two ways to solve the same equations, of condition numbers of some 1e3; 1e-13 seen.
        panes[pane].arrows.forEach((value, i) => expect(Math.abs(value - x[i])).toBeLessThan(1e-10 * largest));
      }
    });
  });

  test.each([60, 8])(
    'a strain leads to the event of the analysis, and through its descent: %i states',
    async (most) => {
      const { motion } = await ofKind(project, { kind: 'strain', states: most });
      const { states, displacements } = motion as StateMotion;
      // Some hundred steps are made. Rounding, and the minimum behind the event, may add a few.
      expect(states.length).toBeLessThanOrEqual(most + 3);
      expect(states.length).toBeGreaterThan(most / 2);
      const { ids, species, positions, box, model } = await stored(project);
      const settings = strainSettingsSchema.parse({ untilEvent: true, step: 1e-5, convergence: false });
      const { report, fields } = finiteStrain({
        configuration: { ids, species, positions, box },
        model,
        settings,
        relax: false,
        source: 'test',
      });
      const [event] = report.events;
      const phases = [...new Set(states.map(({ phase }) => phase))];
      expect(phases).toEqual(['loading', 'plastic event', 'behind the event']);
      const last = states.findLastIndex(({ phase }) => phase === 'plastic event');
      expect(states[last].values[0]).toBe(event.after.strain);
      expect(states[last].values[1]).toBeCloseTo(event.after.driving, 12);
      const size = positions.length;
      // Single precision of displacements below 1 σ.
      fields.end.forEach((value, at) => expect(Math.abs(displacements[last * size + at] - value)).toBeLessThan(1e-7));
      const before = states.findLastIndex(({ phase }) => phase === 'loading');
      fields.nonAffine.forEach((value, at) =>
        expect(Math.abs(displacements[before * size + at] - value)).toBeLessThan(1e-7),
      );
      // The stress falls in the descent from where the elastic branch has brought it.
      expect(states[before].values[1]).toBeCloseTo(event.before.driving, 12);
      expect(last - before).toBeGreaterThanOrEqual(Math.min(6, most / 4));
      expect(states.at(-1)?.values[0]).toBeCloseTo(1.2 * event.after.strain, 9);
      states.slice(1).forEach(({ share }, at) => expect(share).toBeGreaterThanOrEqual(states[at].share));
    },
  );

  test('a long strain of many steps and events is shown by as many states, to its end', async () => {
    const { motion } = await ofKind(project, { kind: 'strain', to: -0.06, states: 20 });
    const { states, title } = motion as StateMotion;
    expect(states.length).toBeLessThanOrEqual(23);
    expect(title).toMatch(/^simple shear, plastic event at γ = −0\.0\d+$/);
    expect(states.at(-1)?.values[0]).toBeCloseTo(-0.06, 9);
    // What lies behind the first event is shown throughout.
    const behind = states.filter(({ phase }) => phase === 'behind the event').map(({ values }) => values[0]);
    expect(behind.length).toBeGreaterThanOrEqual(4);
    const gaps = behind.slice(1).map((strain, at) => behind[at] - strain);
    expect(Math.max(...gaps)).toBeLessThan(0.75 * (behind[0] - behind[behind.length - 1]));
  });

  test('an event whose descent ends at a saddle is shown, and that is said', async () => {
    const [, , , { configuration, model }] = referenceSamples();
    const { ids, species, positions, box } = configuration;
    const [dumped, crystal] = [join(folder, 'crystal.dump'), join(folder, 'crystal.keycore')];
    const typeLabels = model.species.map(({ name }) => name);
    await writeStructure(dumped, { ids, types: species, typeLabels, positions, box, columns: [], timestep: 0 }, 'dump');
    expect((await inProcess(['analyze', dumped, '--model', model.id, '-o', crystal])).code).toBe(0);
    const file = join(folder, 'crystal.gif');
    const strain = ['--kind', 'strain', '--protocol', 'tension', '--to', '-0.1'];
    const { code, err } = await movie(crystal, '1', '-o', file, ...strain, ...SMALL);
    expect(code).toBe(0);
    expect(err).toMatch(/^\S+crystal\.keycore, sample 1: The descent in the event at γ = -0\.0\d+ ends at a saddle or/);
    expect(movieFacts(file).frames).toBe(10);
  });

  test('the quench of a sample from a random start is its own', async () => {
    const { motion, positions: start, box } = await ofKind(quenched, { kind: 'quench', states: 30 });
    const { states, displacements, title } = motion as StateMotion;
    const sample = await stored(quenched);
    expect(title).toBe('from the random start of this sample');
    const size = start.length;
    const from = (states.length - 1) * size;
    for (let at = 0; at < size; at += 1) {
      const difference = start[at] + displacements[from + at] - sample.positions[at];
      const length = at % 2 === 0 ? box.lx : box.ly;
      expect(Math.abs(difference - length * Math.round(difference / length))).toBeLessThan(1e-6);
    }
    expect(states.at(-1)?.values[0]).toBeCloseTo(sample.report.sample.energyPerParticle, 12);
    expect(states[0].values[0]).toBeGreaterThan(100);
    expect(states.at(-1)?.values[1]).toBeLessThanOrEqual(1e-11);
  });

  test('of a sample that was read, the quench is that of a new liquid, and says so', async () => {
    const { motion, keyCore, vibrability } = await ofKind(project, {
      kind: 'quench',
      temperature: 1.5,
      time: 2,
      states: 10,
    });
    expect((motion as StateMotion).title).toBe(
      'a new liquid at T = 1.5 ε/k_B, quenched at once (not how this sample was made)',
    );
    expect({ keyCore, vibrability }).toEqual({ keyCore: [], vibrability: null });
  });
});

test.skipIf(process.platform !== 'linux')('other commands load no canvas', () => {
  const script = `
    import { readFileSync } from 'node:fs';
    import { main } from ${JSON.stringify(join(ROOT, 'src-main', 'cli.ts'))};
    import { headlessCanvases } from ${JSON.stringify(join(ROOT, 'src-main', 'movies', 'output', 'headless-canvas.ts'))};
    const isLoaded = () => readFileSync('/proc/self/maps', 'utf8').includes('canvas');
    await main(['info', ${JSON.stringify(project)}]);
    const before = isLoaded();
    await headlessCanvases();
    console.error(before, isLoaded());
  `;
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(stderr.trim().split('\n').at(-1)).toBe('false true');
});
