import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MechanicsReport } from '../../native-workers/analyses/mechanics/mechanics-report.ts';
import { sourceInProject } from '../../src-main/figures/figure-source.ts';
import type { FigureMark } from '../../src-main/figures/marks/marks.ts';
import { STYLES } from '../../src-main/figures/marks/styles.ts';
import { drawFieldView } from '../../src-main/figures/panels/field-view.ts';
import { FigureSample } from '../../src-main/figures/sample/figure-sample.ts';
import { USUAL_OPTIONS } from '../../src-main/figures/sample/panel-options.ts';
import { storedFigureSample } from '../../src-main/figures/stored-figure-sample.ts';
import { openProject } from '../../src-main/project/open-project.ts';
import { inProcess } from './cli-runner.ts';
import { misplaced } from './figure-boxes.ts';
import { faint } from './figure-contrast.ts';
import { writeSmallGlass } from './small-glass.ts';

const folder = mkdtempSync(join(tmpdir(), 'keycore-modulus-'));
const project = join(folder, 'glass.keycore');

beforeAll(async () => {
  const dump = join(folder, 'glass.dump');
  await writeSmallGlass(dump);
  expect((await inProcess(['analyze', dump, '--model', '2dipl', '-o', project])).code).toBe(0);
  expect((await inProcess(['mechanics', project, '1', '--pin', '3,7,20'])).code).toBe(0);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const flat = (marks: readonly FigureMark[]): FigureMark[] =>
  marks.flatMap((mark) => (mark.kind === 'group' ? flat(mark.marks) : [mark]));

describe('a view of G(θ)', () => {
  let sample: FigureSample;
  let report: MechanicsReport;
  let pinned: number[];

  beforeAll(async () => {
    using opened = await openProject(project, { mode: 'read' });
    const arrays = storedFigureSample(sourceInProject(opened, 1, 'glass'));
    sample = new FigureSample(arrays);
    if (arrays.reports.mechanics === undefined) throw new Error('the project has a report on mechanics');
    report = arrays.reports.mechanics;
    pinned = [...arrays.ids.subarray(3, 8)];
  });
  afterAll(() => sample.dispose());

  /** Drawn of the sample with some report. */
  const drawn = (mechanics: MechanicsReport | undefined, ids = pinned, style = STYLES[0]) => {
    sample.arrays = { ...sample.arrays, reports: mechanics === undefined ? {} : { mechanics } };
    const request = { sample, width: 250, style, options: USUAL_OPTIONS };
    const { data, ...drawing } = drawFieldView(request, { plot: 'modulus', pinned: ids });
    const columns = new Map(data.map(({ name, values }) => [name, Array.from(values as ArrayLike<number>)]));
    return { ...drawing, width: 250, columns };
  };

  test('has the curves of the report, and one of the particles that are pinned', () => {
    const { columns, caption } = drawn(report);
    expect([...columns.keys()]).toEqual([
      'theta',
      'unpinned',
      'stringPinned',
      'squarePinned',
      'angleStringsPinned',
      'allStringsPinned',
      'pinned',
    ]);
    // Those of the view are computed for it: the same solves in another order.
    for (const key of ['unpinned', 'stringPinned', 'squarePinned'] as const) {
      const own = columns.get(key) ?? [];
      const apart = own.map((value, at) => Math.abs(value - (report.curves[key]?.at(at) ?? Infinity)));
      expect(Math.max(...apart), key).toBeLessThan(1e-9);
    }
    expect(columns.get('angleStringsPinned')).toEqual(report.curves.angleStringsPinned);
    expect(columns.get('allStringsPinned')).toEqual(report.curves.allStringsPinned);
    // The view pins others than the report.
    expect(columns.get('pinned')).not.toEqual(report.curves.pinned);
    expect(caption).toContain('square pinned, string and those of θ, all strings, 5 chosen pinned.');
    expect([...drawn(report, []).columns.keys()]).not.toContain('pinned');
  });

  test.each(STYLES)('draws chosen pins as a line of a colour that no other curve has: $label', (style) => {
    const drawing = drawn(report, pinned, style);
    const strokes = flat(drawing.marks).flatMap((mark) =>
      mark.kind === 'lines' && mark.stroke?.width === style.curve ? [mark.stroke] : [],
    );
    const own = strokes.filter(({ colour }) => colour === style.palette.union);
    // Its line, and that of the legend.
    expect(own).toHaveLength(2);
    expect(own.map(({ dash }) => dash)).toEqual([undefined, undefined]);
    expect(misplaced(drawing)).toEqual([]);
    expect(faint(drawing, style)).toEqual([]);
  });

  test('keeps the angles of a report that has others', () => {
    const everyFifth = (values: readonly number[] | null) => (values ?? []).filter((_, at) => at % 5 === 0);
    const angleStringsPinned = everyFifth(report.curves.angleStringsPinned);
    const curves = { ...report.curves, angleStringsPinned, allStringsPinned: null };
    const { columns } = drawn({ ...report, degrees: everyFifth(report.degrees), curves });
    expect([...columns.keys()].slice(-2)).toEqual(['theta_strings', 'angleStringsPinned']);
    expect(columns.get('theta')).toHaveLength(360);
    expect(columns.get('theta_strings')?.slice(0, 3)).toEqual([0, 5, 10]);
    expect(columns.get('angleStringsPinned')).toEqual(angleStringsPinned);
  });

  test('goes without the strings where there is no report', () => {
    expect([...drawn(undefined).columns.keys()]).toEqual([
      'theta',
      'unpinned',
      'stringPinned',
      'squarePinned',
      'pinned',
    ]);
  });
});

test('panels of G(θ) have the particles that their report pins beside', async () => {
  const out = join(folder, 'figs');
  const wanted = ['--only', '4a,g-theta', '--format', 'svg,csv'];
  expect((await inProcess(['figures', project, '1', '-o', out, ...wanted])).code).toBe(0);
  for (const id of ['4a', 'g-theta'])
    expect(readFileSync(join(out, `glass-1-${id}.csv`), 'utf8')).toMatch(/^theta \(°\),.*,pinned \(ε\/σ²\)\r\n/);
  expect(readFileSync(join(out, 'glass-1-captions.md'), 'utf8')).toContain('all strings, 3 chosen pinned.');
});
