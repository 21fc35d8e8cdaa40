import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFigureMemory } from '../../src-main/figures/read-figure-memory.ts';
import { inProcess } from './cli-runner.ts';
import { writeSmallGlass } from './small-glass.ts';

const folder = mkdtempSync(join(tmpdir(), 'keycore-from-'));
const project = join(folder, 'glass.keycore');
const PICTURES = ['svg', 'pdf', 'png'] as const;

beforeAll(async () => {
  const dump = join(folder, 'glass.dump');
  await writeSmallGlass(dump);
  expect((await inProcess(['analyze', dump, '--model', '2dipl', '-o', project])).code).toBe(0);
  expect((await inProcess(['mechanics', project, '1'])).code).toBe(0);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const figures = (...args: string[]) => inProcess(['figures', ...args]);

/** The one picture of a form in a folder. */
function pictureIn(out: string, form: string) {
  const [name, ...others] = readdirSync(out).filter((each) => each.endsWith(`.${form}`));
  expect(others).toEqual([]);
  return join(out, name);
}

const memoryOf = (file: string) => readFigureMemory(readFileSync(file), file);

describe.each([
  {
    kind: 'a panel of a mode',
    flags: ['--only', '1a', '--mode', '2', '--style', 'aps', '--width', '61.5', '--transparent'],
    remembered: { figure: '1a', options: { mode: 2 }, style: 'aps', widthMm: 61.5, transparent: true },
  },
  {
    kind: 'a panel of an angle',
    flags: ['--only', '4c1', '--angles', '30,62.5', '--style', 'slide-dark'],
    remembered: { figure: '4c1', options: { angles: [30, 62.5] }, style: 'slide-dark' },
  },
  {
    kind: 'a page',
    flags: ['--page', '1a+4b1', '--mode', '1', '--angles', '0,360', '--style', 'plain', '--transparent'],
    remembered: { figure: 'page 1a+4b1', options: { mode: 1, angles: [0, 360] }, style: 'plain', transparent: true },
  },
  {
    kind: 'a view',
    flags: ['--view', 'mode=1&arrows=u&colour=absUL&pinned=3-9', '--style', 'slide', '--width', '100'],
    remembered: { figure: 'view', view: 'mode=1&arrows=u&colour=absUL&pinned=3-9', style: 'slide', widthMm: 100 },
  },
])('$kind', ({ kind, flags, remembered }) => {
  const out = join(folder, kind);
  beforeAll(async () => {
    const drawn = await figures(project, '1', '-o', out, ...flags, '--format', PICTURES.join(), '--dpi', '100');
    expect(drawn).toMatchObject({ code: 0, err: '' });
  });

  test.each(PICTURES)('is the same to the byte, with all its options, made again from its %s', async (form) => {
    expect(memoryOf(pictureIn(out, form))).toMatchObject(remembered);
    const again = join(folder, `${kind} of ${form}`);
    const from = ['--from', pictureIn(out, form), '--format', form, '--dpi', '100'];
    expect(await figures(project, ...from, '-o', again)).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(pictureIn(again, form)).equals(readFileSync(pictureIn(out, form)))).toBe(true);
  });

  test('is the same by the command that it names', async () => {
    const { command } = memoryOf(pictureIn(out, 'svg'));
    const again = join(folder, `${kind} by its command`);
    const words = command.split(' ').map((word) => word.replaceAll("'", ''));
    expect(words.slice(0, 2)).toEqual(['keycore', 'figures']);
    const args = words.slice(2).map((word) => (word === 'glass.keycore' ? project : word === 'figures' ? again : word));
    expect(await figures(...args)).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(pictureIn(again, 'svg'))).toEqual(readFileSync(pictureIn(out, 'svg')));
  });
});

test('what is given beside a figure goes before what it remembers', async () => {
  const out = join(folder, 'a panel of a mode');
  const other = join(folder, 'other');
  const flags = ['--mode', '0', '--style', 'nature', '--width', '70'];
  expect((await figures(project, '--from', pictureIn(out, 'svg'), '-o', other, ...flags)).code).toBe(0);
  const memory = memoryOf(pictureIn(other, 'svg'));
  expect(memory).toMatchObject({ figure: '1a', style: 'nature', widthMm: 70, transparent: true });
  expect(memory.options).toBeUndefined();
});

test('a number of a sample beside a figure is refused where it is another', async () => {
  const file = pictureIn(join(folder, 'a panel of a mode'), 'svg');
  const out = join(folder, 'numbered');
  expect(await figures(project, '1', '--from', file, '-o', out)).toMatchObject({ code: 0, err: '' });
  const refused = await figures(project, '2', '--from', file, '-o', join(folder, 'none'));
  expect(refused.err).toContain('the figure is of sample 1, not 2');
  expect(refused.code).toBe(2);
  expect(readdirSync(folder)).not.toContain('none');
});

describe('a figure of a report', () => {
  const later = join(folder, 'later.keycore');
  const [first, again] = ['first', 'first again'].map((name) => join(folder, name));
  beforeAll(async () => {
    copyFileSync(project, later);
    expect((await figures(later, '1', '-o', first, '--only', '4a')).code).toBe(0);
    expect((await inProcess(['mechanics', later, '1', '--degrees', '30'])).code).toBe(0);
  });

  test('is made again of the report that it shows, whichever was kept later', async () => {
    expect(memoryOf(pictureIn(first, 'svg')).reports).toEqual({ mechanics: { degrees: 1, stringCutoff: 2.5 } });
    const from = ['--from', pictureIn(first, 'svg')];
    expect(await figures(later, ...from, '-o', again)).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(pictureIn(again, 'svg'))).toEqual(readFileSync(pictureIn(first, 'svg')));
    const last = join(folder, 'last');
    expect((await figures(later, '1', '-o', last, '--only', '4a')).code).toBe(0);
    expect(readFileSync(pictureIn(last, 'svg'))).not.toEqual(readFileSync(pictureIn(first, 'svg')));
  });

  test.each([
    ['other', '{"degrees":2,"stringCutoff":2.5}'],
    // As deep as no stack goes.
    ['deep', `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
  ])('that is not there, %s, is told, and the last one shown', async (what, mechanics) => {
    const { reports, ...rest } = memoryOf(pictureIn(first, 'svg'));
    expect(reports).toBeDefined();
    const memory = JSON.stringify(rest).replace(/\}$/, `,"reports":{"mechanics":${mechanics}}}`);
    const file = join(folder, `${what}.svg`);
    writeFileSync(file, `<svg><metadata id="keycore">${memory.replaceAll('&', '&amp;')}</metadata></svg>`);
    const out = join(folder, `of ${what}`);
    const drawn = await figures(later, '--from', file, '-o', out);
    expect(drawn.err).toContain("the figure was drawn from a report of 'keycore mechanics' with other settings");
    expect(drawn.code).toBe(0);
    expect(memoryOf(pictureIn(out, 'svg')).reports).toEqual({ mechanics: { degrees: 30, stringCutoff: 2.5 } });
  });
});

describe('a forged figure is refused, and it is said why', () => {
  const changed = 'what this picture says of itself is not what a Keycore writes: it was changed';
  const made = (name: string, change: (memory: Record<string, unknown>) => Record<string, unknown>) => {
    const own = { ...memoryOf(pictureIn(join(folder, 'a panel of a mode'), 'svg')) };
    const text = JSON.stringify(change(own)).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
    const file = join(folder, `${name}.svg`);
    writeFileSync(file, `<svg><metadata id="keycore">${text}</metadata></svg>`);
    return file;
  };

  test.each([
    {
      what: 'style',
      change: { style: 'gothic' },
      words: "it is drawn in the style 'gothic', which this Keycore does not",
    },
    { what: 'narrow', change: { widthMm: 1 }, words: changed },
    { what: 'wide', change: { widthMm: 1e9 }, words: changed },
    { what: 'width', change: { widthMm: '61.5' }, words: changed },
    { what: 'mode', change: { options: { mode: -1 } }, words: changed },
    { what: 'angles', change: { options: { angles: [10, 400] } }, words: changed },
    { what: 'option', change: { options: { output: '/' } }, words: changed },
    { what: 'panel', change: { figure: '9z' }, words: "there is no panel '9z'" },
    { what: 'page', change: { figure: 'page 1a+1a' }, words: "'1a+1a' names a panel twice" },
    { what: 'view', change: { view: 'map=jet' }, words: 'the view that this picture names is none that this Keycore' },
  ])('$what', async ({ what, change, words }) => {
    const out = join(folder, 'none');
    const refused = await figures(
      project,
      '--from',
      made(what, (memory) => ({ ...memory, ...change })),
      '-o',
      out,
    );
    expect(refused.err).toContain(words);
    expect(refused.code).toBe(2);
    expect(readdirSync(folder)).not.toContain('none');
  });
});
