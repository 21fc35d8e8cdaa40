import { describe, expect, it } from 'vitest';
import { nearestImage } from '../../native-workers/configuration/configuration.ts';
import type { Frame } from '../../src-main/formats/frame.ts';
import { badInput, readText } from './formats-memory.ts';

/** Twelve particles without symmetry in the cell a = (6, 1), b = (1.5, 5), anywhere in the plane. */
const A = [6, 1];
const B = [1.5, 5];
const FRACTIONS = Array.from({ length: 12 }, (_, at) => [
  ((at % 4) + 0.3 * Math.sin(7 * at)) / 4 - 1,
  (Math.floor(at / 4) + 0.3 * Math.cos(5 * at)) / 3,
]);
const POSITIONS = FRACTIONS.map(([s, t]) => [s * A[0] + t * B[0], s * A[1] + t * B[1]]);

function xyz(lattice: readonly number[], more = ''): string {
  const rows = POSITIONS.map(([x, y], at) => `${at + 1} A ${x} ${y} ${at} ${-at}`);
  return `12\nLattice="${lattice.join(' ')}" Properties=id:I:1:species:S:1:pos:R:2:velo:R:2${more}\n${rows.join('\n')}\n`;
}

function dump(bounds: readonly string[], flags: string, columns: string, values: number[][]): string {
  const rows = values.map((row, at) => `${at + 1} 1 ${row.join(' ')}`);
  return `ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n12\nITEM: BOX BOUNDS ${flags}\n${bounds.join('\n')}\nITEM: ATOMS id type ${columns}\n${rows.join('\n')}\n`;
}

/** Distances of all pairs of particles, and what the force of one along x would be: Σ r⁻¹⁰ over all pairs. */
function pairs({ box, positions }: Frame): { distances: number[]; energy: number } {
  const distances: number[] = [];
  for (let i = 0; i < 12; i += 1)
    for (let j = 0; j < i; j += 1) {
      const [dx, dy] = [0, 1].map((axis) => positions[2 * i + axis] - positions[2 * j + axis]);
      distances.push(Math.hypot(...nearestImage(box, dx, dy)));
    }
  return { distances, energy: distances.reduce((sum, r) => sum + r ** -10, 0) };
}

describe('a left-handed cell', () => {
  const right = [...A, 0, ...B, 0, 0, 0, 1];
  const left = [...B, 0, ...A, 0, 0, 0, 1];

  it('is read with a and b exchanged: every distance is that of the right-handed one, and the energy', async () => {
    const [one, other] = [await readText(xyz(right)), await readText(xyz(left))];
    expect(one.warnings).toBeUndefined();
    expect(other.warnings).toEqual([
      'The box vectors a and b are left-handed (a × b < 0); they were exchanged: the lattice and the positions in it are the same.',
    ]);
    expect(other.box).toEqual(one.box);
    const [expected, found] = [pairs(one), pairs(other)];
    // The same arithmetic on the same numbers.
    expect(found).toEqual(expected);
    expect(other.columns).toEqual(one.columns);
    // Not the cell of the mirror image, which has other distances.
    const mirrored = { ...one, positions: one.positions.map((value, at) => (at % 2 === 0 ? value : -value)) };
    expect(Math.abs(pairs(mirrored).energy / expected.energy - 1)).toBeGreaterThan(1e-3);
  });

  it('may have b along −y or a along −x', async () => {
    const square = xyz([6, 0, 0, 0, 5, 0, 0, 0, 1]);
    for (const cell of [
      [6, 0, 0, 0, -5, 0, 0, 0, 1],
      [-6, 0, 0, 0, 5, 0, 0, 0, 1],
      [0, 5, 0, 6, 0, 0, 0, 0, 1],
    ]) {
      const [expected, found] = [pairs(await readText(square)), pairs(await readText(xyz(cell)))];
      expect(Math.abs(found.energy / expected.energy - 1)).toBeLessThan(1e-13);
    }
  });

  it('in a dump has fractions along the vectors as the file lists them', async () => {
    const bounds = (first: number[], second: number[]) => [
      `${first.join(' ')} 0 0`,
      `${second.join(' ')} 0 0`,
      '0 0 1 0',
    ];
    const swapped = FRACTIONS.map(([s, t]) => [t, s]);
    const one = await readText(dump(bounds(A, B), 'abc origin pp pp pp', 'xs ys', FRACTIONS));
    const other = await readText(dump(bounds(B, A), 'abc origin pp pp pp', 'xs ys', swapped));
    expect(pairs(other)).toEqual(pairs(one));
    const lengths = await readText(dump(bounds(B, A), 'abc origin pp pp pp', 'x y', POSITIONS));
    pairs(lengths).distances.forEach((r, at) => expect(r).toBeCloseTo(pairs(one).distances[at], 13));
    const mixed = dump(bounds([0, 5], [6, 0]), 'abc origin pp pp pp', 'xs y', FRACTIONS);
    expect((await badInput(readText(mixed))).message).toContain('do not name one point');
  });
});

describe('rounding dust', () => {
  it.each([1e-17, -3e-10, 5.9e-9])(
    'of %d out of the plane is no third dimension, and nothing is said',
    async (dust) => {
      const plane = await readText(xyz([...A, 0, ...B, 0, 0, 0, 1]));
      const dusty = await readText(xyz([...A, dust, ...B, -dust, dust, dust, 1]));
      expect(dusty).toEqual(plane);
    },
  );

  it('beyond 1e-9 of the longer edge it is one', async () => {
    for (const at of [2, 5, 6, 7]) {
      const cell = [...A, 0, ...B, 0, 0, 0, 1];
      cell[at] = 6.2e-9;
      expect((await badInput(readText(xyz(cell)))).message).toContain('are three-dimensional');
    }
  });

  it('in a rectangle that was turned leaves no tilt', async () => {
    for (let turn = 1; turn < 40; turn += 1) {
      const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
      const { box } = await readText(xyz([6 * cos, 6 * sin, 0, -5 * sin, 5 * cos, 1e-17, 0, 0, 1]));
      expect(box.xy).toBe(0);
      expect(box.lx).toBeCloseTo(6, 14);
      expect(box.ly).toBeCloseTo(5, 14);
    }
  });

  it('in the tilts of LAMMPS is none either', async () => {
    const bounds = (xz: string, yz: string) => ['0 6 0', `0 5 ${xz}`, `-0.5 0.5 ${yz}`];
    const flags = 'xy xz yz pp pp pp';
    const plane = await readText(dump(bounds('0', '0'), flags, 'x y', POSITIONS));
    expect(await readText(dump(bounds('5e-9', '-1e-16'), flags, 'x y', POSITIONS))).toEqual(plane);
    const tilted = await badInput(readText(dump(bounds('7e-9', '0'), flags, 'x y', POSITIONS)));
    expect(tilted.message).toContain('tilted in the third dimension (xz 7e-9, yz 0)');
  });
});

describe('a box that is not periodic by its file', () => {
  const open = (pbc: string) => xyz([...A, 0, ...B, 0, 0, 0, 1], ` pbc=${pbc}`);
  const walls = (flags: string) => dump(['0 6', '0 5', '-0.5 0.5'], flags, 'x y', POSITIONS);

  it.each(['"F F F"', 'F', 'FFF', '[False, False, False]', '"0 0 1"', '"T F F"', '{F F F}'])(
    'in extended XYZ (pbc=%s) is refused with a way on, and read with it',
    async (pbc) => {
      const error = await badInput(readText(open(pbc)));
      expect(error.message).toContain(
        `memory, line 2, pbc: the box is not periodic in ${pbc === '"T F F"' ? 'y' : 'x'}`,
      );
      expect(error.message).toContain('if this one is, say --periodic');
      expect(error.place.question).toEqual({
        asks: 'periodic',
        problem: 'The file says that its box is not periodic in x and y.',
      });
      expect(await readText(open(pbc), { periodic: true })).toEqual(await readText(open('"T T F"')));
    },
  );

  it('in a dump alike; one shrunk to the particles is none, whatever is said', async () => {
    const error = await badInput(readText(walls('pp ff pp')));
    expect(error.message).toContain("line 5, BOX BOUNDS: the box is not periodic in y ('ff')");
    expect(error.message).toContain('say --periodic');
    expect(error.place.question?.asks).toBe('periodic');
    expect(await readText(walls('ff ff pp'), { periodic: true })).toEqual(await readText(walls('pp pp pp')));
    const shrunk = await badInput(readText(walls('ss ff pp'), { periodic: true }));
    expect(shrunk.message).toContain("shrunk to the particles in x ('ss'), so that its edge is no period");
  });

  it.each(['TTT', 'T', '"T T F"', '[True, True, True]', '"1 1 0"', 'true'])('pbc=%s is periodic', async (pbc) => {
    await readText(open(pbc));
  });

  it('with flags that say nothing is refused', async () => {
    expect((await badInput(readText(open('perhaps')))).message).toContain(
      'line 2, pbc: \'perhaps\' does not say what is periodic; expected pbc="T T F"',
    );
  });

  it('and without a cell takes the one that is given as periodic', async () => {
    const box = { lx: 6, ly: 5, xy: 0 };
    const text = `2\nProperties=species:S:1:pos:R:2 pbc="F F F"\nA 1 2\nB 3 3\n`;
    expect((await readText(text, { box })).box).toEqual(box);
    expect((await badInput(readText(text))).place.question?.asks).toBe('box');
  });
});
