import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { failureAnswer } from '../../src-main/api/failure.ts';
import { WorkerDeath } from '../../src-main/jobs/task-result.ts';
import { ConfinedFolder, OutsideRoot } from '../../src-main/access/confined-path.ts';
import { shippedAt, shippedPath, shippedSamples } from '../../src-main/user-data/shipped-samples.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keycore-files-'));
  mkdirSync(join(folder, 'root', 'sub'), { recursive: true });
  mkdirSync(join(folder, 'root2'));
  writeFileSync(join(folder, 'root', 'sub', 'a.keycore'), 'a');
  writeFileSync(join(folder, 'root2', 'b.keycore'), 'b');
  symlinkSync(join(folder, 'root2'), join(folder, 'root', 'out'));
  symlinkSync('sub', join(folder, 'root', 'in'));
  symlinkSync(join(folder, 'nowhere'), join(folder, 'root', 'dangling'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a confined folder', () => {
  const confined = (): ConfinedFolder => new ConfinedFolder(join(folder, 'root'));

  test('gives what lies inside, also through a link that stays inside', () => {
    const { root } = confined();
    for (const path of ['sub/a.keycore', './sub/a.keycore', 'sub//a.keycore', 'in/a.keycore']) {
      expect(confined().existing(path)).toBe(join(root, 'sub', 'a.keycore'));
    }
    expect(confined().shown(join(root, 'sub', 'a.keycore'))).toBe('sub/a.keycore');
    expect(confined().toBeMade('sub/new.keycore')).toBe(join(root, 'sub', 'new.keycore'));
    expect(confined().toBeMade('new.keycore')).toBe(join(root, 'new.keycore'));
  });

  test.each([
    '..',
    '../root2/b.keycore',
    'sub/../../root2/b.keycore',
    '/etc',
    'out',
    'out/b.keycore',
    'out/nothing',
    'out/x/y',
    'C:/x',
    'c:x',
    '\\\\host\\share',
    'sub\\..\\..',
    'a\0',
    'x'.repeat(5000),
  ])('refuses %j', (path) => {
    expect(() => confined().existing(path)).toThrow(OutsideRoot);
    expect(() => confined().toBeMade(`${path}/new`)).toThrow(OutsideRoot);
  });

  test('a name that begins like the root is not inside it', () => {
    // /…/root2 begins with /…/root.
    expect(() => confined().existing('../root2')).toThrow(OutsideRoot);
    symlinkSync(join(folder, 'root2'), join(folder, 'root', 'twin'));
    expect(() => confined().existing('twin/b.keycore')).toThrow(OutsideRoot);
  });

  test('says what is missing by the name it was given', () => {
    expect(() => confined().existing('sub/b')).toThrow('sub/b: cannot be opened: there is no such file or folder');
    expect(() => confined().existing('dangling')).toThrow(BadInput);
    expect(() => confined().toBeMade('none/new')).toThrow('none: cannot be opened: there is no such file or folder');
    for (const path of ['', '.', 'sub/']) expect(() => confined().toBeMade(path)).toThrow('a file name is needed');
    expect(() => new ConfinedFolder(join(folder, 'none'))).toThrow('there is no such file or folder');
    expect(() => new ConfinedFolder(join(folder, 'root', 'sub', 'a.keycore'))).toThrow('this is a file, not a folder');
  });
});

test('a shipped sample is known by its id and by any name of its file; a file beside it is the user’s', () => {
  const samples = join(folder, 'samples');
  mkdirSync(samples);
  const file = join(samples, '2dipl-qlm.keycore');
  writeFileSync(file, 'first');
  writeFileSync(join(samples, 'mine.keycore'), 'first');
  const shipped = { id: '2dipl-qlm', label: '2DIPL glass, N = 1024, whose softest mode makes its modulus anisotropic' };
  expect(shippedSamples(samples)).toStrictEqual([shipped]);
  expect(shippedSamples(join(folder, 'none'))).toStrictEqual([]);
  expect(shippedPath('2dipl-qlm', samples)).toBe(file);
  for (const id of ['mine', '2dipl-glass', '../samples/2dipl-qlm', '', 'note.txt'])
    expect(shippedPath(id, samples)).toBeNull();
  symlinkSync(file, join(folder, 'link.keycore'));
  linkSync(file, join(folder, 'hard.keycore'));
  for (const path of [
    file,
    join(folder, 'link.keycore'),
    join(folder, 'hard.keycore'),
    join(samples, '..', 'samples', '2dipl-qlm.keycore'),
  ])
    expect(shippedAt(path, samples)).toStrictEqual(shipped);
  for (const path of [join(samples, 'mine.keycore'), join(folder, 'none'), '', 'x\0y'])
    expect(shippedAt(path, samples)).toBeNull();
});

describe('what the window is told of an error', () => {
  const told = (error: unknown) => {
    const log = vi.fn<(text: string) => void>();
    const context = { log, folder: { root: '/data/root' }, userData: '/home/me/.keycore' };
    const { body, status } = failureAnswer(error, context);
    return { status, ...body, logged: log.mock.calls.flat() };
  };

  test('bad input in its own words, with files as the user knows them', () => {
    expect(told(new BadInput('it is empty', { file: '/data/root/sub/a.dump', line: 3 }))).toStrictEqual({
      status: 422,
      kind: 'bad-input',
      message: 'sub/a.dump, line 3: it is empty',
      place: { file: 'sub/a.dump', line: 3 },
      logged: [],
    });
  });

  test('a fault of ours without its stack, which is logged', () => {
    const { logged, ...rest } = told(new TypeError('x is not a function'));
    expect(rest).toStrictEqual({
      status: 500,
      kind: 'internal',
      message: 'Keycore failed here; the details are in its log.',
    });
    expect(logged[0]).toMatch(/^TypeError: x is not a function\n\s+at /);
  });

  test('a failing disk in the words of the code that met it', () => {
    const cause = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    expect(told(new Error('/home/me/.keycore/untitled/Untitled.keycore: the disk is full', { cause }))).toMatchObject({
      status: 500,
      message: 'untitled/Untitled.keycore: the disk is full',
    });
  });

  test('a dead worker in plain words', () => {
    expect(told(new WorkerDeath("the worker that ran task 'analyse' died: out of memory", null))).toMatchObject({
      status: 500,
      kind: 'internal',
      message: "the worker that ran task 'analyse' died: out of memory",
    });
  });

  test('without the control characters of a file or a name, as on a terminal', () => {
    const hostile = '\u001b]0;PWNED\u0007\u001b[2J\u202e';
    const { message } = told(
      new BadInput(`the time step '${hostile}' is not an integer`, { file: '/data/root/a\u0007.dump' }),
    );
    expect(message).toBe(
      String.raw`a\u0007.dump: the time step '\u001b]0;PWNED\u0007\u001b[2J\u202e' is not an integer`,
    );
  });

  test('a path outside is forbidden', () => {
    expect(told(new OutsideRoot('../x'))).toMatchObject({ status: 403, kind: 'forbidden' });
  });
});
