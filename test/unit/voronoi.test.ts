import { describe, expect, it } from 'vitest';
import { addon } from '../../native-workers/addon.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { boxArea, type Box } from '../../native-workers/configuration/configuration.ts';
import { delaunayTriangles } from '../../native-workers/analysis/voronoi/delaunay-triangles.ts';
import { coordinationNumbers } from '../../native-workers/analysis/voronoi/voronoi-neighbours.ts';
import { periodicVoronoi, type Voronoi } from '../../native-workers/analysis/voronoi/voronoi.ts';
import { randomPositions, squareLattice, triangularLattice } from './configurations.ts';
import { referenceCells } from './voronoi-reference.ts';

const ORTHOGONAL: Box = { lx: 8, ly: 7, xy: 0 };
const TILTED: Box = { lx: 8, ly: 7, xy: 3.9 };
const BACKWARDS: Box = { lx: 6, ly: 9, xy: -2.7 };
const FLAT: Box = { lx: 30, ly: 2, xy: 13.7 };

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Position of corner c of the triangles. */
function cornerPosition(voronoi: Voronoi, corners: Int32Array, shifts: Int32Array, c: number): [number, number] {
  const { box, positions } = voronoi;
  return [
    positions[2 * corners[c]] + shifts[2 * c] * box.lx + shifts[2 * c + 1] * box.xy,
    positions[2 * corners[c] + 1] + shifts[2 * c + 1] * box.ly,
  ];
}

const CASES: [string, Box, number, number][] = [
  ['50 particles, orthogonal', ORTHOGONAL, 50, 3],
  ['50 particles, tilted', TILTED, 50, 3],
  ['50 particles, tilted backwards', BACKWARDS, 50, 3],
  ['50 particles in a flat box', FLAT, 50, 8],
  ...[1, 2, 3, 4, 5, 6, 7].flatMap((n): [string, Box, number, number][] => [
    // One particle in an orthogonal box is a rectangular lattice, which is degenerate: see "perfect lattices".
    ...(n === 1 ? [] : [[`${n} particles, orthogonal`, ORTHOGONAL, n, 4] satisfies [string, Box, number, number]]),
    [`${n} particles, tilted`, TILTED, n, 4],
    [`${n} particles in a flat box`, FLAT, n, 24],
  ]),
];

describe.each(CASES)('against brute force over all images: %s', (_name, box, particles, reach) => {
  const voronoi = periodicVoronoi(box, randomPositions(box, particles, particles + 1));
  const reference = referenceCells(box, voronoi.positions, reach);

  it('gives the shoelace area of every cell', () => {
    // Cutting compounds rounding over some 10 cuts of a polygon that starts 100 times larger than a cell.
    reference.forEach((cell, i) => expect(voronoi.areas[i]).toBeCloseTo(cell.area, 10));
  });

  it('gives every side: neighbour, image, length and midpoint', () => {
    const { start, index, separation, end } = voronoi.neighbours;
    reference.forEach((cell, i) => {
      expect(start[i + 1] - start[i]).toBe(cell.sides.length);
      for (const side of cell.sides) {
        const matches: number[] = [];
        for (let slot = start[i]; slot < start[i + 1]; slot++)
          if (
            index[slot] === side.neighbour &&
            Math.hypot(separation[2 * slot] - side.dx, separation[2 * slot + 1] - side.dy) < 1e-10
          )
            matches.push(slot);
        expect(matches).toHaveLength(1);
        const edge = end[matches[0]] >> 1;
        expect(voronoi.edges.length[edge]).toBeCloseTo(side.length, 10);
        // The midpoint counts from the edge's i; seen from its j, subtract the separation.
        const fromJ = end[matches[0]] & 1;
        const midX = voronoi.edges.midpoint[2 * edge] - fromJ * voronoi.edges.separation[2 * edge];
        const midY = voronoi.edges.midpoint[2 * edge + 1] - fromJ * voronoi.edges.separation[2 * edge + 1];
        expect(Math.hypot(midX - side.midX, midY - side.midY)).toBeLessThan(1e-9);
      }
    });
  });

  it('has E = 3N, 2N triangles with empty circumcircles, and areas that fill the box', () => {
    expect(voronoi.degenerateEdges).toBe(0);
    expect(voronoi.edges.i).toHaveLength(3 * particles);
    expect(Math.abs(sum(voronoi.areas) / boxArea(box) - 1)).toBeLessThan(1e-12);
    const { corners, shifts, across, acrossCorner } = delaunayTriangles(voronoi);
    expect(corners).toHaveLength(6 * particles);
    let area = 0;
    let deepest = -Infinity;
    for (let t = 0; t < 2 * particles; t++) {
      const [p, q, r] = [0, 1, 2].map((k) => cornerPosition(voronoi, corners, shifts, 3 * t + k));
      expect([shifts[6 * t], shifts[6 * t + 1]]).toEqual([0, 0]);
      const cross = (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
      expect(cross).toBeGreaterThan(0);
      area += cross / 2;
      for (let j = 0; j < particles; j++)
        for (let a = -reach; a <= reach; a++)
          for (let b = -reach; b <= reach; b++) {
            const x = voronoi.positions[2 * j] + a * box.lx + b * box.xy;
            const y = voronoi.positions[2 * j + 1] + b * box.ly;
            // The in-circle determinant, positive inside a counter-clockwise triangle; its own corners give rounding.
            const [d, e, f] = [p, q, r].map((corner) => [corner[0] - x, corner[1] - y]);
            const square = (v: number[]): number => v[0] * v[0] + v[1] * v[1];
            const inside =
              d[0] * (e[1] * square(f) - square(e) * f[1]) -
              d[1] * (e[0] * square(f) - square(e) * f[0]) +
              square(d) * (e[0] * f[1] - e[1] * f[0]);
            deepest = Math.max(deepest, inside / (square(d) + square(e) + square(f)) ** 2);
          }
      for (let k = 0; k < 3; k++) {
        const c = 3 * t + k;
        const back = 3 * across[c] + acrossCorner[c];
        // The same edge from the other side: its ends swap, and so does the way across.
        expect(corners[3 * across[c] + ((acrossCorner[c] + 1) % 3)]).toBe(corners[c]);
        expect(corners[back]).toBe(corners[3 * t + ((k + 1) % 3)]);
        expect(3 * across[back] + acrossCorner[back]).toBe(c);
      }
    }
    expect(deepest).toBeLessThan(1e-12);
    expect(Math.abs(area / boxArea(box) - 1)).toBeLessThan(1e-12);
  });
});

describe('neighbour rows', () => {
  const voronoi = periodicVoronoi(TILTED, randomPositions(TILTED, 300, 9));
  const { start, index, separation, end, twin } = voronoi.neighbours;

  it('lists every edge at both ends with opposite separations', () => {
    for (let i = 0; i < voronoi.particles; i++)
      for (let slot = start[i]; slot < start[i + 1]; slot++) {
        const back = twin[slot];
        expect(twin[back]).toBe(slot);
        expect(index[back]).toBe(i);
        expect(back).toBeGreaterThanOrEqual(start[index[slot]]);
        expect(back).toBeLessThan(start[index[slot] + 1]);
        expect(separation[2 * back]).toBe(-separation[2 * slot]);
        expect(separation[2 * back + 1]).toBe(-separation[2 * slot + 1]);
        expect(end[slot] ^ end[back]).toBe(1);
      }
  });

  it('is in counter-clockwise order from −π', () => {
    for (let i = 0; i < voronoi.particles; i++)
      for (let slot = start[i] + 1; slot < start[i + 1]; slot++)
        expect(Math.atan2(separation[2 * slot + 1], separation[2 * slot])).toBeGreaterThan(
          Math.atan2(separation[2 * slot - 1], separation[2 * slot - 2]),
        );
  });

  it('has edge images that reproduce the separations', () => {
    const { i, j } = voronoi.edges;
    for (let e = 0; e < i.length; e++) {
      const a = voronoi.edgeShift[2 * e];
      const b = voronoi.edgeShift[2 * e + 1];
      const dx = voronoi.positions[2 * j[e]] + a * TILTED.lx + b * TILTED.xy - voronoi.positions[2 * i[e]];
      const dy = voronoi.positions[2 * j[e] + 1] + b * TILTED.ly - voronoi.positions[2 * i[e] + 1];
      expect(Math.hypot(dx - voronoi.edges.separation[2 * e], dy - voronoi.edges.separation[2 * e + 1])).toBeLessThan(
        1e-14,
      );
    }
  });

  it('does not depend on whether positions were wrapped', () => {
    const moved = randomPositions(TILTED, 300, 9).map((value, at) =>
      at % 2 === 0 ? value + 3 * TILTED.lx - 2 * TILTED.xy : value - 2 * TILTED.ly,
    );
    const again = periodicVoronoi(TILTED, moved);
    again.areas.forEach((area, i) => expect(area).toBeCloseTo(voronoi.areas[i], 11));
  });
});

describe('perfect lattices', () => {
  it('triangular: six neighbours at one spacing, sides a/√3, all areas a²√3/2', () => {
    const spacing = 1.1;
    const { box, positions } = triangularLattice(12, 14, spacing);
    const voronoi = periodicVoronoi(box, positions);
    expect(voronoi.degenerateEdges).toBe(0);
    expect([...coordinationNumbers(voronoi.neighbours)]).toEqual(Array<number>(168).fill(6));
    for (const area of voronoi.areas) expect(area).toBeCloseTo((spacing * spacing * Math.sqrt(3)) / 2, 13);
    for (const length of voronoi.edges.length) expect(length).toBeCloseTo(spacing / Math.sqrt(3), 13);
    for (let e = 0; e < voronoi.edges.length.length; e++)
      expect(Math.hypot(voronoi.edges.separation[2 * e], voronoi.edges.separation[2 * e + 1])).toBeCloseTo(spacing, 13);
    expect(delaunayTriangles(voronoi).corners).toHaveLength(6 * 168);
  });

  it.each([
    [8, 8],
    [2, 2],
    [1, 1],
    [1, 3],
  ])('square %i × %i: four neighbours, the diagonals have no length and are not neighbours', (columns, rows) => {
    const { box, positions } = squareLattice(columns, rows, 0.9);
    const voronoi = periodicVoronoi(box, positions);
    expect([...coordinationNumbers(voronoi.neighbours)]).toEqual(Array<number>(columns * rows).fill(4));
    for (const area of voronoi.areas) expect(area).toBeCloseTo(0.81, 13);
    for (const length of voronoi.edges.length) expect(length).toBeCloseTo(0.9, 13);
    // Each square is one face of four corners, cut into two triangles.
    expect(delaunayTriangles(voronoi).corners).toHaveLength(6 * columns * rows);
  });

  it('square lattice cut by a tilted box', () => {
    // Edge vectors (5, 0) and (2, 4) of a unit square lattice: 20 sites.
    const box: Box = { lx: 5, ly: 4, xy: 2 };
    const positions = Float64Array.from({ length: 40 }, (_, at) =>
      at % 2 === 0 ? (at / 2) % 5 : Math.floor((at - 1) / 2 / 5),
    );
    const voronoi = periodicVoronoi(box, positions);
    expect([...coordinationNumbers(voronoi.neighbours)]).toEqual(Array<number>(20).fill(4));
    for (const area of voronoi.areas) expect(area).toBeCloseTo(1, 13);
  });
});

describe('hard cases', () => {
  it('covers a void many spacings wide by enlarging the margin', () => {
    // 400 particles in the left tenth of the box: the mean spacing says nothing about the empty circles.
    const box: Box = { lx: 40, ly: 10, xy: 7 };
    const positions = randomPositions({ lx: 4, ly: 10, xy: 7 }, 400, 5);
    const voronoi = periodicVoronoi(box, positions);
    const reference = referenceCells(box, voronoi.positions, 2);
    reference.forEach((cell, i) => expect(Math.abs(voronoi.areas[i] - cell.area)).toBeLessThan(1e-8));
    expect(voronoi.edges.i).toHaveLength(1200);
    expect(Math.abs(sum(voronoi.areas) / 400 - 1)).toBeLessThan(1e-11);
  });

  it('holds its invariants for 4096 random particles', () => {
    const box: Box = { lx: 69, ly: 69, xy: 0 };
    const voronoi = periodicVoronoi(box, randomPositions(box, 4096, 2));
    expect(voronoi.edges.i).toHaveLength(3 * 4096);
    expect(Math.abs(sum(voronoi.areas) / boxArea(box) - 1)).toBeLessThan(1e-12);
    expect(delaunayTriangles(voronoi).corners).toHaveLength(6 * 4096);
    // Closed cells: Σ over the sides of (length × outward normal) is zero.
    const { start, separation, end } = voronoi.neighbours;
    for (let i = 0; i < 4096; i++) {
      let x = 0;
      let y = 0;
      for (let slot = start[i]; slot < start[i + 1]; slot++) {
        const distance = Math.hypot(separation[2 * slot], separation[2 * slot + 1]);
        x += (voronoi.edges.length[end[slot] >> 1] * separation[2 * slot]) / distance;
        y += (voronoi.edges.length[end[slot] >> 1] * separation[2 * slot + 1]) / distance;
      }
      expect(Math.hypot(x, y)).toBeLessThan(1e-10);
    }
  });
});

describe('bad input', () => {
  it('names two particles on one spot, also through the periodic boundary', () => {
    const positions = randomPositions(ORTHOGONAL, 20, 4);
    positions.set([positions[6] + ORTHOGONAL.lx, positions[7] - ORTHOGONAL.ly], 24);
    expect(() => periodicVoronoi(ORTHOGONAL, positions)).toThrow(
      new BadInput('particles in rows 3 and 12 are on one spot'),
    );
  });

  it('names a coordinate that is not a number', () => {
    const positions = randomPositions(ORTHOGONAL, 5, 4);
    positions[7] = NaN;
    expect(() => periodicVoronoi(ORTHOGONAL, positions)).toThrow('y of the particle in row 3 is NaN');
  });

  it('refuses an empty or odd array', () => {
    expect(() => periodicVoronoi(ORTHOGONAL, new Float64Array(0))).toThrow('at least one particle, got 0 numbers');
    expect(() => periodicVoronoi(ORTHOGONAL, new Float64Array(3))).toThrow('got 3 numbers');
  });

  it('refuses a box so thin that images cannot cover it', () => {
    expect(() => periodicVoronoi({ lx: 1e7, ly: 1e-3, xy: 0 }, Float64Array.of(1, 0, 5, 0))).toThrow(
      /too thin or too empty for a Voronoi tessellation: it would take \d+ periodic images/,
    );
  });
});

describe('∂(area)/∂r of the kernels from these edges', () => {
  it.each<[string, Box, number[]]>([
    ['a particle that is its own neighbour', { lx: 5.3, ly: 5.2, xy: 1 }, [1, 1, 1.3, 1.2, 1.1, 1.9, 2, 1.4]],
    ['a random configuration', TILTED, [...randomPositions(TILTED, 60, 8)]],
  ])('agrees with differences of the areas: %s', (name, box, places) => {
    const positions = Float64Array.from(places);
    const { edges } = periodicVoronoi(box, positions);
    if (name.includes('own')) expect(edges.i.some((i, e) => i === edges.j[e])).toBe(true);
    const direction = positions.map((_, at) => Math.sin(7 * at + 1));
    const step = 1e-5;
    const [plus, minus] = [step, -step].map(
      (by) =>
        periodicVoronoi(
          box,
          positions.map((value, at) => value + by * direction[at]),
        ).areas,
    );
    const change = new (addon().Voronoi)(edges).areaChange(direction);
    // Third differences of the areas, of order 1e2 near short edges, times step², 1e-10.
    change.forEach((value, i) => expect(value).toBeCloseTo((plus[i] - minus[i]) / (2 * step), 6));
  });
});
