import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { cases } from '../effort.ts';
import { ROOT } from './cli-runner.ts';
import { tokenFor } from './serve-client.ts';

vi.setConfig({ testTimeout: 120_000 });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-memory-'));
  mkdirSync(join(folder, 'data'), { mode: 0o700 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BIN = join(ROOT, 'bin', 'keycore.js');
const DUMP = join(ROOT, 'test', 'fixtures', 'formats', 'tilted-exact.dump');

interface Ended {
  status: number | null;
  err: string;
}

function run(shell: string, args: string[], node: string[] = []): Ended {
  const { status, stderr } = spawnSync(
    'bash',
    ['-c', `ulimit -c 0; ${shell}; exec "$0" "$@"`, process.execPath, ...node, BIN, ...args],
    {
      encoding: 'utf8',
      env: { ...process.env, KEYCORE_USER_DATA: join(folder, 'data') },
    },
  );
  return { status, err: stderr };
}

/** What V8, the C++ library and Node write when they end a process. */
const DUMP_OR_STACK = /Fatal|FATAL|Last few GCs|bad_alloc|Check failed|^\s+at |internal error/m;

// The sizes of V8's reservations are those of this platform.
describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('a limit on address space (ulimit -v)', () => {
  const COMMANDS: Record<string, string[]> = {
    '--version': ['--version'],
    info: ['info', join(ROOT, 'assets', '2dipl-qlm.keycore')],
    analyze: ['analyze', DUMP, '--model', '2dipl', '--json', '-'],
    simulate: ['simulate', join(ROOT, 'assets', 'none.json'), '-o', 'none.keycore'],
  };
  const MEGABYTES = cases([1250, 1590, 1900, 2400], [1400, 1650, 2100, 3200]);

  test.each(MEGABYTES)('of %i MB: commands do their work, or end in words with exit code 2', (megabytes) => {
    for (const [command, args] of Object.entries(COMMANDS)) {
      const { status, err } = run(`ulimit -v ${megabytes * 1024}`, args);
      expect(err, command).not.toMatch(DUMP_OR_STACK);
      if (megabytes < 1600 || (command === 'analyze' && megabytes < 2000)) {
        expect(status, command).toBe(2);
        expect(err, command).toMatch(
          /^keycore: this process may address \d\.\d GB \(ulimit -v\)[^\n]*: raise it \(ulimit -v unlimited/m,
        );
      } else if (command !== 'simulate' && (command !== 'analyze' || megabytes > 2300))
        expect(status, `${command}: ${err}`).toBe(0);
      else expect([0, 2]).toContain(status);
    }
  });

  test('leaves a server without room for a thread: it runs, and says so to who asks for one', async () => {
    const args = ['serve', '--no-open', '--root', folder, join(ROOT, 'assets', '2dipl-qlm.keycore')];
    const shell = `ulimit -c 0; ulimit -v ${1700 * 1024}; exec "$0" "$@"`;
    const child = spawn('bash', ['-c', shell, process.execPath, BIN, ...args], {
      env: { ...process.env, KEYCORE_USER_DATA: join(folder, 'data') },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => child.on('close', resolve));
    let out = '';
    for await (const text of child.stdout.setEncoding('utf8') as AsyncIterable<string>) {
      out += text;
      if (/within a minute/.test(out)) break;
    }
    const [, url = '', redirectFile = ''] = /(http:\S+) [^]* open (\S+\.html) in/.exec(out) ?? [];
    const authorization = `Bearer ${await tokenFor({ url, redirectFile })}`;
    const ask = (path: string): Promise<Response> => fetch(new URL(path, url), { headers: { authorization } });
    const { projects } = (await (await ask('/api/projects')).json()) as { projects: { id: string }[] };
    expect((await ask(`/api/projects/${projects[0].id}/samples`)).status).toBe(200);
    const answer = await ask(`/api/projects/${projects[0].id}/samples/1/structure`);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('too little for another thread');
    expect((await ask('/api/host')).status).toBe(200);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  test('more workers than fit are refused before anything is written, and fewer suggested', () => {
    const args = ['simulate', join(folder, 'none.json'), '--workers', '100', '-o', join(folder, 'many.keycore')];
    const { status, err } = run(`ulimit -v ${4000 * 1024}`, args);
    expect(status).toBe(2);
    expect(err).toMatch(
      /^keycore: this process may address 4\.2 GB \(ulimit -v\), too little for 100 threads: .*, or use \d \(--workers\)\n$/,
    );
    expect(readdirSync(folder)).not.toContain('many.keycore');
  });
});

test.each([12, 16, 32, 60])('a heap of %i MB is said to be too small', (megabytes) => {
  const { status, err } = run('true', ['--version'], [`--max-old-space-size=${megabytes}`]);
  expect({ status, err }).toStrictEqual({
    status: 2,
    err: 'keycore: Node may use too little memory for Keycore: leave --max-old-space-size out (also of NODE_OPTIONS), or give it 64 or more\n',
  });
});
