import fc from 'fast-check';
import type { ParticleStructure } from '../../src-main/formats/writer.ts';
import { encodeStructure } from '../../src-main/formats/writers.ts';

/** Finite doubles of the sizes coordinates have, all digits used, −0 included. */
const coordinate = fc.oneof(
  fc.double({ min: -50, max: 50, noNaN: true }),
  fc.constantFrom(-0, 0, 1e-7, 0.1, 1 / 3, -2.5e-310),
);
const anyDouble = fc.oneof(fc.double(), fc.constantFrom(-0, NaN, Infinity, -Infinity));

/** What a generated structure may hold. */
export interface StructureKind {
  /** Type labels; defaults to numbers. */
  labels?: fc.Arbitrary<string[]>;
  /** Names of columns. */
  columns: fc.Arbitrary<string[]>;
  /** Values of columns; defaults to any double. */
  values?: fc.Arbitrary<number>;
  /** Text columns too. */
  text?: boolean;
}

/** Distinct numbers as labels, ascending, as LAMMPS has them. */
export const numericLabels = fc
  .uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 4 })
  .map((numbers) => numbers.toSorted((a, b) => a - b).map(String));

/**
 * Structures that can be written and read back to the same arrays: distinct positions, ids ascending, every label
 * used, tilt within half the box.
 */
export function structures(kind: StructureKind): fc.Arbitrary<ParticleStructure> {
  return fc
    .record({
      ids: fc.uniqueArray(fc.integer({ min: 1, max: 2 ** 31 - 1 }), { minLength: 4, maxLength: 12 }),
      labels: kind.labels ?? numericLabels,
      names: kind.columns,
      lx: fc.double({ min: 5, max: 300, noNaN: true }),
      ly: fc.double({ min: 5, max: 300, noNaN: true }),
      tilt: fc.oneof(fc.constant(0), fc.double({ min: -0.5, max: 0.5, noNaN: true })),
      timestep: fc.integer({ min: 0, max: 2 ** 50 }),
    })
    .chain(({ ids, labels, names, lx, ly, tilt, timestep }) => {
      const count = ids.length;
      const column = fc.array(kind.values ?? anyDouble, { minLength: count, maxLength: count });
      return fc
        .record({
          positions: fc.array(coordinate, { minLength: 2 * count, maxLength: 2 * count }),
          columns: fc.tuple(...names.map(() => column)),
          asText: fc.tuple(...names.map(() => (kind.text === true ? fc.boolean() : fc.constant(false)))),
        })
        .map(({ positions, columns, asText }) => ({
          ids: Int32Array.from(ids.toSorted((a, b) => a - b)),
          typeLabels: labels.slice(0, count),
          types: Uint8Array.from(ids, (_, row) => row % Math.min(labels.length, count)),
          positions: Float64Array.from(positions),
          box: { lx, ly, xy: tilt === 0 ? 0 : Math.max(-lx / 2, Math.min(lx / 2, tilt * lx)) },
          columns: names.map((name, at) =>
            asText[at]
              ? { name, values: Float64Array.from(ids, (_, row) => row % 2), labels: ['yes', 'no'] }
              : { name, values: Float64Array.from(columns[at]) },
          ),
          timestep,
        }));
    });
}

/** Lower-case names of one word, none of which is a column of our own in any format. */
export const plainNames = fc.uniqueArray(fc.stringMatching(/^q[a-z0-9_]{0,6}$/), { maxLength: 3 });

/** Three particles in a tilted box, with every kind of number and a column of text. */
export const STRUCTURE: ParticleStructure = {
  ids: Int32Array.of(3, 7, 2147483647),
  typeLabels: ['1', '2'],
  types: Uint8Array.of(1, 0, 1),
  positions: Float64Array.of(0.1, 1 / 3, -0, 2.5e-17, 8.7, 6.29),
  box: { lx: 9.1, ly: 6.3, xy: 3.3 },
  columns: [
    { name: 'vx', values: Float64Array.of(1e-300, NaN, -Infinity) },
    { name: 'element', values: Float64Array.of(1, 0, 1), labels: ['Si', 'O'] },
  ],
  timestep: 1234,
};

/** The bytes of a structure in a format. */
export const encode = (structure: ParticleStructure, format: string): Buffer =>
  Buffer.concat([...encodeStructure(structure, format).chunks]);
