import { execFile, execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportSchema } from '../../native-workers/analysis/report/report.ts';
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
    ['standard input by its word, a pipe', `cat small.dump.gz | keycore analyze - ${flags}`, [64]],
    ['standard input by its word, a file', `keycore analyze - ${flags} < small.dump`, [64]],
    ['standard input among files, read twice', `cat small.dump | keycore analyze small.dump - ${flags}`, [64, 64]],
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

  test('standard input into other commands; errors name it', async () => {
    expect(await bash('cat small.dump | keycore mechanics - --model 2dipl --json -')).toContain(
      'standard input, frame 0',
    );
    await bash('cat small.json | keycore simulate - -o from-input.keycore');
    expect(await bash('echo milk | keycore analyze - 2>&1 || true')).toMatch(
      /^keycore: standard input, line 1: this is none of the formats/,
    );
    expect(await bash('keycore analyze - < small.keycore 2>&1 || true')).toMatch(
      /^keycore: standard input: this is an SQLite database/,
    );
  });

  test.each([
    ...[
      'info -',
      'export - 1 --format dump -o x.dump',
      'merge - -o x.keycore',
      'mechanics - 1',
      'open -',
      'serve -',
    ].map((words) => [words, 'standard input: a project cannot be read from it: name the file of the project']),
    ['analyze - -', 'standard input: it is named twice, and can be read once'],
    ['analyze small.dump -o -', '-o: a project cannot be written to standard output: name a file'],
  ])('nothing: %s', async (words, said) => {
    const run = await inProcess(words.split(' ').map((word) => (word === 'small.dump' ? at(word) : word)));
    expect(run).toStrictEqual({ code: 2, out: '', err: `keycore: ${said}\n` });
  });

  test.runIf(process.platform === 'linux')('no terminal, which nobody types particles into', async () => {
    // script(1) runs a command in a terminal of its own.
    expect(await bash(`script -qec "'${KEYCORE[0]}' '${KEYCORE[1]}' analyze -" /dev/null 2>&1 || true`)).toContain(
      'standard input: this is a terminal: pipe a file into it, as in zcat glass.dump.gz | keycore analyze -, or name a file',
    );
  });

  test('a configuration from a pipe', async () => {
    await bash('keycore simulate <(cat small.json) -o piped.keycore');
    expect((await inProcess(['info', at('piped.keycore'), '--json', '-'])).out).toContain('"samples":1');
  });

  test.runIf(process.platform === 'linux')('a file whose name is not UTF-8, where only one can be meant', async () => {
    expect(
      particles(await bash(`cp small.dump $'caf\\xe9.dump'; keycore analyze $'caf\\xe9.dump' ${flags}`)),
    ).toStrictEqual([64]);
    const several = await bash(
      `cp small.dump $'caf\\xe8.dump'; keycore analyze $'caf\\xe9.dump' ${flags} 2>&1 || true`,
    );
    expect(several).toMatch(
      /2 files have it but for such bytes \(caf\\xe[89]\.dump, caf\\xe[89]\.dump\); rename the one that is meant/,
    );
  });

  test.runIf(process.platform === 'linux')(
    'nothing where a name is not UTF-8, which is named, with what to do',
    { timeout: 120_000 },
    async () => {
      await bash(`mkdir -p $'f\\xe9'; cp small.keycore $'\\xe9.keycore'; cp small.keycore small.dump $'f\\xe9'`);
      const rename = 'rename it (mv) to open it';
      for (const [command, said] of [
        [`info $'\\xe9.keycore'`, `cannot be read: its name is not UTF-8 (\\xe9.keycore); ${rename}`],
        [`info $'f\\xe9/small.keycore'`, `cannot be read: its name is not UTF-8 (f\\xe9); ${rename}`],
        [`info $'f\\xe8/none.keycore'`, `cannot be read: its name is not UTF-8 (f\\xe9); ${rename}`],
        [`info $'\\xe9-none.keycore'`, `cannot be read: its name is not UTF-8, or there is no such file; ${rename}`],
        [`merge $'\\xe9.keycore' -o merged.keycore`, `its name is not UTF-8 (\\xe9.keycore); ${rename}`],
        [`serve --no-open --root $'f\\xe9'`, `cannot be opened: its name is not UTF-8 (f\\xe9); ${rename}`],
      ])
        expect(await bash(`keycore ${command} 2>&1 || echo "exit $?"`), command).toContain(`${said}\nexit 2\n`);
      for (const command of ['info small.keycore', 'serve --no-open', 'mechanics small.keycore 1']) {
        const said = await bash(`cd $'f\\xe9'; keycore ${command} 2>&1 || echo "exit $?"`);
        expect(said, command).toMatch(
          /the name of the current folder is not UTF-8, or there is no such file; [^\n]*\nexit 2\n$/,
        );
      }
      // Text files are read wherever they lie.
      expect(particles(await bash(`cd $'f\\xe9'; keycore analyze small.dump ${flags}`))).toStrictEqual([64]);
    },
  );

  test.runIf(process.platform === 'linux')(
    'nothing is written under another name than was asked for',
    { timeout: 120_000 },
    async () => {
      const before = readdirSync(folder).length;
      for (const command of [
        `analyze small.dump ${flags} --json $'r\\xe9.json'`,
        `analyze small.dump ${flags} -o $'r\\xe9.keycore'`,
        `export small.keycore 1 --format dump -o $'r\\xe9.dump'`,
        `simulate small.json -o $'r\\xe9.keycore'`,
        `merge small.keycore -o $'r\\xe9.keycore'`,
      ])
        expect(await bash(`keycore ${command} 2>&1 || echo "exit $?"`), command).toMatch(
          /^keycore: r\ufffd\.\w+: the name is not UTF-8, so the file would get another one; choose a name in UTF-8\nexit 2\n$/m,
        );
      const data = await bash(`KEYCORE_USER_DATA=$PWD/$'d\\xe9' keycore serve --no-open 2>&1 || echo "exit $?"`);
      expect(data).toMatch(/: the name is not UTF-8: KEYCORE_USER_DATA names another folder [^\n]*\nexit 2\n$/);
      expect(readdirSync(folder)).toHaveLength(before);
    },
  );

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
