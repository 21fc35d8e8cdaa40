import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { inProcess } from './cli-runner.ts';
import { writeSmallGlass } from './small-glass.ts';

const folder = mkdtempSync(join(tmpdir(), 'keycore-encoder-'));
const project = join(folder, 'glass.keycore');
const programs = join(folder, 'programs');
const place = join(folder, 'movies');
const output = join(place, 'movie.mp4');

beforeAll(async () => {
  const dump = join(folder, 'glass.dump');
  await writeSmallGlass(dump);
  expect((await inProcess(['analyze', dump, '--model', '2dipl', '-o', project])).code).toBe(0);
  mkdirSync(programs);
}, 60_000);
beforeEach(() => mkdirSync(place));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(place, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LIST = `printf ' V....D libx264 H.264\\n V....D libvpx-vp9 VP9\\n'`;

/** Puts a program called ffmpeg first on PATH, which lists encoders, and does `does` with frames. */
function fakeFfmpeg(does: string, lists = LIST): void {
  const path = join(programs, 'ffmpeg');
  writeFileSync(path, `#!/bin/sh\ncase "$*" in *-encoders*) ${lists}; exit $?;; esac\nfor last; do :; done\n${does}\n`);
  chmodSync(path, 0o755);
  vi.stubEnv('PATH', `${programs}${delimiter}${process.env['PATH'] ?? ''}`);
}

/** Sixty frames of 320 × 240 pixels, 18 MB. */
const make = (signal?: AbortSignal, ...more: string[]) =>
  inProcess(
    ['movie', project, '1', '-o', output, '--kind', 'mode', '--seconds', '2', '--size', '320x240', ...more],
    signal,
  );

/** Takes some frames, and writes something. */
const SOME = 'head -c 2000000 >"$last"';

describe.skipIf(process.platform === 'win32')('an ffmpeg that ends before its time', () => {
  test.each([
    ['killed', `${SOME}; kill -KILL $$`, 'ffmpeg has ended by the signal SIGKILL, and does not say why'],
    ['that fails', `${SOME}; echo one >&2; echo 'no memory' >&2; exit 3`, 'ffmpeg has ended with code 3: no memory'],
    [
      'whose last line says nothing',
      `${SOME}; echo "Error with $last: Input/output error" >&2; echo 'Conversion failed!' >&2; exit 1`,
      'ffmpeg has ended with code 1: Error with the file: Input/output error',
    ],
    ['at its end', `cat >/dev/null; kill -TERM $$`, 'ffmpeg has ended by the signal SIGTERM, and does not say why'],
    [
      'that takes some frames only',
      `head -c 400000 >"$last"`,
      expect.stringMatching(/^ffmpeg has taken \d+ of 60 frames, and does not say why$/),
    ],
    [
      'that loses the end of the file, and ends with 0',
      `cat >"$last"; echo 'Error writing trailer of x: File too large' >&2; echo 'Error closing file x' >&2`,
      'ffmpeg has ended with code 0: Error writing trailer of x: File too large',
    ],
    ['that writes nothing', `cat >/dev/null`, 'ffmpeg has written nothing, and does not say why'],
  ])('%s is told as such, and no file is left', async (_, does, words) => {
    fakeFfmpeg(does);
    const { code, out, err } = await make();
    const start = `keycore: ${output}: it was not written: `;
    expect({ code, out, start: err.slice(0, start.length) }).toEqual({ code: 1, out: '', start });
    expect(err.slice(start.length).trimEnd()).toEqual(words);
    expect(readdirSync(place)).toEqual([]);
  });

  test('leaves the file that was to be replaced', async () => {
    writeFileSync(output, 'mine');
    fakeFfmpeg(`${SOME}; kill -KILL $$`);
    expect((await make(undefined, '--overwrite')).code).toBe(1);
    expect(readdirSync(place)).toEqual(['movie.mp4']);
    expect(readFileSync(output, 'utf8')).toBe('mine');
  });

  test.each([0, 1])('for a full disk says that, with its words: it ends with %i', async (end) => {
    const says = `echo 'av_interleaved_write_frame(): No space left on device' >&2; echo 'Error closing file' >&2`;
    // Some versions end with 0 where only the end is lacking.
    fakeFfmpeg(`cat >"$last"; ${says}; exit ${end}`);
    const { code, err } = await make();
    expect(err).toBe('keycore: the disk is full; ffmpeg says: av_interleaved_write_frame(): No space left on device\n');
    expect(code).toBe(1);
    expect(readdirSync(place)).toEqual([]);
  });
});

describe.skipIf(process.platform === 'win32')('an ffmpeg that is stopped', () => {
  test.each([
    ['takes no frame', `echo $$ >"${join(programs, 'pid')}"; exec sleep 60`],
    ['takes frames and does not end', `echo $$ >"${join(programs, 'pid')}"; cat >"$last"; exec sleep 60`],
  ])('that %s is ended, and nothing is left', async (_, does) => {
    fakeFfmpeg(does);
    const controller = new AbortController();
    const run = make(controller.signal);
    await vi.waitFor(() => expect(readdirSync(programs)).toContain('pid'), { timeout: 20_000, interval: 20 });
    setTimeout(() => controller.abort(), 500);
    expect(await run).toEqual({ code: 130, out: '', err: 'keycore: cancelled\n' });
    expect(readdirSync(place)).toEqual([]);
    const pid = readFileSync(join(programs, 'pid'), 'utf8').trim();
    expect(spawnSync('kill', ['-0', pid]).status).not.toBe(0);
    rmSync(join(programs, 'pid'));
  });
});

describe.skipIf(process.platform === 'win32')(
  'an ffmpeg that is of no use is refused before anything is computed',
  () => {
    /** A quench that would take hours. */
    const LONG = ['movie', project, '1', '-o', output, '--kind', 'quench', '--time', '1e5'];

    test.each([
      [
        'lacks the encoder',
        `echo ' V....D libvpx-vp9 VP9'`,
        'that on PATH has no encoder libx264: install one that has',
      ],
      [
        'does not run',
        `echo 'libavcodec.so: cannot open shared object file' >&2; false`,
        'that on PATH does not run (libavcodec.so: cannot open shared object file): mend it',
      ],
    ])('one that %s', async (_, lists, words) => {
      fakeFfmpeg('cat >/dev/null', lists);
      expect(await inProcess(LONG)).toEqual({
        code: 2,
        out: '',
        err: `keycore: --output: a .mp4 file is encoded by ffmpeg, and ${words}, or write a .gif or a folder of PNG files (FOLDER/)\n`,
      });
    });
  },
);
