import { describe, expect, it } from 'vitest';
import { readFrame } from '../read-frame.ts';
import { badInput, readText } from './formats-memory.ts';

const FIXTURES = new URL('../fixtures/formats/', import.meta.url).pathname;
const HEAD = 'title\n\n2 atoms\n2 atom types\n0 10 xlo xhi\n0 8 ylo yhi\n-0.5 0.5 zlo zhi\n\n';
const ATOMS = 'Atoms # atomic\n\n1 1 1 1 0\n2 2 2 2 0\n';

describe('data files made by LAMMPS', () => {
  it('give box, image flags, velocities, masses and time step', async () => {
    const frame = await readFrame(`${FIXTURES}tilted.data`);
    expect(frame.box).toEqual({ lx: 8.75, ly: 6.5, xy: 1.3125 });
    expect(frame.origin).toEqual({ x: -3.25, y: -2.125 });
    expect(frame.timestep).toBe(800);
    expect(frame.typeMasses).toEqual([1, 2.5]);
    expect(frame.columns.map((column) => column.name)).toEqual(['ix', 'iy', 'iz', 'vx', 'vy', 'vz']);
    expect(frame.warnings).toBeUndefined();
    const dump = await readFrame(`${FIXTURES}tilted-exact.dump`);
    for (const name of ['vx', 'vy', 'ix', 'iy']) {
      const values = frame.columns.find((column) => column.name === name)?.values;
      expect(values).toEqual(dump.columns.find((column) => column.name === name)?.values);
    }
  });

  it('of style full hold molecule and charge', async () => {
    const frame = await readFrame(`${FIXTURES}full.data`);
    expect(frame.columns.map((column) => column.name)).toEqual(['mol', 'q', 'ix', 'iy', 'iz', 'vx', 'vy', 'vz']);
    expect(new Set(frame.columns[0].values)).toEqual(new Set([3]));
    frame.columns[1].values.forEach((charge, at) => expect(charge).toBe(frame.types[at] === 0 ? 0.5 : -0.5));
  });

  it('in three dimensions are refused', async () => {
    const error = await badInput(readFrame(`${FIXTURES}solid.data`));
    expect(error.message).toContain('three-dimensional');
    expect(error.place.field).toBe('z');
  });
});

describe('atom styles', () => {
  const read = (title: string, ...rows: string[]): ReturnType<typeof readText> =>
    readText(`${HEAD}${title}\n\n${rows.join('\n')}\n`);

  it.each([
    ['charge', '0.5 1 1 0', ['q']],
    ['dpd', '0.5 1 1 0', ['theta']],
    ['sphere', '0.5 2 1 1 0', ['diameter', 'density']],
    ['dipole', '0.5 1 1 0 1 2 3', ['q', 'mux', 'muy', 'muz']],
    ['spin', '1 1 0 1 2 3 4', ['spx', 'spy', 'spz', 'sp']],
  ])('%s', async (style, rest, names) => {
    const second = rest.replace('1 1 0', '2 2 0');
    const frame = await read(`Atoms # ${style}`, `1 1 ${rest}`, `2 2 ${second}`);
    expect([...frame.positions]).toEqual([1, 1, 2, 2]);
    expect(frame.columns.map((column) => column.name)).toEqual(names);
    const flagged = await read(`Atoms  # ${style}`, `1 1 ${rest} 0 -1 0`, `2 2 ${second} 1 0 0`);
    expect(flagged.columns.map((column) => column.name)).toEqual([...names, 'ix', 'iy', 'iz']);
    expect([...(flagged.columns.find((column) => column.name === 'iy')?.values ?? [])]).toEqual([-1, 0]);
  });

  it('molecular takes the type after the molecule', async () => {
    const frame = await read('Atoms # molecular', '1 7 1 1 1 0', '2 7 2 2 2 0');
    expect(frame.typeLabels).toEqual(['1', '2']);
    expect([...frame.columns[0].values]).toEqual([7, 7]);
  });

  it('atomic is known without a hint, others are not', async () => {
    expect((await read('Atoms', '1 1 1 1 0', '2 2 2 2 0')).columns).toEqual([]);
    expect((await read('Atoms', '1 1 1 1 0 0 0 0', '2 2 2 2 0 0 0 0')).columns).toHaveLength(3);
    for (const extra of ['5', '5 5', '5 5 5 5']) {
      const error = await badInput(read('Atoms', `1 1 1 1 0 ${extra}`, `2 2 2 2 0 ${extra}`));
      expect(error.message).toContain("fit several atom styles; name the style in the section's title");
      expect(error.place).toMatchObject({ line: 11, field: 'Atoms' });
    }
    expect((await badInput(read('Atoms', '1 1 1'))).message).toContain('rows of 3 fields fit no atom style');
    expect((await badInput(read('Atoms # hybrid', '1 1 1 1 0 5'))).message).toContain(
      "atom style 'hybrid' cannot be read",
    );
    expect((await badInput(read('Atoms # toString', '1 1 1 1 0 5'))).message).toContain("'toString' cannot be read");
    expect((await badInput(read('Atoms # charge', '1 1 1 1 0'))).message).toContain(
      'the row has 5 fields; atom style charge has 6 (id type q x y z), or 9 with image flags',
    );
  });
});

describe('data sections', () => {
  it('may come with comments, blank lines, unknown neighbours and in any order that makes sense', async () => {
    const text =
      '# title\n10 10 nothing counts here\n'.replace('10 10 nothing counts here\n', '') +
      '\n 2  atoms # two\n-1 9 xlo xhi\n0 8 ylo yhi\n2 atom types\n3 bonds\n1 bond types\n\n\n' +
      'Masses # atomic\n\n2 4.5\n\n1 1.5 # light\n\nBond Coeffs # harmonic\n\n1 2 3\n\n' +
      'Atoms # atomic\n\n# nothing\n2 2 2 2 0 # two\n\n1 1 1 1 0\n\nBonds\n\n1 1 1 2\n2 1 2 1\n3 1 1 1\n\n' +
      'Velocities\n\n1 0.5 0.25 0\n2 -0.5 1 0\n';
    const frame = await readText(text);
    expect([...frame.ids]).toEqual([1, 2]);
    expect([...frame.positions]).toEqual([2, 1, 3, 2]);
    expect(frame.typeMasses).toEqual([1.5, 4.5]);
    expect(frame.columns.map(({ name, values }) => [name, ...values])).toEqual([
      ['vx', 0.5, -0.5],
      ['vy', 0.25, 1],
      ['vz', 0, 0],
    ]);
    expect(frame.warnings).toEqual(['Sections that were not used: Bonds.']);
    expect(frame.timestep).toBeNull();
  });

  it('Atom Type Labels name the types, in rows and masses', async () => {
    const labels = 'Atom Type Labels\n\n1 small\n2 big\n\n';
    const frame = await readText(`${HEAD}${labels}Masses\n\n1 1\n2 3\n\nAtoms # atomic\n\n1 small 1 1 0\n2 2 2 2 0\n`);
    expect(frame.typeLabels).toEqual(['big', 'small']);
    expect([...frame.types]).toEqual([1, 0]);
    expect(frame.typeMasses).toEqual([3, 1]);
    const error = await badInput(readText(`${HEAD}${labels}Atoms # atomic\n\n1 tiny 1 1 0\n2 2 2 2 0\n`));
    expect(error.message).toContain("type 'tiny' is not among the Atom Type Labels");
  });

  it('a general triclinic box is turned into ours', async () => {
    const text =
      'title\n\n2 atoms\n3 4 0 avec\n-8 6 0 bvec\n1 1 -0.5 abc origin\n\nAtoms # atomic\n\n1 1 1 1 0\n2 1 2.5 3 0\n';
    const frame = await readText(text);
    expect(frame.box.lx).toBe(5);
    expect(frame.box.ly).toBeCloseTo(10, 14);
    expect(frame.box.xy).toBeCloseTo(0, 14);
    [0, 0, 2.5, 0].forEach((value, at) => expect(frame.positions[at]).toBeCloseTo(value, 14));
  });

  it.each([
    ['no atoms line', HEAD.replace('2 atoms\n', '') + ATOMS, "line 1, atoms: no line 'N atoms' in the header"],
    [
      'the count as title',
      HEAD.replace('title\n\n', '') + ATOMS,
      'the first line of a data file is a title and never counts',
    ],
    ['no bounds', HEAD.replace('0 8 ylo yhi\n', '') + ATOMS, "no line 'ylo yhi' in the header"],
    [
      'bounds of words',
      HEAD.replace('0 8', 'low high') + ATOMS,
      "line 6, ylo yhi: 'low high ylo yhi': expected 2 finite",
    ],
    ['a tilt out of the plane', HEAD.replace('\n\n', '\n0 0 1 xy xz yz\n\n') + ATOMS, 'tilted in the third dimension'],
    ['a strange header line', HEAD.replace('2 atom types', '2 neutrons') + ATOMS, "line 4: '2 neutrons' is neither"],
    ['no Atoms', HEAD, "there is no section 'Atoms'"],
    ['Atoms twice', HEAD + ATOMS + ATOMS, "a second section 'Atoms'"],
    ['an empty Atoms', `${HEAD}Atoms # atomic\n\nMasses\n\n1 1\n`, 'states 2 atoms, the section holds 0'],
    ['velocities before atoms', `${HEAD}Velocities\n\n1 0 0 0\n${ATOMS}`, "'Velocities' stands before 'Atoms'"],
    ['a velocity too few', `${HEAD}${ATOMS}\nVelocities\n\n1 0 0 0\n`, 'the section holds 1 rows for 2 atoms'],
    [
      'a velocity twice',
      `${HEAD}${ATOMS}\nVelocities\n\n1 0 0 0\n1 0 0 0\n`,
      "line 17, Velocities: particle id '1' is not one of",
    ],
    [
      'a velocity of words',
      `${HEAD}${ATOMS}\nVelocities\n\n1 0 fast 0\n`,
      "line 16, vy: 'fast' is not a finite number",
    ],
    ['a short velocity', `${HEAD}${ATOMS}\nVelocities\n\n1 0 0\n`, 'the row has 3 fields, expected 4'],
    ['a mass of zero', `${HEAD}Masses\n\n1 0\n2 1\n\n${ATOMS}`, "the mass of type 1, '0', is not a number above 0"],
    ['a mass twice', `${HEAD}Masses\n\n1 1\n1 1\n\n${ATOMS}`, 'line 12, Masses: type 1 is repeated'],
  ])('%s is refused', async (_, text, message) => {
    const error = await badInput(readText(text, { format: 'lammps-data' }));
    expect(error.message).toContain(message);
    expect(error.place.line).toBeGreaterThan(0);
  });
});
