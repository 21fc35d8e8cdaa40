import { spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  closeSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openProject } from '../../src-main/project/open-project.ts';
import { inChild, ROOT } from './cli-runner.ts';

const BIN = join(ROOT, 'bin', 'keycore.js');
const GLASS = join(ROOT, 'assets', '2dipl-glass.keycore');
const FULL = '/dev/full';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-streams-'));
  writeFileSync(
    join(folder, 'small.json'),
    JSON.stringify({ model: '2dipl', particles: 64, preset: 'instantaneous', analysis: { modes: 3 } }),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Where a stream of the process leads. */
type Stream = 'read' | 'gone' | 'full';

interface Outcome {
  code: number | null;
  out: string;
  err: string;
}

/** Runs a command line whose streams are read, have lost their reader, or lead to a full disk. */
async function run(args: readonly string[], streams: { out?: Stream; err?: Stream } = {}): Promise<Outcome> {
  const { out = 'read', err = 'read' } = streams;
  const full = existsSync(FULL) ? openSync(FULL, 'w') : null;
  const fd = (stream: Stream): 'pipe' | number => (stream === 'full' && full !== null ? full : 'pipe');
  const child = spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', fd(out), fd(err)] });
  const said = { out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  if (out === 'gone') child.stdout?.destroy();
  if (err === 'gone') child.stderr?.destroy();
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (full !== null) closeSync(full);
  return { code, ...said };
}

async function samplesIn(path: string): Promise<number> {
  const project = await openProject(path, { mode: 'read' });
  try {
    return project.countSamples();
  } finally {
    project.close();
  }
}

let made = 0;
const simulate = (samples: number): { args: string[]; project: string } => {
  made += 1;
  const project = join(folder, `made-${made}.keycore`);
  return {
    project,
    args: ['simulate', join(folder, 'small.json'), '--samples', String(samples), '--seed', 's', '-o', project],
  };
};

describe.skipIf(process.platform === 'win32')('a command goes on', () => {
  test.each([
    { what: 'when nobody reads its notes', streams: { err: 'gone' as const } },
    { what: 'when nobody reads anything', streams: { out: 'gone' as const, err: 'gone' as const } },
    ...(existsSync(FULL) ? [{ what: 'when its notes go to a full disk', streams: { err: 'full' as const } }] : []),
  ])('$what', async ({ streams }) => {
    const { args, project } = simulate(6);
    expect(await run(args, streams)).toMatchObject({ code: 0, err: '' });
    expect(await samplesIn(project)).toBe(6);
  });

  test('with a reader of its notes that leaves after the first line', () => {
    const { args, project } = simulate(6);
    const words = [process.execPath, BIN, ...args].map((word) => `'${word}'`).join(' ');
    const { stdout } = spawnSync('sh', ['-c', `{ ${words}; echo "ended $?" >&3; } 2>&1 >/dev/null | head -1`], {
      stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
      encoding: 'utf8',
    });
    expect(stdout).toMatch(/^sample \d+ \(seed .*\n$/);
    return expect(samplesIn(project)).resolves.toBe(6);
  });

  test('when its terminal is closed, if it makes samples: hang-up stops every other one in order', async () => {
    const { args, project } = simulate(12);
    let hungUp = false;
    const ended = await inChild(args, ({ kill }, err) => {
      if (hungUp || !err.includes('(seed ')) return;
      hungUp = true;
      kill('SIGHUP');
    });
    expect({ code: ended.code, hungUp }).toStrictEqual({ code: 0, hungUp: true });
    expect(await samplesIn(project)).toBe(12);
    hungUp = false;
    const served = await inChild(['serve', '--no-open', '--root', folder], ({ kill }) => {
      if (!hungUp) setTimeout(() => kill('SIGHUP'), 4000);
      hungUp = true;
    });
    expect(served.code).toBe(0);
  });
});

test.skipIf(process.platform === 'win32')(
  'a file of which nobody reads more is not made to its end',
  () => {
    // A gigabyte, some minutes of work.
    const words = [process.execPath, BIN, 'trajectory', GLASS, '1', '-o', '-', '--periods', '10', '--frames', '1000'];
    const { stdout, stderr } = spawnSync('sh', ['-c', `${words.map((word) => `'${word}'`).join(' ')} | head -1`], {
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect(stdout).toMatch(/^\d+\n$/);
    expect(stderr).toMatch(/^standard output: its reader has gone; \d{5,8} bytes were made\n$/);
  },
  60_000,
);

describe.skipIf(process.platform === 'win32')('results that cannot be written', () => {
  test('because nobody reads them end a command quietly', async () => {
    for (const args of [['info', GLASS], ['info', GLASS, '--json', '-'], ['--help']])
      expect(await run(args, { out: 'gone' })).toStrictEqual({ code: 0, out: '', err: '' });
  });

  test.skipIf(!existsSync(FULL))('because the disk is full are an error in words', async () => {
    const words = 'keycore: standard output cannot be written: the disk is full\n';
    for (const args of [['info', GLASS], ['info', GLASS, '--json', '-'], ['--version']])
      expect(await run(args, { out: 'full' })).toStrictEqual({ code: 1, out: '', err: words });
    // There is nowhere left to say it; the exit code does.
    expect(await run(['info', GLASS], { out: 'full', err: 'full' })).toStrictEqual({ code: 1, out: '', err: '' });
    // What is wrong with the input comes first.
    const absent = await run(['info', join(folder, 'none.keycore')], { out: 'full' });
    expect(absent).toMatchObject({ code: 2, err: expect.stringContaining('there is no such file') });
  });
});

describe.skipIf(process.platform === 'win32')('what comes from outside', () => {
  /** Clears the screen, names the window, moves the cursor, turns the writing round, begins lines of its own. */
  const EVIL = '\u001b]0;EVIL\u0007\u001b[2J\r\u009b31mevil\u202e\u2066\u061c\u007f\u0008';
  const NAME = `\u001b[2J\u202e\u009bx\nkeycore: done`;

  /** Nothing that a terminal obeys, and no line that a name has begun. */
  function expectPlain({ code, out, err }: Outcome): void {
    for (const text of [out, err]) {
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u);
      expect(text).not.toMatch(/^keycore: done/m);
    }
    expect({ code, said: `${out}${err}` === '' }).toMatchObject({ said: false });
  }

  test('is escaped in every message about a file', async () => {
    const dump = (lines: string[]): string => {
      const path = join(folder, `bad-${made++}.dump`);
      writeFileSync(path, `${lines.join('\n')}\n`);
      return path;
    };
    const head = [
      'ITEM: TIMESTEP',
      '0',
      'ITEM: NUMBER OF ATOMS',
      '1',
      'ITEM: BOX BOUNDS pp pp pp',
      '0 9',
      '0 9',
      '0 0',
    ];
    const files = [
      dump(['ITEM: TIMESTEP', '0', EVIL]),
      dump([EVIL, '0']),
      dump([...head, `ITEM: ATOMS id type x y ${EVIL}`, '1 A 1 2 3']),
      dump([...head, 'ITEM: ATOMS id type x y', `1 ${EVIL} 1 2`]),
      dump([...head, 'ITEM: ATOMS id type x y', `1 A ${EVIL} 2`]),
    ];
    for (const file of files) {
      const said = await run(['analyze', file, '--model', '2dipl']);
      expectPlain(said);
      expect(said.code).toBe(2);
    }
    const shown = await run(['analyze', files[0], '--model', '2dipl']);
    expect(shown.err).toContain('\\u001b]0;EVIL\\u0007\\u001b[2J');
  });

  test(
    'is escaped in names of files and projects, on both streams, and in JSON it stays the same',
    { timeout: 120_000 },
    async () => {
      const project = join(folder, `${NAME}.keycore`);
      copyFileSync(GLASS, project);
      expectPlain(await run(['info', project]));
      const json = await run(['info', project, '--json', '-']);
      expectPlain(json);
      expect(JSON.parse(json.out)).toMatchObject({ path: project });
      const dump = join(folder, `${NAME}.dump`);
      expectPlain(await run(['export', project, '1', '--format', 'dump', '-o', dump]));
      expect(readFileSync(dump).length).toBeGreaterThan(1000);
      expectPlain(await run(['topology', project, '1']));
      expectPlain(await run(['analyze', dump, '--model', '2dipl', '--modes', '3', '-o', project]));
      expectPlain(await run(['merge', project, '-o', join(folder, `${NAME}-2.keycore`)]));
      expectPlain(await run(['info', join(folder, `${NAME}-none.keycore`)]));
      expectPlain(await run([NAME]));
      expectPlain(await run(['info', project, `--${NAME}`]));
      expectPlain(await run(['simulate', join(folder, 'small.json'), '--samples', '1', '--seed', EVIL, '-o', project]));
    },
  );
});
