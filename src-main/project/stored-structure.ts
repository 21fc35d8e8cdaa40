import { BadInput } from '../../native-workers/text/bad-input.ts';
import { wrapPositions } from '../../native-workers/configuration/configuration.ts';
import { modelOfReport } from '../../native-workers/analysis/report/model-of-report.ts';
import { isDiameterColumn } from '../formats/diameter-column.ts';
import type { ParticleColumn } from '../formats/frame.ts';
import type { ParticleStructure } from '../formats/writer.ts';
import type { StoredSample } from './samples.ts';

/** Every second value from `first` on: one component of a vector field. */
function component(vectors: Float64Array, first: number) {
  return Float64Array.from({ length: vectors.length / 2 }, (_, row) => vectors[2 * row + first]);
}

/** Ψ, what analyses found, the displacements of the lowest `modes` modes, then the file's own columns. */
function columnsOf({ fields, columns, configuration }: StoredSample, modes: number, found: readonly ParticleColumn[]) {
  const width = 2 * configuration.ids.length;
  const kept = fields.displacements.length / width;
  if (modes > kept)
    throw new BadInput(`expected at most ${kept}: the displacements of that many modes are stored, got ${modes}`, {
      field: '--modes',
    });
  const own = [
    ...(fields.vibrability === null ? [] : [{ name: 'vibrability', values: fields.vibrability }]),
    ...found,
    ...Array.from({ length: modes }, (_, mode) =>
      fields.displacements.subarray(mode * width, (mode + 1) * width),
    ).flatMap((u, mode) => [
      { name: `u${mode}_x`, values: component(u, 0) },
      { name: `u${mode}_y`, values: component(u, 1) },
    ]),
  ];
  const { sizes } = configuration;
  // Where the file had them in a column, they are there as it had them.
  if (sizes !== undefined && !columns.some(({ name }) => isDiameterColumn(name)))
    own.push({ name: 'diameter', values: sizes.diameters });
  const taken = new Set(own.map(({ name }) => name));
  // A file that we exported earlier brings columns of these names along; what was computed now takes their place.
  return [...own, ...columns.filter(({ name }) => !taken.has(name))];
}

/**
 * A stored sample as the writers take it: the structure that was analysed, with the types of its file or the species of
 * its model, Ψ, what the last report of each analysis says of its particles (`foundColumns`), the displacements of the lowest `modes` modes and the file's own columns. Throws `BadInput` where fewer
 * displacements are stored.
 */
export function storedStructure(
  sample: StoredSample,
  modes: number,
  found: readonly ParticleColumn[],
): ParticleStructure {
  const { configuration, frameInfo, fields, report } = sample;
  const { species } = modelOfReport(report);
  return {
    ids: configuration.ids,
    typeLabels: frameInfo?.typeLabels ?? species.map(({ name }) => name),
    types: frameInfo?.types ?? configuration.species,
    positions: wrapPositions(configuration.box, fields.positions),
    box: configuration.box,
    columns: columnsOf(sample, modes, found),
    timestep: frameInfo?.timestep ?? null,
  };
}
