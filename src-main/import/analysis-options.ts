import { z } from 'zod';
import {
  type AnalysisSettings,
  analysisSettingsSchema,
} from '../../native-workers/analysis/report/analysis-settings.ts';
import type { ModelReference } from '../../native-workers/models/user-model.ts';
import { modelIds } from '../../native-workers/models/registry.ts';
import { flagsOf } from '../../native-workers/settings/flags-of-settings.ts';
import { atomStyles, isAtomStyle } from '../formats/lammps-data-styles.ts';
import { READERS } from '../formats/readers.ts';
import type { InputOptions } from './analysis-input.ts';

const settings = analysisSettingsSchema.shape;

/** `i:j` or `i:j:k`; negative numbers count from the end. */
const frameSlice = z.templateLiteral([
  z.string().regex(/(?:-?\d{1,15})?/),
  ':',
  z.string().regex(/(?:-?\d{1,15})?(?::(?:[1-9]\d{0,14})?)?/),
]);

/** What a user may say about reading and analysing files: flags of `analyze`, and the query of an import. */
export const analysisOptionsSchema = z.strictObject({
  model: z
    .string()
    .optional()
    .meta({
      description: `model: ${modelIds().join(', ')}, or a JSON file with the definition of one, as simulate takes it; guessed only where exactly one fits`,
      placeholder: 'id|file.json',
    }),
  types: z
    .record(z.string(), z.string())
    .optional()
    .meta({ description: 'which type of the file is which species of the model', placeholder: '1=A,2=B' }),
  frame: z
    .union([z.int().min(0), z.enum(['last', 'all']), frameSlice])
    .default('last')
    .meta({
      description:
        'frame of each file: its number from 0, the last whole one, all whole ones, or a slice of them as in Python',
      placeholder: 'i|last|all|i:j:k',
    }),
  format: z
    .string()
    .optional()
    .meta({
      description: `format of the files: ${READERS.map(({ id }) => id).join(', ')}; told by content otherwise`,
      placeholder: 'id',
    }),
  box: z
    .tuple([z.number().positive(), z.number().positive(), z.number().optional()])
    .optional()
    .meta({ description: 'box of a file that states none (CSV, plain XYZ)', placeholder: 'lx,ly[,xy]' }),
  periodic: z
    .boolean()
    .default(false)
    .meta({ description: 'take the box as periodic, whatever the file says of its boundaries' }),
  atomStyle: z
    .string()
    .refine(isAtomStyle, { error: `expected an atom style of LAMMPS: ${atomStyles().join(', ')}` })
    .optional()
    .meta({
      description: 'atom style of LAMMPS data files that do not name theirs: charge, "hybrid sphere charge", ...',
      placeholder: 'style',
    }),
  diameters: z.enum(['species', 'particles']).optional().meta({
    description:
      "sizes of the species, or those of the particles in the file's column diameter or radius; default: as the model has it",
    placeholder: 'species|particles',
  }),
  nonAdditivity: z.number().min(0).optional().meta({
    description:
      'ε in σ_ij = ½(d_i + d_j)(1 − ε|d_i − d_j|/d̄), of diameters of the particles; default: that of the model',
    placeholder: 'ε',
  }),
  ...flagsOf(settings, {
    modes: 'n',
    relax: null,
    forceTolerance: 'force',
    maxEvaluations: 'n',
    backbone: null,
    coreThreshold: 'Ψ',
    keyCoreFraction: 'f',
    squarePurity: 'q',
    squareSquareness: 's',
    qlmShares: 'qlm,phonon',
    qlmParticipants: 'n',
  }),
  relax: settings.relax.meta({ description: 'analyse the configuration as it stands, at whatever max|F| it has' }),
});

export type AnalysisOptions = z.output<typeof analysisOptionsSchema>;

const READING = {
  model: true,
  types: true,
  frame: true,
  format: true,
  box: true,
  periodic: true,
  atomStyle: true,
  diameters: true,
  nonAdditivity: true,
} as const;

/** Those about reading. */
export const readingOptionsSchema = analysisOptionsSchema.pick(READING);

/** What flags say about reading; `model` is what their word for the model stands for. */
export function inputOptions(
  flags: z.input<typeof analysisOptionsSchema>,
  model: ModelReference | undefined,
): InputOptions {
  const { box, ...options } = readingOptionsSchema.strip().parse(flags);
  return { ...options, model, box: box && { lx: box[0], ly: box[1], xy: box[2] ?? 0 } };
}

/** What flags say about the analysis. */
export function settingsOf(flags: z.input<typeof analysisOptionsSchema>): AnalysisSettings {
  return analysisOptionsSchema.omit(READING).strip().parse(flags);
}
