import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../src-main/formats/frame.ts';
import type { ReadOptions } from '../../src-main/formats/read-frames.ts';
import { hasPythonModule, PYTHON } from '../peers.ts';
import { badInput, readText } from './formats-memory.ts';

const BOX = { lx: 10, ly: 8, xy: 0 };
const PARTICLES = [
  { id: 1, type: 1, x: 0.5, y: 1.25 },
  { id: 2, type: 2, x: 3.125, y: -0.75 },
  { id: 3, type: 1, x: 7.0625, y: 6.5 },
];
const NO_IDS = 'There is no column of ids: particles are numbered from 1 in the order of the rows.';
const NO_TYPES = "There is no column of types: all particles are taken as of one type, '1'.";
const FROM_ZERO = 'Particle ids count from 0 in the file; 1 is added to each.';

const read = (text: string, options: ReadOptions = {}): Promise<Frame> =>
  readText(text, { box: BOX, ...options, frame: 0 });

/** A table of the particles: the line of names, and how a row is written. */
function table(names: string, row: (particle: (typeof PARTICLES)[number], at: number) => string): string {
  return [names, ...PARTICLES.map(row), ''].join('\n');
}

function expectParticles(frame: Frame, labels = ['1', '2']): void {
  expect([...frame.ids]).toEqual([1, 2, 3]);
  expect(frame.typeLabels).toEqual(labels);
  expect([...frame.types]).toEqual([0, 1, 0]);
  expect([...frame.positions]).toEqual(PARTICLES.flatMap(({ x, y }) => [x, y]));
  expect(frame.box).toEqual(BOX);
}

describe('separators', () => {
  it.each([
    ['commas', ','],
    ['commas and blanks', ' , '],
    ['semicolons', ';'],
    ['tabs', '\t'],
    ['blanks', '   '],
  ])('%s', async (_, separator) => {
    const row = ({ id, type, x, y }: (typeof PARTICLES)[number]) => [id, type, x, y, 'a'].join(separator);
    const frame = await read(table(['id', 'type', 'x', 'y', 'note'].join(separator), row));
    expectParticles(frame);
    expect(frame.columns).toEqual([{ name: 'note', values: Float64Array.of(0, 0, 0), labels: ['a'] }]);
    expect(frame.warnings).toBeUndefined();
  });

  it('of the names may be others than those of the rows, as in a header given to numpy.savetxt', async () => {
    expectParticles(await read(table('# id type x y', ({ id, type, x, y }) => `${id},${type},${x},${y}`)));
    expectParticles(await read(table('# id,type,x,y', ({ id, type, x, y }) => `${id} ${type} ${x} ${y}`)));
    expectParticles(await read(table('id type x y', ({ id, type, x, y }) => `${id};${type};${x};${y}`)));
  });

  it('between quotes separate nothing', async () => {
    const frame = await read(
      table('"id","type","x","y","a, b"', ({ id, type, x, y }) => `"${id}",${type},"${x}",${y},"p, q"`),
    );
    expectParticles(frame);
    expect(frame.columns).toEqual([{ name: 'a, b', values: Float64Array.of(0, 0, 0), labels: ['p, q'] }]);
  });

  it('semicolons leave decimal commas, which are read where nothing else can be meant', async () => {
    const comma = (value: number) => String(value).replace('.', ',');
    const text = table('id;type;x;y;note', ({ id, type, x, y }) => `${id};${type};${comma(x)};${comma(y)};a,b`);
    const frame = await read(text);
    expectParticles(frame);
    expect(frame.columns[0].labels).toEqual(['a,b']);
    expectParticles(await read(text.replaceAll(';', '\t')));
    expectParticles(await read(text.replaceAll(';', ' ')));
  });

  it.each([
    [
      'both',
      'id;type;x;y\n1;1;1,5;2\n2;1;2.5;2\n',
      "line 3: '1,5' in line 2 has a decimal comma, '2.5' in line 3 a point",
    ],
    [
      'points first',
      'id;type;x;y\n1;1;1.5;2\n2;1;2,5;2\n',
      "line 3: '2,5' in line 3 has a decimal comma, '1.5' in line 2 a point",
    ],
    [
      'thousands',
      'id;type;x;y\n1;1;1,500;2\n2;1;2,750;3\n',
      "'1,500' in line 2 may be a fraction or have a comma between its thousands",
    ],
    ['both in one', 'id;type;x;y\n1;1;1,500.5;2\n', "line 2: '1,500.5' has several points or commas"],
    ['several', 'id;type;x;y\n1;1;1,500,000;2\n', "line 2: '1,500,000' has several points or commas"],
  ])('decimal commas beside points, or maybe of thousands, are refused: %s', async (_, text, message) => {
    const error = await badInput(read(text));
    expect(error.message).toContain(message);
    expect(error.message).toContain("write the numbers with a decimal point (pandas: to_csv(decimal='.'))");
  });
});

describe('names', () => {
  it.each([
    'ID,Type,X,Y',
    'particle,species,pos_x,pos_y',
    'Particle ID,Kind,Position X (px),Position Y (px)',
    'atom_id,element,x [um],y [um]',
    'particle_identifier,particle_type,x_pos,y_pos',
    'atom,label,x_um,y_um',
    '# id,type,x,y',
    '#id\ttype\tx\ty',
  ])('%s', async (names) => {
    const frame = await read(table(names, ({ id, type, x, y }) => `${id},${type},${x},${y}`));
    expectParticles(frame);
    expect(frame.columns).toEqual([]);
    expect(frame.warnings).toBeUndefined();
  });

  it('exactly ours come before others; what is not used is a column', async () => {
    const row = ({ id, type, x, y }: (typeof PARTICLES)[number]) => `-1,-2,${x},${y},${id},${type},7`;
    const frame = await read(table('X,pos_y,x,y,id,type,particle', row));
    expectParticles(frame);
    expect(frame.columns.map(({ name }) => name)).toEqual(['X', 'pos_y', 'particle']);
  });

  it('of x, y and z belong together', async () => {
    // A z of another kind is a column like any other, and may vary.
    const frame = await read(table('id,type,x,y,pos_z', ({ id, type, x, y }) => `${id},${type},${x},${y},${id}`));
    expectParticles(frame);
    expect(frame.columns.map(({ name }) => name)).toEqual(['pos_z']);
    const solid = table('id,type,pos_x,pos_y,pos_z', ({ id, type, x, y }) => `${id},${type},${x},${y},${id}`);
    expect((await badInput(read(solid))).message).toContain('line 3, pos_z: this is a three-dimensional configuration');
    const mixed = await badInput(read('id,type,x,pos_y\n1,1,2,3\n', { format: 'csv' }));
    expect(mixed.message).toContain("no columns 'x' and 'y' among 'id,type,x,pos_y'");
  });

  it('of a megabyte are refused at once', async () => {
    const started = performance.now();
    const error = await badInput(read(`id,type,x,y,"a${' '.repeat(900_000)}b"\n1,1,2,3,4\n`));
    expect(error.message).toContain('at most 256 are read');
    // A search that begins anew at every blank takes minutes.
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('of sizes are known in any case; a unit is no part of them', async () => {
    const row = ({ id, type, x, y }: (typeof PARTICLES)[number]) => `${id},${type},${x},${y},0.5,1`;
    const frame = await read(table('id,type,x,y,RADIUS,Diameter (um)', row));
    expect(frame.columns.map(({ name }) => name)).toEqual(['radius', 'diameter']);
    expect(frame.warnings).toBeUndefined();
    const none = await read(table('id,type,x,y,radius', ({ id, type, x, y }) => `${id},${type},${x},${y},${id - 2}`));
    expect(none.warnings).toEqual([
      "The column 'radius' holds -1 in line 2, which is no size; it is kept, but not taken for one.",
    ]);
  });

  it('that are missing are the index of pandas in front, and said elsewhere', async () => {
    const plain = (at: number, { id, type, x, y }: (typeof PARTICLES)[number]) => `${at},${id},${type},${x},${y}`;
    for (const name of ['', 'Unnamed: 0', '""']) {
      const frame = await read(table(`${name},id,type,x,y`, (particle, at) => plain(at, particle)));
      expectParticles(frame);
      expect(frame.warnings).toBeUndefined();
      expect(frame.columns).toEqual([]);
    }
    const trailing = await read(table('id,type,x,y,', ({ id, type, x, y }) => `${id},${type},${x},${y},`));
    expectParticles(trailing);
    expect(trailing.warnings).toEqual(['Columns without a name are passed over: 5.']);
  });

  it('that occur twice may hold the same, and are refused with two contents', async () => {
    const twice = (second: (x: number) => string) =>
      read(table('id,type,x,y,x', ({ id, type, x, y }) => `${id},${type},${x},${y},${second(x)}`));
    const frame = await twice((x) => x.toExponential(18));
    expectParticles(frame);
    expect(frame.warnings).toEqual([
      'Columns that occur more than once, with the same content: x; one of each is used.',
    ]);
    expect((await badInput(twice((x) => `${x + 1}`))).message).toContain(
      "memory, line 2, x: the column occurs twice, with '0.5' and '1.5' in this row",
    );
  });

  it('are needed: which of several numbers is the id and which the type is never guessed', async () => {
    for (const text of [
      '1 1 0.5 0.5\n2 1 1.5 1.5\n',
      '# made by me\n1,1,0.5,0.5\n2,1,1.5,1.5\n',
      '# x y\n1 1 0.5 0.5\n',
    ]) {
      const error = await badInput(read(text));
      expect(error.message).toContain('no names of columns above the first row');
      expect(error.message).toContain('numpy.savetxt: header="id,type,x,y"');
    }
    const words = await badInput(read('id,type,a,b\n1,1,2,3\n', { format: 'csv' }));
    expect(words.message).toContain("line 1: no columns 'x' and 'y' among 'id,type,a,b'; expected a line of names");
  });
});

describe('ids and types', () => {
  it('may be missing: rows are numbered and of one type, and it is said', async () => {
    const noIds = await read(table('y,type,x', ({ type, x, y }) => `${y},${type},${x}`));
    expectParticles(noIds);
    expect(noIds.warnings).toEqual([NO_IDS]);
    const bare = await read(table('x y', ({ x, y }) => `${x} ${y}`));
    expect([...bare.positions]).toEqual(PARTICLES.flatMap(({ x, y }) => [x, y]));
    expect(bare.typeLabels).toEqual(['1']);
    expect(bare.warnings).toEqual([NO_IDS, NO_TYPES]);
  });

  it('may be decimals that are whole, and count from 0', async () => {
    expectParticles(await read(table('id,type,x,y', ({ id, type, x, y }) => `${id}.0,${type}.000,${x},${y}`)));
    const zero = await read(table('id,type,x,y', ({ id, type, x, y }) => `${id - 1}.0,${type - 1}.0,${x},${y}`));
    expectParticles(zero, ['0', '1']);
    expect(zero.warnings).toEqual([FROM_ZERO]);
    expectParticles(await read(table('id,type,x,y', ({ id, type, x, y }) => `${id},${'AB'[type - 1]},${x},${y}`)), [
      'A',
      'B',
    ]);
  });

  it.each([
    ['id', '1.5,1,1,1', "particle id '1.5' is not an integer from 0"],
    ['id', ',1,1,1', "particle id '' is not an integer from 0"],
    ['type', '1,1.5,1,1', "type '1.5' is not an integer from 0"],
    ['type', '1,,1,1', 'the type is empty'],
    ['x', '1,1,nan,1', "the coordinate 'nan' is not finite"],
    ['y', '1,1,1,', 'the coordinate is empty'],
  ])('that are none are refused by line: %s in %s', async (field, row, message) => {
    const error = await badInput(read(`id,type,x,y\n7,1,5,5\n${row}\n`));
    expect(error.place).toEqual({ file: 'memory', line: 3, field });
    expect(error.message).toContain(message);
  });
});

describe('further columns', () => {
  it('of numbers may lack some: those are NaN', async () => {
    const missing = ['', 'None', '<NA>'];
    const frame = await read(
      table('id,type,x,y,v', ({ id, type, x, y }, at) => `${id},${type},${x},${y},${missing[at]}`),
    );
    expect(frame.columns).toEqual([{ name: 'v', values: Float64Array.of(NaN, NaN, NaN) }]);
  });

  it('of text may lack some from the first row on; numbers above or below are a mixture', async () => {
    const notes = (values: readonly string[]): string =>
      table('id,type,x,y,note', ({ id, type, x, y }, at) => `${id},${type},${x},${y},${values[at]}`);
    const [column] = (await read(notes(['', 'NaN', 'moved']))).columns;
    expect(column).toEqual({ name: 'note', values: Float64Array.of(0, 0, 1), labels: ['', 'moved'] });
    const above = await badInput(read(notes(['', '2', 'moved'])));
    expect(above.message).toContain("memory, line 4, note: 'moved' is not a number");
    const below = await badInput(read(notes(['', 'moved', '2'])));
    expect(below.message).toContain("line 4, note: '2' is a number, but the rows above hold text");
  });

  it('of metadata never stop a file', async () => {
    const frame = await read(
      `# timestep 0.005\n${table('id,type,x,y', ({ id, type, x, y }) => `${id},${type},${x},${y}`)}`,
    );
    expectParticles(frame);
    expect(frame.timestep).toBeNull();
    expect(frame.warnings).toEqual(["'# timestep 0.005' in line 1 gives no time step; expected '# timestep n'."]);
  });
});

describe('tables of further programs', () => {
  it.each([
    ['MATLAB, names behind %', table('% id type x y', ({ id, type, x, y }) => `${id} ${type} ${x} ${y}`)],
    ['a spreadsheet', `sep=;\n${table('id;type;x;y', ({ id, type, x, y }) => `${id};${type};${x};${y}`)}`],
    [
      'OVITO',
      table('"Particle Identifier","Particle Type","Position.X","Position.Y"', ({ id, type, x, y }) =>
        [id, type, x, y].join(','),
      ),
    ],
    ['a LAMMPS dump in pandas', table('id,type,xu,yu', ({ id, type, x, y }) => [id, type, x, y].join(','))],
  ])('%s are read', async (_, text) => {
    expectParticles(await read(text));
  });

  it('of several frames say how their column is to be called, which works', async () => {
    const text = (name: string) =>
      [
        `${name},id,x,y`,
        ...[0, 0.5].flatMap((time) => PARTICLES.map(({ id, x, y }) => [time, id, x, y].join())),
        '',
      ].join('\n');
    expect((await badInput(read(text('time')))).message).toContain(
      'line 5, id: particle id 1 is repeated; it stands in line 2 already; if the table holds several frames, ' +
        "call the column that tells them apart 'frame'",
    );
    expect((await read(text('frame'))).ids).toHaveLength(3);
  });
});

describe('positions', () => {
  const grid = (x: (at: number) => number, y: (at: number) => number, count = 16) =>
    `id,type,x,y\n${Array.from({ length: count }, (_, at) => `${at + 1},1,${x(at)},${y(at)}\n`).join('')}`;

  it('that are one value, one line, or fractions of the box are refused, naming what was seen', async () => {
    const same = await badInput(
      read(
        grid(
          () => 2,
          (at) => at / 3,
        ),
      ),
    );
    expect(same.message).toContain("memory, line 2, x: all 16 particles have the same x, 2; is 'x' the coordinate?");
    const line = await badInput(
      read(
        grid(
          (at) => at / 3,
          (at) => 1 + at / 7,
        ),
      ),
    );
    expect(line.message).toContain('all 16 particles stand on one line, which no sample does');
    const fractions = await badInput(
      read(
        grid(
          (at) => (at % 4) / 4,
          (at) => Math.floor(at / 4) / 4,
        ),
      ),
    );
    expect(fractions.message).toContain(
      'all coordinates lie between 0 and 0.75, in a box of 10 × 8: they look like fractions',
    );
  });

  it('in a box of their own size, or few of them, are taken', async () => {
    const unit = grid(
      (at) => (at % 4) / 4,
      (at) => Math.floor(at / 4) / 4,
    );
    await read(unit, { box: { lx: 1, ly: 1, xy: 0 } });
    await read(
      grid(
        (at) => at / 3,
        (at) => 1 + at / 7,
        5,
      ),
    );
  });
});

describe.skipIf(!hasPythonModule('numpy'))('numpy', () => {
  const save = (call: string) =>
    execFileSync(PYTHON, [
      '-c',
      `import numpy, sys\na = numpy.array([[1, 1, .5, 1.25], [2, 2, 3.125, -.75], [3, 1, 7.0625, 6.5]])\n${call}`,
    ]).toString();

  it.each([
    "numpy.savetxt(sys.stdout, a, header='id type x y')",
    "numpy.savetxt(sys.stdout, a, header='id,type,x,y', delimiter=',')",
    "numpy.savetxt(sys.stdout, a, header='id type x y', delimiter=',', comments='')",
    "numpy.savetxt(sys.stdout, a, header='box 10 8\\nmade today\\nid\\ttype\\tx\\ty', delimiter='\\t')",
    "numpy.savetxt(sys.stdout, a, header='id;type;x;y', delimiter=';', fmt=['%d', '%d', '%.4f', '%.17g'])",
  ])('%s is read', async (call) => {
    const frame = await read(save(call));
    expectParticles(frame);
    expect(frame.warnings).toBeUndefined();
  });
});
