import { addon } from '../../native-workers/addon.ts';
import type { Box } from '../../native-workers/configuration/configuration.ts';
import { configurationHash } from '../../native-workers/configuration/configuration-hash.ts';
import { sampleSpec } from '../../native-workers/configuration/sample-spec.ts';
import { compositionText } from '../../native-workers/models/guess.ts';
import { referenceTo } from '../../native-workers/models/model-of.ts';
import { rangeText, sizeSummary } from '../../native-workers/models/particle-sizes.ts';
import type { ModelReference } from '../../native-workers/models/user-model.ts';
import { BadInput, type InputPlace } from '../../native-workers/text/bad-input.ts';
import { diameterColumn } from '../formats/diameter-column.ts';
import type { ColumnUse, Frame } from '../formats/frame.ts';
import { readFrames } from '../formats/read-frames.ts';
import { type AnalysisInput, compositionOf, type InputFile, type InputOptions, inputOf } from './analysis-input.ts';

/** What a frame holds, whatever its model. */
export interface RecognisedFrame {
  frame: number;
  timestep: number | null;
  n: number;
  /** Types as the file calls them, with their particles. */
  types: { label: string; count: number }[];
  /** Null where the file states none and none was given. */
  box: Box | null;
  /** Least and largest coordinates, where there is no box. */
  extent: { x: [number, number]; y: [number, number] } | null;
  columns: readonly ColumnUse[];
  /** Least and largest diameter of the particles, where the file has them. */
  diameters: string | null;
}

/** What is taken for the physics of a frame. */
export interface RecognisedModel {
  model: ModelReference;
  /** Species with their particles. */
  species: { name: string; count: number }[];
  /** Which species each type was taken as. */
  types: Record<string, string>;
  /** What was concluded, and from what; null where the user said all of it. */
  guess: { model: boolean; types: boolean; from: string } | null;
  /** Whether particles have the diameters of the file. */
  ownDiameters: boolean;
}

/** What was recognised in a file, as far as its reading came. */
export interface FilePreview {
  /** Id of the format; null where it is none of ours. */
  format: string | null;
  /** Frames in the file, cut and empty ones among them; null where it was not read to its end. */
  frames: number | null;
  /** Of the first configuration that was asked for. */
  facts: RecognisedFrame | null;
  model: RecognisedModel | null;
  /** max|F_i| in ε/σ as the file has it: of the first, and the largest of all that were asked for; not finite where two particles touch. */
  maxForce: { first: number; largest: number } | null;
  /** Of every configuration that was asked for: what identifies it. */
  hashes: string[];
  /** What was concluded or found odd, as sentences. */
  notes: string[];
  /** Why it cannot be imported like this. */
  problem: { message: string; place: InputPlace } | null;
}

/** Stands in for a box that nobody has stated: larger than any sample, so that all else can be told. */
const NO_BOX: Box = { lx: 1e7, ly: 1e7, xy: 0 };

function extentOf({ positions, origin }: Frame): NonNullable<RecognisedFrame['extent']> {
  const extent = { x: [Infinity, -Infinity], y: [Infinity, -Infinity] } satisfies RecognisedFrame['extent'];
  for (const [axis, range] of [extent.x, extent.y].entries())
    for (let at = axis; at < positions.length; at += 2) {
      const value = positions[at] + (axis === 0 ? origin.x : origin.y);
      range[0] = Math.min(range[0], value);
      range[1] = Math.max(range[1], value);
    }
  return extent;
}

function factsOf(frame: Frame, hasBox: boolean): RecognisedFrame {
  const { frameIndex, timestep, ids, typeLabels, types, box, uses } = frame;
  const counts = new Uint32Array(typeLabels.length);
  for (const type of types) counts[type] += 1;
  const diameters = diameterColumn(frame)?.diameters;
  return {
    frame: frameIndex,
    timestep,
    n: ids.length,
    types: typeLabels.map((label, at) => ({ label, count: counts[at] })),
    box: hasBox ? box : null,
    extent: hasBox ? null : extentOf(frame),
    columns: uses,
    diameters: diameters === undefined ? null : rangeText(sizeSummary({ diameters, nonAdditivity: 0 })),
  };
}

function modelFactsOf({ configuration, model, guessed }: AnalysisInput, frame: Frame): RecognisedModel {
  const { species, sizes } = configuration;
  const counts = new Uint32Array(model.species.length);
  for (const kind of species) counts[kind] += 1;
  const kindOfType = new Map<number, number>();
  for (let row = 0; kindOfType.size < frame.typeLabels.length; row += 1) kindOfType.set(frame.types[row], species[row]);
  const nameOf = (type: number) => model.species[kindOfType.get(type) ?? 0].name;
  return {
    model: referenceTo(model),
    species: model.species.map(({ name }, kind) => ({ name, count: counts[kind] })),
    types: Object.fromEntries(frame.typeLabels.map((label, type) => [label, nameOf(type)])),
    guess:
      guessed === null
        ? null
        : { model: guessed.model, types: guessed.types !== null, from: compositionText(compositionOf(frame)) },
    ownDiameters: sizes !== undefined,
  };
}

function maxForceOf({ configuration, model }: AnalysisInput): number {
  return new (addon().Sample)(sampleSpec(configuration, model)).energetics().maxForce;
}

/** What can be told of a file though a question about its box is open. */
async function factsBesides(file: InputFile, options: InputOptions, asks: 'box' | 'periodic') {
  const standIn = asks === 'box' ? { ...options, box: NO_BOX } : { ...options, periodic: true };
  try {
    for await (const frame of readFrames(file.bytes, file.name, standIn)) return factsOf(frame, asks !== 'box');
  } catch (error) {
    // It is told what is asked first; the rest comes with the answer.
    if (!(error instanceof BadInput)) throw error;
  }
  return null;
}

/**
 * Reads a file as an import would, up to its first error, and tells what was recognised. Every frame that is asked for
 * is checked and hashed; nothing is relaxed. Throws what is no fault of the file.
 */
export async function previewFile(file: InputFile, options: InputOptions): Promise<FilePreview> {
  const preview: FilePreview = {
    format: null,
    frames: null,
    facts: null,
    model: null,
    maxForce: null,
    hashes: [],
    notes: [],
    problem: null,
  };
  try {
    for await (const frame of readFrames(file.bytes, file.name, options, (known) => Object.assign(preview, known))) {
      preview.facts ??= factsOf(frame, true);
      const input = inputOf(frame, options);
      const force = maxForceOf(input);
      preview.model ??= modelFactsOf(input, frame);
      preview.maxForce ??= { first: force, largest: force };
      preview.maxForce.largest = Math.max(preview.maxForce.largest, force);
      preview.hashes.push(configurationHash(input.configuration, input.model));
      for (const note of input.notes) if (!preview.notes.includes(note)) preview.notes.push(note);
    }
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    preview.problem = { message: error.message, place: error.place };
    const asks = error.place.question?.asks;
    if (asks === 'box' || asks === 'periodic') preview.facts ??= await factsBesides(file, options, asks);
  }
  return preview;
}
