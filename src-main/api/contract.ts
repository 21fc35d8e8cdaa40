import { z } from 'zod';
import { QLM_CRITERIA, VERDICTS } from '../../native-workers/analysis/report/verdicts.ts';
import { reportSchema, waveCutsSchema } from '../../native-workers/analysis/report/report.ts';

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
    message: z.string().describe('the same words the command line prints'),
    place: z
      .object({
        file: z.string().optional(),
        line: z.int().optional(),
        field: z.string().optional(),
        question: z
          .object({
            asks: z.enum(['model', 'types', 'box']),
            problem: z.string(),
            types: z.array(z.object({ label: z.string(), share: z.number() })).optional(),
          })
          .optional()
          .describe('what the user has to tell; the same import with the answer in its query goes on'),
      })
      .optional(),
  }),
});

export const hostInfoSchema = z.object({
  host: z.enum(['browser', 'desktop', 'test']),
  version: z.string(),
  variant: z.string().describe('instruction set of the kernels'),
  models: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      cutoffScheme: z.string(),
      species: z.array(z.object({ name: z.string(), diameter: z.number() })),
    }),
  ),
  shippedSamples: z.array(z.object({ id: z.string(), label: z.string() })),
  exportFormats: z
    .array(z.object({ id: z.string(), label: z.string(), extension: z.string().describe('with the dot') }))
    .default([])
    .describe('formats that a sample can be written in'),
  root: z.string().nullable().describe('folder the browser host may read and write; null on the desktop'),
});

export const projectInfoSchema = z.object({
  id: z.string().describe('opaque; lives as long as the project is open'),
  key: z
    .string()
    .default('')
    .describe('opaque; the same in every run of Keycore: how a place names it (place-contract.ts)'),
  name: z.string().describe('file name without extension, or Untitled'),
  path: z.string().nullable().describe('where it is saved, as the user knows it; null for Untitled'),
  untitled: z.boolean(),
  example: z
    .boolean()
    .default(false)
    .describe('a shipped sample: read-only; what is worked out of it is kept until Keycore ends, and by “save as”'),
  mode: z.enum(['read', 'write']).describe('whether samples can be added'),
  readOnlyReason: z.string().nullable().describe('who holds it, or why it cannot be written'),
  notices: z
    .array(z.string())
    .default([])
    .describe('what opening it has found or done, a sentence each: rows that are lost, a right to write taken over'),
  samples: z.int(),
  revision: z.int().default(0).describe('counts what has changed in it; where `changes?after=` begins'),
});

/**
 * A line of the stream of changes: what has to be read again since the line before (or since `after`). The first line
 * comes at once where something has changed already, or where `after` is missing or from another run of Keycore. A
 * hidden page closes the stream: a browser opens six connections to a host, for all its tabs together.
 */
export const projectChangeSchema = z.object({
  revision: z.int(),
  project: z.boolean().describe('name, place or right to write'),
  samples: z.boolean().describe('list of samples'),
  jobs: z.boolean().describe('list of jobs: one began, ended or was forgotten (its progress has a stream of its own)'),
});

/** How a project is named: by a shipped sample, its name in the list of known ones, a path inside --root (browser host), a grant (desktop), or as Untitled. */
export const openRequestSchema = z.union([
  z.strictObject({ known: z.string() }),
  z.strictObject({ shipped: z.string() }),
  z.strictObject({ path: z.string() }),
  z.strictObject({ grant: z.string() }),
  z.strictObject({ untitled: z.literal(true) }),
]);

/** A project whose bytes are sent (dropped on a page): it is opened as a copy in the user's data. */
export const receivedQuerySchema = z.strictObject({ name: z.string().min(1).max(255) });

export const saveRequestSchema = z.union([z.strictObject({ path: z.string() }), z.strictObject({ grant: z.string() })]);

export const folderListingSchema = z.object({
  path: z.string().describe('relative to the root, / separated, empty for the root itself'),
  entries: z.array(
    z.object({ name: z.string(), kind: z.enum(['folder', 'project', 'configuration']), bytes: z.number() }),
  ),
  undecodable: z
    .array(z.string())
    .describe('names that are not UTF-8, their bytes as \\xe9: they are not among the entries, and are to be renamed'),
});

/** A row of the browse table; all numbers are those of the lowest mode where a mode is meant. */
export const sampleRowSchema = z.object({
  number: z.int(),
  label: z.string().describe('file and frame, or configuration and seed'),
  model: z.string(),
  n: z.int(),
  energyPerParticle: z.number(),
  omega: z.number(),
  pr: z.number(),
  maxPsi: z.number().nullable(),
  coreSize: z.int(),
  keyCoreSize: z.int(),
  negativeModes: z.int(),
  shear: z.number().nullable().describe('mean of G(θ); null for an unstable sample and one of an older Keycore'),
  pinnedShear: z.number().nullable().describe('the same with the key-core string pinned'),
  relativeAnisotropy: z.number().nullable().describe('(max − min of G) / pinned mean'),
  omegaT: z.number().nullable().describe('first transverse phonon'),
  verdict: z.enum(VERDICTS).nullable().describe('what the lowest mode is; null: undecided, `verdictReason` says why'),
  phononShare: z.number().nullable().describe('share of the lowest mode in plane waves, on which the verdict rests'),
  criterion: z
    .enum(QLM_CRITERIA)
    .nullable()
    .describe(
      'rule by which the sample was judged: phonon-share; participation (isQlm) by an older Keycore; null: not at all',
    ),
  verdictReason: z.string().nullable().describe('why there is no verdict, a sentence; null where there is one'),
  participants: z.number().nullable().describe('N·PR of the lowest mode'),
  isQlm: z
    .boolean()
    .nullable()
    .describe('older criterion: N·PR below its threshold and ω below ω_T; null where that is not known'),
});

/** The verdict on the lowest mode of an open sample, with what it rests on. */
export const sampleVerdictSchema = z.object({
  verdict: z.enum(VERDICTS).nullable(),
  phononShare: z.number().nullable().describe('share of the lowest mode in plane waves'),
  limits: z
    .tuple([z.number(), z.number()])
    .describe('phononShare below the first is a QLM, above the second a phonon, a hybrid from one to the other'),
  cuts: waveCutsSchema.nullable().describe('plane waves that the lowest mode was held against'),
  reason: z
    .string()
    .nullable()
    .describe('why there is no verdict, or why it rests on only the first shell of plane waves'),
  computed: z
    .boolean()
    .describe('true: an older Keycore made the report; this is computed now from the modes that it stored'),
  omegaT: z.number().nullable().describe('first transverse phonon'),
  participants: z.number().describe('N·PR of the lowest mode'),
  threshold: z.number().describe('N·PR below which the older criterion calls it localised'),
  isQlm: z.boolean().nullable().describe('older criterion: N·PR below its threshold and ω below ω_T'),
});

/** An array that can be asked for. Scalars have N values, vectors N × 2. */
export const arrayInfoSchema = z.object({
  name: z.string(),
  label: z.string().describe('as axes and colour bars show it, e.g. Ψ'),
  unit: z.string().nullable(),
  kind: z.enum(['scalar', 'vector']),
  signed: z.boolean().describe('true: a diverging map about zero suits it'),
  perMode: z.boolean(),
});

/**
 * Arrays of a sample: `ids` (I32), `species` (U8), `positions` (F64, N × 2, wrapped into 0 ≤ fractional < 1), `vibrability`,
 * `psi6`, `neighbours/start` (I32, N + 1) and `neighbours/index` (I32) of the Voronoi tessellation, and `file:NAME` for each column
 * of the file. Arrays of a mode: vectors `u`, `uT`, `uL`, `uNp`; scalars `absU`, `absUL`, `divUNp`, `divU`, `areaChange`.
 */
export const sampleDetailSchema = z.object({
  number: z.int(),
  label: z.string(),
  report: reportSchema.describe('vibrability.values is empty: it travels as an array'),
  verdict: sampleVerdictSchema.nullable().describe('null for a sample without modes'),
  phononShares: z
    .array(z.number().nullable())
    .describe('of each mode of the report; null in an unstable sample, and where the displacements are not stored'),
  storedModes: z.int().describe('modes whose displacements are stored, the lowest ones'),
  modesAtHand: z.int().describe('modes that have arrays: those stored, and those worked out since (POST …/modes)'),
  arrays: z.array(arrayInfoSchema),
  diameters: z.array(z.number()).describe('of each species, for drawing'),
  speciesNames: z.array(z.string()),
});

/** Query of an import: what the command line takes as flags. */
export const importQuerySchema = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(255)
    // It stands in messages, on terminals and in provenance.
    .regex(/^[^\p{Cc}]*$/u, 'a name without control characters')
    .describe('file name, for messages and for the format'),
  model: z.string().optional(),
  types: z.string().optional().describe('1=A,2=B'),
  frame: z.string().optional().describe('number, last or all'),
  box: z.string().optional().describe('lx,ly[,xy]'),
  relax: z.enum(['true', 'false']).optional(),
  modes: z.coerce.number().int().min(1).max(10_000).optional(),
});

/** In place of the file itself, with content-type application/json: a grant, or a path inside --root. */
export const importSourceSchema = z.union([
  z.strictObject({ grant: z.string() }),
  z.strictObject({ path: z.string() }),
]);

/**
 * A job of this run of Keycore, or one that an earlier run has left 'unfinished'. That one has no progress stream;
 * POST …/resume takes it up again under the same id, DELETE forgets it.
 */
export const jobInfoSchema = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled', 'unfinished']),
  resumable: z.boolean().default(false).describe('unfinished: can be taken up again; `error` says why not'),
  startedAt: z.string(),
  progress: z.number().min(0).max(1).nullable().describe('null where the end is not known'),
  stage: z.string(),
  secondsLeft: z.number().nullable(),
  samples: z.array(z.int()).describe('numbers of the samples it has stored'),
  error: apiErrorSchema.shape.error.nullable(),
});

/** How a sample is to be written. */
export const exportQuerySchema = z.strictObject({
  format: z.string().describe('id of one of HostInfo.exportFormats'),
  modes: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(1)
    .describe('lowest modes whose displacements are written; at most SampleDetail.storedModes'),
});

/** Where to, for POST: a grant of `exportDialog` (desktop), or a path inside --root of a file that is not there yet. */
export const exportTargetSchema = z.union([
  z.strictObject({ grant: z.string() }),
  z.strictObject({ path: z.string() }),
]);

export const exportInfoSchema = z.object({
  name: z.string().describe('as the user knows it'),
  bytes: z.int(),
  particles: z.int(),
  omitted: z.array(z.string()).describe('columns for which the format has no place'),
});

/** A line of the progress stream; `seq` counts from 1 and a stream can be taken up again with ?after=seq. */
export const jobEventSchema = z.object({ seq: z.int(), job: jobInfoSchema });

export type ApiError = z.infer<typeof apiErrorSchema>;
export type HostInfo = z.infer<typeof hostInfoSchema>;
export type ProjectInfo = z.infer<typeof projectInfoSchema>;
export type ProjectChange = z.infer<typeof projectChangeSchema>;
export type OpenRequest = z.infer<typeof openRequestSchema>;
export type SaveRequest = z.infer<typeof saveRequestSchema>;
export type FolderListing = z.infer<typeof folderListingSchema>;
export type SampleVerdict = z.infer<typeof sampleVerdictSchema>;
export type SampleRow = z.infer<typeof sampleRowSchema>;
export type ArrayInfo = z.infer<typeof arrayInfoSchema>;
export type SampleDetail = z.infer<typeof sampleDetailSchema>;
export type ImportQuery = z.infer<typeof importQuerySchema>;
export type ExportQuery = z.input<typeof exportQuerySchema>;
export type ExportTarget = z.infer<typeof exportTargetSchema>;
export type ExportInfo = z.infer<typeof exportInfoSchema>;
export type JobInfo = z.infer<typeof jobInfoSchema>;
export type JobEvent = z.infer<typeof jobEventSchema>;
