import { describe, expect, test } from 'vitest';
import { placeSchema } from '../../src-main/api/place-contract.ts';
import { markedOf, markedText, placeText, requestOf } from '../../src-renderer/client/place-link.ts';

const KNOWN = `known.${'aB-_'.repeat(5)}xy`;

/** As the main side understands a text. */
const understood = (text: string) => placeSchema.parse(Object.fromEntries(new URLSearchParams(text)));

describe('a place as a text', () => {
  test('says what it was made of, to nine digits', () => {
    const place = {
      project: KNOWN,
      sample: 12,
      mode: 3,
      room: 'mechanics' as const,
      focus: { x: 1 / 3, y: -2e-7 },
      camera: { x: 0, y: 12.5, across: 24.123456789123 },
      picked: 0,
      pinned: [5, 3],
      marked: '1-4,9',
    };
    const text = placeText(place);
    expect(text).toBe(
      `project=${KNOWN}&sample=12&mode=3&room=mechanics&focus=0.333333333,-2e-7&camera=0,12.5,24.1234568&picked=0&marked=1-4,9&pinned=5,3`,
    );
    expect(understood(text)).toStrictEqual({
      ...place,
      focus: { x: 0.333333333, y: -2e-7 },
      camera: { x: 0, y: 12.5, across: 24.1234568 },
    });
  });

  test('names examples by their id and others by their random name', () => {
    expect(requestOf('example.2dipl-glass')).toStrictEqual({ shipped: '2dipl-glass' });
    expect(requestOf(KNOWN)).toStrictEqual({ known: KNOWN.slice(6) });
    expect(understood('project=example.2dipl-glass')).toStrictEqual({ project: 'example.2dipl-glass', room: 'field' });
  });

  test.each([
    '',
    'sample=1',
    'project=/etc/passwd',
    'project=known.short',
    'project=example.../x',
    'project=example.a&token=x',
    'project=example.a&sample=-1',
    'project=example.a&sample=1.5',
    'project=example.a&mode=1e3',
    'project=example.a&room=kitchen',
    'project=example.a&focus=1',
    'project=example.a&focus=1,',
    'project=example.a&focus=1,NaN',
    'project=example.a&focus=1,2,3',
    'project=example.a&camera=1,2,0',
    'project=example.a&camera=1,2,Infinity',
    'project=example.a&camera=1,2,1e999',
    'project=example.a&picked=4294967296',
    'project=example.a&marked=1-',
    'project=example.a&marked=~',
    `project=example.a&marked=${'1,'.repeat(4000)}1`,
    'project=example.a&pinned=',
  ])('%s is none', (text) => {
    expect(() => understood(text)).toThrow();
  });
});

describe('selected particles', () => {
  const ids = Int32Array.from({ length: 1000 }, (_, index) => 2 * index + 1);
  const chosen = (is: (index: number) => boolean): Uint8Array =>
    Uint8Array.from(ids, (_, index) => (is(index) ? 1 : 0));

  test.each<[string, (index: number) => boolean, RegExp]>([
    ['a few', (index) => index < 2 || index === 700, /^1,3,1401$/],
    ['every third', (index) => index % 3 === 0, /^~[\w-]+$/],
    ['all', () => true, /^~[\w-]+$/],
    ['the last', (index) => index === 999, /^1999$/],
  ])('%s come back', (_what, is, form) => {
    const inside = chosen(is);
    const text = markedText(inside, ids) ?? '';
    expect(text).toMatch(form);
    expect(markedOf(text, ids)).toStrictEqual(inside);
    expect(understood(`project=example.a&marked=${text}`).marked).toBe(text);
  });

  test('ranges are ids in a row', () => {
    const inARow = Int32Array.from({ length: 50 }, (_, index) => index + 10);
    const inside = Uint8Array.from(inARow, (id) => (id < 30 || id === 40 ? 1 : 0));
    expect(markedText(inside, inARow)).toBe('10-29,40');
    expect(markedOf('10-29,40', inARow)).toStrictEqual(inside);
  });

  test('none is no text, and a text that would be too long is left out', () => {
    expect(
      markedText(
        chosen(() => false),
        ids,
      ),
    ).toBeNull();
    const many = Int32Array.from({ length: 100_000 }, (_, index) => index);
    const inside = Uint8Array.from(many, (index) => index & 1);
    expect(markedText(inside, many)).toBeNull();
  });

  test('of another sample: what is not there is passed over', () => {
    expect(markedOf('1-3,99999', Int32Array.of(2, 7))).toStrictEqual(Uint8Array.of(1, 0));
    expect(
      markedOf(
        '~_w',
        Int32Array.from({ length: 20 }, (_, index) => index),
      ).slice(0, 9),
    ).toStrictEqual(Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 1, 0));
  });
});
