import { wrapPositions } from '../../../native-workers/configuration/configuration.ts';
import type { FigureSample } from '../sample/figure-sample.ts';
import type { DataColumn } from '../sample/panel.ts';

/** Every second number from `first` on. */
function component(vectors: ArrayLike<number>, first: 0 | 1) {
  const values = new Float64Array(vectors.length / 2);
  for (let at = 0; at < values.length; at += 1) values[at] = vectors[2 * at + first];
  return values;
}

/** Id and place of each particle, relative to the corner of the box and wrapped into it, as charges and exports are. */
export function particleColumns(sample: FigureSample): DataColumn[] {
  const { ids, positions, box } = sample.arrays;
  return sample.kept('columns of particles', () => {
    const wrapped = wrapPositions(box, positions);
    return [
      { name: 'id', unit: null, values: ids },
      { name: 'x', unit: 'σ', values: component(wrapped, 0) },
      { name: 'y', unit: 'σ', values: component(wrapped, 1) },
    ];
  });
}

export function vectorColumns(name: string, unit: string | null, vectors: ArrayLike<number>): DataColumn[] {
  return [
    { name: `${name}_x`, unit, values: component(vectors, 0) },
    { name: `${name}_y`, unit, values: component(vectors, 1) },
  ];
}

/** Which particles belong to a set, as 1 and 0. */
export function memberColumn(name: string, particles: number, indices: readonly number[]): DataColumn {
  const values = new Uint8Array(particles);
  for (const index of indices) values[index] = 1;
  return { name, unit: null, values };
}
