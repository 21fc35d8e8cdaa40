import { describe, expect, it } from 'vitest';
import { clusterOf, core, indexOfMaximum, keyCore } from '../../native-workers/analysis/key-core/vibrability-core.ts';
import { delaunayTriangles } from '../../native-workers/analysis/voronoi/delaunay-triangles.ts';
import { keyCoreSquare } from '../../native-workers/analysis/key-core/key-core-square.ts';
import { coordinationNumbers } from '../../native-workers/analysis/voronoi/voronoi-neighbours.ts';
import { periodicVoronoi } from '../../native-workers/analysis/voronoi/voronoi.ts';
import { squareLattice, triangularLattice } from './configurations.ts';
import { referenceSamples } from './reference-samples.ts';

const NO_LIMITS = { purity: 0, squareness: 0 };

describe('core and clusters on a triangular lattice', () => {
  const { box, positions } = triangularLattice(10, 10, 1);
  const { neighbours } = periodicVoronoi(box, positions);
  const psi = new Float64Array(100).fill(0.1);
  // A row of three through the periodic boundary (9, 0, 1 of row 0), a pair elsewhere and a loner.
  for (const [i, value] of [
    [9, 0.5],
    [0, 0.9],
    [1, 0.4],
    [44, 0.3],
    [45, 0.6],
    [77, 0.26],
  ] as const)
    psi[i] = value;

  it('finds every particle above the threshold and the cluster at the maximum', () => {
    const found = core(neighbours, psi, 0.25);
    expect([...found.all]).toEqual([0, 1, 9, 44, 45, 77]);
    expect([...found.cluster]).toEqual([0, 1, 9]);
  });

  it('excludes a particle exactly at the threshold', () => {
    expect([...core(neighbours, psi, 0.5).all]).toEqual([0, 45]);
  });

  it('is empty when nothing is above', () => {
    const found = core(neighbours, psi, 0.9);
    expect([...found.all]).toEqual([]);
    expect([...found.cluster]).toEqual([]);
  });

  it('takes the key core at a fraction of the maximum', () => {
    const found = keyCore(neighbours, psi, 0.6);
    // 0.6 · 0.9 = 0.54.
    expect([...found.all]).toEqual([0, 45]);
    expect([...found.cluster]).toEqual([0]);
    expect([...keyCore(neighbours, psi, 0.5).cluster]).toEqual([0, 9]);
  });

  it('decides equal maxima by the smaller index', () => {
    expect(indexOfMaximum(Float64Array.of(1, 3, 3, 2))).toBe(1);
    expect(indexOfMaximum(new Float64Array(0))).toBe(-1);
  });

  it('gives an empty cluster at an unmarked particle', () => {
    expect([...clusterOf(neighbours, new Uint8Array(100), 3)]).toEqual([]);
  });
});

describe('key-core square', () => {
  const { box, positions } = squareLattice(6, 6, 1);
  const voronoi = periodicVoronoi(box, positions);
  const triangles = delaunayTriangles(voronoi);
  /** A mode in which the unit square at 14, 15, 21, 20 moves two in, two out by `amplitude`. */
  const quadrupolar = (amplitude: number): Float64Array => {
    const mode = new Float64Array(72);
    const diagonal = amplitude / Math.SQRT2;
    mode.set([-diagonal, -diagonal], 2 * 14);
    mode.set([-diagonal, diagonal], 2 * 15);
    mode.set([diagonal, diagonal], 2 * 21);
    mode.set([diagonal, -diagonal], 2 * 20);
    return mode;
  };

  it('finds a perfect one: squareness 1, purity 1, score 1', () => {
    const { square } = keyCoreSquare(voronoi, triangles, quadrupolar(0.3), Int32Array.of(21), NO_LIMITS);
    expect(square?.corners).toEqual([14, 15, 21, 20]);
    expect(square?.squareness).toBeCloseTo(1, 13);
    expect(square?.purity).toBeCloseTo(1, 13);
    expect(square?.score).toBeCloseTo(1, 13);
  });

  it('measures purity at the corners and score against the whole mode', () => {
    const mode = quadrupolar(0.3);
    // A uniform drift (0.3, 0) of the four: s changes by ± 0.3/√2, alternating twice, so Q does not; the norm doubles.
    for (const i of [14, 15, 20, 21]) mode[2 * i] += 0.3;
    mode[2 * 35] = 0.6;
    const { square } = keyCoreSquare(voronoi, triangles, mode, Int32Array.of(14), NO_LIMITS);
    expect(square?.corners).toEqual([14, 15, 21, 20]);
    const local = [14, 15, 20, 21].reduce((sum, i) => sum + mode[2 * i] ** 2 + mode[2 * i + 1] ** 2, 0);
    expect(square?.purity).toBeCloseTo(0.6 / Math.sqrt(local), 12);
    expect(square?.score).toBeCloseTo(0.6 / Math.sqrt(local + 0.36), 12);
  });

  it('needs a corner in the string', () => {
    expect(keyCoreSquare(voronoi, triangles, quadrupolar(0.3), Int32Array.of(0), NO_LIMITS)).toEqual({
      square: null,
      reason: expect.stringMatching(/^none of the \d+ quadrilaterals at the key-core string moves two in, two out$/),
    });
  });

  it('refuses one that is not pure or not square enough, and says by how much', () => {
    const mode = quadrupolar(0.3);
    for (const i of [14, 15, 20, 21]) mode[2 * i] += 0.3;
    expect(keyCoreSquare(voronoi, triangles, mode, Int32Array.of(14), { purity: 0.99, squareness: 0 })).toMatchObject({
      square: null,
      reason: expect.stringMatching(/^the best of \d+ quadrilaterals has purity 0\.\d{3}, below 0\.99$/),
    });
    expect(
      keyCoreSquare(voronoi, triangles, quadrupolar(0.3), Int32Array.of(14), { purity: 0, squareness: 1.5 }),
    ).toMatchObject({ reason: expect.stringMatching(/has squareness 1\.000, below 1\.5$/) });
  });

  it('works across the periodic boundary and in a tilted box', () => {
    // The same square lattice cut by a box tilted by one spacing; shift the field so that the square straddles a corner.
    const tilted = { lx: 6, ly: 6, xy: 1 };
    const moved = positions.map((value) => value + 3.6);
    const wrapped = periodicVoronoi(tilted, moved);
    expect([...coordinationNumbers(wrapped.neighbours)]).toEqual(Array<number>(36).fill(4));
    const { square } = keyCoreSquare(
      wrapped,
      delaunayTriangles(wrapped),
      quadrupolar(0.3),
      Int32Array.of(20),
      NO_LIMITS,
    );
    expect(square?.corners).toEqual([14, 15, 21, 20]);
    expect(square?.purity).toBeCloseTo(1, 12);
    expect(square?.squareness).toBeCloseTo(1, 12);
  });
});

describe.each(referenceSamples())('against the independent calculation: $name', (sample) => {
  const { box, positions } = sample.configuration;
  const voronoi = periodicVoronoi(box, positions);

  it('areas and coordination', () => {
    // The fixture's areas come from qhull and shoelace.
    sample.areas.forEach((area, i) => expect(voronoi.areas[i]).toBeCloseTo(area, 11));
    expect([...coordinationNumbers(voronoi.neighbours)]).toEqual(sample.coordination);
  });

  it('core cluster and string', () => {
    const half = core(
      voronoi.neighbours,
      sample.vibrability,
      sample.halfCore.fraction * Math.max(...sample.vibrability),
    );
    expect([...half.all]).toEqual(sample.halfCore.indices);
    expect([...half.cluster]).toEqual(sample.halfCore.cluster);
    expect([...keyCore(voronoi.neighbours, sample.vibrability, 0.6).cluster]).toEqual(sample.string);
  });

  it('square', () => {
    const { displacement } = sample.lowestMode;
    const string = Int32Array.from(sample.string);
    const { square } = keyCoreSquare(voronoi, delaunayTriangles(voronoi), displacement, string, NO_LIMITS);
    if (sample.squares.length === 0) {
      // The four atoms at the vacancy stand in an exact rectangle, on one circle. The independent calculation builds
      // its candidates from Voronoi neighbours and so has no diagonal there; they are two Delaunay triangles all the same.
      expect(sample.name).toBe('crystal-vacancy-167');
      expect(square?.corners).toEqual([67, 68, 91, 90]);
      return;
    }
    const [best] = sample.squares;
    expect(square?.score).toBeCloseTo(best.score, 11);
    expect(square?.squareness).toBeCloseTo(best.squareness, 11);
    expect(square?.purity).toBeCloseTo(best.purity, 11);
    expect([...(square?.corners ?? [])].sort((a, b) => a - b)).toEqual([...best.corners].sort((a, b) => a - b));
    // Cyclic order: the corner opposite the first is the same one.
    const first = square?.corners[0] ?? -1;
    expect(square?.corners[2]).toBe(best.corners[(best.corners.indexOf(first) + 2) % 4]);
  });
});
