import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gsdSeed, npzArrays } from './binary-seeds.ts';
import { encode, STRUCTURE } from './formats-structures.ts';
import { readOrRefuse } from './formats-valid.ts';
import { npzOf } from './npz-bytes.ts';

/** KEYCORE_FUZZ asks for that many times the usual inputs (`npm run test:long`). */
const MORE = Number(process.env['KEYCORE_FUZZ'] ?? 1);
const TIMEOUT_MS = 30_000 * MORE;

/** Numbers that a reader may trip over, as eight bytes. */
const number = fc.oneof(
  fc.constantFrom(0n, 1n, 2n, 3n, 255n, 256n, 2n ** 16n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n),
  fc.constantFrom(0x7ff0000000000000n, 0x7ff8000000000000n, 0x7fefffffffffffffn, 0x7f8000007fc00000n),
  fc.bigInt({ min: 0n, max: 4096n }),
);
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  width: fc.constantFrom(1, 2, 4, 8),
  value: number,
});
const changes = fc.array(change, { minLength: 1, maxLength: 4 });
type Changes = readonly { at: number; width: number; value: bigint }[];

/** Some numbers at places that suit them replaced. */
function withNumbers(bytes: Buffer, made: Changes): Buffer {
  const changed = Buffer.from(bytes);
  const eight = Buffer.alloc(8);
  for (const { at, width, value } of made) {
    const from = Math.floor((at * changed.length) / width) * width;
    eight.writeBigUInt64LE(value);
    eight.copy(changed, from, 0, Math.min(width, changed.length - from));
  }
  return changed;
}

const frame = fc.constantFrom<0 | 1 | 'last' | 'all'>(0, 1, 'last', 'all');

describe.each([
  { name: 'gsd, version 1', bytes: gsdSeed(1) },
  { name: 'gsd, version 2', bytes: gsdSeed(2) },
  { name: 'our gsd', bytes: encode(STRUCTURE, 'gsd') },
])('$name', ({ bytes }) => {
  it(
    'with numbers replaced is read to a valid frame or refused',
    async () => {
      const outcomes = { read: 0, refused: 0 };
      await fc.assert(
        fc.asyncProperty(changes, frame, async (made, choice) => {
          outcomes[(await readOrRefuse(withNumbers(bytes, made), { frame: choice })) ? 'read' : 'refused'] += 1;
        }),
        { numRuns: 700 * MORE },
      );
      expect(Math.min(outcomes.read, outcomes.refused)).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );

  it(
    'with numbers of its header and outline replaced is read to a valid frame or refused',
    async () => {
      await fc.assert(
        fc.asyncProperty(changes, frame, async (made, choice) => {
          const outline = withNumbers(bytes.subarray(0, 256), made);
          await readOrRefuse(Buffer.concat([outline, bytes.subarray(256)]), { frame: choice });
        }),
        { numRuns: 300 * MORE },
      );
    },
    TIMEOUT_MS,
  );
});

describe('npz', () => {
  const arrays = npzArrays();
  const names = Object.keys(arrays);
  const nasty = fc.constantFrom(
    'O',
    '(9,)',
    '(9, 2, 2)',
    '(99999999999, 2)',
    '(',
    "'",
    '<f4',
    '|S3',
    '>i8',
    'True',
    '\0',
    '[',
  );
  const cut = fc.record({
    name: fc.constantFrom(...names),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 9 })),
    insert: fc.oneof(nasty, fc.constant('')),
    made: changes,
    isNumbers: fc.boolean(),
  });

  it(
    'with an array damaged, its checksum being right, is read to a valid frame or refused',
    async () => {
      const outcomes = { read: 0, refused: 0 };
      await fc.assert(
        fc.asyncProperty(
          fc.array(cut, { minLength: 1, maxLength: 2 }),
          fc.constantFrom<0 | 6>(0, 6),
          async (cuts, level) => {
            const changed = { ...arrays };
            for (const { name, at, remove, insert, made, isNumbers } of cuts) {
              const from = Math.floor(at * changed[name].length);
              const bytes = changed[name];
              changed[name] = isNumbers
                ? withNumbers(bytes, made)
                : Buffer.concat([bytes.subarray(0, from), Buffer.from(insert), bytes.subarray(from + remove)]);
            }
            outcomes[(await readOrRefuse(npzOf(changed, level))) ? 'read' : 'refused'] += 1;
          },
        ),
        { numRuns: 1000 * MORE },
      );
      expect(Math.min(outcomes.read, outcomes.refused)).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );

  it(
    'with arrays left out, doubled under other names or exchanged is read to a valid frame or refused',
    async () => {
      const name = fc.constantFrom(...names, 'x', 'y', 'radius', 'typeLabels', 'typeMasses', 'origin', 'z', 'q');
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(name, fc.constantFrom(...names)), { maxLength: 5 }),
          name,
          async (pairs, gone) => {
            const doubled = [...Object.entries(arrays), ...pairs.map(([to, from]) => [to, arrays[from]] as const)];
            const changed: Record<string, Buffer> = Object.fromEntries(doubled.filter(([each]) => each !== gone));
            await readOrRefuse(npzOf(changed));
          },
        ),
        { numRuns: 500 * MORE },
      );
    },
    TIMEOUT_MS,
  );
});
