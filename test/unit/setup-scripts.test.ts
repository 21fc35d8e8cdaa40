import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const SCRIPTS = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'scripts');

/** The scripts are plain JavaScript without types; each test says what it takes from them. */
async function script<Module>(path: string): Promise<Module> {
  return (await import(join(SCRIPTS, path))) as Module;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-setup-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the lock of two set-ups', () => {
  type WithLock = <T>(
    path: string,
    work: () => Promise<T>,
    onWait?: (owner: { pid: number } | null) => void,
  ) => Promise<T>;
  const load = async (): Promise<WithLock> => (await script<{ withLock: WithLock }>('setup/lock.mjs')).withLock;

  test('lets one in at a time, and tells the others whom they wait for', async () => {
    const withLock = await load();
    const path = join(folder, 'one.lock');
    let inside = 0;
    let most = 0;
    const waitedFor: (number | undefined)[] = [];
    const work = async (): Promise<void> => {
      most = Math.max(most, (inside += 1));
      await sleep(50);
      inside -= 1;
    };
    await Promise.all([1, 2, 3].map(async () => withLock(path, work, (owner) => waitedFor.push(owner?.pid))));
    expect(most).toBe(1);
    expect(waitedFor).toStrictEqual([process.pid, process.pid]);
    expect(existsSync(path)).toBe(false);
  });

  test('takes over from a process that has died', async () => {
    const withLock = await load();
    const path = join(folder, 'dead.lock');
    const dead = spawnSync(process.execPath, ['-e', 'process.stdout.write(String(process.pid))'], { encoding: 'utf8' });
    writeFileSync(path, JSON.stringify({ pid: Number(dead.stdout), host: hostname() }));
    const waited: unknown[] = [];
    expect(
      await withLock(
        path,
        async () => readFileSync(path, 'utf8'),
        (owner) => waited.push(owner),
      ),
    ).toContain(`"pid":${process.pid},`);
    expect(waited).toStrictEqual([]);
  });

  test('waits for a lock file that is just being written, and takes over an old unreadable one', async () => {
    const withLock = await load();
    const path = join(folder, 'torn.lock');
    writeFileSync(path, '{"pid":');
    const owners: unknown[] = [];
    const waiting = withLock(
      path,
      async () => 'in',
      (owner) => owners.push(owner),
    );
    await sleep(50);
    expect(owners).toStrictEqual([null]);
    const old = new Date(Date.now() - 60_000);
    utimesSync(path, old, old);
    expect(await waiting).toBe('in');
  });

  test('is given back when the work fails', async () => {
    const withLock = await load();
    const path = join(folder, 'fails.lock');
    await expect(withLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(path)).toBe(false);
  });
});

test('skipped tests are forbidden unless the list names them', async () => {
  interface Judged {
    allowed: { name: string; reason: string }[];
    forbidden: string[];
  }
  type Judge = (skipped: { name: string }[], weInstall: boolean) => Judged;
  const { judgeSkips } = await script<{ judgeSkips: Judge }>('suites/skips.mjs');
  const skipped = [
    { name: 'lint > clang-format' },
    { name: 'lint > clang-format of another kind' },
    { name: 'test/unit/a.test.ts > something' },
    { name: 'test/unit/a.test.ts > the published reference structure fits' },
  ];
  const { allowed, forbidden } = judgeSkips(skipped, false);
  expect(allowed.map(({ name }) => name)).toStrictEqual([
    'lint > clang-format',
    'test/unit/a.test.ts > the published reference structure fits',
  ]);
  for (const { reason } of allowed) expect(reason).not.toBe('');
  expect(forbidden).toStrictEqual(['lint > clang-format of another kind', 'test/unit/a.test.ts > something']);
  // Where set-up installs what a test needs, its absence is a fault.
  const installed = judgeSkips(skipped, true);
  expect(installed.forbidden).toContain('lint > clang-format');
  expect(installed.allowed.map(({ name }) => name)).toStrictEqual([
    'test/unit/a.test.ts > the published reference structure fits',
  ]);
});

test('a variant is named only with all the levels below it', async () => {
  const { runnableVariants, allVariants } =
    await script<Record<'runnableVariants' | 'allVariants', () => string[]>>('setup/cpu.mjs');
  const runnable = runnableVariants();
  expect(runnable.length).toBeGreaterThan(0);
  expect(runnable).toStrictEqual(allVariants().slice(0, runnable.length));
});

test('setup.mjs refuses an unknown flag without a stack trace, and writes nothing to standard output', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(SCRIPTS, 'setup.mjs'), '--no-such-flag'], {
    encoding: 'utf8',
  });
  expect({ status, stdout }).toStrictEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^setup: Unknown option '--no-such-flag'/);
  expect(stderr).toContain('usage: node scripts/setup.mjs');
  expect(stderr).not.toMatch(/\n {4}at /);
});
