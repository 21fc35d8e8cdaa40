import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { inProcess, ROOT } from './cli-runner.ts';
import { movieFacts } from './movie-facts.ts';
import { writeSmallGlass } from './small-glass.ts';

const folder = mkdtempSync(join(tmpdir(), 'keycore-movies-refused-'));
/** A glass of 64 particles that was read. */
const project = join(folder, 'glass.keycore');
const SMALL = ['--size', '160x120', '--seconds', '0.5', '--fps', '20'];

beforeAll(async () => {
  const dump = join(folder, 'glass.dump');
  await writeSmallGlass(dump);
  expect((await inProcess(['analyze', dump, '--model', '2dipl', '--modes', '4', '-o', project])).code).toBe(0);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const movie = (...args: string[]) => inProcess(['movie', ...args]);

describe('what cannot be done is said in words', () => {
  const video = join(folder, 'no.webm');

  test.each([
    [
      ['--kind', 'mode', '--modes', '9'],
      '--modes: the displacements of mode 9 are not stored; there are those of modes 0 to 3',
    ],
    [['--kind', 'mode', '--modes', '1,1'], '--modes: mode 1 is named twice'],
    [['--kind', 'mode', '--modes', '0,1,2,3,4,5,6'], '--modes: a movie shows at most 6 modes'],
    [['--kind', 'mode', '--modes', ''], '--modes: expected a whole number of at least 0'],
    [['--kind', 'mode', '--amplitude', '0'], '--amplitude: expected a number above 0 and up to 10'],
    [['--kind', 'mode', '--turns', 'NaN'], "--turns: expected a number above 0 and up to 1000, got 'NaN'"],
    [['--kind', 'mode', '--to', '0.1'], '--to: it belongs to --kind strain, not to mode'],
    [['--kind', 'mode', '--pin', '1,2'], '--pin: it belongs to --kind theta, not to mode'],
    [['--kind', 'quench', '--turns', '2'], '--turns: it belongs to --kind mode or theta, not to quench'],
    [['--kind', 'theta', '--states', '20'], '--states: it belongs to --kind strain or quench, not to theta'],
    [['--kind', 'strain', '--together'], '--together: it belongs to --kind mode, not to strain'],
    [['--kind', 'mode', '--together'], '--together: it adds modes up: name two or more'],
    [['--kind', 'theta', '--panes', 'free', '--pin', '1'], '--pin: it belongs to --panes both or pinned, not to free'],
    [
      ['--kind', 'theta', '--colour', 'moved'],
      "--colour: 'moved' belongs to --kind mode or strain or quench, not to theta",
    ],
    [
      ['--kind', 'quench', '--temperature', '1.5', '--time', '1', '--states', '8', '--colour', 'psi'],
      '--colour: the quench ends in another minimum than the stored sample',
    ],
    [['--kind', 'mode', '--side', '20'], '--side: it belongs to --view core, not to whole'],
    [['--kind', 'theta', '--view', 'whole', '--side', '20'], '--side: it belongs to --view core, not to whole'],
    [['--kind', 'theta', '--pin', '7000'], '--pin: there is no particle 7000'],
    [['--kind', 'theta', '--pin', '1,2,1'], '--pin: particle 1 is named twice'],
    [['--kind', 'strain', '--to', '0'], '--to: a strain of 0 is no strain'],
    [['--kind', 'strain', '--to', '0.6'], "--to: expected a number from -0.5 to 0.5, got '0.6'"],
    [['--kind', 'strain', '--states', '2'], "--states: expected a whole number from 8 to 400, got '2'"],
    [
      ['--kind', 'quench', '--temperature', '1e4'],
      "--temperature: expected a number above 0 and up to 1000, got '1e4'",
    ],
    [['--kind', 'quench', '--time', '1e9'], "--time: expected a number above 0 and up to 100000, got '1e9'"],
    ...['0', '-1', 'NaN', 'Infinity', '1e9', ''].map((fps): [string[], string] => [
      ['--kind', 'mode', `--fps=${fps}`],
      `--fps: expected a number from 1 to 120, got '${fps}'`,
    ]),
    ...['0', '-1', 'NaN', '601', '0.01'].map((seconds): [string[], string] => [
      ['--kind', 'mode', `--seconds=${seconds}`],
      `--seconds: expected a number from 0.1 to 600, got '${seconds}'`,
    ]),
    ...['1x1', '0x0', '-5x5', '99999x99999', '1920', '1e3x1e3', ''].map((size): [string[], string] => [
      ['--kind', 'mode', `--size=${size}`],
      `--size: expected a width and a height from 96 to 7680 pixels, as 1920x1080, got '${size}'`,
    ]),
    [['--kind', 'dance'], '--kind: expected one of mode, theta, strain, quench'],
    [
      ['--kind', 'theta', '--colour', 'psi', '--size', '96x96'],
      '--size: 96 × 96 pixels have no room for 2 panes and what is written',
    ],
    [['--kind', 'mode', '--size', '101x100'], '--size: video has an even number of pixels'],
  ])('%j', async (args, words) => {
    const { code, err } = await movie(project, '1', '-o', video, ...SMALL.slice(2), ...args);
    expect(err).toContain(words);
    expect(code).toBe(2);
    expect(readdirSync(folder)).not.toContain('no.webm');
  });

  test.each([
    ['movie.avi', [], 'expected a name that ends in .webm, .mp4 or .gif'],
    ['movie.gif', ['--fps', '60'], '--fps: a GIF shows at most 50 frames a second'],
    ['movie.gif', ['--quality', 'high'], '--quality: it belongs to .webm and .mp4'],
    ['pictures/', ['--quality', 'high'], '--quality: it belongs to .webm and .mp4'],
  ])('%s', async (name, args, words) => {
    const { code, err } = await movie(project, '1', '-o', join(folder, name), '--kind', 'mode', ...args);
    expect(err).toContain(words);
    expect(code).toBe(2);
  });

  test('a file that is there is replaced only where that is said, and frames are never mixed', async () => {
    const taken = join(folder, 'taken.gif');
    writeFileSync(taken, 'mine');
    const refused = await movie(project, '1', '-o', taken, '--kind', 'mode', ...SMALL);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.err).toContain('it exists already');
    expect(readFileSync(taken, 'utf8')).toBe('mine');
    expect((await movie(project, '1', '-o', taken, '--kind', 'mode', ...SMALL, '--overwrite')).code).toBe(0);
    expect(movieFacts(taken).frames).toBe(10);
    const held = join(folder, 'held');
    mkdirSync(held);
    writeFileSync(join(held, 'frame-0300.png'), 'mine');
    const mixed = await movie(project, '1', '-o', held, '--kind', 'mode', ...SMALL);
    expect(mixed.err).toContain('it holds frames of a movie already');
    expect(mixed.code).toBe(2);
  });

  test.skipIf(process.platform === 'win32')('a device is no place for a movie', async () => {
    const { code, err } = await movie(project, '1', '-o', '/dev/null', '--kind', 'mode', ...SMALL);
    expect(err).toContain('expected a name that ends in .webm, .mp4 or .gif');
    expect(code).toBe(2);
    const pipe = join(folder, 'pipe.gif');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    const through = await movie(project, '1', '-o', pipe, '--kind', 'mode', ...SMALL, '--overwrite');
    expect(through).toEqual({ code: 2, out: '', err: `keycore: ${pipe}: this is a device, not a file\n` });
  });

  test('a packing without moduli has no θ sweep and no strain', async () => {
    const loose = join(folder, 'loose.keycore');
    const config = join(folder, 'loose.json');
    writeFileSync(
      config,
      JSON.stringify({ model: 'harmonic', preset: 'packing', particles: 64, packingFraction: 0.6, seed: '1' }),
    );
    expect((await inProcess(['simulate', config, '-o', loose])).code).toBe(0);
    for (const kind of ['theta', 'strain']) {
      const { code, err } = await movie(loose, '1', '-o', video, '--kind', kind, ...SMALL);
      expect(err).toMatch(/not jammed/);
      expect(code).toBe(2);
    }
  });

  test('without ffmpeg: it is named, and GIF and PNG need none', async () => {
    vi.stubEnv('PATH', folder);
    try {
      const { code, err } = await movie(project, '1', '-o', video, '--kind', 'mode', ...SMALL);
      expect(code).toBe(2);
      expect(err).toContain('there is no ffmpeg on PATH');
      expect((await movie(project, '1', '-o', join(folder, 'alone.gif'), '--kind', 'mode', ...SMALL)).code).toBe(0);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test.each(['movie.webm', 'movie.gif', 'frames/'])('a folder that is not there is named: %s', async (name) => {
    const nowhere = join(folder, 'nowhere');
    const { code, err } = await movie(project, '1', '-o', join(nowhere, name), '--kind', 'mode', ...SMALL);
    expect(err).toBe(`keycore: ${join(nowhere, name)}: the folder '${nowhere}' does not exist\n`);
    expect(code).toBe(2);
    expect(existsSync(nowhere)).toBe(false);
  });

  test.each(['movie.webm', 'movie.gif', 'frames/'])(
    'a folder that cannot be written to, before anything is computed: %s',
    async (name) => {
      const file = join(folder, 'a-file');
      writeFileSync(file, 'mine');
      const { code, err } = await movie(
        project,
        '1',
        '-o',
        join(file, name),
        '--kind',
        'quench',
        '--time',
        '1e5',
        ...SMALL,
      );
      expect(code).toBe(1);
      expect(err).toContain('a-file');
      expect(readFileSync(file, 'utf8')).toBe('mine');
    },
  );
});

describe('a movie that is stopped', () => {
  const place = join(folder, 'stopped');
  afterEach(() => rmSync(place, { recursive: true, force: true }));

  test.each(['strain', 'quench'])('while it is computed: %s', async (kind) => {
    mkdirSync(place);
    const controller = new AbortController();
    const args = ['movie', project, '1', '-o', join(place, 'movie.gif'), '--kind', kind, '--states', '400'];
    const run = inProcess(args, controller.signal);
    setTimeout(() => controller.abort(), 400);
    expect(await run).toMatchObject({ code: 130, err: 'keycore: cancelled\n' });
    expect(readdirSync(place)).toEqual([]);
  });

  test.each(['movie.webm', 'movie.mp4', 'movie.gif', 'frames/'])('leaves nothing: %s', async (name) => {
    mkdirSync(place);
    const controller = new AbortController();
    const run = inProcess(
      ['movie', project, '1', '-o', join(place, name), '--kind', 'mode', '--seconds', '600', '--size', '160x120'],
      controller.signal,
    );
    // Once something is being written.
    await vi.waitFor(() => expect(readdirSync(place)).not.toEqual([]), { timeout: 20_000, interval: 20 });
    controller.abort();
    expect(await run).toMatchObject({ code: 130, err: 'keycore: cancelled\n' });
    expect(readdirSync(place)).toEqual([]);
  });
});

describe.skipIf(process.platform === 'win32')('where no file can grow beyond some kilobytes', () => {
  const place = join(folder, 'full');
  afterEach(() => rmSync(place, { recursive: true, force: true }));

  test.each(['movie.webm', 'movie.mp4', 'movie.gif', 'frames/'])('nothing is left, and it is said: %s', (name) => {
    mkdirSync(place);
    const output = join(place, name);
    const args = ['movie', project, '1', '-o', output, '--kind', 'mode', ...SMALL];
    const limited = ['-c', 'ulimit -f 8; exec "$0" "$@"', process.execPath, join(ROOT, 'bin', 'keycore.js'), ...args];
    const { status, stderr } = spawnSync('sh', limited, { encoding: 'utf8' });
    expect(stderr).toMatch(
      /video|movie/.test(name) && !name.endsWith('gif')
        ? /it was not written: ffmpeg has ended/
        : /the disk failed, it was not written/,
    );
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(status).toBe(1);
    expect(readdirSync(place)).toEqual([]);
  });
});

test('names of any kind are names of files, and nothing more', async () => {
  const place = join(folder, 'names');
  mkdirSync(place);
  const names = ['with space.webm', 'ü ñ 名.mp4', '-dash.webm', '%d.webm', `a'b"c$(id);.webm`, 'UPPER.GIF'];
  for (const name of names) {
    const { code, err } = await movie(project, '1', '-o', join(place, name), '--kind', 'mode', ...SMALL);
    expect({ name, code, err }).toEqual({ name, code: 0, err: '' });
    expect(movieFacts(join(place, name)).frames).toBe(10);
  }
  expect(readdirSync(place).sort()).toEqual(names.sort());
});
