import { wrapPositions } from '../../native-workers/configuration/configuration.ts';
import { modelOfReport } from '../../native-workers/analysis/report/model-of-report.ts';
import { restatedColumns } from '../formats/coordinate-columns.ts';
import { isDiameterColumn } from '../formats/diameter-column.ts';
import type { ParticleColumn } from '../formats/frame.ts';
import type { ParticleStructure, ParticleVector } from '../formats/writer.ts';
import type { StoredSample } from './samples.ts';

/** What is written of particles beside ids, types, positions and diameters. */
export interface StructureFields {
  vectors: readonly ParticleVector[];
  columns: readonly ParticleColumn[];
  /** Unit of those, by their names. */
  units: Readonly<Record<string, string>>;
  /** Columns of the file: all, or those of these names. */
  ofFile: 'all' | readonly string[];
}

/** Those fields, diameters, then the file's own columns. */
function columnsOf(
  { configuration: { sizes } }: StoredSample,
  { vectors, columns, ofFile }: StructureFields,
  ofTheFile: readonly ParticleColumn[],
) {
  const own = [...columns];
  // Where the file had them in a column, they are there as it had them.
  if (sizes !== undefined && !ofTheFile.some(({ name }) => isDiameterColumn(name)))
    own.push({ name: 'diameter', values: sizes.diameters });
  // A file that we exported earlier brings columns of these names along; what was computed now takes their place.
  const parts = vectors.flatMap(({ name }) => [
    name,
    ...['_x', '_y', '[1]', '[2]', '[3]'].map((end) => `${name}${end}`),
  ]);
  const taken = new Set([...own.map(({ name }) => name), ...parts]);
  const isWanted = (name: string) => ofFile === 'all' || ofFile.includes(name) || isDiameterColumn(name);
  return [...own, ...ofTheFile.filter(({ name }) => !taken.has(name) && isWanted(name))];
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
 * file or the species of its model, these fields, and of the file's own columns those that are asked for; columns that say
 * where particles are, are made to agree (`restatedColumns`).
 */
export function storedStructure(sample: StoredSample, fields: StructureFields): ParticleStructure {
  const { configuration, frameInfo, report } = sample;
  const { positions } = sample.fields;
  const { species } = modelOfReport(report);
  const { box } = configuration;
  const origin = frameInfo?.origin ?? { x: 0, y: 0 };
  const own = restatedColumns({ columns: sample.columns, box, positions, origin });
  const isWanted = (name: string) => fields.ofFile === 'all' || fields.ofFile.includes(name);
  return {
    ids: configuration.ids,
    typeLabels: frameInfo?.typeLabels ?? species.map(({ name }) => name),
    types: frameInfo?.types ?? configuration.species,
    positions: wrapPositions(box, positions),
    box,
    vectors: fields.vectors,
    columns: columnsOf(sample, fields, own.columns),
    units: fields.units,
    timestep: frameInfo?.timestep ?? null,
    remarks: remarksOn(sample, own.restated.filter(isWanted), own.dropped.filter(isWanted)),
  };
}
