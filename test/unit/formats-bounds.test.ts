import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { chooseModel } from '../../native-workers/models/guess.ts';
import { decimal } from '../../src-main/formats/decimal.ts';
import { Fields } from '../../src-main/formats/fields.ts';
import { ParticleRows } from '../../src-main/formats/particle-rows.ts';
import { readFrames } from '../../src-main/formats/read-frames.ts';
import { LONGEST_NUMBER, numberFromText } from '../../src-main/formats/text-number.ts';
import { badInput, chunked, readText } from './formats-memory.ts';
import { FORMATS, type Sample } from './formats-under-test.ts';

const DIGIT = fc.nat(9).map(String);

/** A reader that looks at each byte a few times takes milliseconds for the inputs here, one of n² steps minutes. */
const PATIENCE_MS = 3000;
/** Messages are read by people, on a line or two. */
const LONGEST_MESSAGE = 1000;

const SAMPLE: Sample = {
  rows: [
    { id: '1', type: '1', x: '1', y: '2', extras: ['0.5', '7'] },
    { id: '2', type: '2', x: '3', y: '4', extras: ['0.25', '8'] },
  ],
  columns: ['vx', 'vy'],
  box: { lx: 10, ly: 10, xy: -2 },
  origin: { x: 0.5, y: 0 },
  timestep: 3,
};

function dumpWithBound(bound: string): string {
  const header = `ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS xy xz yz pp pp pp\n`;
  return `${header}0 ${bound} 1\n0 10 0\n-0.5 0.5 0\nITEM: ATOMS id type x y\n1 1 1 1\n`;
}

/** What reading came to within the patience, in words: '' or the message of a `BadInput`. */
async function outcome(text: string): Promise<string> {
  const started = performance.now();
  let said = '';
  try {
    for await (const frame of readFrames(chunked(text, 1 << 16), 'memory')) expect(frame.ids.length).toBeGreaterThan(0);
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    said = error.message;
  }
  expect(performance.now() - started).toBeLessThan(PATIENCE_MS);
  expect(said.length).toBeLessThan(LONGEST_MESSAGE);
  return said;
}

describe('a number of many digits', () => {
  it.each([20_000, 100_000, 1_000_000])(
    '%d of them in a bound of the box are refused at once, by line',
    async (digits) => {
      for (const bound of [`10.${'3'.repeat(digits)}`, '9'.repeat(digits), `1${'0'.repeat(digits)}`]) {
        const started = performance.now();
        const { message, place } = await badInput(readText(dumpWithBound(bound)));
        expect(performance.now() - started).toBeLessThan(PATIENCE_MS);
        expect(place).toEqual({ file: 'memory', line: 6, field: 'BOX BOUNDS x' });
        expect(message).toContain(`is a number of ${bound.length} characters; at most ${LONGEST_NUMBER} are read`);
        expect(message.length).toBeLessThan(LONGEST_MESSAGE);
      }
    },
  );

  it('is refused by every format, in every column, by line and column', async () => {
    const long = `0.${'1'.repeat(LONGEST_NUMBER)}`;
    for (const format of FORMATS) {
      const [first, ...others] = SAMPLE.rows;
      for (const row of [
        { ...first, x: long },
        { ...first, y: long },
        { ...first, extras: ['1', long] },
      ]) {
        const { message, place } = await badInput(readText(format.write({ ...SAMPLE, rows: [row, ...others] })));
        expect(message).toContain(`is a number of ${long.length} characters`);
        expect(place.line).toBeGreaterThan(1);
        expect(place.field).toBeDefined();
      }
    }
  });

  it('is read as long as a double can need, to the last bit', async () => {
    // 2⁻¹⁰⁷⁴ in full, with its sign.
    const exact = `-0.${(5n ** 1074n).toString().padStart(1074, '0')}`;
    expect(exact).toHaveLength(1077);
    expect(numberFromText(exact)).toBe(-(2 ** -1074));
    const fraction = '3'.repeat(LONGEST_NUMBER - 3);
    expect((await readText(dumpWithBound(`10.${fraction}`))).box.lx).toBe(Number(`9.${fraction}`));
  });

  it('agrees with Number() at every length up to the bound', () => {
    const digits = fc.string({ unit: DIGIT, minLength: 0, maxLength: LONGEST_NUMBER - 8 });
    fc.assert(
      fc.property(
        digits,
        fc.nat(),
        fc.integer({ min: -420, max: 420 }),
        fc.constantFrom('', '-', '+'),
        (all, at, exponent, sign) => {
          const point = at % (all.length + 1);
          const text = `${sign}${all.slice(0, point)}.${all.slice(point)}e${exponent}`;
          expect(text.length).toBeLessThanOrEqual(LONGEST_NUMBER);
          expect(numberFromText(text)).toBe(all === '' ? NaN : Number(text));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is added without rounding at every length up to the bound, and taken off again', () => {
    const numbers = fc
      .tuple(
        fc.constantFrom('', '-'),
        fc.string({ unit: DIGIT, minLength: 1, maxLength: 550 }),
        fc.string({ unit: DIGIT, maxLength: 550 }),
      )
      .map(([sign, whole, fraction]) => ({ text: `${sign}${whole}.${fraction}`, sign, whole, fraction }));
    /** The number times 10⁶⁰⁰. */
    const scaled = (text: string): bigint => {
      const [whole, fraction = ''] = text.replace('-', '').split('.');
      const value = BigInt(whole + fraction.padEnd(600, '0'));
      return text.startsWith('-') ? -value : value;
    };
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const exact = decimal(a.text).plus(decimal(b.text));
        const sum = exact.toFixed();
        expect(scaled(sum)).toBe(scaled(a.text) + scaled(b.text));
        expect(scaled(exact.minus(decimal(b.text)).toFixed())).toBe(scaled(a.text));
      }),
      { numRuns: 500 },
    );
    // A run of zeros inside is no reason to look at them again and again.
    const zeros = `1.${'0'.repeat(LONGEST_NUMBER - 3)}1`;
    expect(decimal(zeros).plus(1).toFixed()).toBe(zeros.replace('1.', '2.'));
  });
});

/** Longer than any token of a file of particles, and short enough for all the places below. */
const LENGTH = 1 << 16;
const repeated = (unit: string): string => unit.repeat(LENGTH / unit.length);
/** Texts over which a pattern that backtracks, a quote that is not closed or a number would take n² steps. */
const TOKENS: readonly string[] = [
  ...['1', 'a', ' ', '\t', '"', "'", '\\', '{', '=', ':', ',', '#', '.', '-', 'é', '\u001b[31m'].map(repeated),
  `${repeated('1')}x`,
  `${repeated('1')}.${repeated('1')}x`,
  `0.${repeated('0')}1`,
  `1e${repeated('9')}`,
  `a=${repeated('b = ')}`,
  `a="${repeated('\\"')}`,
  `pos:R:${repeated('1')}`,
  repeated('a:R:1:'),
  `${repeated(' ')}x`,
  `nan(${repeated(')')}x`,
  repeated('Timestep: '),
  repeated(' atoms '),
];

describe.each(FORMATS)('$id, with a very long text', ({ write, severalFrames }) => {
  const text = severalFrames ? write(SAMPLE) + write({ ...SAMPLE, timestep: 4 }) : write(SAMPLE);
  const pieces = text.split(/([ ,:="\n]+)/);

  it('in the place of any word, is read or refused in milliseconds and in few words', async () => {
    // A second frame is no other place.
    for (let at = 0; at < pieces.length / (severalFrames ? 2 : 1); at += 2)
      for (const token of TOKENS) await outcome([...pieces.slice(0, at), token, ...pieces.slice(at + 1)].join(''));
  });
});

describe('names and labels', () => {
  it('of columns and types have a longest length, and are named by their beginning', async () => {
    for (const { id, write } of FORMATS.filter(({ holds }) => holds('name'))) {
      const name = await badInput(readText(write({ ...SAMPLE, columns: ['vx', 'c'.repeat(300)] })));
      expect(name.message).toMatch(/the name of a column, 'c{60}…', has 300 characters; at most 256 are read/);
      const label = 'T'.repeat(300);
      const rows = SAMPLE.rows.map((row) => ({ ...row, extras: ['1', label] }));
      expect((await badInput(readText(write({ ...SAMPLE, rows })))).message).toContain(`'${'T'.repeat(60)}…'`);
      if (id === 'lammps-dump') continue;
      const types = SAMPLE.rows.map((row) => ({ ...row, type: label }));
      expect((await badInput(readText(write({ ...SAMPLE, rows: types })))).message).toContain('has 300 characters');
    }
  });

  it('are not all listed where a file has hundreds of types', () => {
    const labels = Array.from({ length: 256 }, (_, at) => `${at}`.padEnd(256, 'x'));
    const composition = { labels, counts: labels.map(() => 1), density: 0.86 };
    for (const asked of [
      {},
      { model: '2dipl' },
      { model: '2dipl', types: { q: 'A' } },
      { model: '2dipl', types: {} },
    ]) {
      const refusal = ((): unknown => {
        try {
          return chooseModel(composition, asked);
        } catch (error) {
          return error;
        }
      })();
      expect(refusal).toBeInstanceOf(BadInput);
      expect((refusal as BadInput).message.length).toBeLessThan(4 * LONGEST_MESSAGE);
    }
  });

  it('of sections and items that are repeated are said once', async () => {
    const sections = Array.from({ length: 5000 }, (_, at) => `Section ${at}\n\n`).join('');
    const [warning] = (await readText(FORMATS[1].write(SAMPLE) + sections)).warnings ?? [];
    expect(warning).toContain('Section 0, Section 1');
    expect(warning.length).toBeLessThan(LONGEST_MESSAGE);
    const units = 'ITEM: UNITS\nreal\n'.repeat(5000);
    expect((await readText(units + FORMATS[0].write(SAMPLE))).warnings).toHaveLength(1);
  });
});

describe('a frame', () => {
  it('of more values than memory is meant to hold is refused, by its columns', () => {
    const names = ['id', 'type', 'x', 'y', ...Array.from({ length: 96 }, (_, at) => `c${at}`)];
    const roles = names.map((name, at) => (at < 4 ? (name as 'id') : ('extra' as const)));
    const rows = new ParticleRows({ names, roles, types: 'integer' }, 'memory', 0, 100 * 100);
    const fields = new Fields();
    const line = Buffer.from(`1 ${'1 '.repeat(99)}`);
    fields.splitBlanks(line, 0, line.length);
    for (let row = 0; row < 100; row += 1) rows.append(fields, row + 1);
    expect(() => rows.append(fields, 101)).toThrow(
      'memory, line 101: a frame of 100 columns may hold at most 100 particles; write it with fewer columns',
    );
  });
});
