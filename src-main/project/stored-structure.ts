import { BadInput } from '../../native-workers/text/bad-input.ts';
import { wrapPositions } from '../../native-workers/configuration/configuration.ts';
import { modelOfReport } from '../../native-workers/analysis/report/model-of-report.ts';
import { restatedColumns } from '../formats/coordinate-columns.ts';
import { isDiameterColumn } from '../formats/diameter-column.ts';
import type { ParticleColumn } from '../formats/frame.ts';
import type { ParticleStructure } from '../formats/writer.ts';
import type { StoredSample } from './samples.ts';

/** Every second value from `first` on: one component of a vector field. */
function component(vectors: Float64Array, first: number) {
  return Float64Array.from({ length: vectors.length / 2 }, (_, row) => vectors[2 * row + first]);
}

/** Ψ, what analyses found, the displacements of the lowest `modes` modes, then the file's own columns. */
function columnsOf(
  { fields, configuration }: StoredSample,
  modes: number,
  found: readonly ParticleColumn[],
  columns: readonly ParticleColumn[],
) {
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

/** What a user is told of positions and columns that are not those of the file. */
function remarksOn({ frameInfo }: StoredSample, restated: readonly string[], dropped: readonly string[]) {
  const { x, y } = frameInfo?.origin ?? { x: 0, y: 0 };
  return [
    ...(x === 0 && y === 0
      ? []
      : [`Positions are relative to the corner of the box, which was at (${x}, ${y}) in ${frameInfo?.source ?? ''}.`]),
    ...(restated.length === 0
      ? []
      : [`Columns of the file made to agree with the positions that are written: ${restated.join(', ')}.`]),
    ...(dropped.length === 0
      ? []
      : [`Columns of the file left out, since they contradict the positions that are written: ${dropped.join(', ')}.`]),
  ];
}

/**
 * A stored sample as the writers take it: the structure that was analysed, wrapped into its box, with the types of its
 * file or the species of its model, Ψ, what the last report of each analysis says of its particles (`foundColumns`), the
 * displacements of the lowest `modes` modes and the file's own columns, those that say where particles are made to agree
 * (`restatedColumns`). Throws `BadInput` where fewer displacements are stored.
 */
export function storedStructure(
  sample: StoredSample,
  modes: number,
  found: readonly ParticleColumn[],
): ParticleStructure {
  const { configuration, frameInfo, fields, report } = sample;
  const { species } = modelOfReport(report);
  const { box } = configuration;
  const origin = frameInfo?.origin ?? { x: 0, y: 0 };
  const own = restatedColumns({ columns: sample.columns, box, positions: fields.positions, origin });
  return {
    ids: configuration.ids,
    typeLabels: frameInfo?.typeLabels ?? species.map(({ name }) => name),
    types: frameInfo?.types ?? configuration.species,
    positions: wrapPositions(box, fields.positions),
    box,
    columns: columnsOf(sample, modes, found, own.columns),
    timestep: frameInfo?.timestep ?? null,
    remarks: remarksOn(sample, own.restated, own.dropped),
  };
}
