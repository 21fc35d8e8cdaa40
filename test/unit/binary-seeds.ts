import { chunk, gsdBytes, typeNames } from './gsd-bytes.ts';
import { f8, npy, npzOf } from './npz-bytes.ts';

/** Valid binary files of a few kilobytes, for tests that damage them. */

const COUNT = 9;
const X = Array.from({ length: COUNT }, (_, at) => (at % 3) * 2.5 - 3 + 0.1 * at);
const Y = Array.from({ length: COUNT }, (_, at) => Math.floor(at / 3) * 2 - 2.3);
const TYPES = Array.from({ length: COUNT }, (_, at) => at % 2);

/** Two frames, of which the second states positions only. */
export function gsdSeed(version: 1 | 2): Buffer {
  const position = (scale: number) =>
    chunk(
      'particles/position',
      'f4',
      X.flatMap((x, at) => [x * scale, Y[at] * scale, 0]),
      3,
    );
  return gsdBytes({
    version,
    frames: [
      [
        chunk('configuration/step', 'u8', [7]),
        chunk('configuration/dimensions', 'u1', [2]),
        chunk('configuration/box', 'f4', [9, 7, 0, 0.25, 0, 0]),
        chunk('particles/N', 'u4', [COUNT]),
        typeNames(['A', 'B']),
        chunk('particles/typeid', 'u4', TYPES),
        chunk('particles/diameter', 'f4', X.map(Math.abs)),
        chunk('particles/mass', 'f4', TYPES),
        chunk(
          'particles/image',
          'i4',
          X.flatMap(() => [1, 0, -1]),
          3,
        ),
        position(1),
        chunk('log/particles/psi', 'f8', Y),
      ],
      [chunk('configuration/step', 'u8', [8]), position(0.9)],
    ],
  });
}

/** The arrays of an archive; every kind of content that is read. */
export function npzArrays(): Record<string, Buffer> {
  const letters = Buffer.alloc(4 * COUNT);
  TYPES.forEach((type, row) => letters.writeUInt32LE(65 + type, 4 * row));
  return {
    positions: npy('<f8', [COUNT, 2], f8(X.flatMap((x, at) => [x, Y[at]]))),
    types: npy('<U1', [COUNT], letters),
    ids: npy('<i4', [COUNT], Buffer.from(Int32Array.from(X, (_, at) => ((at * 4) % COUNT) + 1).buffer)),
    box: npy('<f8', [2, 2], f8([9, 0, 1.5, 7])),
    velocity: npy('>f8', [COUNT, 2], f8(X.flatMap((x) => [x, -x])).swap64(), { isFortran: true, version: 2 }),
    timestep: npy('<i8', [], Buffer.from(BigInt64Array.of(12n).buffer)),
  };
}

export function npzSeed(level: 0 | 6): Buffer {
  return npzOf(npzArrays(), level);
}
