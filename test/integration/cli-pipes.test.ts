import { execFile, execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportSchema } from '../../native-workers/analysis/report.ts';
import { inChild, inProcess, ROOT } from './cli-runner.ts';

/** Ways of a system that has pipes among its files. */
const HAS_PIPES = process.platform !== 'win32';
const MODEL = ['--model', '2dipl', '--modes', '2', '--no-relax'];
const KEYCORE = [process.execPath, join(ROOT, 'bin', 'keycore.js')] as const;

let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-pipes-'));
  if (!HAS_PIPES) return;
  writeFileSync(at('small.json'), JSON.stringify({ model: '2dipl', particles: 64, analysis: { modes: 2 } }));
  await inProcess(['simulate', at('small.json'), '-o', at('small.keycore')]);
  await inProcess(['export', at('small.keycore'), '1', '--format', 'dump', '-o', at('small.dump')]);
  writeFileSync(at('small.dump.gz'), gzipSync(readFileSync(at('small.dump'))));
  // Nobody writes into it unless a test does.
  execFileSync('mkfifo', [at('pipe')]);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The other end of the pipe, once somebody has it open for reading; nothing is written into it. */
async function readerOf(pipe: string): Promise<number> {
  for (;;) {
    try {
      return openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      // The system's word for "nobody reads it".
      if (!(error instanceof Error && 'code' in error && error.code === 'ENXIO')) throw error;
      await setTimeout(50);
    }
  }
}

describe.runIf(HAS_PIPES)('Ctrl-C while nothing comes through the pipe', () => {
  test.each<[NodeJS.Signals, string[]]>([
    ['SIGINT', ['analyze', 'pipe', ...MODEL]],
    ['SIGTERM', ['analyze', 'small.dump', 'pipe', ...MODEL]],
    ['SIGINT', ['mechanics', 'pipe', '--model', '2dipl']],
    ['SIGTERM', ['simulate', 'pipe', '-o', 'made.keycore']],
  ])('%s ends %j', async (signal, words) => {
    const waiting = readerOf(at('pipe'));
    let sent = 0;
    const run = inChild(
      words.map((word) => (/^(small|pipe|made)/.test(word) ? at(word) : word)),
      ({ kill }) =>
        void waiting.then(() => {
          if (sent !== 0) return;
          sent = Date.now();
          kill(signal);
        }),
    );
    try {
      expect(await run).toStrictEqual({ code: 130, out: '', err: 'keycore: cancelled\n' });
      // At once; the bound only tells it from a process that is ended because it does not stop.
      expect(Date.now() - sent).toBeLessThan(20_000);
    } finally {
      closeSync(await waiting);
    }
  });
});

describe.runIf(HAS_PIPES)('a command line reads', () => {
  const bash = async (line: string): Promise<string> => {
    const script = `keycore() { '${KEYCORE[0]}' '${KEYCORE[1]}' "$@"; }; cd '${folder}'; ${line}`;
    return (await promisify(execFile)('bash', ['-c', script], { maxBuffer: 2 ** 26 })).stdout;
  };
  const particles = (json: string): number[] =>
    [JSON.parse(json) as unknown].flat().map((report) => reportSchema.parse(report).sample.n);
  const flags = `${MODEL.join(' ')} --json -`;

  test.each<[string, string, number[]]>([
    ['what another program writes, late', `keycore analyze <(sleep 1; gzip -dc small.dump.gz) ${flags}`, [64]],
    [
      'several, each of which is read twice',
      `keycore analyze <(cat small.dump small.dump) <(cat small.dump) --frame all ${flags}`,
      [64, 64, 64],
    ],
    ['standard input, a pipe', `cat small.dump.gz | keycore analyze /dev/stdin ${flags}`, [64]],
    ['a named pipe', `cat small.dump > pipe & keycore analyze pipe ${flags}`, [64]],
  ])('%s', async (_, line, expected) => {
    expect(particles(await bash(line))).toStrictEqual(expected);
  });

  test('standard input, a socket', async () => {
    // Node's own pipes to its children are sockets.
    const child = spawn(KEYCORE[0], [KEYCORE[1], 'analyze', '/dev/stdin', ...MODEL, '--json', '-'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    pipeline(Readable.from([readFileSync(at('small.dump'))]), child.stdin, () => undefined);
    let out = '';
    for await (const text of child.stdout.setEncoding('utf8')) out += text as string;
    expect(particles(out)).toStrictEqual([64]);
  });

  test('a configuration from a pipe', async () => {
    await bash('keycore simulate <(cat small.json) -o piped.keycore');
    expect((await inProcess(['info', at('piped.keycore'), '--json', '-'])).out).toContain('"samples":1');
  });

  test.runIf(process.platform === 'linux')('a file whose name is not UTF-8, where one alone can be meant', async () => {
    expect(
      particles(await bash(`cp small.dump $'caf\\xe9.dump'; keycore analyze $'caf\\xe9.dump' ${flags}`)),
    ).toStrictEqual([64]);
    const several = await bash(
      `cp small.dump $'caf\\xe8.dump'; keycore analyze $'caf\\xe9.dump' ${flags} 2>&1 || true`,
    );
    expect(several).toContain('2 files have it but for such bytes; rename the one that is meant');
    const project = await bash(`cp small.keycore $'\\xe9.keycore'; keycore info $'\\xe9.keycore' 2>&1 || true`);
    expect(project).toContain('its name is not UTF-8, or there is no such file; rename it (mv) to open it');
  });

  test('nothing, and says so, where a pipe or a device gives nothing', async () => {
    expect(await bash(`keycore analyze <(true) ${flags} 2>&1 || true`)).toMatch(/: the file is empty\n$/);
    expect((await inProcess(['analyze', '/dev/null', ...MODEL])).err).toBe('keycore: /dev/null: the file is empty\n');
  });

  test('no project from a pipe or a device', async () => {
    for (const path of [at('pipe'), '/dev/null', '/dev/zero']) {
      const { code, err } = await inProcess(['info', path]);
      expect(code).toBe(2);
      expect(err).toMatch(/: this is a (pipe|device), not a regular file\n$/);
    }
  });
});
