import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wrapPositions } from '../../native-workers/configuration/configuration.ts';
import { sourceInProject } from '../../src-main/figures/figure-source.ts';
import type { FigureMark } from '../../src-main/figures/marks/marks.ts';
import { STYLES } from '../../src-main/figures/marks/styles.ts';
import { drawFieldView } from '../../src-main/figures/panels/field-view.ts';
import { centreOfKeyCore } from '../../src-main/figures/panels/key-core.ts';
import { panelNamed } from '../../src-main/figures/registry.ts';
import { FigureSample, type FigureSampleArrays } from '../../src-main/figures/sample/figure-sample.ts';
import { USUAL_OPTIONS } from '../../src-main/figures/sample/panel-options.ts';
import { storedFigureSample } from '../../src-main/figures/stored-figure-sample.ts';
import { openProject } from '../../src-main/project/open-project.ts';

const GLASS = fileURLToPath(new URL('../../assets/2dipl-qlm.keycore', import.meta.url));
const [style] = STYLES;
const WIDTH = 250;

/** Closed lines of four corners that have no ground, with where they lie in the drawing, and what they are clipped to. */
function squaresIn(marks: readonly FigureMark[], x = 0, y = 0): { points: number[]; width: number }[] {
  return marks.flatMap((mark) => {
    if (mark.kind === 'group') return squaresIn(mark.marks, x + mark.x, y + mark.y);
    if (mark.kind !== 'lines' || mark.closed !== true || mark.fill !== undefined) return [];
    const { stroke } = mark;
    return mark.parts
      .filter((points) => points.length === 8)
      .map((points) => ({
        points: Array.from(points, (value, at) => value + [x, y][at % 2]),
        width: stroke?.width ?? 0,
      }));
  });
}

/** The clip of the field. */
const fieldOf = (marks: readonly FigureMark[]) => {
  const field = marks.find((mark) => mark.kind === 'group' && mark.clip !== undefined);
  if (field?.kind !== 'group' || field.clip === undefined) throw new Error('a field is drawn within a clip');
  return field.clip;
};

describe('a key-core square that lies across a corner of the periodic cell', () => {
  let arrays: FigureSampleArrays;
  let plain: FigureSample;
  let across: FigureSample;

  beforeAll(async () => {
    using project = await openProject(GLASS, { mode: 'read' });
    arrays = storedFigureSample(sourceInProject(project, 1, 'glass'));
    plain = new FigureSample(arrays);
    const { x, y } = centreOfKeyCore(plain);
    const shifted = arrays.positions.map((value, at) => value - (at % 2 === 0 ? x : y));
    across = new FigureSample({ ...arrays, positions: wrapPositions(arrays.box, shifted) });
  });
  afterAll(() => {
    plain.dispose();
    across.dispose();
  });

  it('has its corners at all four corners of the cell', () => {
    const { lx, ly } = arrays.box;
    const corners = across.indices(arrays.report.keyCore.squareIds ?? []).map((index) => {
      const [x, y] = across.arrays.positions.subarray(2 * index, 2 * index + 2);
      return `${x < lx / 2 ? 'left' : 'right'} ${y < ly / 2 ? 'low' : 'high'}`;
    });
    expect(new Set(corners).size).toBe(4);
  });

  it.each(['3a2', 'square', 'view'])('is drawn once, whole and in its place: %s', (id) => {
    const drawn = (sample: FigureSample) => {
      const request = { sample, width: WIDTH, style, options: USUAL_OPTIONS };
      const { marks } = id === 'view' ? drawFieldView(request, {}) : (panelNamed(id)?.draw(request) ?? { marks: [] });
      return { squares: squaresIn(marks), field: fieldOf(marks) };
    };
    const { squares, field } = drawn(across);
    // A line, and a wider one behind it.
    expect(squares).toHaveLength(2);
    expect(squares[0].points).toEqual(squares[1].points);
    const [{ points }] = squares;
    const xs = points.filter((_, at) => at % 2 === 0);
    const ys = points.filter((_, at) => at % 2 === 1);
    expect(Math.min(...xs)).toBeGreaterThan(0);
    expect(Math.max(...xs)).toBeLessThan(field.width);
    expect(Math.min(...ys)).toBeGreaterThan(0);
    expect(Math.max(...ys)).toBeLessThan(field.height);
    // Where it lies in the cell makes no difference.
    const [{ points: expected }] = drawn(plain).squares;
    points.forEach((value, at) => expect(value).toBeCloseTo(expected[at], 6));
  });

  it('is drawn where most of it is seen, in whatever order its corners are', () => {
    const { squareIds } = arrays.report.keyCore;
    const { x, y } = centreOfKeyCore(plain);
    const { lx } = arrays.box;
    // The middle of the square is a little inside of the right edge.
    const centre = { x: x - lx / 2 + 0.05, y };
    for (let first = 0; first < 4; first += 1) {
      const turned = [0, 1, 2, 3].map((at) => (squareIds ?? [])[(first + at) % 4]);
      const keyCore = { ...arrays.report.keyCore, squareIds: turned as [number, number, number, number] };
      plain.arrays = { ...arrays, report: { ...arrays.report, keyCore } };
      const request = { sample: plain, width: WIDTH, style, options: USUAL_OPTIONS };
      const { marks } = drawFieldView(request, { centre });
      const [{ points }] = squaresIn(marks);
      const middle = points.filter((_, at) => at % 2 === 0).reduce((sum, value) => sum + value, 0) / 4;
      expect(middle, `from corner ${first}`).toBeGreaterThan(0.99 * fieldOf(marks).width);
      expect(middle, `from corner ${first}`).toBeLessThan(fieldOf(marks).width);
    }
    plain.arrays = arrays;
  });
});
