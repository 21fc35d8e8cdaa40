import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { Resvg } from '@resvg/resvg-js';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { figureMemorySchema } from '../../src-main/figures/figure-memory.ts';
import { FigureSample } from '../../src-main/figures/sample/figure-sample.ts';
import { POINTS_PER_MM } from '../../src-main/figures/marks/marks.ts';
import { type Face, faceFile, FACES } from '../../src-main/figures/marks/faces.ts';
import { pageOf, singlePanel } from '../../src-main/figures/page.ts';
import type { Panel } from '../../src-main/figures/sample/panel.ts';
import { lettersOn, PAGES, PANEL_LIST } from '../../src-main/figures/panel-list.ts';
import { panelNamed, PANELS } from '../../src-main/figures/registry.ts';
import { sourceInProject } from '../../src-main/figures/figure-source.ts';
import { storedFigureSample } from '../../src-main/figures/stored-figure-sample.ts';
import { STYLES } from '../../src-main/figures/marks/styles.ts';
import { USUAL_OPTIONS } from '../../src-main/figures/sample/panel-options.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import { hasPythonModule, PYTHON } from '../peers.ts';
import { inProcess, ROOT } from './cli-runner.ts';
import { misplaced } from './figure-boxes.ts';
import { faint } from './figure-contrast.ts';
import { writeSmallGlass } from './small-glass.ts';

const folder = mkdtempSync(join(tmpdir(), 'keycore-figures-'));
const dump = join(folder, 'glass.dump');
const project = join(folder, 'small glass.keycore');
const out = join(folder, 'figs');
const PREFIX = 'small glass-1';
const CRYSTAL = join(ROOT, 'assets', 'crystal-vacancies.keycore');

beforeAll(async () => {
  await writeSmallGlass(dump);
  expect(await inProcess(['analyze', dump, '--model', '2dipl', '-o', project])).toMatchObject({ code: 0 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const figures = (...args: string[]) => inProcess(['figures', ...args]);

/** Pages of which some panel is drawn. */
const pagesOf = (drawn: readonly string[]) => PAGES.filter(({ rows }) => rows.flat().some((id) => drawn.includes(id)));

/** The script of an independent calculation, and the largest difference of each number that it finds. */
function recomputed(script: string, args: string[]): Record<string, number> {
  const { status, stdout, stderr } = spawnSync(PYTHON, [join(ROOT, 'test', 'reference', script), ...args], {
    encoding: 'utf8',
    // More threads than processors make dense algebra of small matrices slow.
    env: { ...process.env, OMP_NUM_THREADS: '1' },
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return JSON.parse(stdout) as Record<string, number>;
}

/** A LAMMPS dump with numbers for types, as the scripts read it. */
function withNumbers(path: string) {
  const numbered = join(folder, `numbered-${basename(path)}`);
  const text = readFileSync(path, 'utf8')
    .replace(' typelabel', '')
    .replace(/ [AB]$/gm, '');
  writeFileSync(numbered, text.replace(/^(\d+) A /gm, '$1 1 '));
  return numbered;
}

/** Of two pictures of one drawing, the largest difference of 255 of what a soft eye sees: 11 × 11 pixels together. */
function largestDifference(...pictures: [string, string]): number {
  const script = `
import sys
import numpy as np
from PIL import Image, ImageFilter
a, b = (Image.open(path).convert('RGB') for path in sys.argv[1:])
size = (min(a.width, b.width), min(a.height, b.height))
assert abs(a.width - b.width) < 3 and abs(a.height - b.height) < 3
soft = lambda image: np.asarray(image.crop((0, 0, *size)).filter(ImageFilter.BoxBlur(5)), dtype=float)
print(np.abs(soft(a) - soft(b)).max())
`;
  const { stdout, stderr } = spawnSync(PYTHON, ['-c', script, ...pictures], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return Number(stdout);
}

/** What a figure says of itself, in each of the forms. */
const memoryOf = {
  svg: (bytes: Buffer) => {
    const text = /<metadata id="keycore">([^<]*)<\/metadata>/.exec(bytes.toString('utf8'))?.[1] ?? '';
    return text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  },
  png: (bytes: Buffer) => {
    const at = bytes.indexOf('iTXtkeycore\0');
    const length = bytes.readUInt32BE(at - 4);
    const data = bytes.subarray(at + 4, at + 4 + length);
    return inflateSync(data.subarray('keycore'.length + 5)).toString('utf8');
  },
  pdf: (bytes: Buffer) => {
    const text = /<keycore:figure>([^<]*)<\/keycore:figure>/.exec(bytes.toString('utf8'))?.[1] ?? '';
    return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  },
};

describe('every panel and page of a glass', () => {
  let said = '';
  let skipped: string[] = [];

  beforeAll(async () => {
    // As far as a plastic event, and a window in which so small a glass has modes.
    const far = ['--step', '2e-3', '--to', '0.06', '--bracket', '1e-4'];
    expect((await inProcess(['strain', project, '1', ...far])).code).toBe(0);
    expect((await inProcess(['spectrum', project, '1', '--window', '0.5,6'])).code).toBe(0);
    const {
      code,
      out: text,
      err,
    } = await figures(project, '1', '-o', out, '--compute', '--format', 'svg,pdf,png,csv,xlsx', '--dpi', '150');
    expect(err).not.toContain('keycore:');
    expect(code).toBe(0);
    said = text;
    const written = new Set(readdirSync(out));
    skipped = PANELS.map(({ id }) => id).filter((id) => !written.has(`${PREFIX}-${id}.svg`));
  }, 120_000);

  test('is there in every form, or it is said why not', () => {
    const drawn = PANELS.map(({ id }) => id).filter((id) => !skipped.includes(id));
    expect(drawn).toEqual(
      expect.arrayContaining(['1a', '1f', '2j', '3b4', '4a', '4c2', '4g', '5d2', 'square', 'event']),
    );
    expect(skipped).toEqual(expect.arrayContaining(['6a', '6f']));
    expect(drawn).toHaveLength(PANELS.length - 1 - PANELS.filter(({ id }) => /^6|^crystal|^vacancy/.test(id)).length);
    expect(said).toContain('only a crystal has vacancies');
    const names = [
      ...drawn.flatMap((id) => ['svg', 'pdf', 'png', 'csv'].map((form) => `${PREFIX}-${id}.${form}`)),
      ...pagesOf(drawn).flatMap(({ id }) => ['svg', 'pdf', 'png'].map((form) => `${PREFIX}-page-${id}.${form}`)),
      `${PREFIX}-source-data.xlsx`,
      `${PREFIX}-captions.md`,
    ];
    expect(readdirSync(out).sort()).toEqual(names.sort());
  });

  test('says which sample it is of and how it is made again, and names no folder', () => {
    for (const form of ['svg', 'png', 'pdf'] as const)
      for (const id of ['1a', 'page-4']) {
        const text = memoryOf[form](readFileSync(join(out, `${PREFIX}-${id}.${form}`)));
        const memory = figureMemorySchema.parse(JSON.parse(text));
        expect(memory).toMatchObject({ project: 'small glass', sample: 1, style: 'nature' });
        expect(memory.command).toBe(
          `keycore figures 'small glass.keycore' 1 -o figures ${id === '1a' ? '--only 1a --style nature' : '--page 4 --style nature --compute'}`,
        );
        expect(text).not.toContain(folder);
      }
  });

  test('holds numbers only, and no letter is smaller than 5 points', () => {
    for (const name of readdirSync(out).filter((each) => each.endsWith('.svg'))) {
      const text = readFileSync(join(out, name), 'utf8');
      const picture = text.replace(/<metadata.*<\/metadata>/s, '').replace(/<title>.*<\/title>/s, '');
      expect(picture, name).not.toMatch(/NaN|Infinity|undefined|null/);
      expect(picture, name).not.toMatch(/ d=""/);
      for (const [, size] of picture.matchAll(/font-size="([\d.]+)"/g))
        expect(Number(size), name).toBeGreaterThanOrEqual(5);
    }
  });

  test.each(STYLES)('has no text outside or over another, and nothing faint: $label', async (style) => {
    using opened = await openProject(project, { mode: 'read' });
    const sample = new FigureSample(storedFigureSample(sourceInProject(opened, 1, 'glass')));
    const draw =
      (id: string) =>
      (width: number, scaled = style) =>
        (panelNamed(id) as Panel).draw({ sample, width, style: scaled, options: USUAL_OPTIONS });
    const drawn = PANELS.map(({ id }) => id).filter((id) => !skipped.includes(id));
    for (const id of drawn) {
      const panel = singlePanel(draw(id), style.columnMm);
      expect(misplaced(panel), id).toEqual([]);
      expect(faint(panel, style), id).toEqual([]);
      expect(
        panel.drawing.data.map(({ values }) => values.length).every((length) => length > 0),
        id,
      ).toBe(true);
    }
    for (const preset of pagesOf(drawn)) {
      const parts = preset.rows
        .map((row) => row.filter((each) => !skipped.includes(each)))
        .filter((row) => row.length > 0);
      const letters = lettersOn(preset, parts.flat());
      const page = pageOf(
        parts.map((row) => row.map((each) => ({ letter: letters.get(each) ?? '', draw: draw(each) }))),
        style,
      );
      expect(misplaced(page), `page ${preset.id}`).toEqual([]);
      expect(faint(page, style), `page ${preset.id}`).toEqual([]);
      expect(page.width).toBeLessThanOrEqual(style.pageMm * POINTS_PER_MM + 1e-9);
      expect(page.height).toBeLessThanOrEqual(style.heightMm * POINTS_PER_MM + 1e-9);
    }
    sample.dispose();
  });

  test('has a sheet for each panel', () => {
    const drawn = PANELS.map(({ id }) => id).filter((id) => !skipped.includes(id));
    const archive = unzipSync(readFileSync(join(out, `${PREFIX}-source-data.xlsx`)));
    const sheets = [...strFromU8(archive['xl/workbook.xml']).matchAll(/<sheet [^>]*name="([^"]+)"/g)].map(
      ([, name]) => name,
    );
    expect(sheets).toEqual(drawn);
    const first = strFromU8(archive['xl/worksheets/sheet1.xml']);
    // A row of names above the particles.
    expect([...first.matchAll(/<row /g)]).toHaveLength(1 + 64);
    expect(first).not.toMatch(/NaN|Infinity/);
  });

  test('is the same to the byte when it is drawn again', async () => {
    const again = join(folder, 'again');
    expect(
      (await figures(project, '1', '-o', again, '--only', '1e,4a', '--format', 'svg,pdf,png,csv', '--dpi', '150')).code,
    ).toBe(0);
    for (const name of readdirSync(again).filter((each) => !each.endsWith('.md')))
      expect(readFileSync(join(again, name)).equals(readFileSync(join(out, name))), name).toBe(true);
  });

  test.skipIf(!hasPythonModule('scipy'))('python3-scipy: the numbers are those of dense linear algebra', () => {
    const differences = recomputed('figure_data.py', [withNumbers(dump), out, PREFIX]);
    expect(Object.keys(differences)).toHaveLength(12);
    // Seen: 1e-14 to 1e-13; both solve the same equations, with condition numbers of some 1e3.
    for (const [name, difference] of Object.entries(differences)) expect(difference, name).toBeLessThan(1e-11);
  });

  test.skipIf(!hasPythonModule('scipy'))(
    'python3-scipy: those of further panels are, too',
    () => {
      const differences = recomputed('figure_more.py', ['sample', withNumbers(dump), out, PREFIX]);
      expect(Object.keys(differences)).toHaveLength(47);
      const limits: Record<string, number> = {
        // A search for a pseudo-harmonic mode ends where C is stationary to 1e-8.
        'force of z': 1e-7,
        // States of two minimisers, each with forces below 1e-11: 1e-11 and 6e-11 seen.
        stress: 1e-9,
        event: 1e-8,
      };
      // Others: 1e-16 to 1e-12 seen, the largest of sums over waves.
      for (const [name, difference] of Object.entries(differences))
        expect(difference, name).toBeLessThan(limits[name] ?? 1e-11);
    },
    60_000,
  );

  test.skipIf(spawnSync('pdffonts', ['-v']).status === null)(
    'poppler: the PDF looks as the PNG does, in embedded faces',
    () => {
      for (const id of ['1d', 'page-4']) {
        const pdf = join(out, `${PREFIX}-${id}.pdf`);
        const fonts = spawnSync('pdffonts', [pdf], { encoding: 'utf8' }).stdout.trim().split('\n').slice(2);
        expect(fonts.length).toBeGreaterThan(0);
        for (const line of fonts)
          expect(line).toMatch(
            /\+Arimo-\S+ +CID TrueType +Identity-H +yes yes yes|\+DejaVuSans\S* +CID TrueType +Identity-H +yes yes yes/,
          );
        const picture = join(folder, `${id}.ppm`);
        spawnSync('pdftoppm', ['-r', '150', '-singlefile', pdf, picture.replace(/\.ppm$/, '')]);
        // Two programs smooth edges otherwise (17 to 32 seen); a letter that is missing gives 80.
        expect(largestDifference(join(out, `${PREFIX}-${id}.png`), picture)).toBeLessThan(48);
      }
    },
  );

  // Three writers of the same marks: none may lose what the others have.
  test.skipIf(!hasPythonModule('PIL'))('resvg: the SVG looks as the PNG does', () => {
    for (const id of ['1d', '4a', 'page-4']) {
      const svg = readFileSync(join(out, `${PREFIX}-${id}.svg`));
      const png = join(out, `${PREFIX}-${id}.png`);
      const image = new Resvg(svg, {
        fitTo: { mode: 'width', value: readFileSync(png).readUInt32BE(16) },
        font: { fontFiles: (Object.keys(FACES) as Face[]).map(faceFile), loadSystemFonts: false },
      });
      const picture = join(folder, `${id}-resvg.png`);
      writeFileSync(picture, image.render().asPng());
      // As of the PDF: 10 to 20 seen.
      expect(largestDifference(png, picture)).toBeLessThan(48);
    }
  });
});

test('the list of panels is that of what draws them', () => {
  expect(PANEL_LIST).toEqual(PANELS.map(({ id, needs }) => ({ id, needs })));
});

describe('a crystal', () => {
  const crystal = join(folder, 'crystal');
  const own = PANELS.map(({ id }) => id).filter((id) => /^(crystal|vacancy)-/.test(id));

  test('has its panels; the example that it is of stays as it is', async () => {
    const before = readFileSync(CRYSTAL);
    const wanted = ['--page', '6,S3', '--only', own.join(), '--format', 'svg,csv', '--compute'];
    const { code, out: text } = await figures(CRYSTAL, '1', '-o', crystal, ...wanted);
    expect(code).toBe(0);
    expect(text).not.toContain('not drawn');
    expect(readdirSync(crystal)).toEqual(
      expect.arrayContaining(['crystal-vacancies-1-page-6.svg', 'crystal-vacancies-1-page-S3.svg']),
    );
    expect(readFileSync(CRYSTAL).equals(before)).toBe(true);
  }, 60_000);

  test('has no text outside or over another, and nothing faint', async () => {
    using opened = await openProject(CRYSTAL, { mode: 'read' });
    const sample = new FigureSample(storedFigureSample(sourceInProject(opened, 1, 'crystal')));
    for (const style of STYLES.filter(({ id }) => ['nature', 'slide-dark'].includes(id)))
      for (const id of own) {
        const panel = singlePanel(
          (width) => (panelNamed(id) as Panel).draw({ sample, width, style, options: USUAL_OPTIONS }),
          style.columnMm,
        );
        expect(misplaced(panel), id).toEqual([]);
        expect(faint(panel, style), id).toEqual([]);
      }
    sample.dispose();
  }, 60_000);

  test.skipIf(!hasPythonModule('scipy'))(
    'python3-scipy: its numbers are those of dense linear algebra',
    async () => {
      const written = join(folder, 'crystal.dump');
      expect((await inProcess(['export', CRYSTAL, '1', '--format', 'dump', '-o', written])).code).toBe(0);
      const differences = recomputed('figure_more.py', [
        'crystal',
        withNumbers(written),
        crystal,
        'crystal-vacancies-1',
      ]);
      expect(Object.keys(differences)).toHaveLength(12);
      // Seen: up to 6e-14.
      for (const [name, difference] of Object.entries(differences)) expect(difference, name).toBeLessThan(1e-11);
    },
    60_000,
  );
});

test('a packing: rattlers have no numbers, and nothing of it fails', async () => {
  const packing = join(folder, 'packing.keycore');
  const made = ['simulate', join(ROOT, 'assets', 'examples', 'harmonic-packing.json'), '--samples', '2', '-o', packing];
  expect((await inProcess(made)).code).toBe(0);
  // As far as figures would strain it takes a minute.
  for (const number of ['1', '2'])
    expect((await inProcess(['strain', packing, number, '--step', '1e-5', '--to', '3e-5'])).code).toBe(0);
  const { code, out: text } = await figures(
    packing,
    '1',
    '2',
    '-o',
    join(folder, 'packed'),
    '--compute',
    '--format',
    'svg,csv',
  );
  expect(code).toBe(0);
  // What a packing cannot have, and what this one happens not to have.
  const reasons = [...text.matchAll(/not drawn: [^:]*: (.*)/g)].map(([, reason]) =>
    reason.replace(/\d+ quadril/, 'n quadril'),
  );
  expect(new Set(reasons)).toEqual(
    new Set([
      'only a crystal has vacancies',
      'no string has more than 3 particles',
      'no plastic event was met',
      'there is no key-core square: none of the n quadrilaterals at the key-core string moves two in, two out',
    ]),
  );
  const rows = readFileSync(join(folder, 'packed', 'packing-1-4d.csv'), 'utf8')
    .trim()
    .split('\r\n');
  expect(rows).toHaveLength(1025);
  // A rattler's place is known, its D_i^T/ω is not.
  expect(rows.some((row) => /^\d+,[^,]+,[^,]+,,/.test(row))).toBe(true);
}, 120_000);

test('particles lie in the cell that charges lie in, wherever the file has them', async () => {
  const cell = join(folder, 'cell');
  const drawn = await figures(CRYSTAL, '1', '-o', cell, '--only', '1d,charges-u', '--format', 'csv');
  expect(drawn).toMatchObject({ code: 0 });
  for (const id of ['1d', 'charges-u']) {
    const [head, ...rows] = readFileSync(join(cell, `crystal-vacancies-1-${id}.csv`), 'utf8')
      .trim()
      .split('\r\n');
    for (const [name, side] of [
      ['x (σ)', 37.079_633_84],
      ['y (σ)', 36.125_892_98],
    ] as const) {
      const values = rows.map((row) => Number(row.split(',')[head.split(',').indexOf(name)]));
      expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...values)).toBeLessThan(side);
    }
  }
});

test('an analysis that is not there is named, with the way to it', async () => {
  const bare = join(folder, 'bare.keycore');
  expect(await inProcess(['analyze', dump, '--model', '2dipl', '-o', bare])).toMatchObject({ code: 0 });
  const { code, out: text } = await figures(bare, '1', '-o', join(folder, 'none'), '--only', '4a,1a');
  expect(code).toBe(0);
  expect(text).toContain("not drawn: 4a: the project has no report of 'keycore mechanics' (--compute makes it)");
});

test('a strain of one step is no curve; the one that figures made is drawn again once there is one', async () => {
  const strained = join(folder, 'strained.keycore');
  const to = join(folder, 'strained');
  expect(await inProcess(['analyze', dump, '--model', '2dipl', '-o', strained])).toMatchObject({ code: 0 });
  const one = ['strain', strained, '1'];
  expect((await inProcess([...one, '--step', '1e-6'])).code).toBe(0);
  const wanted = [strained, '1', '-o', to, '--only', 'stress-strain', '--format', 'csv'];
  expect((await figures(...wanted)).out).toContain("'keycore strain' of 3 steps or more (--compute makes it)");
  expect((await figures(...wanted, '--compute')).code).toBe(0);
  const curve = readFileSync(join(to, 'strained-1-stress-strain.csv'), 'utf8');
  expect(curve.split('\n').length).toBeGreaterThan(20);
  expect((await inProcess([...one, '--step', '1e-5'])).code).toBe(0);
  rmSync(to, { recursive: true });
  expect((await figures(...wanted)).out).not.toContain('not drawn');
  expect(readFileSync(join(to, 'strained-1-stress-strain.csv'), 'utf8')).toBe(curve);
}, 60_000);

describe('what cannot be done is said in words', () => {
  test.each([
    [['--only', '9z'], `there is no panel '9z'; there are ${PANELS.map(({ id }) => id).join(', ')}`],
    [['--page', '7'], "there is no page '7'; there are 1, 2, 3, 4, 5, 6"],
    [['--style', 'science'], 'expected one of nature, aps'],
    [['--format', 'eps'], 'svg'],
  ])('%j', async (args, words) => {
    const { code, err } = await figures(project, '1', '-o', join(folder, 'refused'), ...args);
    expect(code).toBe(2);
    expect(err).toContain(words);
    expect(readdirSync(folder)).not.toContain('refused');
  });

  test('a picture of more pixels than there is memory for', async () => {
    const out = join(folder, 'huge');
    const refused = await figures(
      project,
      '1',
      '-o',
      out,
      '--only',
      '1a',
      '--format',
      'png',
      '--width',
      '500',
      '--dpi',
      '1200',
    );
    expect(refused.err).toMatch(/a PNG of 23622 × \d+ pixels is more than the 150 million that one can have/);
    expect(refused.code).toBe(2);
    expect(readdirSync(folder)).not.toContain('huge');
  });

  test('a sample that is not there, and the others are drawn', async () => {
    const { code, err } = await figures(project, '7', '1', '-o', join(folder, 'some'), '--only', '1a');
    expect(code).toBe(3);
    expect(err).toContain('sample 7');
    expect(readdirSync(join(folder, 'some'))).toContain(`${PREFIX}-1a.svg`);
  });

  test('a folder that is a file: nothing is written', async () => {
    const file = join(folder, 'taken');
    writeFileSync(file, 'mine');
    const { code, err } = await figures(project, '1', '-o', file, '--only', '1a');
    expect(code).toBe(1);
    expect(err).toContain('taken');
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  test('a folder that cannot be one is refused before anything is computed', async () => {
    symlinkSync(join(folder, 'gone'), join(folder, 'astray'));
    writeFileSync(join(folder, 'a-file'), '');
    for (const [output, words] of [
      [join(folder, 'astray'), 'is a link that leads nowhere'],
      [join(folder, 'a-file', 'in'), 'is a file, not a folder'],
      [join(folder, 'caf\ufffd'), 'the name is not UTF-8'],
    ]) {
      // Sample 7 is not there, which would be said first if anything was read before.
      const { code, err } = await figures(project, '7', '-o', output, '--only', '1a');
      expect(code).toBe(1);
      expect(err).toContain(words);
    }
    expect(readdirSync(folder).filter((name) => name.startsWith('caf'))).toEqual([]);
  });

  test('a sample that is named twice is drawn once', async () => {
    const { out: said } = await figures(project, '1', '1', '-o', join(folder, 'twice'), '--only', '1a');
    expect(said.match(/sample 1: 2 files/g)).toHaveLength(1);
  });

  test('a file that is no project', async () => {
    copyFileSync(dump, join(folder, 'copy.dump'));
    const { code, err } = await figures(join(folder, 'copy.dump'), '1', '-o', out);
    expect(code).toBe(2);
    expect(err).toContain('figures are drawn of samples of a project');
  });
});
