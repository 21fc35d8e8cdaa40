import { checkConfiguration } from '../../native-workers/configuration/check-configuration.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { boxArea, type Configuration } from '../../native-workers/configuration/configuration.ts';
import { type AskedModel, chooseModel, type Composition } from '../../native-workers/models/guess.ts';
import { sizesOfTypes } from '../../native-workers/models/species-by-size.ts';
import type { FileBytes } from '../formats/bytes-at.ts';
import { type Model, modelById, modelIds } from '../../native-workers/models/registry.ts';
import type { Frame, ParticleColumn } from '../formats/frame.ts';
import type { FrameChoice } from '../formats/frame-choice.ts';
import { readFrames, type ReadOptions } from '../formats/read-frames.ts';
import type { FrameInfo } from '../project/sample-result.ts';
import { Cancelled } from '../jobs/cancelled-error.ts';
import { diameterColumn } from '../formats/diameter-column.ts';
import { type SizeOptions, sizesOfFrame } from './particle-sizes.ts';

/** One configuration to analyse, with what its file said of it. */
export interface AnalysisInput {
  configuration: Configuration;
  model: Model;
  /** File and frame, for the user and for provenance. */
  source: string;
  frameInfo: FrameInfo;
  columns: ParticleColumn[];
  /** Whether the model was concluded, and which species each type was taken as where that was; null where all was given. */
  guessed: { model: boolean; types: Record<string, string> | null } | null;
  /** What was concluded or found odd on reading, as sentences. */
  notes: string[];
}

/** A file to be read, as often as needed; from the disk, or from wherever an upload was put. */
export interface InputFile {
  /** As the user named it. */
  name: string;
  bytes: () => FileBytes;
}

/** What a user says about the reading of files. */
export interface InputOptions extends ReadOptions, AskedModel, SizeOptions {
  frame: FrameChoice;
}

/** Relative difference at which the masses of a file and of a model are not the same. */
const MASS_TOLERANCE = 1e-6;

function massNotes(frame: Frame, model: Model, species: readonly number[]) {
  const masses = frame.typeMasses ?? [];
  return masses.flatMap((mass, type) => {
    const own = model.species[species[type]].mass;
    if (Math.abs(mass - own) <= MASS_TOLERANCE * own) return [];
    return [
      `The file gives type ${frame.typeLabels[type]} the mass ${mass}; model '${model.id}' has ${own}, which is used.`,
    ];
  });
}

/** What of a frame a model is recognised by; throws `BadInput` where columns of diameters contradict each other. */
export function compositionOf(frame: Frame): Composition {
  const { ids, box, typeLabels: labels, types } = frame;
  const counts = new Array<number>(labels.length).fill(0);
  for (const type of types) counts[type]++;
  const diameters = diameterColumn(frame)?.diameters;
  const sizes = diameters === undefined ? null : sizesOfTypes(diameters, types, labels.length);
  return { labels, counts, density: ids.length / boxArea(box), diameters, sizes };
}

/** A frame as a model sees it, checked; throws `BadInput` naming the file. */
export function inputOf(frame: Frame, options: InputOptions): AnalysisInput {
  const { ids, positions, box, source: file, typeLabels, types, timestep } = frame;
  const composition = compositionOf(frame);
  const column = diameterColumn(frame);
  const { model, species, guess } = chooseModel(composition, options, { file });
  const kinds = types.map((type) => species[type]);
  const known = modelIds().map(modelById);
  const { sizes, notes: sizeNotes } = sizesOfFrame(frame, column, model, kinds, options, known);
  const configuration: Configuration = { ids, species: kinds, positions, box, ...(sizes === null ? {} : { sizes }) };
  try {
    checkConfiguration(configuration, model);
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    throw new BadInput(error.message, { file, field: `frame ${frame.frameIndex}` });
  }
  const step = timestep === null ? '' : ` (timestep ${timestep})`;
  return {
    configuration,
    model,
    source: `${file}, frame ${frame.frameIndex}${step}`,
    frameInfo: frame,
    columns: frame.columns,
    guessed:
      guess === null
        ? null
        : {
            model: options.model === undefined,
            types:
              options.types === undefined
                ? Object.fromEntries(typeLabels.map((label, at) => [label, model.species[species[at]].name]))
                : null,
          },
    notes: [
      ...(frame.warnings ?? []),
      ...(guess === null ? [] : [`Not stated: ${guess}.`]),
      ...massNotes(frame, model, species),
      ...sizeNotes,
    ],
  };
}

/** The configurations of all files in order, one in memory at a time. Throws `BadInput` naming file and place. */
export async function* analysisInputs(
  files: readonly InputFile[],
  options: InputOptions,
): AsyncGenerator<AnalysisInput, void> {
  for (const { name, bytes } of files)
    for await (const frame of readFrames(bytes, name, options)) yield inputOf(frame, options);
}

/** Reads and checks everything once, so that an error in the last file is found before anything is written. */
export async function countInputs(
  files: readonly InputFile[],
  options: InputOptions,
  signal?: AbortSignal,
): Promise<number> {
  const inputs = analysisInputs(files, options);
  let count = 0;
  while ((await inputs.next()).done !== true) {
    if (signal?.aborted === true) throw new Cancelled();
    count += 1;
  }
  return count;
}
