import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nearestImage } from '../../native-workers/configuration/configuration.ts';
import type { Frame } from '../../src-main/formats/frame.ts';
import { fileBytes } from '../../src-main/formats/file-bytes.ts';
import { readFrames } from '../../src-main/formats/read-frames.ts';
import { readFrame } from '../read-frame.ts';
import { badInput, readText, readTexts } from './formats-memory.ts';

const framesOf = (path: string) => Array.fromAsync(readFrames(fileBytes(path), path));

const FIXTURES = new URL('../fixtures/formats/', import.meta.url).pathname;
/** Six digits of a fraction of a box 8.75 long, or of a coordinate up to 7: half a unit of the last one. */
const SIX_DIGITS = 5e-6;

const HEADER = 'ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n2\n';
const SQUARE = `${HEADER}ITEM: BOX BOUNDS pp pp pp\n0 10\n0 10\n-0.5 0.5\n`;
const TILTED = `${HEADER}ITEM: BOX BOUNDS xy xz yz pp pp pp\n-3 12 4\n1 9 0\n-0.5 0.5 0\n`;

function distances(a: Frame, b: Frame): number[] {
  return Array.from(a.ids, (_, at) => {
    const step = [0, 1].map((axis) => a.positions[2 * at + axis] - b.positions[2 * at + axis]);
    return Math.hypot(...nearestImage(a.box, step[0], step[1]));
  });
}

describe('dumps made by LAMMPS', () => {
  it('in a tilted box have the box LAMMPS had', async () => {
    const [, xlo, ylo, lx, ly, xy] = readFileSync(`${FIXTURES}tilted-box.txt`, 'utf8').split(' ').map(Number);
    for (const name of ['tilted-atom.dump', 'tilted-exact.dump', 'tilted-unwrapped.dump.gz']) {
      const frame = await readFrame(FIXTURES + name);
      expect(frame.box).toEqual({ lx, ly, xy });
      expect(frame.origin).toEqual({ x: xlo, y: ylo });
      expect(frame.timestep).toBe(800);
      expect(frame.frameIndex).toBe(2);
    }
  });

  it('agree on positions in lengths, fractions, unwrapped lengths and unwrapped fractions', async () => {
    const exact = await framesOf(`${FIXTURES}tilted-exact.dump`);
    const scaled = await framesOf(`${FIXTURES}tilted-atom.dump`);
    const unwrapped = await framesOf(`${FIXTURES}tilted-unwrapped.dump.gz`);
    expect(exact.map((frame) => frame.timestep)).toEqual([0, 400, 800]);
    for (const [at, frame] of exact.entries()) {
      expect(frame.ids).toEqual(Int32Array.from({ length: 40 }, (_, index) => index + 1));
      expect(Math.max(...distances(frame, scaled[at]))).toBeLessThan(2 * SIX_DIGITS);
      expect(Math.max(...distances(frame, unwrapped[at]))).toBeLessThan(2 * SIX_DIGITS);
      expect(scaled[at].types).toEqual(frame.types);
      expect(unwrapped[at].types).toEqual(frame.types);
    }
    // Unwrapped ones are x + ix·lx + iy·xy, and do leave the box.
    const last = exact[2];
    const [ix, iy] = ['ix', 'iy'].map((name) => last.columns.find((column) => column.name === name)?.values ?? []);
    expect([...iy].some((image) => image !== 0)).toBe(true);
    unwrapped[2].positions.forEach((value, at) => {
      const index = at >> 1;
      const image = at % 2 === 0 ? ix[index] * last.box.lx + iy[index] * last.box.xy : iy[index] * last.box.ly;
      expect(Math.abs(value - last.positions[at] - image)).toBeLessThan(SIX_DIGITS);
    });
    // And the data file of the same moment has the same particles, to all digits.
    const data = await readFrame(`${FIXTURES}tilted.data`);
    expect(Math.max(...distances(last, data))).toBeLessThan(1e-14);
  });

  it('keep what else they hold', async () => {
    const exact = await readFrame(`${FIXTURES}tilted-exact.dump`);
    expect(exact.columns.map((column) => column.name)).toEqual(['vx', 'vy', 'ix', 'iy']);
    const unwrapped = await readFrame(`${FIXTURES}tilted-unwrapped.dump.gz`);
    expect(unwrapped.columns.map((column) => column.name)).toEqual(['xsu', 'ysu', 'element']);
    expect(unwrapped.typeLabels).toEqual(['1', '2']);
    const element = unwrapped.columns[2];
    expect([...(element.labels ?? [])].sort()).toEqual(['A', 'B']);
    element.values.forEach((label, at) => expect(element.labels?.[label]).toBe('AB'[unwrapped.types[at]]));
  });

  it('in an orthogonal box, and style full beside its data file', async () => {
    const square = await readFrame(`${FIXTURES}orthogonal.dump`);
    expect(square.box).toEqual({ lx: 10, ly: 10, xy: 0 });
    expect(square.origin).toEqual({ x: 0, y: -5 });
    expect(Math.max(...distances(square, await readFrame(`${FIXTURES}orthogonal.data`)))).toBeLessThan(SIX_DIGITS * 2);
    const full = await readFrame(`${FIXTURES}full.dump`);
    expect(full.box).toEqual({ lx: 8, ly: 6, xy: -2.25 });
    expect(full.origin).toEqual({ x: -4, y: -3 });
    const data = await readFrame(`${FIXTURES}full.data`);
    expect(Math.max(...distances(full, data))).toBeLessThan(1e-14);
    for (const name of ['mol', 'q'])
      expect(full.columns.find((column) => column.name === name)).toEqual(
        data.columns.find((column) => column.name === name),
      );
  });

  it('in three dimensions are refused', async () => {
    const error = await badInput(readFrame(`${FIXTURES}solid.dump`));
    expect(error.message).toContain('three-dimensional');
    expect(error.place).toMatchObject({ line: 11, field: 'z' });
  });
});

describe('dump headers', () => {
  it('hold the box around the tilted one: xlo = xlo_bound − min(0, xy), lx = xhi_bound − xlo_bound − |xy|', async () => {
    const rows = 'ITEM: ATOMS id type x y\n1 1 0 2\n2 1 5 3\n';
    const right = await readText(TILTED + rows);
    expect(right.box).toEqual({ lx: 11, ly: 8, xy: 4 });
    expect(right.origin).toEqual({ x: -3, y: 1 });
    expect([...right.positions]).toEqual([3, 1, 8, 2]);
    const left = await readText(TILTED.replace('12 4', '12 -4') + rows);
    expect(left.box).toEqual({ lx: 11, ly: 8, xy: -4 });
    expect(left.origin).toEqual({ x: 1, y: 1 });
  });

  it('with a box tilted out of the plane are three-dimensional', async () => {
    const text = `${TILTED.replace('9 0', '9 0.5')}ITEM: ATOMS id type x y\n1 1 0 2\n2 1 5 3\n`;
    const error = await badInput(readText(text));
    expect(error.message).toContain('tilted in the third dimension (xz 0.5, yz 0)');
    expect(error.place.line).toBe(7);
  });

  it('abc origin: vectors along the axes are read as they stand', async () => {
    const text = `${HEADER}ITEM: BOX BOUNDS abc origin pp pp pp\n10 0 0 -2\n3 20 0 -5\n0 0 1 -0.5\nITEM: ATOMS id type x y z xs ys\n1 1 0 0 0 .5 .5\n2 1 4 1 0 .1 .1\n`;
    const frame = await readText(text);
    expect(frame.box).toEqual({ lx: 10, ly: 20, xy: 3 });
    expect(frame.origin).toEqual({ x: -2, y: -5 });
    expect([...frame.positions]).toEqual([2, 5, 6, 6]);
  });

  it('abc origin: a turned box is turned back, with its vectors', async () => {
    // a = 5 along (4, 3)/5, b = 2 a/5 + 6 along (−3, 4)/5; velocities along a and b's normal.
    const head = `${HEADER}ITEM: BOX BOUNDS abc origin pp pp pp\n4 3 0 1\n-2 6 0 2\n0 0 1 -0.5\n`;
    const lengths = await readText(`${head}ITEM: ATOMS id type x y vx vy q\n1 1 1 2 4 3 7\n2 1 3 3.5 -3 4 8\n`);
    expect(lengths.box.lx).toBe(5);
    expect(lengths.box.ly).toBeCloseTo(6, 14);
    expect(lengths.box.xy).toBeCloseTo(2, 14);
    [0, 0, 2.5, 0].forEach((value, at) => expect(lengths.positions[at]).toBeCloseTo(value, 14));
    const turned = [5, 0, 0, 5, 7, 8];
    lengths.columns
      .flatMap(({ values }) => [...values])
      .forEach((value, at) => expect(value).toBeCloseTo(turned[at], 14));
    const fractions = await readText(`${head}ITEM: ATOMS id type xs ys\n1 1 0 0\n2 1 0.5 0\n`);
    [0, 0, 2.5, 0].forEach((value, at) => expect(fractions.positions[at]).toBeCloseTo(value, 14));
  });

  it('abc origin: three-dimensional boxes are refused', async () => {
    const rows = 'ITEM: ATOMS id type x y\n1 1 0 0\n2 1 4 1\n';
    const solid = `${HEADER}ITEM: BOX BOUNDS abc origin\n10 0 1 0\n0 10 0 0\n0 0 1 0\n${rows}`;
    expect((await badInput(readText(solid))).message).toContain('(10 0 1), (0 10 0), (0 0 1) are three-dimensional');
  });

  it('may lack flags, hold UNITS and TIME, and come in another order', async () => {
    const text =
      'ITEM: UNITS\nmetal\nITEM: TIME\n0.5\nITEM: BOX BOUNDS\n0 10\n0 10\n-1 1\nITEM: NUMBER OF ATOMS\n1\nITEM: ATOMS id type x y\n1 1 2 3\n';
    const frame = await readText(text);
    expect(frame.timestep).toBeNull();
    expect(frame.warnings).toEqual([
      'The file is in metal units; its numbers are taken as reduced (lj) units as they stand.',
    ]);
  });

  it('may hold anything for a time step, and items of other programs', async () => {
    const rows = 'ITEM: ATOMS id type x y\n1 1 1 1\n2 1 2 2\n';
    for (const step of ['0.005', 'soon', '1e30', '']) {
      const frame = await readText(SQUARE.replace('\n0\n', `\n${step}\n`) + rows);
      expect(frame.timestep).toBeNull();
      expect(frame.warnings).toEqual([
        `The time step '${step}' is not a whole number; the frame is taken without one.`,
      ]);
    }
    const items = `ITEM: WEATHER\nwet\n\n3 4\nITEM: TIME\n0.25\n${SQUARE}ITEM: LABELS\nITEM: UNITS\nlj\n${rows}`;
    const frame = await readText(items);
    expect(frame.warnings).toBeUndefined();
    expect([...frame.positions]).toEqual([1, 1, 2, 2]);
    expect((await readTexts(items + items)).map(({ timestep }) => timestep)).toEqual([0, 0]);
  });

  const row = 'ITEM: ATOMS id type x y\n1 1 1 1\n2 1 2 2\n';
  it.each([
    ['no count', SQUARE.replace('ITEM: NUMBER OF ATOMS\n2\n', '') + row, "no 'ITEM: NUMBER OF ATOMS'"],
    ['no box', HEADER + row, "no 'ITEM: BOX BOUNDS'"],
    ['walls', SQUARE.replace('pp pp pp', 'pp ff pp') + row, "line 5, BOX BOUNDS: the box is not periodic in y ('ff')"],
    ['strange flags', SQUARE.replace('pp pp pp', 'periodic') + row, "'periodic' is not a kind of boundary"],
    ['a bound missing', SQUARE.replace('0 10\n0 10', '0 10\n0') + row, "line 7, BOX BOUNDS y: '0': expected 2 finite"],
    ['a bound that is nan', SQUARE.replace('0 10', '0 nan') + row, "BOX BOUNDS x: '0 nan': expected 2 finite numbers"],
    ['a fractional count', SQUARE.replace('\n2\n', '\n2.5\n') + row, "the number of particles '2.5' is not an integer"],
    [
      'an item for a value',
      'ITEM: TIMESTEP\nITEM: NUMBER OF ATOMS\n2\n',
      "'ITEM: NUMBER OF ATOMS' stands where the value",
    ],
    ['bonds', 'ITEM: TIMESTEP\n0\nITEM: NUMBER OF ENTRIES\n2\n', 'holds no particles'],
    ['no columns', `${SQUARE}ITEM: ATOMS\n1 1 1 1\n2 1 2 2\n`, 'line 9, x: no column for x'],
    ['a huge exponent', SQUARE.replace('0 10', '0 1e-5000') + row, 'out of range'],
    ['an end in the header', 'ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n', 'cut off'],
  ])('with %s are refused', async (_, text, message) => {
    const error = await badInput(readText(text));
    expect(error.message).toContain(message);
    expect(error.place.line).toBeGreaterThan(0);
  });
});

describe('dump columns', () => {
  const read = (columns: string, ...rows: string[]): Promise<Frame> =>
    readText(`${SQUARE}ITEM: ATOMS ${columns}\n${rows.join('\n')}\n`);
  const tilted = (columns: string, ...rows: string[]): Promise<Frame> =>
    readText(`${TILTED}ITEM: ATOMS ${columns}\n${rows.join('\n')}\n`);

  it('without id or type are numbered and of one type, and it is said; without a coordinate they are refused', async () => {
    const bare = await read('type y x', '2 4 1', '1 5 2');
    expect([...bare.ids]).toEqual([1, 2]);
    expect([...bare.positions]).toEqual([1, 4, 2, 5]);
    expect([...bare.types]).toEqual([1, 0]);
    expect(bare.warnings).toEqual(["There is no column 'id': particles are numbered from 1 in the order of the rows."]);
    const plain = await read('id x y', '2 1 1', '1 2 2');
    expect(plain.typeLabels).toEqual(['1']);
    expect([...plain.types]).toEqual([0, 0]);
    expect(plain.warnings).toEqual(["There is no column 'type': all particles are taken as of one type, '1'."]);
    expect((await read('xs ys', '.5 .25', '.75 .5')).warnings).toHaveLength(2);
    const noY = await badInput(read('id type x yz', '1 1 1 1', '2 1 2 2'));
    expect(noY.message).toContain('line 9, y: no column for y: expected one of y, yu, ys, ysu');
  });

  it('take the coordinates that belong together', async () => {
    const frame = await read('id type xs xu yu ysu', '1 1 9 1 2 9', '2 1 9 3 4 9');
    expect([...frame.positions]).toEqual([1, 2, 3, 4]);
    expect(frame.columns.map((column) => column.name)).toEqual(['xs', 'ysu']);
    const mixed = await tilted('id type xs y', '1 1 0.5 5', '2 1 0 1');
    // y = 5 is half the height above ylo = 1: half of xy = 4 comes on top of half of lx = 11.
    expect([...mixed.positions]).toEqual([7.5, 4, 0, 0]);
    const other = await read('id type x ysu', '1 1 0.5 1.25', '2 1 0 0');
    expect([...other.positions]).toEqual([0.5, 12.5, 0, 0]);
    const error = await badInput(tilted('id type x yu', '1 1 0.5 5', '2 1 0 1'));
    expect(error.message).toContain('do not name one point');
  });

  it('of z are compared as lengths', async () => {
    // The box is 1 high, the spacing √(10 · 10/2) ≈ 7.07: z may stray by 7.07e-6 of a length.
    await read('id type x y zs', '1 1 1 1 0.5', '2 1 2 2 0.500007');
    const solid = await badInput(read('id type x y zs', '1 1 1 1 0.5', '2 1 2 2 0.50001'));
    expect(solid.place).toMatchObject({ line: 11, field: 'zs' });
    const thin = SQUARE.replace('-0.5 0.5', '-0.005 0.005');
    await readText(`${thin}ITEM: ATOMS id type x y zsu\n1 1 1 1 0.5\n2 1 2 2 0.5007\n`);
  });

  it('give the type by number, else by label, else by element', async () => {
    const labels = await read('id type typelabel x y', '1 2 big 1 1', '2 1 small 2 2');
    expect(labels.typeLabels).toEqual(['big', 'small']);
    expect(labels.columns).toEqual([]);
    const elements = await read('id element x y', '1 Si 1 1', '2 O 2 2');
    expect(elements.typeLabels).toEqual(['O', 'Si']);
    const numbers = await read('id type x y', '1 10 1 1', '2 9 2 2');
    expect(numbers.typeLabels).toEqual(['9', '10']);
    expect([...numbers.types]).toEqual([1, 0]);
    // Of HOOMD and Python, which count from 0 and write decimals; and of `dump_modify types labels`.
    const zero = await read('id type x y', '1 1.0 1 1', '2 0 2 2');
    expect(zero.typeLabels).toEqual(['0', '1']);
    expect([...zero.types]).toEqual([1, 0]);
    expect((await read('id type x y', '1 B 1 1', '2 A 2 2')).typeLabels).toEqual(['A', 'B']);
    for (const type of ['1.5', '-1', '1e300'])
      expect((await badInput(read('id type x y', `1 ${type} 1 1`, '2 1 2 2'))).message).toContain(
        `line 10, type: type '${type}' is not an integer from 0`,
      );
  });

  it('of other kinds are kept: numbers, nan and inf, text; a mixture is refused', async () => {
    const frame = await read('id type x y c_a f_b note', '2 1 2 2 nan -inf b', '1 1 1 1 1e-300 5 a');
    expect(frame.columns).toEqual([
      { name: 'c_a', values: Float64Array.of(1e-300, NaN) },
      { name: 'f_b', values: Float64Array.of(5, -Infinity) },
      { name: 'note', values: Float64Array.of(1, 0), labels: ['b', 'a'] },
    ]);
    const late = await badInput(read('id type x y vx', '1 1 1 1 0.5', '2 1 2 2 fast'));
    expect(late.message).toBe("memory, line 11, vx: 'fast' is not a number");
    const early = await badInput(read('id type x y vx', '1 1 1 1 fast', '2 1 2 2 0.5'));
    expect(early.message).toContain("line 11, vx: '0.5' is a number, but the rows above hold text");
  });

  it('are no more than 1000, types no more than 256', async () => {
    const many = Array.from({ length: 1001 }, (_, at) => `c${at}`).join(' ');
    expect((await badInput(read(many, '1', '2'))).message).toContain('more than 1000 columns');
    const rows = Array.from({ length: 257 }, (_, at) => `${at + 1} ${at + 1} ${at % 16} ${Math.floor(at / 16)}`).join(
      '\n',
    );
    const text = `${SQUARE.replace('\n2\n', '\n257\n').replaceAll('0 10', '0 20')}ITEM: ATOMS id type x y\n${rows}\n`;
    expect((await badInput(readText(text))).message).toContain('more than 256 different types');
  });

  it('refuse a last row that lost its end, where the rows above show what an end looks like', async () => {
    const text = `${SQUARE}ITEM: ATOMS id type x y \n1 1 1 1 \n2 1 2 2.345 \n`;
    await readText(text);
    const error = await badInput(readText(text.slice(0, -3)));
    expect(error.message).toContain('states 2 atoms; it breaks off in line 11, after 1 of them');
  });
});
