import { readFileSync } from 'node:fs';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { READERS } from '../../src-main/formats/readers.ts';
import { encode, STRUCTURE } from './formats-structures.ts';
import { FORMATS, type Sample } from './formats-under-test.ts';
import { readOrRefuse } from './formats-valid.ts';
import { gsdSeed, npzSeed } from './binary-seeds.ts';

/** KEYCORE_FUZZ asks for that many times the usual inputs (`npm run test:long`). */
const MORE = Number(process.env['KEYCORE_FUZZ'] ?? 1);

const SAMPLE: Sample = {
  rows: Array.from({ length: 9 }, (_, at) => ({
    id: `${((at * 4) % 9) + 1}`,
    type: `${(at % 3) + 1}`,
    x: `${(at % 3) * 2.5 - 3 + 0.1 * at}`,
    y: `${Math.floor(at / 3) * 2 + 1.7}`,
    extras: [`${at / 7}`, `${-at}`],
  })),
  columns: ['vx', 'vy'],
  box: { lx: 8.7, ly: 6.3, xy: -2.2 },
  origin: { x: -3.3, y: 1.7 },
  timestep: 5,
};

const FIXTURES = new URL('../fixtures/formats/', import.meta.url).pathname;
const fixture = (name: string): Buffer => readFileSync(FIXTURES + name);
/** A table of two frames, mixed, as trackpy and pandas write it, and one as TrackMate does; XYZ without Properties. */
const FRAMES = ['0', '1'].flatMap((frame) => SAMPLE.rows.map((row) => ({ frame, ...row })));
const TABLES: Readonly<Record<string, string>> = {
  trackpy: [
    '# box 8.7 6.3\n,y,x,mass,frame,particle',
    ...FRAMES.toSorted((a, b) => a.id.localeCompare(b.id)).map(
      ({ id, x, y, extras, frame }, at) => `${at},${y},${x},${extras[0]},${frame},${Number(id) - 1}.0`,
    ),
    '',
  ].join('\n'),
  trackmate: [
    '# box 8.7;6.3\nLABEL;ID;TRACK_ID;POSITION_X;POSITION_Y;FRAME;RADIUS',
    'Label;Spot ID;Track ID;X;Y;Frame;R\n;;;(micron);(micron);;(micron)',
    ...FRAMES.map(({ x, y, frame }, at) => [`ID${at}`, at, '', x, y, frame, 0.5].join(';').replaceAll('.', ',')),
    '',
  ].join('\n'),
  'plain-xyz': `9\nLattice="8.7 0 -2.2 6.3" step=x\n${SAMPLE.rows.map(({ type, x, y }) => `${type} ${x} ${y}\n`).join('')}`,
};

const SEEDS: readonly { name: string; bytes: Buffer }[] = [
  ...FORMATS.map(({ id, write, severalFrames }) => ({
    name: id,
    bytes: Buffer.from(severalFrames ? write(SAMPLE) + write({ ...SAMPLE, timestep: 6 }) : write(SAMPLE)),
  })),
  ...['tilted-atom.dump', 'full.data', 'orthogonal.dump', 'tilted-unwrapped.dump.gz'].map((name) => ({
    name,
    bytes: fixture(name),
  })),
  ...Object.entries(TABLES).map(([name, text]) => ({ name, bytes: Buffer.from(text) })),
  { name: 'compressed', bytes: gzipSync(FORMATS[0].write(SAMPLE)) },
  { name: 'compressed with zstd', bytes: zstdCompressSync(FORMATS[0].write(SAMPLE)) },
  { name: 'gsd, version 1', bytes: gsdSeed(1) },
  { name: 'gsd, version 2', bytes: gsdSeed(2) },
  { name: 'our gsd', bytes: encode(STRUCTURE, 'gsd') },
  { name: 'npz', bytes: npzSeed(6) },
];

interface Mutation {
  at: number;
  remove: number;
  insert: string;
}

const nasty = fc.constantFrom(
  '-',
  '.',
  'e',
  '+',
  '#',
  '"',
  '\n',
  '\r\n',
  ' ',
  '\t',
  ',',
  '\0',
  '\u00e9',
  'ITEM: ',
  'nan',
  '1e999',
  '-1',
  '0',
  '999999999999',
  '99999999999999999999',
  '1e-400',
  'Lattice="',
  'Properties=',
  ':R:9',
  'xlo xhi',
  ' atoms',
  '\n\n',
  'abc origin',
  'xy xz yz',
  'ff',
  'Atoms # full\n',
  'Velocities\n',
  '# box 1 1\n',
  'x,x',
  ';',
  ',frame',
  'None',
  '\n# id x y\n',
  ' 1'.repeat(1500),
  '1'.repeat(5000),
  '[',
  ']',
  '{',
  '}',
  '=',
  '\ufeff',
  '\ud800',
);
const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 400 })),
  insert: fc.oneof(nasty, fc.constant(''), fc.string({ maxLength: 6, unit: 'binary' })),
});

function mutated(bytes: Buffer, mutations: readonly Mutation[]): Buffer {
  return mutations.reduce((now, { at, remove, insert }) => {
    const from = Math.floor(at * now.length);
    return Buffer.concat([now.subarray(0, from), Buffer.from(insert), now.subarray(from + remove)]);
  }, bytes);
}

const frameChoice = fc.constantFrom<0 | 1 | 'last' | 'all'>(0, 1, 'last', 'all');

describe.each(SEEDS)('$name', ({ bytes }) => {
  it('as it is, is read', async () => {
    expect(await readOrRefuse(bytes)).toBe(true);
  });

  it('mutated anywhere is read to a valid frame or refused', async () => {
    const outcomes = { read: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), frameChoice, async (mutations, frame) => {
        const read = await readOrRefuse(mutated(bytes, mutations), { frame });
        outcomes[read ? 'read' : 'refused'] += 1;
      }),
      { numRuns: 400 * MORE },
    );
    expect(outcomes.refused).toBeGreaterThan(0);
  });

  it('with a byte changed is read to a valid frame or refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 }), async (at, byte) => {
        const changed = Buffer.from(bytes);
        changed[at] = byte;
        await readOrRefuse(changed);
      }),
      { numRuns: 400 * MORE },
    );
  });

  it('cut off anywhere is read to a valid frame or refused', async () => {
    const step = Math.max(1, Math.floor(bytes.length / 300));
    for (let kept = 0; kept < bytes.length; kept += step) await readOrRefuse(bytes.subarray(0, kept));
  });

  it('with lines dropped, doubled or swapped is read to a valid frame or refused', async () => {
    const lines = bytes.toString('latin1').split('\n');
    const line = fc.nat(lines.length - 1);
    await fc.assert(
      fc.asyncProperty(line, line, fc.integer({ min: 0, max: 2 }), async (one, other, way) => {
        const changed = [...lines];
        if (way === 0) changed.splice(one, 1);
        else if (way === 1) changed.splice(other, 0, lines[one]);
        else [changed[one], changed[other]] = [lines[other], lines[one]];
        await readOrRefuse(Buffer.from(changed.join('\n'), 'latin1'));
      }),
      { numRuns: 300 * MORE },
    );
  });

  it('taken for any other format is refused or, by chance, valid', async () => {
    for (const { id } of READERS) await readOrRefuse(bytes, { format: id });
  });
});

describe('arbitrary bytes', () => {
  it('are refused or, by chance, valid, in any format', async () => {
    const text = fc
      .array(fc.oneof(nasty, fc.constantFrom('1', '2', '3.5', ' ', '\n', 'A')))
      .map((parts) => Buffer.from(parts.join('')));
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 300 }), text);
    await fc.assert(
      fc.asyncProperty(
        bytes,
        fc.constantFrom(undefined, ...READERS.map(({ id }) => id)),
        fc.integer({ min: 1, max: 50 }),
        async (content, format, chunk) => {
          await readOrRefuse(content, format === undefined ? {} : { format }, chunk);
        },
      ),
      { numRuns: 2000 * MORE },
    );
  });
});
