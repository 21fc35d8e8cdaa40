import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import type { Frame } from '../../src-main/formats/frame.ts';
import { readFrames } from '../../src-main/formats/read-frames.ts';
import { chunked } from './formats-memory.ts';
import { FORMATS, type Sample } from './formats-under-test.ts';

/** KEYCORE_FUZZ asks for that many times the usual inputs (`npm run test:long`). */
const MORE = Number(process.env['KEYCORE_FUZZ'] ?? 1);

/** No mutation of a file of a few kilobytes may keep a reader busy for longer. */
const PATIENCE_MS = 2_000;

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
];

/** What every frame that a reader lets through has to be. */
function expectValid(frame: Frame): void {
  const count = frame.ids.length;
  expect(count).toBeGreaterThan(0);
  expect(frame.types).toHaveLength(count);
  expect(frame.positions).toHaveLength(2 * count);
  expect(frame.positions.every(Number.isFinite)).toBe(true);
  expect(frame.ids.every((id, at) => id >= 1 && (at === 0 || id > frame.ids[at - 1]))).toBe(true);
  expect(frame.types.every((type) => type < frame.typeLabels.length)).toBe(true);
  expect(new Set(frame.typeLabels).size).toBe(frame.typeLabels.length);
  expect(frame.box.lx > 0 && frame.box.ly > 0 && Math.abs(frame.box.xy) <= frame.box.lx / 2).toBe(true);
  expect(Number.isFinite(frame.origin.x) && Number.isFinite(frame.origin.y)).toBe(true);
  expect(new Set(frame.columns.map(({ name }) => name)).size).toBe(frame.columns.length);
  for (const { values, labels } of frame.columns) {
    expect(values).toHaveLength(count);
    if (labels !== undefined)
      expect(values.every((value) => Number.isInteger(value) && value >= 0 && value < labels.length)).toBe(true);
  }
}

/** Either valid frames or a `BadInput` that names the file; anything else fails. */
async function readOrRefuse(
  bytes: Uint8Array,
  options: { frame?: number | 'last' | 'all'; format?: string } = {},
  chunk = 4096,
): Promise<boolean> {
  const started = performance.now();
  try {
    for await (const frame of readFrames(chunked(bytes, chunk), 'memory', options)) expectValid(frame);
    return true;
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    expect(error.message).toMatch(/^memory/);
    return false;
  } finally {
    expect(performance.now() - started).toBeLessThan(PATIENCE_MS);
  }
}

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
    for (const { id } of FORMATS) await readOrRefuse(bytes, { format: id });
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
        fc.constantFrom(undefined, ...FORMATS.map(({ id }) => id)),
        fc.integer({ min: 1, max: 50 }),
        async (content, format, chunk) => {
          await readOrRefuse(content, format === undefined ? {} : { format }, chunk);
        },
      ),
      { numRuns: 2000 * MORE },
    );
  });
});
