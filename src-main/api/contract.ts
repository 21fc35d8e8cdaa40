import { z } from 'zod';
import { QLM_CRITERIA, VERDICTS } from '../../native-workers/analysis/report/verdicts.ts';
import { reportSchema, waveCutsSchema } from '../../native-workers/analysis/report/report.ts';
import { sampleColumnSchema } from './sample-table-contract.ts';

/**
 * What crosses between the window and the side that owns files and jobs. Every request and response body is one of
 * these schemas or of the `…-contract.ts` beside this file; arrays travel in the safetensors layout (array-stream.ts),
 * progress as NDJSON. Which route takes and gives what stands beside each (`described`) and, as a table, in docs/api.md.
 */

/** Every failure, whatever its status: 400 malformed request, 401/403 not allowed, 404 unknown, 409 read-only, 413 too large, 422 bad input, 500 ours. */
export const apiErrorSchema = z.object({
  error: z.object({
    kind: z.enum([
      'bad-request',
      'forbidden',
      'not-found',
      'read-only',
      'too-large',
      'bad-input',
      'cancelled',
      'internal',
    ]),
    /** The same words the command line prints. */
    message: z.string(),
    place: z
      .object({
        file: z.string().optional(),
        line: z.int().optional(),
        field: z.string().optional(),
        /** What the user has to tell; the same import with the answer in its query goes on. */
        question: z
          .object({
            asks: z.enum(['model', 'types', 'box', 'periodic', 'atomStyle']),
            problem: z.string(),
            types: z.array(z.object({ label: z.string(), share: z.number() })).optional(),
            styles: z.array(z.string()).optional(),
            sizes: z.string().optional(),
          })
          .optional(),
      })
      .optional(),
  }),
});

/** An analysis that the window can ask for. */
export const analysisInfoSchema = z.object({
  /** In routes. */
  name: z.string(),
  heading: z.string(),
  /** One line. */
  summary: z.string(),
  /** Whether reports are kept, and made by jobs; else one is computed with the request. */
  policy: z.enum(['kept', 'immediate']),
});

/** A model as forms show it. */
export const modelInfoSchema = z.object({
  id: z.string(),
  label: z.string(),
  cutoffScheme: z.string(),
  species: z.array(z.object({ name: z.string(), diameter: z.number() })),
  /** Whether diameters of the particles are needed, taken from a file that has some, or taken where that is asked for. */
  perParticle: z.object({ use: z.enum(['required', 'automatic', 'on-request']) }).optional(),
});

export const hostInfoSchema = z.object({
  host: z.enum(['browser', 'desktop', 'test']),
  version: z.string(),
  /** Instruction set of the kernels. */
  variant: z.string(),
  models: z.array(modelInfoSchema),
  shippedSamples: z.array(z.object({ id: z.string(), label: z.string() })),
  /** Endings of the names of files that can be read, with the dot, and those of compressed ones, which may follow. */
  importEndings: z.object({ formats: z.array(z.string()), compressed: z.array(z.string()) }),
  /** Formats that can be read. */
  importFormats: z.array(z.object({ id: z.string(), label: z.string() })),
  /** Formats that a sample can be written in. */
  exportFormats: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      /** With the dot. */
      extension: z.string(),
      /** Whether it holds several frames, as of an oscillating mode. */
      frames: z.boolean(),
    }),
  ),

  /** Analyses of a sample, in the order of the table. */
  analyses: z.array(analysisInfoSchema),
  /** Quantities by which samples are filtered, sorted and plotted, in the order in which they are offered. */
  sampleColumns: z.array(sampleColumnSchema),
  /** Folder the browser host may read and write; null on the desktop. */
  root: z.string().nullable(),
});

export const projectInfoSchema = z.object({
  /** Opaque; lives as long as the project is open. */
  id: z.string(),
  /** Opaque; the same in every run of Keycore: how a place names it (place-contract.ts). */
  key: z.string(),
  /** File name without extension, or Untitled. */
  name: z.string(),
  /** Where it is saved, as the user knows it; null for Untitled. */
  path: z.string().nullable(),
  untitled: z.boolean(),
  /** A shipped sample: read-only; what is worked out of it is kept until Keycore ends, and by “save as”. */
  example: z.boolean(),
  /** Whether samples can be added. */
  mode: z.enum(['read', 'write']),
  /** Who holds it, or why it cannot be written. */
  readOnlyReason: z.string().nullable(),
  /** What opening it has found or done, a sentence each: rows that are lost, a right to write taken over. */
  notices: z.array(z.string()),
  samples: z.int(),
  /** Counts what has changed in it; where `changes?after=` begins. */
  revision: z.int(),
});

/**
 * A line of the stream of changes: what has to be read again since the line before (or since `after`). The first line
 * comes at once where something has changed already, or where `after` is missing or from another run of Keycore. A
 * hidden page closes the stream: a browser opens six connections to a host, for all its tabs together.
 */
export const projectChangeSchema = z.object({
  revision: z.int(),
  /** Name, place or right to write. */
  project: z.boolean(),
  /** List of samples. */
  samples: z.boolean(),
  /** List of jobs: one began, ended or was forgotten (its progress has a stream of its own). */
  jobs: z.boolean(),
});

/** How a project is named: by a shipped sample, its name in the list of known ones, a path inside --root (browser host), a grant (desktop), or as Untitled. */
export const openRequestSchema = z.union([
  z.strictObject({ known: z.string() }),
  z.strictObject({ shipped: z.string() }),
  z.strictObject({ path: z.string() }),
  z.strictObject({ grant: z.string() }),
  z.strictObject({ untitled: z.literal(true) }),
]);

/** A file: of a path inside --root (browser host), or of a grant (desktop). */
export const fileRequestSchema = z.union([z.strictObject({ path: z.string() }), z.strictObject({ grant: z.string() })]);

/** Of a stream that is taken up again: the number of what was seen last. */
export const afterQuerySchema = z.strictObject({ after: z.coerce.number().int().min(0).default(0) });

/** A project whose bytes are sent (dropped on a page): it is opened as a copy in the user's data. */
export const receivedQuerySchema = z.strictObject({ name: z.string().min(1).max(255) });

export const folderListingSchema = z.object({
  /** Relative to the root, / separated, empty for the root itself. */
  path: z.string(),
  entries: z.array(
    z.object({ name: z.string(), kind: z.enum(['folder', 'project', 'configuration']), bytes: z.number() }),
  ),
  /** Names that are not UTF-8, their bytes as \xe9: they are not among the entries, and are to be renamed. */
  undecodable: z.array(z.string()),
});

/** A row of the browse table; all numbers are those of the lowest mode where a mode is meant. */
export const sampleRowSchema = z.object({
  number: z.int(),
  /** What it is called: the user's name; else model, N and index of a simulated one, file and frame of one that was read. */
  label: z.string(),
  /** The user's name; null: none. */
  title: z.string().nullable(),
  tags: z.array(z.string()),
  /** How many notes are on it. */
  notes: z.int(),
  /** File and frame, or simulation. */
  source: z.string(),
  /** Of this sample; null for one that was read. */
  seed: z.string().nullable(),
  /** Job it belongs to, and its index there, from 1. */
  job: z.int(),
  index: z.int(),
  /** Of its simulation; null for one that was read. */
  preset: z.string().nullable(),
  /** ISO 8601. */
  storedAt: z.string(),
  model: z.string(),
  n: z.int(),
  energyPerParticle: z.number(),
  /** ω and participation ratio of the lowest mode; null where there is none, as in a packing that is not jammed. */
  omega: z.number().nullable(),
  pr: z.number().nullable(),
  maxPsi: z.number().nullable(),
  coreSize: z.int(),
  keyCoreSize: z.int(),
  negativeModes: z.int(),
  /** Mean of G(θ); null for an unstable sample and one of an older Keycore. */
  shear: z.number().nullable(),
  /** The same with the key-core string pinned. */
  pinnedShear: z.number().nullable(),
  /** (max − min of G) / pinned mean. */
  relativeAnisotropy: z.number().nullable(),
  /** First transverse phonon, and ω of the lowest mode in units of it. */
  omegaT: z.number().nullable(),
  omegaRatio: z.number().nullable(),
  /** |⟨ψ6⟩| and ⟨|ψ6|⟩; null for samples of an older Keycore and large ones. */
  psi6: z.number().nullable(),
  meanPsi6: z.number().nullable(),
  /** What the lowest mode is; null: undecided, `verdictReason` says why. */
  verdict: z.enum(VERDICTS).nullable(),
  /** Share of the lowest mode in plane waves, on which the verdict rests. */
  phononShare: z.number().nullable(),
  /** Rule by which the sample was judged: phonon-share; participation (isQlm) by an older Keycore; null: not at all. */
  criterion: z.enum(QLM_CRITERIA).nullable(),
  /** Why there is no verdict, a sentence; null where there is one. */
  verdictReason: z.string().nullable(),
  /** N·PR of the lowest mode. */
  participants: z.number().nullable(),
  /** Older criterion: N·PR below its threshold and ω below ω_T; null where that is not known. */
  isQlm: z.boolean().nullable(),
});

/** The verdict on the lowest mode of an open sample, with what it rests on. */
export const sampleVerdictSchema = z.object({
  verdict: z.enum(VERDICTS).nullable(),
  /** Share of the lowest mode in plane waves. */
  phononShare: z.number().nullable(),
  /** phononShare below the first is a QLM, above the second a phonon, a hybrid from one to the other. */
  limits: z.tuple([z.number(), z.number()]),
  /** Plane waves that the lowest mode was held against. */
  cuts: waveCutsSchema.nullable(),
  /** Why there is no verdict, or why it rests on only the first shell of plane waves. */
  reason: z.string().nullable(),
  /** True: an older Keycore made the report; this is computed now from the modes that it stored. */
  computed: z.boolean(),
  /** First transverse phonon. */
  omegaT: z.number().nullable(),
  /** N·PR of the lowest mode. */
  participants: z.number(),
  /** N·PR below which the older criterion calls it localised. */
  threshold: z.number(),
  /** Older criterion: N·PR below its threshold and ω below ω_T. */
  isQlm: z.boolean().nullable(),
});

/** An array that can be asked for. Scalars have N values, vectors N × 2. */
export const arrayInfoSchema = z.object({
  name: z.string(),
  /** As axes and colour bars show it, e.g. Ψ. */
  label: z.string(),
  unit: z.string().nullable(),
  kind: z.enum(['scalar', 'vector']),
  /** True: a diverging map about zero suits it. */
  signed: z.boolean(),
  perMode: z.boolean(),
  /** Another text for another array of the same name: one that was made again with other settings. */
  version: z.string().optional(),
});

/**
 * Arrays of a sample: `ids` (I32), `species` (U8), `positions` (F64, N × 2, wrapped into 0 ≤ fractional < 1), `vibrability`, `diameters`
 * (F64, where particles have sizes of their own), `psi6`, `neighbours/start` (I32, N + 1) and `neighbours/index` (I32) of the Voronoi tessellation, and `file:NAME` for each column
 * of the file. Arrays of a mode: vectors `u`, `uT`, `uL`, `uNp`; scalars `absU`, `absUL`, `divUNp`, `divU`, `areaChange`.
 */
export const sampleDetailSchema = z.object({
  number: z.int(),
  /** As in its row. */
  label: z.string(),
  /** vibrability.values is empty: it travels as an array. */
  report: reportSchema,
  /** Null for a sample without modes. */
  verdict: sampleVerdictSchema.nullable(),
  /** Of each mode of the report; null in an unstable sample, and where the displacements are not stored. */
  phononShares: z.array(z.number().nullable()),
  /** Modes whose displacements are stored, the lowest ones. */
  storedModes: z.int(),
  /** Modes that have arrays: those stored, and those worked out since (POST …/modes). */
  modesAtHand: z.int(),
  arrays: z.array(arrayInfoSchema),
  /** Of each species, for drawing; where particles have sizes of their own, the array `diameters` has them. */
  diameters: z.array(z.number()),
  speciesNames: z.array(z.string()),
});

/** Query of an import: what the command line takes as flags. */
export const importQuerySchema = z.strictObject({
  /** File name, for messages and for the format. */
  name: z
    .string()
    .min(1)
    .max(255)
    // It stands in messages, on terminals and in provenance.
    .regex(/^[^\p{Cc}]*$/u, 'a name without control characters'),
  /** Id of one of HostInfo.models, or the definition of a user-defined model as JSON. */
  model: z.string().optional(),
  /** 1=A,2=B. */
  types: z.string().optional(),
  /** Id of one of HostInfo.importFormats; absent: told by content. */
  format: z.string().optional(),
  /** Number, last, all, or a slice i:j:k. */
  frame: z.string().optional(),
  /** lx,ly[,xy]. */
  box: z.string().optional(),
  /** The box is periodic, whatever the file says of its boundaries. */
  periodic: z.enum(['true', 'false']).optional(),
  /** Atom style of a LAMMPS data file that does not name its own. */
  atomStyle: z.string().optional(),
  /** Sizes of the species, or those of the file's column diameter or radius; absent: as the model has it. */
  diameters: z.enum(['species', 'particles']).optional(),
  /** ε in σ_ij of diameters of the particles; absent: that of the model. */
  nonAdditivity: z.string().optional(),
  relax: z.enum(['true', 'false']).optional(),
  /** Whether particles that nothing holds are left out. */
  backbone: z.enum(['true', 'false']).optional(),
  modes: z.coerce.number().int().min(1).max(10_000).optional(),
});

/**
 * A job of this run of Keycore, or one that an earlier run has left 'unfinished'. That one has no progress stream;
 * POST …/resume takes it up again under the same id, DELETE forgets it.
 */
export const jobInfoSchema = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled', 'unfinished']),
  /** Of an unfinished one: it can be taken up again; `error` says why not. */
  resumable: z.boolean().default(false),
  startedAt: z.string(),
  /** Null where the end is not known. */
  progress: z.number().min(0).max(1).nullable(),
  stage: z.string(),
  secondsLeft: z.number().nullable(),
  /** Numbers of the samples it has stored. */
  samples: z.array(z.int()),
  error: apiErrorSchema.shape.error.nullable(),
});

/** Words between commas, in a query. */
const commaListSchema = z
  .string()
  .max(10_000)
  .transform((text) => text.split(','))
  .refine((words) => words.every((word) => word !== ''), 'expected words between commas');

/** How a sample is to be written. */
export const exportQuerySchema = z.strictObject({
  /** Id of one of HostInfo.exportFormats. */
  format: z.string(),
  /** How many of the lowest modes have their fields written, at most SampleDetail.modesAtHand; absent: one, if there is one. */
  modes: z.coerce.number().int().min(0).max(10_000).optional(),
  /** Modes in place of the lowest: numbers and ranges, `0-3,7`. */
  mode: commaListSchema.optional(),
  /** Names of fields, as `keycore export --fields` takes them; empty: none; absent: `vibrability,found,u,file`. */
  fields: z.union([z.literal('').transform((): string[] => []), commaListSchema]).optional(),
});

/** Fields that an export of a sample can have. */
export const exportFieldsSchema = z.object({
  fields: z.array(
    z.object({
      name: z.string(),
      /** What it is, in a few words. */
      about: z.string(),
      unit: z.string().nullable(),
      kind: z.enum(['scalar', 'vector']),
      perMode: z.boolean(),
      /** Why this sample does not have it, as a clause; null where it does. */
      missing: z.string().nullable(),
    }),
  ),
});

/** How an oscillating mode is to be written. */
export const trajectoryQuerySchema = z.strictObject({
  /** Id of one of HostInfo.exportFormats with `frames`. */
  format: z.string(),
  mode: z.coerce.number().int().min(0).max(999_999).default(0),
  /** Largest displacement of a particle, σ. */
  amplitude: z.coerce.number().positive().max(10).default(0.3),
  /** Frames of one period. */
  frames: z.coerce.number().int().min(2).max(1000).default(24),
  periods: z.coerce.number().int().min(1).max(10).default(1),
});

export const exportInfoSchema = z.object({
  /** As the user knows it. */
  name: z.string(),
  bytes: z.int(),
  particles: z.int(),
  /** Columns for which the format has no place. */
  omitted: z.array(z.string()),
  /** What to know of the file besides: a shifted origin, columns made to agree; sentences. */
  remarks: z.array(z.string()),
});

/** A line of the progress stream; `seq` counts from 1 and a stream can be taken up again with ?after=seq. */
export const jobEventSchema = z.object({ seq: z.int(), job: jobInfoSchema });

export type ApiError = z.infer<typeof apiErrorSchema>;
export type HostInfo = z.infer<typeof hostInfoSchema>;
export type AnalysisInfo = z.infer<typeof analysisInfoSchema>;
export type ProjectInfo = z.infer<typeof projectInfoSchema>;
export type ProjectChange = z.infer<typeof projectChangeSchema>;
export type OpenRequest = z.infer<typeof openRequestSchema>;
export type FileRequest = z.infer<typeof fileRequestSchema>;
export type FolderListing = z.infer<typeof folderListingSchema>;
export type SampleVerdict = z.infer<typeof sampleVerdictSchema>;
export type SampleRow = z.infer<typeof sampleRowSchema>;
export type ArrayInfo = z.infer<typeof arrayInfoSchema>;
export type SampleDetail = z.infer<typeof sampleDetailSchema>;
export type ImportQuery = z.infer<typeof importQuerySchema>;
export type ExportQuery = z.input<typeof exportQuerySchema>;
export type TrajectoryQuery = z.input<typeof trajectoryQuerySchema>;
export type ExportField = z.infer<typeof exportFieldsSchema>['fields'][number];
export type ExportInfo = z.infer<typeof exportInfoSchema>;
export type JobInfo = z.infer<typeof jobInfoSchema>;
export type JobEvent = z.infer<typeof jobEventSchema>;
