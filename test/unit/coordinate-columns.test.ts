import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wrapPositions } from '../../native-workers/configuration/configuration.ts';
import { columnsOfAnalysed, restatedColumns } from '../../src-main/formats/coordinate-columns.ts';
import type { ParticleColumn } from '../../src-main/formats/frame.ts';

const column = (name: string, values: readonly number[]): ParticleColumn => ({
  name,
  values: Float64Array.from(values),
});

/** A sum of a handful of terms of this size, and differences between ways to write it. */
const ROUNDING = 1e-9;

describe('columns that say where particles are', () => {
  it('name the place of x and y, in every form, after relaxing across the boundaries', () => {
    const particle = fc.record({
      u: fc.double({ min: 0, max: 1, noNaN: true }),
      v: fc.double({ min: 0, max: 1, noNaN: true }),
      a: fc.integer({ min: -5, max: 5 }),
      b: fc.integer({ min: -5, max: 5 }),
      dx: fc.double({ min: -0.9, max: 0.9, noNaN: true }),
      dy: fc.double({ min: -0.9, max: 0.9, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(particle, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(0, 2.5, -3),
        fc.constantFrom('flags', 'unwrapped', 'fractions'),
        (particles, xy, kind) => {
          const box = { lx: 10, ly: 8, xy };
          const origin = { x: -4.25, y: 3 };
          // As a file has them: x and y wrapped, the rest where the particle truly is.
          const place = particles.map(({ u, v }) => [u * box.lx + v * xy, v * box.ly]);
          const true_ = particles.map(({ a, b }, at) => [
            place[at][0] + a * box.lx + b * xy,
            place[at][1] + b * box.ly,
          ]);
          const fractions = true_.map(([x, y]) => [(x - (xy * y) / box.ly) / box.lx, y / box.ly]);
          const all = [
            column(
              'ix',
              particles.map(({ a }) => a),
            ),
            column(
              'iy',
              particles.map(({ b }) => b),
            ),
            column(
              'xu',
              true_.map(([x]) => x + origin.x),
            ),
            column(
              'yu',
              true_.map(([, y]) => y + origin.y),
            ),
            column(
              'xsu',
              fractions.map(([x]) => x),
            ),
            column(
              'ysu',
              fractions.map(([, y]) => y),
            ),
            column(
              'xs',
              particles.map(() => 0.123),
            ),
            column(
              'ys',
              particles.map(() => 0.321),
            ),
            column(
              'vx',
              particles.map(() => 7),
            ),
          ];
          const columns = { flags: all, unwrapped: all.slice(2), fractions: all.slice(4) }[kind];
          const positions = Float64Array.from(
            particles.flatMap(({ dx, dy }, at) => [place[at][0] + dx, place[at][1] + dy]),
          );
          const { columns: now, dropped } = restatedColumns({ columns, box, positions, origin });
          expect(dropped).toEqual([]);
          expect(now.map(({ name }) => name)).toEqual(columns.map(({ name }) => name));
          const of = (name: string): Float64Array | undefined => now.find((each) => each.name === name)?.values;
          const wrapped = wrapPositions(box, positions);
          particles.forEach(({ dx, dy }, row) => {
            const [x, y] = [true_[row][0] + dx, true_[row][1] + dy];
            const near = (value: number | undefined, expected: number): void => {
              if (value !== undefined) expect(Math.abs(value - expected)).toBeLessThan(ROUNDING);
            };
            const [ix, iy] = [of('ix')?.[row], of('iy')?.[row]];
            if (ix !== undefined && iy !== undefined) {
              near(wrapped[2 * row] + ix * box.lx + iy * xy, x);
              near(wrapped[2 * row + 1] + iy * box.ly, y);
            }
            near(of('xu')?.[row], x);
            near(of('yu')?.[row], y);
            near(of('ysu')?.[row], y / box.ly);
            near(of('xsu')?.[row], (x - (xy * y) / box.ly) / box.lx);
            near(of('ys')?.[row], wrapped[2 * row + 1] / box.ly);
            near(of('xs')?.[row], (wrapped[2 * row] - (xy * wrapped[2 * row + 1]) / box.ly) / box.lx);
            expect(of('vx')?.[row]).toBe(7);
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are left out, by name, where they cannot be made to agree', () => {
    const box = { lx: 10, ly: 8, xy: 0 };
    const restated = (...columns: ParticleColumn[]): ReturnType<typeof restatedColumns> =>
      restatedColumns({ columns, box, positions: Float64Array.of(1, 2, 11, 3), origin: { x: 0, y: 0 } });
    // Half a pair, flags that are none, places that are elsewhere, heights.
    expect(restated(column('xu', [1, 2])).dropped).toEqual(['xu']);
    expect(restated(column('ix', [0, 0.5]), column('iy', [0, 0])).dropped).toEqual(['ix', 'iy']);
    expect(restated(column('xu', [4, 11]), column('yu', [2, 3])).dropped).toEqual(['xu', 'yu']);
    expect(restated(column('zu', [0, 0]), column('zs', [0.5, 0.5]), column('iz', [1, 0])).dropped).toEqual([
      'zu',
      'zs',
      'iz',
    ]);
    const {
      columns,
      restated: changed,
      dropped,
    } = restated(column('ix', [0, 2]), column('iy', [0, 0]), column('iz', [0, 0]), column('pe', [5, 6]));
    expect(columns).toEqual([column('ix', [0, 3]), column('iy', [0, 0]), column('iz', [0, 0]), column('pe', [5, 6])]);
    expect([changed, dropped]).toEqual([['ix'], []]);
  });

  it('follow the particles of the file where relaxing leaves them in another image of the box', () => {
    const box = { lx: 10, ly: 8, xy: 2.5 };
    const read = Float64Array.of(9, 1, 3, 7.5, 4, 4);
    // The first one lies one a to the left, the second one b below, both moved a little.
    const analysed = Float64Array.of(-0.95, 1.02, 0.45, -0.5, 4, 4);
    const flags = [column('ix', [2, -1, 0]), column('iy', [0, 3, 0]), column('q', [1, 2, 3])];
    const columns = columnsOfAnalysed(flags, box, read, analysed);
    expect(columns).toEqual([column('ix', [3, -1, 0]), column('iy', [0, 4, 0]), column('q', [1, 2, 3])]);
    const origin = { x: 0, y: 0 };
    const written = restatedColumns({ columns, box, positions: analysed, origin }).columns;
    const wrapped = wrapPositions(box, analysed);
    for (const [row, [ix, iy]] of [
      [2, 0],
      [-1, 3],
      [0, 0],
    ].entries()) {
      const [a, b] = ['ix', 'iy'].map((name) => written.find((each) => each.name === name)?.values[row] ?? NaN);
      const moved = [0, 1].map((axis) => wrapped[2 * row + axis] - read[2 * row + axis]);
      expect(Math.abs(moved[0] + (a - ix) * box.lx + (b - iy) * box.xy)).toBeLessThan(0.1);
      expect(Math.abs(moved[1] + (b - iy) * box.ly)).toBeLessThan(0.1);
    }
    expect(
      columnsOfAnalysed([column('ix', [0.5, 0, 0]), column('iy', [0, 0, 0])], box, read, analysed)[0].values[0],
    ).toBe(0.5);
  });

  it('stay as they are where nothing moved, and where they are texts', () => {
    const box = { lx: 10, ly: 8, xy: 0 };
    const texts = { name: 'ix', values: Float64Array.of(0), labels: ['left'] };
    const { columns, restated, dropped } = restatedColumns({
      columns: [texts],
      box,
      positions: Float64Array.of(1, 2),
      origin: { x: 0, y: 0 },
    });
    expect([columns, restated, dropped]).toEqual([[texts], [], []]);
  });
});
