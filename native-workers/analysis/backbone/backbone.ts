import type { Configuration } from '../../configuration/configuration.ts';
import { sizesOfPart } from '../../models/particle-sizes.ts';

/** The particles of a sample that are analysed, where some are left out: rows of its arrays. */
export interface Backbone {
  /** Particles of the whole sample. */
  whole: number;
  /** Indices of those that are analysed, ascending. */
  indices: Int32Array;
}

/** All particles but those. Null where none is left out. */
export function backboneWithout(whole: number, loose: Iterable<number>): Backbone | null {
  const out = new Uint8Array(whole);
  for (const index of loose) out[index] = 1;
  const indices = Int32Array.from([...out.keys()].filter((index) => out[index] === 0));
  return indices.length === whole ? null : { whole, indices };
}

/** Rows of an array with `width` numbers a particle that belong to the backbone. */
function rowsOf<Values extends Float64Array | Int32Array | Uint8Array>(
  { indices }: Backbone,
  values: Values,
  width: number,
): Values {
  const rows = new (values.constructor as new (length: number) => Values)(width * indices.length);
  indices.forEach((index, to) => {
    for (let part = 0; part < width; part++) rows[width * to + part] = values[width * index + part];
  });
  return rows;
}

/** The numbers of the backbone's particles: N of the whole sample in, one of each particle. */
export function scalarsOfBackbone(backbone: Backbone, values: Float64Array): Float64Array {
  return rowsOf(backbone, values, 1);
}

/** Vectors of the backbone's particles, of one field of the whole sample. */
export function vectorsOfBackbone(backbone: Backbone, values: Float64Array): Float64Array {
  return rowsOf(backbone, values, 2);
}

/** The configuration without the others; `null`: as it is. */
export function configurationOfBackbone<Given extends Omit<Configuration, 'ids'> & { ids?: Int32Array }>(
  backbone: Backbone | null,
  configuration: Given,
): Given {
  if (backbone === null) return configuration;
  const { ids, species, positions, sizes } = configuration;
  return {
    ...configuration,
    ...(ids === undefined ? {} : { ids: rowsOf(backbone, ids, 1) }),
    species: rowsOf(backbone, species, 1),
    positions: rowsOf(backbone, positions, 2),
    ...(sizes === undefined ? {} : { sizes: sizesOfPart(sizes, rowsOf(backbone, sizes.diameters, 1)) }),
  };
}

/** One number for each particle of the whole sample: NaN for those that are left out, which have none. */
export function scalarsOfWhole({ whole, indices }: Backbone, values: ArrayLike<number>): Float64Array {
  const spread = new Float64Array(whole).fill(Number.NaN);
  indices.forEach((index, from) => (spread[index] = values[from]));
  return spread;
}

/** Fields of vectors of the whole sample, one after another: 0 for the particles that are left out, which do not move. */
export function vectorsOfWhole({ whole, indices }: Backbone, values: Float64Array): Float64Array {
  const size = 2 * indices.length;
  const fields = values.length / size;
  const spread = new Float64Array(2 * whole * fields);
  for (let field = 0; field < fields; field++)
    indices.forEach((index, from) => {
      for (const axis of [0, 1]) spread[2 * (field * whole + index) + axis] = values[field * size + 2 * from + axis];
    });
  return spread;
}

/** Rows in the backbone of particles of the whole sample; those that are left out have none, and are passed over. */
export function indicesInBackbone({ whole, indices }: Backbone, wanted: readonly number[]): number[] {
  const rows = new Int32Array(whole).fill(-1);
  indices.forEach((index, row) => (rows[index] = row));
  return wanted.flatMap((index) => {
    const row = index >= 0 && index < whole ? rows[index] : index;
    return row === -1 ? [] : [row];
  });
}
