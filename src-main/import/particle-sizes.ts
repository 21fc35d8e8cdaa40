import { type ParticleSizes, rangeText, sizeSummary } from '../../native-workers/models/particle-sizes.ts';
import type { Model } from '../../native-workers/models/model.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { listed, quoted } from '../../native-workers/text/quoted.ts';
import type { Frame } from '../formats/frame.ts';
import type { DiameterColumn } from '../formats/diameter-column.ts';

/** What a user says about the sizes of particles. */
export interface SizeOptions {
  /** Where sizes come from: the species, or the diameters of the particles. Default: as the model has it. */
  diameters?: 'species' | 'particles' | undefined;
  /** ε in σ_ij, instead of the model's. */
  nonAdditivity?: number | undefined;
}

/** The sizes that a sample is given, and what is to be known of a column that is not used. */
export interface ChosenSizes {
  sizes: ParticleSizes | null;
  notes: string[];
}

/** Relative difference up to which a diameter is the one of its species. */
const SAME_SIZE = 1e-4;

/** Whether the column says nothing that the species do not say: their own diameters, or one for all. */
function repeatsSpecies({ diameters }: DiameterColumn, model: Model, species: Uint8Array) {
  const isSame = (a: number, b: number) => Math.abs(a - b) <= SAME_SIZE * b;
  if (diameters.every((diameter, row) => isSame(diameter, model.species[species[row]].diameter))) return true;
  // 1 for all is what programs write that know no sizes.
  return model.species.length > 1 && diameters.every((diameter) => diameter === diameters[0]);
}

function modelsThatTakeSizes(known: readonly Model[]) {
  return known.filter(({ perParticle }) => perParticle !== undefined).map(({ id }) => id);
}

/** Throws `BadInput` where diameters are needed, or asked for, and cannot be had. */
function refuseMissing(
  frame: Frame,
  model: Model,
  column: DiameterColumn | null,
  options: SizeOptions,
  known: readonly Model[],
) {
  const file = frame.source;
  const { perParticle, id } = model;
  if (perParticle === undefined && options.diameters === 'particles')
    throw new BadInput(
      `model '${id}' takes no diameters of the particles; those that do: ${listed(modelsThatTakeSizes(known))}`,
      { file, field: '--diameters' },
    );
  if (perParticle?.use === 'required' && options.diameters === 'species')
    throw new BadInput(`model '${id}' has no sizes but those of the particles`, { file, field: '--diameters' });
  if (column !== null || (perParticle?.use !== 'required' && options.diameters !== 'particles')) return;
  const names = frame.columns.map(({ name }) => name);
  throw new BadInput(
    `model '${id}' needs a diameter of each particle, and the file has no column 'diameter' or 'radius'` +
      `${names.length === 0 ? '' : ` (beside id, type and position it has ${listed(names)})`}; add one, or say another model`,
    { file, field: `frame ${frame.frameIndex}` },
  );
}

/** Throws `BadInput` naming the particle for a diameter that is none. */
function refuseWrong({ name, diameters }: DiameterColumn, { ids, source: file }: Frame) {
  const wrong = diameters.findIndex((diameter) => !(diameter > 0 && Number.isFinite(diameter)));
  if (wrong !== -1)
    throw new BadInput(
      `particle ${ids[wrong]} has the diameter ${diameters[wrong]}, expected a positive, finite number`,
      { file, field: name },
    );
}

/**
 * Whether the particles of a frame are given the sizes of its column: where the model needs them, takes them by nature
 * and the species say something else, or it is asked for. `known`: models of the registry, named where another is
 * needed. Throws `BadInput` where they are needed and there are none, or one of them is no diameter.
 */
export function sizesOfFrame(
  frame: Frame,
  column: DiameterColumn | null,
  model: Model,
  species: Uint8Array,
  options: SizeOptions,
  known: readonly Model[],
): ChosenSizes {
  refuseMissing(frame, model, column, options, known);
  const { perParticle } = model;
  const wanted =
    options.diameters === 'particles' ||
    perParticle?.use === 'required' ||
    (perParticle?.use === 'automatic' &&
      options.diameters === undefined &&
      column !== null &&
      !repeatsSpecies(column, model, species));
  if (column !== null && perParticle !== undefined && wanted) {
    refuseWrong(column, frame);
    const nonAdditivity = options.nonAdditivity ?? perParticle.nonAdditivity;
    return { sizes: { diameters: column.diameters, nonAdditivity }, notes: [] };
  }
  if (options.nonAdditivity !== undefined)
    throw new BadInput('a non-additivity belongs to diameters of the particles, and none are used', {
      file: frame.source,
      field: '--non-additivity',
    });
  if (column === null || repeatsSpecies(column, model, species)) return { sizes: null, notes: [] };
  return { sizes: null, notes: [unusedNote(column, model, known)] };
}

/** How a column that says something of its own is not used, and how it would be. */
function unusedNote({ name, diameters }: DiameterColumn, { id, perParticle }: Model, known: readonly Model[]) {
  const range = rangeText(sizeSummary({ diameters, nonAdditivity: 0 }));
  const way =
    perParticle === undefined
      ? `models that take diameters: ${listed(modelsThatTakeSizes(known))}`
      : "with diameters 'particles' it is";
  return `The column ${quoted(name)} (${range}) is not used: the sizes of model '${id}' are those of its species; ${way}.`;
}
