import { describe, expect, it } from 'vitest';
import { parseComment } from '../../src-main/formats/extended-xyz-comment.ts';
import type { Frame } from '../../src-main/formats/frame.ts';
import { badInput, readText, readTexts } from './formats-memory.ts';

const LATTICE = 'Lattice="10 0 0 2 8 0 0 0 1"';
const frame = (comment: string, ...rows: string[]): string => `${rows.length}\n${comment}\n${rows.join('\n')}\n`;
const read = (comment: string, ...rows: string[]): Promise<Frame> => readText(frame(comment, ...rows));

describe('the comment line', () => {
  it.each([
    ['a=1 B=two', { a: '1', b: 'two' }],
    ['Lattice="1 2 3" pbc="T T F"', { lattice: '1 2 3', pbc: 'T T F' }],
    ["x='a b' y={1 2} z=[1, [2, 3]]", { x: 'a b', y: '1 2', z: '1, [2, 3]' }],
    ['note="a \\"b\\" c=d" e = 5', { note: 'a "b" c=d', e: '5' }],
    ['words without meaning, k=v more', { k: 'v' }],
    ['open="never closed k=v', { open: 'never closed k=v' }],
    ['empty= next=1', { empty: 'next=1' }],
    ['', {}],
    ['Atoms. Timestep: 100', {}],
  ])('%s', (text, pairs) => expect(Object.fromEntries(parseComment(text))).toEqual(pairs));
});

describe('extended XYZ', () => {
  it('without Properties is species, x, y, z; further columns are kept', async () => {
    const plain = await read(LATTICE, 'B 1 2 0', 'A 3 4 0', 'B 5 6 0');
    expect([...plain.ids]).toEqual([1, 2, 3]);
    expect(plain.typeLabels).toEqual(['A', 'B']);
    expect([...plain.types]).toEqual([1, 0, 1]);
    expect([...plain.positions]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(plain.box).toEqual({ lx: 10, ly: 8, xy: 2 });
    expect(plain.timestep).toBeNull();
    const more = await read(LATTICE, 'B 1 2 0 0.5 t', 'A 3 4 0 0.25 u');
    expect(more.columns).toEqual([
      { name: 'column5', values: Float64Array.of(0.5, 0.25) },
      { name: 'column6', values: Float64Array.of(0, 1), labels: ['t', 'u'] },
    ]);
    expect((await badInput(read(LATTICE, 'A 1 2'))).message).toContain('line 3: the row has 3 fields, expected 4');
  });

  it('has columns by Properties: several components, text, logical values', async () => {
    const read1 = await read(
      `Properties=pos:R:2:flag:L:1:velo:R:2:type:I:1:tag:S:1 ${LATTICE} step=5`,
      '1 2 T 0.5 0.25 7 x',
      '3 4 F 1.5 1.25 8 y',
    );
    expect(read1.typeLabels).toEqual(['7', '8']);
    expect(read1.timestep).toBe(5);
    expect(read1.columns).toEqual([
      { name: 'flag', values: Float64Array.of(0, 1), labels: ['T', 'F'] },
      { name: 'velo[1]', values: Float64Array.of(0.5, 1.5) },
      { name: 'velo[2]', values: Float64Array.of(0.25, 1.25) },
      { name: 'tag', values: Float64Array.of(0, 1), labels: ['x', 'y'] },
    ]);
    // species comes before type, which is then a column like any other.
    const both = await read(`Properties=species:S:1:pos:R:3:type:I:1 ${LATTICE}`, 'A 1 2 0 7', 'B 3 4 0 8');
    expect(both.typeLabels).toEqual(['A', 'B']);
    expect(both.columns.map(({ name }) => name)).toEqual(['type']);
  });

  it('takes the lattice as rows, as a matrix, and turned, with velocities', async () => {
    const matrix = await read('Lattice=[[10, 0, 0], [2, 8, 0], [0, 0, 1]]', 'A 1 2 0');
    expect(matrix.box).toEqual({ lx: 10, ly: 8, xy: 2 });
    const turned = await read(
      'Lattice="0 10 0 -8 0 0 0 0 1" Properties=species:S:1:pos:R:2:velo:R:2 Origin="1 1 0"',
      'A 1 3 0 5',
      'B -3 1 5 0',
    );
    expect(turned.box).toEqual({ lx: 10, ly: 8, xy: 0 });
    [2, 0, 0, 4].forEach((value, at) => expect(turned.positions[at]).toBeCloseTo(value, 14));
    [5, 0, 0, -5].forEach((value, at) =>
      expect([...turned.columns[0].values, ...turned.columns[1].values][at]).toBeCloseTo(value, 14),
    );
  });

  it('without a lattice takes the box that is given, and no other than its own', async () => {
    const box = { lx: 10, ly: 10, xy: 0 };
    const text = frame('Atoms. Timestep: 250', '1 1 2 0', '2 3 4 0');
    const missing = await badInput(readText(text));
    expect(missing.message).toContain('memory, line 2, Lattice: the second line of the frame states no box');
    const given = await readText(text, { box });
    expect(given.box).toEqual(box);
    expect(given.timestep).toBe(250);
    const other = await badInput(readText(frame(LATTICE, 'A 1 2 0'), { box }));
    expect(other.message).toContain('states its own box (lx 10, ly 8, xy 2), which differs from the one given');
    await readText(frame(LATTICE, 'A 1 2 0'), { box: { lx: 10, ly: 8, xy: 2 } });
    expect((await badInput(readText(text, { box: { lx: 10, ly: -1, xy: 0 } }))).message).toContain('longer than 0');
  });

  it('may have blank lines between and after frames, and another number of particles in each', async () => {
    const text = `${frame(LATTICE, 'A 1 2 0')}\n${frame(LATTICE, 'A 1 2 0', 'B 2 2 0')}\n\n`;
    expect((await readTexts(text)).map(({ ids }) => ids.length)).toEqual([1, 2]);
    expect((await readText(text)).ids).toHaveLength(2);
  });

  const properties = 'Properties=species:S:1:pos:R:3';
  it.each([
    ['eight numbers', 'Lattice="1 2 3 4 5 6 7 8"', "line 2, Lattice: '1 2 3 4 5 6 7 8': expected 9 finite numbers"],
    ['a number of words', 'Lattice="1 0 0 0 one 0 0 0 1"', 'expected 9 finite numbers'],
    ['a box in three dimensions', 'Lattice="5 0 0 0 5 0 1 0 5"', 'three-dimensional'],
    ['open boundaries', `${LATTICE} pbc="T F F"`, 'line 2, pbc: the box is not periodic in y (pbc="T F F")'],
    ['a broken list', `${LATTICE} Properties=species:S:1:pos:R`, 'is not a list of name:type:columns'],
    ['an unknown kind', `${LATTICE} Properties=species:S:1:pos:X:3`, "'X' is not the type of a property"],
    ['no number of columns', `${LATTICE} Properties=species:S:1:pos:R:0`, "'0' is not a number of columns"],
    ['too many columns', `${LATTICE} ${properties}:a:R:999`, 'more than 1000 columns'],
    ['no pos', `${LATTICE} Properties=species:S:1:place:R:3`, "line 2, Properties: no 'pos' among the properties"],
    ['a pos of one', `${LATTICE} Properties=species:S:1:pos:R:1`, "'pos' has 1 columns, expected 2 or 3"],
    ['no species', `${LATTICE} Properties=pos:R:3`, "no 'species' among the properties"],
    ['a wide species', `${LATTICE} Properties=species:S:2:pos:R:3`, "'species' has 2 columns, expected 1"],
    ['a wide id', `${LATTICE} ${properties}:id:I:2`, "'id' has 2 columns, expected 1"],
    ['a step of words', `${LATTICE} Timestep=soon`, "line 2, Timestep: the time step 'soon' is not an integer"],
  ])('with %s is refused', async (_, comment, message) => {
    const error = await badInput(read(comment, 'A 1 2 0', 'B 2 2 0'));
    expect(error.message).toContain(message);
  });

  it('that ends after its count is refused', async () => {
    expect((await badInput(readText('2\n', { format: 'extended-xyz' }))).message).toContain('it is cut off');
  });
});
