import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ROOT, type Run } from './cli-runner.ts';

const REMEDY = 'KEYCORE_USER_DATA names another folder for Keycore’s own data';
const isRoot = process.geteuid?.() === 0;

/** Whether every user may run the checkout and Node. */
function isOpenToAll(path: string): boolean {
  const parent = dirname(path);
  return (statSync(path).mode & 0o005) === 0o005 && (parent === path || isOpenToAll(parent));
}

/** Root may write everywhere, so it runs this as another user, if that one can. */
const canBeOther = isRoot && isOpenToAll(ROOT) && isOpenToAll(dirname(process.execPath));
/** A user whom the system has no record of, so no home. */
const NOBODY_KNOWN = 987_654;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'keycore-home-'));
  for (const name of ['root', 'home']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'file'), '');
});
afterEach(() => {
  chmodSync(join(folder, 'home'), 0o700);
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a command with no more of an environment than it is given; stops it as soon as it serves. */
function run(args: string[], env: NodeJS.ProcessEnv, uid?: number, first = 'true'): Promise<Run> {
  const shell = ['-c', `${first}; exec "$0" "$@"`, process.execPath, join(ROOT, 'bin', 'keycore.js')];
  const child = spawn('sh', [...shell, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...env },
    cwd: join(folder, 'root'),
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  let out = '';
  let err = '';
  let isStopped = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    // Once: a second signal ends it at once, with no code.
    if (isStopped || !out.includes('is stopped by Ctrl-C')) return;
    isStopped = true;
    child.kill('SIGTERM');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  // What never ends by itself fails the test with the code null.
  const patience = setTimeout(() => child.kill('SIGKILL'), 40_000);
  return new Promise((resolve) => {
    child.on('close', (code) => {
      clearTimeout(patience);
      resolve({ code, out, err });
    });
  });
}

const serve = (env: NodeJS.ProcessEnv, uid?: number): Promise<Run> => run(['serve', '--no-open'], env, uid);

describe.skipIf(process.platform !== 'linux')('serve where the user’s data cannot be kept: exit 2, in words', () => {
  test('a home that is a file', async () => {
    const home = join(folder, 'file');
    expect(await serve({ HOME: home })).toStrictEqual({
      code: 2,
      out: '',
      err: `keycore: ${home}/.local/share/keycore: cannot be made: a part of the path is a file, not a folder; ${REMEDY}\n`,
    });
  });

  test('a home in which nothing can be made, though it is there', async () => {
    // Also a home that an automounter does not know answers so.
    expect(await serve({ HOME: '/proc' })).toStrictEqual({
      code: 2,
      out: '',
      err: `keycore: /proc/.local/share/keycore: cannot be made: there is no such file or folder; ${REMEDY}\n`,
    });
    expect(await run(['--version'], { HOME: '/proc' })).toMatchObject({ code: 0, err: '' });
  });

  test('a file where a folder should be', async () => {
    const file = join(folder, 'file');
    expect((await serve({ HOME: folder, XDG_DATA_HOME: file })).err).toBe(
      `keycore: ${file}/keycore: cannot be made: a part of the path is a file, not a folder; ${REMEDY}\n`,
    );
    expect(await serve({ HOME: folder, KEYCORE_USER_DATA: file })).toStrictEqual({
      code: 2,
      out: '',
      err: `keycore: ${file}: this is a file, not a folder; ${REMEDY}\n`,
    });
  });

  test.skipIf(isRoot && !canBeOther)('a home, or a folder of data, that may not be written', async () => {
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'home'), 0o555);
    const uid = isRoot ? NOBODY_KNOWN : undefined;
    const home = join(folder, 'home');
    for (const [env, data] of [
      [{ HOME: home }, `${home}/.local/share/keycore`],
      [{ HOME: folder, XDG_DATA_HOME: home }, `${home}/keycore`],
    ] as const)
      expect(await serve(env, uid)).toStrictEqual({
        code: 2,
        out: '',
        err: `keycore: ${data}: cannot be made: permission denied; ${REMEDY}\n`,
      });
    expect(await run(['--version'], { HOME: home }, uid)).toMatchObject({ code: 0, err: '' });
  });

  test.skipIf(!canBeOther)('a user without a home', async () => {
    chmodSync(folder, 0o755);
    for (const env of [{}, { HOME: '' }, { HOME: 'relative' }])
      expect(await serve(env, NOBODY_KNOWN)).toStrictEqual({
        code: 2,
        out: '',
        err: 'keycore: this user has no home folder: KEYCORE_USER_DATA names the folder for Keycore’s own data\n',
      });
    expect(await run(['--version'], {}, NOBODY_KNOWN)).toMatchObject({ code: 0, err: '' });
  });

  test('a full disk: exit 1, and the server does not run on', async () => {
    const data = join(folder, 'data');
    const { code, out, err } = await run(['serve', '--no-open'], { KEYCORE_USER_DATA: data }, undefined, 'ulimit -f 0');
    expect({ code, out }).toStrictEqual({ code: 1, out: '' });
    expect(err).toMatch(/^keycore: \S+\/serve\/keycore-\d+\.html: the disk failed, it was not written \(EFBIG: /m);
    expect(err).not.toMatch(/^\s+at /m);
  });

  test('a file where the way in is kept', async () => {
    const data = join(folder, 'data');
    mkdirSync(data, { mode: 0o700 });
    writeFileSync(join(data, 'serve'), '');
    expect(await serve({ HOME: folder, KEYCORE_USER_DATA: data })).toMatchObject({
      code: 2,
      err: expect.stringContaining(`keycore: ${data}/serve: this is a file, not a folder; ${REMEDY}\n`),
    });
  });
});

test.skipIf(process.platform !== 'linux')(
  'an empty or relative HOME is not the current folder; other folders of the XDG specification are not used',
  async () => {
    const file = join(folder, 'file');
    const data = join(folder, 'data');
    const unused = { XDG_CONFIG_HOME: file, XDG_CACHE_HOME: file, XDG_RUNTIME_DIR: file, XDG_STATE_HOME: file };
    for (const HOME of ['', 'relative'])
      expect(await serve({ HOME, ...unused, XDG_DATA_HOME: data })).toMatchObject({ code: 0, err: '' });
    expect(await run(['info', 'none.keycore'], { HOME: '' })).toMatchObject({ code: 2 });
    expect(readdirSync(join(folder, 'root'))).toStrictEqual([]);
    expect(existsSync(join(data, 'keycore', 'serve'))).toBe(true);
  },
);
