import { describe, expect, it } from 'vitest';
import { parseComment } from '../../src-main/formats/extended-xyz-comment.ts';
import type { Frame } from '../../src-main/formats/frame.ts';
import { badInput, readText, readTexts } from './formats-memory.ts';

const LATTICE = 'Lattice="10 0 0 2 8 0 0 0 1"';
const NO_IDS = 'There is no column of ids: particles are numbered from 1 in the order of the rows.';
const NO_TYPES = "There is no column of types: all particles are taken as of one type, '1'.";
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

  it('has names and keys in any case; ours as they are written come before others', async () => {
    const rows = ['A 1 2 0 7', 'B 3 4 0 9'];
    const usual = await read(`${LATTICE} Properties=species:S:1:pos:R:3:id:I:1`, ...rows);
    for (const comment of [
      LATTICE.toLowerCase() + ' properties=Species:S:1:Pos:R:3:ID:I:1',
      LATTICE.toUpperCase() + ' PROPERTIES=SPECIES:S:1:POS:R:3:Id:I:1 PBC="T T F"',
      `${LATTICE} Properties=Element:S:1:Positions:R:3:Particle_ID:I:1`,
      `${LATTICE} Properties=species:S:1:x:R:1:y:R:1:Z:R:1:id:I:1`,
    ])
      // Which column is what is told by the names of the file.
      expect({ ...(await read(comment, ...rows)), uses: usual.uses }).toEqual(usual);
    const both = await read(
      `${LATTICE} Properties=Species:S:1:pos:R:2:species:I:1:RADIUS:R:1`,
      'A 1 2 7 0.5',
      'B 3 4 8 1',
    );
    expect(both.typeLabels).toEqual(['7', '8']);
    expect(both.columns.map(({ name }) => name)).toEqual(['Species', 'radius']);
  });

  it('without species or id is of one type and numbered, and it is said', async () => {
    const bare = await read(`${LATTICE} Properties=pos:R:2`, '1 2', '3 4');
    expect(bare.typeLabels).toEqual(['1']);
    expect([...bare.ids]).toEqual([1, 2]);
    expect(bare.warnings).toEqual([NO_IDS, NO_TYPES]);
  });

  it('may have a property twice with the same content, not with two', async () => {
    const twice = (second: string) =>
      read(
        `${LATTICE} Properties=species:S:1:pos:R:2:id:I:1:pos:R:2:id:I:1`,
        `A 1 2 5 1.0 2 5`,
        `B 3 4 6 3 4 ${second}`,
      );
    expect((await twice('6')).warnings).toEqual([
      'Columns that occur more than once, with the same content: pos[1], pos[2], id; one of each is used.',
    ]);
    expect((await badInput(twice('7'))).message).toContain("line 4, id: the column occurs twice, with '6' and '7'");
  });

  it.each([
    ['timestep=0.005', "'0.005'"],
    ['Time=1e-3 timestep=soon', "'soon'"],
    ['step=0.5 stage="run 1"', "'0.5'"],
    ['Timestep=', "''"],
  ])('with %s is read without a time step', async (key, text) => {
    const frame1 = await read(`${LATTICE} Properties=id:I:1:species:S:1:pos:R:2 ${key}`, '1 A 1 2', '2 B 3 4');
    expect(frame1.timestep).toBeNull();
    expect(frame1.warnings).toEqual([`The time step ${text} is not a whole number; the frame is taken without one.`]);
  });

  it('takes the whole one of several time steps; what it does not need may be repeated', async () => {
    const properties1 = 'Properties=id:I:1:species:S:1:pos:R:2';
    const frame1 = await read(`${LATTICE} ${properties1} timestep=0.005 step=400 energy=1 energy=2`, '1 A 1 2');
    expect(frame1.timestep).toBe(400);
    expect(frame1.warnings).toBeUndefined();
    await read(`${LATTICE} ${LATTICE} ${properties1} lattice=[10,0,0,2,8,0,0,0,1]`, '1 A 1 2');
    const other = await badInput(read(`${LATTICE} ${properties1} Lattice="9 0 0 0 9 0 0 0 1"`, '1 A 1 2'));
    expect(other.message).toContain('line 2, lattice: the key occurs twice, with two values');
  });

  it('may state a cell of the plane by four numbers or two vectors, and it is said', async () => {
    const properties1 = 'Properties=id:I:1:species:S:1:pos:R:2';
    const four = await read(`Lattice="10 0 2 8" ${properties1} Origin="1 1"`, '1 A 2 3');
    expect(four.box).toEqual({ lx: 10, ly: 8, xy: 2 });
    expect([...four.positions]).toEqual([1, 2]);
    expect(four.warnings).toEqual(['The four numbers of Lattice are taken as ax ay bx by: a = (10, 0), b = (2, 8).']);
    const six = await read(`Lattice=[[10, 0, 0], [2, 8, 0]] ${properties1}`, '1 A 2 3');
    expect(six.box).toEqual({ lx: 10, ly: 8, xy: 2 });
    expect(six.warnings).toEqual([
      'The six numbers of Lattice are taken as two vectors: a = (10, 0, 0), b = (2, 8, 0).',
    ]);
    const angles = await badInput(read(`Lattice="10 8 1 90 90 90" ${properties1}`, '1 A 2 3'));
    expect(angles.message).toContain("line 2, Lattice: '10 8 1 90 90 90': expected 9 finite numbers");
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
    [
      'no pos',
      `${LATTICE} Properties=species:S:1:place:R:3`,
      "line 2, Properties: no 'pos' among the properties, nor 'x' and 'y'",
    ],
    ['a pos of one', `${LATTICE} Properties=species:S:1:pos:R:1`, "'pos' has 1 columns, expected 2 or 3"],
    ['a wide species', `${LATTICE} Properties=species:S:2:pos:R:3`, "'species' has 2 columns, expected 1"],
    ['a wide id', `${LATTICE} ${properties}:id:I:2`, "'id' has 2 columns, expected 1"],
  ])('with %s is refused', async (_, comment, message) => {
    const error = await badInput(read(comment, 'A 1 2 0', 'B 2 2 0'));
    expect(error.message).toContain(message);
  });

  it('that ends after its count is refused', async () => {
    expect((await badInput(readText('2\n', { format: 'extended-xyz' }))).message).toContain('frame 0 is cut off');
  });
});

describe('plain XYZ', () => {
  /** Twelve places in the box without a whole number among them. */
  const places = Array.from({ length: 12 }, (_, at) => [
    (at % 4) * 2.3 + 0.17,
    Math.floor(at / 4) * 2.4 + 0.31 * (at % 3),
  ]);
  const positions = places.flat();
  const plain = (row: (place: number[], at: number) => (string | number)[]) =>
    read(LATTICE, ...places.map((place, at) => row(place, at).join(' ')));

  it.each<[string, (place: number[], at: number) => (string | number)[], string[]]>([
    ['species x y', ([x, y], at) => ['BA'[at % 2], x, y], ['A', 'B']],
    ['species x y z', ([x, y], at) => ['BA'[at % 2], x, y, 0.5], ['A', 'B']],
    ['number x y z', ([x, y], at) => [1 + (at % 2), x, y, 0.5], ['1', '2']],
    ['number x y', ([x, y], at) => [1 + (at % 2), x, y], ['1', '2']],
    ['decimal number x y', ([x, y], at) => [`${at % 2}.0`, x, y], ['0', '1']],
  ])('may be %s', async (_, row, labels) => {
    const found = await plain(row);
    expect(found.typeLabels).toEqual(labels);
    expect(new Set(found.types).size).toBe(2);
    expect([...found.positions]).toEqual(positions);
    expect(found.warnings).toEqual([NO_IDS]);
    expect(found.columns).toEqual([]);
  });

  it.each<[string, (place: number[]) => (string | number)[]]>([
    ['x y', ([x, y]) => [x, y]],
    ['x y z', ([x, y]) => [x, y, 0.25]],
  ])('may be %s, of one type', async (_, row) => {
    const found = await plain(row);
    expect([...found.positions]).toEqual(positions);
    expect(found.typeLabels).toEqual(['1']);
    expect(found.warnings).toEqual([NO_IDS, NO_TYPES]);
  });

  it.each<[string, (place: number[], at: number) => (string | number)[], string]>([
    ['either', ([, y], at) => [at % 4, y, 0], 'may be x y z, since the third is constant, or species x y'],
    ['neither', ([x, y], at) => [x, y, at / 3], 'neither x y z of a plane, since the third varies, nor species x y'],
    ['many whole numbers', ([x, y], at) => [at, x, y], 'neither x y z of a plane'],
    ['ids', ([x, y], at) => [at, x, y, 0], 'holds 12 different numbers in 12 rows, as ids do and species do not'],
    ['one', ([x]) => [x], 'has 1 field; expected species x y z, species x y, x y z, or x y'],
    ['a species and x', ([x]) => ['A', x], 'has 2 fields; expected species x y z'],
    ['fractions', (_, at) => ['A', (at % 4) / 4, Math.floor(at / 4) / 3], 'they look like fractions of the box'],
    ['one line', (_, at) => ['A', at / 3, at / 5], 'all 12 particles stand on one line'],
  ])('that may be %s is refused, not guessed', async (_, row, message) => {
    const error = await badInput(plain(row));
    expect(error.message).toContain(message);
    expect(error.place.line).toBe(3);
  });
});
