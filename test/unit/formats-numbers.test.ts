import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { ByteLines } from '../../src-main/formats/byte-lines.ts';
import { decimal } from '../../src-main/formats/decimal.ts';
import { Fields } from '../../src-main/formats/fields.ts';
import { namedNumber, numberFromText, parseCount } from '../../src-main/formats/text-number.ts';
import { chunked } from './formats-memory.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('numbers in text', () => {
  it('are the nearest doubles, whatever form they are written in', () => {
    fc.assert(
      fc.property(finite, fc.integer({ min: 1, max: 21 }), (value, digits) => {
        const forms = [
          String(value),
          value.toPrecision(digits),
          value.toExponential(digits - 1),
          value.toFixed(Math.min(digits, 20)),
          value.toPrecision(100),
        ];
        for (const form of forms) expect(numberFromText(form)).toBe(Number(form));
      }),
      { numRuns: 2000 },
    );
  });

  it('are the nearest doubles for any digits, exponent and place of the point', () => {
    const digits = fc.stringMatching(/^\d{0,25}$/);
    fc.assert(
      fc.property(digits, digits, fc.integer({ min: -340, max: 340 }), (whole, fraction, exponent) => {
        const form = `${whole}.${fraction}e${exponent}`;
        const expected = whole + fraction === '' ? NaN : Number(form);
        expect(numberFromText(form)).toBe(expected);
        expect(numberFromText(`-${form}`)).toBe(-expected);
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ['1D5', 1e5],
    ['1d-5', 1e-5],
    ['.5', 0.5],
    ['5.', 5],
    ['+7', 7],
    ['-0', -0],
    ['1e400', Infinity],
    ['-1e99999999999999', -Infinity],
    ['1e-99999999999999', 0],
    // Ties and near-ties of the fast path.
    ['9007199254740993', 9007199254740992],
    ['9007199254740992e22', 9007199254740992e22],
    ['0.1234567890123456789012345', 0.12345678901234568],
  ])('%s is %d', (text, value) => expect(numberFromText(text)).toBe(value));

  it.each(['', '-', '.', 'e5', '1e', '1e+', '1 2', '0x1', '1,5', '١', 'nan', 'inf', '1.2.3', '1e5.0', '1-', '𝟙'])(
    '%j is none',
    (text) => expect(numberFromText(text)).toBeNaN(),
  );

  it('nan and inf are known by name', () => {
    expect(['nan', '-NaN', 'nan(0x1)'].map(namedNumber)).toEqual([NaN, NaN, NaN]);
    expect(['inf', '+Infinity', '-INF'].map(namedNumber)).toEqual([Infinity, Infinity, -Infinity]);
    expect(['infant', 'na', '1'].map(namedNumber)).toEqual([undefined, undefined, undefined]);
  });

  it('counts are digits only', () => {
    const count = (text: string): number => parseCount(Buffer.from(text), 0, text.length);
    expect(['0', '0012', '999999999999999'].map(count)).toEqual([0, 12, 999999999999999]);
    expect(['', '-1', '+1', '1.0', '1e3', '1000000000000000'].map(count)).toEqual([-1, -1, -1, -1, -1, -1]);
  });
});

describe('sums of decimals', () => {
  it('bring a length back after a tilt was added, to the last bit', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-5, max: 1e5, noNaN: true }),
        fc.double({ min: 0, max: 1e5, noNaN: true }),
        (lx, xy) => {
          const high = decimal(String(lx))
            .plus(decimal(String(xy)))
            .toFixed();
          expect(
            decimal(high)
              .minus(decimal(String(xy)))
              .toNumber(),
          ).toBe(lx);
        },
      ),
    );
    // In doubles the last bit is lost: the reason for all this.
    expect(9.1 + 3.3 - 3.3).not.toBe(9.1);
  });

  it.each([
    [['1', '-1'], '0'],
    [['0.5', '0.25'], '0.75'],
    [['-0.05', '0'], '-0.05'],
    [['1e3', '2.5E-3'], '1000.0025'],
    [['1D2', '-.5'], '99.5'],
    [['-1e2', '5'], '-95'],
  ])('%j sum to %s', (terms, sum) => expect(decimal(terms[0]).plus(decimal(terms[1])).toFixed()).toBe(sum));

  it.each(['abc', '', '.', '1e5000', '1e', '0x1'])('%j is refused', (term) => {
    expect(() => decimal(term)).toThrow(BadInput);
  });
});

describe('lines', () => {
  const linesOf = async (text: string, size?: number): Promise<[number, string, boolean][]> => {
    const lines = new ByteLines(chunked(text, size), 'memory');
    const found: [number, string, boolean][] = [];
    while (await lines.advance()) found.push([lines.number, lines.text(), lines.terminated]);
    return found;
  };

  it('end in \\n or \\r\\n, the last one or not at all, in chunks of any size', () => {
    return fc.assert(
      fc.asyncProperty(
        fc.array(fc.stringMatching(/^[a-zäé \t]{0,6}$/)),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.integer({ min: 1, max: 20 }),
        async (texts, end, terminated, size) => {
          const all = texts.length > 0 && !terminated && texts.at(-1) === '' ? [...texts, 'x'] : texts;
          const text = all.map((line) => line + end).join('');
          const expected = all.map((line, at) => [at + 1, line, terminated || at < all.length - 1]);
          expect(await linesOf(terminated ? text : text.slice(0, text.length - end.length), size)).toEqual(
            all.length === 0 ? [] : expected,
          );
        },
      ),
    );
  });

  it('can be passed over, taken back and recorded', async () => {
    for (const size of [1, 3, 100]) {
      const lines = new ByteLines(chunked('a\nbb\nccc\ndd\ne', size), 'memory');
      expect(await lines.skip(1)).toBe(1);
      lines.record();
      expect(await lines.skip(2)).toBe(2);
      await lines.advance();
      lines.unread();
      expect(Buffer.concat(lines.recorded()).toString()).toBe('bb\nccc\n');
      expect(lines.linesPassed()).toBe(3);
      lines.record();
      await lines.advance();
      expect([lines.text(), lines.number]).toEqual(['dd', 4]);
      expect(await lines.skip(9)).toBe(1);
      expect(Buffer.concat(lines.recorded()).toString()).toBe('dd\ne');
      expect(await lines.advance()).toBe(false);
    }
  });

  it('are refused when they are longer than a mebibyte, before more of them is read', async () => {
    let given = 0;
    async function* endless(): AsyncGenerator<Uint8Array, void> {
      for (;;) {
        given += 1;
        yield Buffer.alloc(65536, 'x');
      }
    }
    const lines = new ByteLines(endless(), 'memory');
    await expect(lines.advance()).rejects.toThrow(BadInput);
    await expect(new ByteLines(endless(), 'memory').advance()).rejects.toThrow(/memory, line 1: a line is longer than/);
    expect(given).toBeLessThan(40);
    await expect(new ByteLines(chunked(`${'x'.repeat(1 << 21)}\n`), 'memory').advance()).rejects.toThrow(/longer than/);
  });
});

describe('fields', () => {
  const split = (text: string, separator: string | null): string[] => {
    const fields = new Fields();
    const bytes = Buffer.from(text);
    if (separator === null) fields.splitBlanks(bytes, 0, bytes.length);
    else fields.splitAt(separator.charCodeAt(0), bytes, 0, bytes.length);
    return Array.from({ length: fields.count }, (_, at) => fields.text(at));
  };

  it('are parted by blanks', () => {
    expect(split('  1\t22  é ', null)).toEqual(['1', '22', 'é']);
    expect(split(' ', null)).toEqual([]);
  });

  it('are parted by a separator, quotes and blanks round them being no part', () => {
    expect(split(' 1 ,"a b", ,"', ',')).toEqual(['1', 'a b', '', '"']);
    expect(split('', ',')).toEqual(['']);
    expect(split('"a, b" ,"say ""so"", twice","",x"y", "open, 1', ',')).toEqual([
      'a, b',
      'say ""so"", twice',
      '',
      'x"y"',
      '"open',
      '1',
    ]);
    expect(split('1\t\t "2\t3"\t', '\t')).toEqual(['1', '', '2\t3', '']);
    expect(split('1;2,5; 3 ', ';')).toEqual(['1', '2,5', '3']);
  });

  it('are no more than the limit and one', () => {
    expect(split('1 '.repeat(5000), null)).toHaveLength(1001);
    expect(split(','.repeat(5000), ',')).toHaveLength(1001);
  });
});
