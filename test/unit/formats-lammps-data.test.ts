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
    expect(frame.warnings).toEqual(['Sections that were not used: Pair Coeffs.']);
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

  it('of a hybrid style have its first columns, and those of the sub-styles where they are named', async () => {
    const dump = await readFrame(`${FIXTURES}hybrid.dump`);
    const open = await readFrame(`${FIXTURES}hybrid.data`);
    // Of particles with a density LAMMPS writes masses of types that it never set.
    const masses = "Masses of types that are not numbers above 0 were not used: 1 ('0'), 2 ('5.335908975085463e-322').";
    expect(open.typeMasses).toBeUndefined();
    expect(open.warnings).toEqual([
      masses,
      "The columns after z are kept without names: the section says 'hybrid' and not of which styles; name them with " +
        '--atom-style "hybrid sphere charge" or the like.',
      'Sections that were not used: own.',
    ]);
    // Sub-style dipole has q mux muy muz, sphere diameter density, bond mol; flags stand at the end.
    const named = await readFrame(`${FIXTURES}hybrid.data`, { atomStyle: 'hybrid dipole sphere bond' });
    expect(named.warnings).toEqual([masses, 'Sections that were not used: own.']);
    expect(named.columns.map(({ name }) => name)).toEqual(
      'q mux muy muz diameter density mol ix iy iz vx vy vz velocity4 velocity5 velocity6'
        .split(' ')
        .slice(0, 10)
        .concat('vx', 'vy', 'vz', 'wx', 'wy', 'wz'),
    );
    for (const frame of [open, named]) {
      expect(frame.positions).toEqual(dump.positions);
      expect(frame.types).toEqual(dump.types);
      expect(frame.columns.map(({ values }) => values)).toEqual(named.columns.map(({ values }) => values));
    }
    for (const { name, values } of dump.columns)
      expect(named.columns.find((column) => column.name === name)?.values).toEqual(values);
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

  const asked = async (title: string, ...rows: string[]) => await badInput(read(title, ...rows));

  it('are concluded where only one fits the rows, and it is said', async () => {
    const said = (fields: number, style: string, hint = '') => [
      `The file does not state its atom style${hint}; rows of ${fields} fields were read as ${style}, the only style that they fit.`,
    ];
    const plain = await read('Atoms', '1 1 1 1 0', '2 2 2 2 0');
    expect(plain.columns).toEqual([]);
    expect(plain.warnings).toEqual(said(5, 'atomic'));
    // As positions the three zeros at the end would be one spot.
    const flagged = await read('Atoms', '1 1 1 1 0 0 0 0', '2 2 2 2 0 0 0 0');
    expect(flagged.columns.map(({ name }) => name)).toEqual(['ix', 'iy', 'iz']);
    expect(flagged.warnings).toEqual(said(8, 'atomic with image flags'));
    // The header counts two types: the second column holds molecules.
    const molecules = await read('Atoms # my glass', '1 17 1 1 1 0', '2 18 2 2 2 0');
    expect(molecules.columns.map(({ name, values }) => [name, ...values])).toEqual([['mol', 17, 18]]);
    expect(molecules.warnings).toEqual(said(6, 'molecular', " ('Atoms # my glass' names none that is known)"));
  });

  it('are asked for where several fit', async () => {
    const charges = await asked('Atoms', '1 1 0 1 1 0', '2 2 0.5 2 2 0');
    expect(charges.message).toBe(
      'memory, line 11, Atoms: rows of 6 fields may be of several atom styles; say which atom style they have (one of ' +
        "charge, dpd, mdpd): --atom-style charge, or in the section's title, as in 'Atoms # charge'",
    );
    expect(charges.place.question).toEqual({
      asks: 'atomStyle',
      problem: 'rows of 6 fields may be of several atom styles.',
      styles: ['charge', 'dpd', 'mdpd'],
    });
    const text = `${HEAD}Atoms\n\n1 1 0 1 1 0\n2 2 0.5 2 2 0\n`;
    const frame = await readText(text, { atomStyle: 'charge' });
    expect(frame.columns).toEqual([{ name: 'q', values: Float64Array.of(0, 0.5) }]);
    expect(frame.warnings).toBeUndefined();
    const other = await readText(text.replace('Atoms', 'Atoms # dpd'), { atomStyle: 'charge' });
    expect(other.warnings).toEqual(['The section says atom style dpd; it was read as charge, as asked.']);
    const wrong = await badInput(readText(text, { atomStyle: 'charged' }));
    expect(wrong.message).toContain("--atom-style: 'charged' is no atom style; known: amoeba, angle, atomic,");
  });

  // Polydisperse discs in a box of 10 by 8 on a jittered square lattice: id mol type diameter density x y z.
  const grains = Array.from({ length: 72 }, (_, at) => {
    const jitter = 0.1 * Math.sin(7 * at);
    const place = `${(at % 9) * 1.1 + 0.3 + jitter} ${Math.floor(at / 9) + 0.3 - jitter} 0`;
    return `${at + 1} ${(at % 2) + 1} 1 ${0.9 + 0.002 * ((at * 37) % 72)} 1.0 ${place}`;
  });
  const packing = (title: string) => `${HEAD.replace('2 atoms', '72 atoms')}${title}\n\n${grains.join('\n')}\n`;

  it('are not concluded from numbers that are no image flags and no positions', async () => {
    const error = await badInput(readText(packing('Atoms')));
    expect(error.place.question?.styles).toEqual(['bpm/sphere', 'rheo/thermal', 'sph']);
    const right = await readText(packing('Atoms'), { atomStyle: 'bpm/sphere' });
    expect(right.columns.map(({ name }) => name)).toEqual(['mol', 'diameter', 'density']);
    expect(right.positions[2]).toBeCloseTo(1.4 + 0.1 * Math.sin(7), 14);
    // Nor when the file says so, or the user.
    const claimed = await badInput(readText(packing('Atoms # atomic')));
    expect(claimed.message).toContain(
      'memory, line 11, Atoms: rows of 8 fields do not fit atom style atomic (id type x y z ix iy iz): ' +
        'ix is 0.3, not a whole number that an image flag can be; say which atom style they have',
    );
    expect(claimed.place.question?.asks).toBe('atomStyle');
    expect(claimed.place.question?.styles).not.toContain('atomic');
    expect((await badInput(readText(packing('Atoms'), { atomStyle: 'atomic' }))).message).toBe(claimed.message);
  });

  it.each([
    ['sphere', '1 1 -1 2 1 1 0', 'diameter is -1, not a number from 0'],
    ['sphere', '1 1 1 0 1 1 0', 'density is 0, not a number above 0'],
    ['atomic', '1 1 1 1 0 0 5000000 0', 'iy is 5000000, not a whole number that an image flag can be'],
    ['ellipsoid', '1 1 2 1 1 1 0', 'ellipsoidflag is 2, not 0 or 1'],
    ['full', '1 1.5 1 0 1 1 0', 'mol is 1.5, not a whole number from 0'],
    ['molecular', '1 A 1 1 1 0', "mol is 'A', not a whole number from 0"],
  ])('%s contradicted by %s is refused', async (style, row, reason) => {
    const second = row.replace(/^1 (\S+)/, '2 $1');
    const error = await asked(`Atoms # ${style}`, row, second);
    expect(error.message).toContain(`do not fit atom style ${style}`);
    expect(error.message).toContain(reason);
    expect(error.place.line).toBe(11);
  });

  it('are refused with what speaks against each where none fits', async () => {
    const rows = Array.from({ length: 8 }, (_, at) => `${at + 1} 1.5 -1 1 1 ${at} 1 0`);
    const error = await badInput(readText(`${HEAD.replace('2 atoms', '8 atoms')}Atoms\n\n${rows.join('\n')}\n`));
    expect(error.message).toContain('Atoms: rows of 8 fields fit no atom style: not atomic (line 11: type ');
    expect(error.message).toContain("not bpm/sphere (line 11: type '-1' is not an integer from 0)");
  });

  it.each([
    ['lie on one line', (at: number) => `${at / 20} ${at / 40} 0`, 'all particles lie on one line'],
    [
      'crowd in a corner',
      (at: number) => `${1 + 0.001 * at} ${1 + 0.001 * ((at * 7) % 64)} 0`,
      'all particles crowd in a small part',
    ],
    [
      'lie outside of the box',
      (at: number) => `${100 + 7.3 * at} ${at % 8} 0`,
      '64 of 64 particles lie outside of the box',
    ],
    ['stand on one spot', (at: number) => `${at >> 1} 1 0`, 'two particles stand on one spot (0, 1)'],
  ])('positions that %s are none where other columns could be', async (_, place, reason) => {
    // Six fields could be charge, dpd, mdpd or molecular, all with positions at the end.
    const rows = Array.from({ length: 64 }, (_each, at) => `${at + 1} 1 1 ${place(at)}`);
    const error = await badInput(readText(`${HEAD.replace('2 atoms', '64 atoms')}Atoms\n\n${rows.join('\n')}\n`));
    expect(error.message).toContain(`Atoms: ${reason}`);
  });

  it.each([
    ['atomic', (at: number) => `1 ${100 + 7.3 * at} ${at % 8} 0`],
    ['hybrid', (at: number) => `1 ${(at % 8) + 0.25} ${(at >> 3) + 0.5} 0 1.5 2.5 0.5 1 2 3 4 5`],
    ['hybrid', (at: number) => `1 ${(at % 8) + 0.25} ${(at >> 3) + 0.5} 0 ${at % 2 === 0 ? 1 : 1.4} 2.5 0.5`],
  ])('that rows leave open are named: --atom-style %s, which reads them', async (style, row) => {
    const rows = Array.from({ length: 64 }, (_, at) => `${at + 1} ${row(at)}\n`).join('');
    const text = `${HEAD.replace('2 atoms', '64 atoms')}Atoms\n\n${rows}`;
    const error = await badInput(readText(text));
    expect(error.message).toContain(`--atom-style ${style},`);
    expect(error.place.question).toMatchObject({ asks: 'atomStyle', styles: [style] });
    expect((await readText(text, { atomStyle: style })).ids).toHaveLength(64);
  });

  it('whose rows lack a column are not asked for', async () => {
    for (const title of ['Atoms', 'Atoms # atomic', 'Atoms # hybrid']) {
      const { place, message } = await badInput(readText(`${HEAD}${title}\n\n1 1 1 1\n2 2 2 2\n`));
      expect(message).toContain(
        'line 11, Atoms: rows of 4 fields fit no atom style; the shortest, atomic, has id type x y z',
      );
      expect(place.question).toBeUndefined();
    }
  });

  it('take labels of types that stand above their section', async () => {
    const text = `${HEAD}Atoms # atomic\n\n1 B 1 1 0\n2 A 2 2 0\n\nAtom Type Labels\n\n1 A\n2 B\n`;
    expect((await readText(text)).typeLabels).toEqual(['A', 'B']);
  });

  it('that cannot be read are refused by name, with a way on', async () => {
    for (const style of ['tdpd', 'template', 'hybrid sphere tdpd'])
      expect((await asked(`Atoms # ${style}`, '1 1 1 1 0 5')).message).toContain(
        'is not read: its columns depend on ' +
          (style === 'template' ? 'the files of its molecules' : 'the number of its chemical species'),
      );
    expect((await asked('Atoms # tdpd', '1 1 1 1 0 5')).message).toContain("'write_dump all custom FILE id type x y'");
    expect((await asked('Atoms', '1 1 1')).message).toContain(
      'rows of 3 fields fit no atom style; the shortest, atomic, has id type x y z: write what is missing',
    );
    expect((await asked('Atoms # charge', '1 1 1 1 0')).message).toContain(
      'the row has 5 fields; atom style charge has 6 (id type q x y z), or 9 with image flags; say which atom style they ' +
        'have: --atom-style atomic,',
    );
    expect((await asked('Atoms # toString', '1 1 0 1 1 0', '2 2 0 2 2 0')).message).toContain(
      'may be of several atom styles',
    );
  });

  it('of hybrids share columns, as LAMMPS does', async () => {
    // LAMMPS (29 Sep 2021) wrote rows of these lengths for these styles, flags included.
    for (const [style, names] of [
      ['hybrid sphere charge', 'diameter density q'],
      ['hybrid full sphere', 'mol q diameter density'],
      ['hybrid sphere ellipsoid', 'diameter density ellipsoidflag'],
      ['hybrid line sphere', 'mol lineflag density diameter'],
      ['hybrid dipole/kk charge', 'q mux muy muz'],
      ['hybrid body sphere', 'bodyflag mass diameter'],
    ]) {
      const own = names
        .split(' ')
        .map(() => '1')
        .join(' ');
      const frame = await read(`Atoms # ${style}`, `1 1 1 1 0 ${own} 0 0 0`, `2 2 2 2 0 ${own} 0 0 0`);
      expect(frame.columns.map(({ name }) => name)).toEqual([...names.split(' '), 'ix', 'iy', 'iz']);
    }
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
    expect(frame.warnings).toEqual(['Sections that were not used: Bond Coeffs, Bonds.']);
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

  it('masses may be given by label, before or after the labels', async () => {
    const labels = 'Atom Type Labels\n\n1 small\n2 big\n\n';
    for (const masses of ['Masses\n\nsmall 1.5\nbig 3\n\n', 'Masses\n\n\n1 1.5\n\nbig 3 # heavy\n\n'])
      for (const above of [labels + masses, masses + labels]) {
        const frame = await readText(`${HEAD}${above}Atoms # atomic\n\n1 small 1 1 0\n2 2 2 2 0\n`);
        expect(frame.typeLabels).toEqual(['big', 'small']);
        expect(frame.typeMasses).toEqual([3, 1.5]);
        expect(frame.warnings).toBeUndefined();
      }
    const one = await readText(`${HEAD}Masses\n\nA 2.5\n\n${ATOMS}`);
    expect(one.typeMasses).toBeUndefined();
    expect(one.warnings).toEqual(['No particle has the type of these masses: A.']);
    const after = await readText(`${HEAD}${ATOMS}\n${labels}`);
    expect(after.typeLabels).toEqual(['big', 'small']);
  });

  it('of fixes, of any title, are passed over and named', async () => {
    const own = 'props # i_flag d_rad\n\n1 0 0.5\n2 1 0.25\n';
    const others =
      'CS-Info\n\n1 1\n2 1\n\nPairIJ Coeffs\n\n1 1 1.0 1.0\n\nMolecules\n\n1 1\n2 1\n\n3rd\n\n1 1\n\nd_name\n\n1 0.5\n2 0.5\n';
    const velocities = 'Velocities\n\n1 0.5 0.25 0\n2 -0.5 1 0\n';
    for (const body of [
      `${ATOMS}\n${velocities}\n${own}\n${others}`,
      `${ATOMS}\n${own}\n${others}\n${velocities}`,
      `${own}\n${ATOMS}\n${others}\n${velocities}`,
    ]) {
      const frame = await readText(HEAD + body);
      expect([...frame.positions]).toEqual([1, 1, 2, 2]);
      expect(frame.columns.map(({ name }) => name)).toEqual(['vx', 'vy', 'vz']);
      expect(frame.warnings).toHaveLength(1);
      for (const title of ['props', 'CS-Info', 'PairIJ Coeffs', 'Molecules', 'd_name'])
        expect(frame.warnings?.[0]).toContain(title);
    }
  });

  it('and header lines may be set with tabs, and unknown lines are named', async () => {
    const head =
      'title\n\n2\tatoms\n2  atom\ttypes\n0 crossterms\n3 extra special per atom\n7 weird things\nunits lj\n' +
      '0\t10\txlo\txhi\n 0  8 ylo   yhi # so high\n\t-0.5 0.5 zlo zhi\n\n';
    const frame = await readText(head + ATOMS.replace('Atoms # atomic', 'Atoms\t#  atomic'));
    expect(frame.box).toEqual({ lx: 10, ly: 8, xy: 0 });
    expect([...frame.positions]).toEqual([1, 1, 2, 2]);
    expect(frame.warnings).toEqual(["Header lines that were not used: '7 weird things', 'units lj'."]);
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
    ['a row of data in the header', HEAD.replace('2 atom types', '1 1 2.5') + ATOMS, "line 4: '1 1 2.5' is neither"],
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
    ['a mass twice', `${HEAD}Masses\n\n1 1\n1 1\n\n${ATOMS}`, 'line 12, Masses: type 1 is repeated'],
  ])('%s is refused', async (_, text, message) => {
    const error = await badInput(readText(text, { format: 'lammps-data' }));
    expect(error.message).toContain(message);
    expect(error.place.line).toBeGreaterThan(0);
  });
});
