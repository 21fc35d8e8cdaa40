import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Addon } from '../../native-workers/addon.ts';
import { ByteLines } from '../../src-main/formats/byte-lines.ts';
import type { Frame } from '../../src-main/formats/frame.ts';
import { readFrames, type ReadOptions } from '../../src-main/formats/read-frames.ts';
import { chunked } from './formats-memory.ts';

/** Whether rows are read by the kernel where they can be, and how many were. */
const kernel = vi.hoisted(() => ({ isUsed: true, rows: 0 }));

vi.mock('../../native-workers/addon.ts', async (original) => {
  const real = await original<{ addon: () => Addon }>();
  const plainRows: Addon['plainRows'] = (text, from, ...given) => {
    if (!kernel.isUsed) return { rows: 0, end: from };
    const read = real.addon().plainRows(text, from, ...given);
    kernel.rows += read.rows;
    return read;
  };
  return { ...real, addon: () => ({ ...real.addon(), plainRows }) };
});

beforeEach(() => {
  kernel.isUsed = true;
  kernel.rows = 0;
});

const COUNT = 120;
/** On a grid, so that nothing is degenerate; several digits, exponents and signs. */
const ROWS = Array.from({ length: COUNT }, (_, at) => ({
  id: String(((at * 7 + 40) % COUNT) + 1),
  type: at % 5 === 0 ? '2' : '1',
  element: at % 5 === 0 ? 'Ni' : 'P',
  x: ((at % 12) + Math.sin(at) / 5).toPrecision(at % 2 === 0 ? 6 : 17),
  y: (Math.floor(at / 12) + Math.cos(at) / 5).toExponential(at % 3 === 0 ? 4 : 16),
  q: at % 4 === 0 ? `-${at / 3}` : `+${at}`,
}));
type Row = (typeof ROWS)[number];

const dump = (columns: readonly (keyof Row)[], step = 0): string =>
  `ITEM: TIMESTEP\n${step}\nITEM: NUMBER OF ATOMS\n${COUNT}\nITEM: BOX BOUNDS pp pp pp\n0 12\n0 10\n-0.5 0.5\n` +
  `ITEM: ATOMS ${columns.join(' ')}\n${ROWS.map((row) => columns.map((name) => row[name]).join(' ')).join(' \n')} \n`;
const data = (style: string): string =>
  `a title\n\n${COUNT} atoms\n2 atom types\n0 12 xlo xhi\n0 10 ylo yhi\n-0.5 0.5 zlo zhi\n\nAtoms # ${style}\n\n` +
  `${ROWS.map(({ id, type, x, y }) => `${id} ${type} ${x} ${y} 0.0`).join('\n')}\n\nVelocities\n\n` +
  `${ROWS.map(({ id }) => `${id} 0.5 -0.5 0`).join('\n')}\n`;
const table = (separator: string, columns: readonly (keyof Row)[]): string =>
  `# box 12 10\n${columns.join(separator)}\n${ROWS.map((row) => columns.map((name) => row[name]).join(separator)).join('\n')}\n`;
const xyz = `${COUNT}\nLattice="12 0 0 0 10 0 0 0 1" Properties=species:S:1:pos:R:2:id:I:1:charge:R:1\n${ROWS.map(
  ({ element, x, y, id, q }) => `${element} ${x} ${y} ${id} ${q}\n`,
).join('')}`;

const ALL = ['id', 'type', 'x', 'y', 'q'] as const;
const TEXTS: Readonly<Record<string, string>> = {
  dump: dump(ALL),
  'dump with names of elements': dump(['element', 'y', 'x', 'q', 'type', 'id']),
  'dump of several frames': dump(ALL) + dump(ALL, 5),
  'dump without ids and types': dump(['x', 'y']),
  'LAMMPS data': data('atomic'),
  'LAMMPS data of a style that nobody states': data(''),
  'extended XYZ': xyz,
  csv: table(',', ALL),
  'table of tabs': table('\t', ALL),
  'table of blanks': table('  ', ALL),
  semicolons: table(';', ['element', ...ALL].filter((name) => name !== 'type') as (keyof Row)[]),
};

type Outcome = { frames: Frame[]; fault?: string };

async function outcome(text: string, chunk: number, options: ReadOptions): Promise<Outcome> {
  const frames: Frame[] = [];
  try {
    for await (const frame of readFrames(chunked(text, chunk), 'memory', options)) frames.push(frame);
    return { frames };
  } catch (error) {
    return { frames, fault: String(error) };
  }
}

async function withAndWithout(text: string, chunk: number, options: ReadOptions = {}) {
  kernel.isUsed = true;
  const withKernel = await outcome(text, chunk, options);
  kernel.isUsed = false;
  const without = await outcome(text, chunk, options);
  return { withKernel, without };
}

describe.each(Object.entries(TEXTS))('%s', (_, text) => {
  it('is read by the kernel, to the last bit as row by row', async () => {
    for (const chunk of [Infinity, 700, 61]) {
      kernel.rows = 0;
      const { withKernel, without } = await withAndWithout(text, chunk);
      expect(withKernel.fault).toBeUndefined();
      expect(withKernel.frames[0].ids).toHaveLength(COUNT);
      expect(withKernel).toStrictEqual(without);
      if (chunk === Infinity) expect(kernel.rows).toBeGreaterThan(COUNT / 2);
    }
  });

  it('changed anywhere, gives the same frames or the same refusal', async () => {
    const pieces = fc.constantFrom(
      ...[
        '',
        ' ',
        '\n',
        '\r\n',
        '\n\n',
        '.',
        '-',
        'e5',
        'nan',
        '1e999',
        'x',
        '"',
        '#',
        ',',
        ';',
        '\t',
        '0',
        '9',
        '1.5',
      ],
      ...[
        'ITEM: TIMESTEP\n',
        'Ni',
        '\u00e9',
        '\0',
        '1 2 3',
        `${COUNT}\n`,
        '999999999999',
        '1.0',
        '01',
        'longerThanSix',
      ],
    );
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      remove: fc.constantFrom(0, 0, 1, 2, 30, 2000),
      insert: pieces,
    });
    const property = fc.asyncProperty(
      fc.array(change, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(Infinity, 900),
      fc.constantFrom<ReadOptions>({}, { frame: 'last' }, { frame: 0 }),
      async (changes, chunk, options) => {
        let changed = text;
        for (const { at, remove, insert } of changes) {
          const from = Math.floor(at * changed.length);
          changed = changed.slice(0, from) + insert + changed.slice(from + remove);
        }
        const { withKernel, without } = await withAndWithout(changed, chunk, options);
        expect(withKernel).toStrictEqual(without);
      },
    );
    await fc.assert(property, { seed: 20261130, numRuns: 250 });
  });
});

describe('rows ahead', () => {
  it('are taken between unusual ones: a repeated column value, an id 0, a new type, a cut frame', async () => {
    const zeroBased = dump(ALL).replaceAll(
      /^(\d+) ([12]) /gm,
      (_, id: string, type: string) => `${Number(id) - 1} ${type} `,
    );
    const manyTypes = dump(ALL).replaceAll(/^(\d+) [12] /gm, (_, id: string) => `${id} ${Math.floor(Number(id) / 3)} `);
    const cut = dump(ALL).split('\n').slice(0, 60).join('\n') + `\n${dump(ALL, 7)}`;
    const numbersForTypes = dump(ALL).replaceAll(/^(\d+) 1 /gm, '$1 1.0 ');
    for (const text of [zeroBased, manyTypes, cut, numbersForTypes]) {
      const { withKernel, without } = await withAndWithout(text, Infinity, { frame: 'all' });
      expect(withKernel.fault).toBeUndefined();
      expect(withKernel).toStrictEqual(without);
    }
  });

  it('are taken up to a text that a column of text has not had yet', async () => {
    const elements = dump(['element', 'y', 'x', 'q', 'type', 'id']).replaceAll(
      /^(Ni|P) (\S)/gm,
      (_, name: string, digit: string) => `${name}${digit} ${digit}`,
    );
    const { withKernel, without } = await withAndWithout(elements, Infinity);
    expect(withKernel.frames[0].columns[0].labels?.length).toBeGreaterThan(8);
    expect(kernel.rows).toBeGreaterThan(0);
    expect(withKernel).toStrictEqual(without);
  });

  it('keep the numbers of their lines', async () => {
    const lines = dump(ALL).split('\n');
    const first = lines.findIndex((line) => line.startsWith('50 '));
    const second = lines.findIndex((line) => line.startsWith('30 '));
    lines[second] = lines[second].replace('30 ', '50 ');
    const { withKernel, without } = await withAndWithout(lines.join('\n'), Infinity);
    const [early, late] = [first, second].sort((a, b) => a - b);
    expect(withKernel.fault).toContain(
      `memory, line ${late + 1}, id: particle id 50 is repeated; it stands in line ${early + 1} already`,
    );
    expect(withKernel).toStrictEqual(without);
  });

  it('name the line of a fault behind them', async () => {
    const lines = dump(ALL).split('\n');
    lines[99] = lines[99].replace(' ', ' x');
    lines[100] = lines[100].replace(/^\d+/, '7.5');
    const { withKernel } = await withAndWithout(lines.join('\n'), Infinity);
    expect(withKernel.fault).toContain('memory, line 101, id: particle id');
  });

  it('are counted as lines, an unread one among them', async () => {
    const lines = new ByteLines([Buffer.from('a\nb\nc\nd\ne\n')], 'memory');
    expect(await lines.advance()).toBe(true);
    expect([lines.ahead, lines.nextNumber, lines.hasLineAhead]).toEqual([2, 2, true]);
    lines.next();
    lines.unread();
    expect([lines.ahead, lines.nextNumber, lines.linesPassed()]).toEqual([2, 2, 1]);
    lines.passTo(lines.endAhead(2), 2);
    expect([lines.number, lines.linesPassed(), lines.next(), lines.text(), lines.number]).toEqual([3, 3, true, 'd', 4]);
    lines.next();
    expect(lines.hasLineAhead).toBe(false);
  });
});
