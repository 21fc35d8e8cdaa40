import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { z } from 'zod';
import { type ModelReference, type UserModel, userModelSchema } from '../../native-workers/models/user-model.ts';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { type AnalysisOptions, analysisOptionsSchema, inputOptions } from '../import/analysis-options.ts';
import { readFlags } from '../import/flag-value.ts';
import { modelDefinedBy } from '../import/model-definition.ts';
import { importFile } from '../import/import-file.ts';
import type { Job } from '../jobs/job-board.ts';
import type { ProjectHandle } from '../library/open-project-handle.ts';
import type { JsonObject } from '../project/configuration-json.ts';
import { type ImportQuery, importQuerySchema } from './contract.ts';
import type { ApiContext } from './context.ts';
import type { Resumption } from './unfinished-resumptions.ts';
import { startTracked } from './tracked-work.ts';

/** The file of an import: where it lies, and whether that is our own copy of what was sent. */
export interface ImportSource {
  path: string;
  upload: boolean;
}

/** The query as the flags of `analyze` would have it: the same checks, the same words. */
export function importOptions({ periodic, relax, backbone, ...query }: ImportQuery): AnalysisOptions {
  const isTrue = (text?: string) => (text === undefined ? undefined : text === 'true');
  const given = { ...query, periodic: isTrue(periodic), relax: isTrue(relax), backbone: isTrue(backbone) };
  return readFlags(analysisOptionsSchema, given);
}

/** The model of a query: by its id, or by its definition as JSON. Throws `BadInput` for what is neither. */
export function modelOfQuery({ model }: ImportQuery): ModelReference | undefined {
  if (model?.trimStart().startsWith('{') !== true) return model;
  return modelDefinedBy(jsonOf(model), 'model');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadInput(`not JSON: ${error instanceof Error ? error.message : String(error)}`, { field: 'model' });
  }
}

/**
 * Throws `BadInput` for the file of an open project, by whatever name: closing it in another thread frees the
 * locks that this process has on it (docs/project-file.md).
 */
export function refuseOpenProject({ projects }: ApiContext, path: string, name: string) {
  const found = statSync(path, { throwIfNoEntry: false });
  const isFile = (file: string) => {
    const open = statSync(file, { throwIfNoEntry: false });
    return open !== undefined && open.dev === found?.dev && open.ino === found.ino;
  };
  if (projects.list().some(({ file }) => isFile(file)))
    throw new BadInput('this is a project that is open; a configuration is read from another file', { file: name });
}

/** What a project keeps of an import: its query, and the user-defined models that were at hand for a guess. */
const storedImportSchema = importQuerySchema.extend({ atHand: z.array(userModelSchema).optional() });

type StoredImport = z.infer<typeof storedImportSchema>;

/** The same as JSON: without what was not said. */
function kept(stored: StoredImport): JsonObject {
  return JSON.parse(JSON.stringify(stored)) as JsonObject;
}

/** What was said of a file beside its name, always in the same order; nothing that was not said. */
export function answersOf(query: Partial<ImportQuery>): Record<string, string | number> {
  const said = Object.entries(query).filter(
    (entry): entry is [string, string | number] => entry[0] !== 'name' && entry[1] !== undefined,
  );
  return Object.fromEntries(said.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a reading depends on beside the file. */
export function checkedUnder(query: ImportQuery, atHand: readonly UserModel[]): string {
  return JSON.stringify([answersOf(query), atHand]);
}

/**
 * Reads and checks the whole file, so that an error in its last frame is found before anything is stored, then starts
 * the job that analyses it; not again where the number of its `configurations` is known from that. `id` is that of the import that is taken up again. Throws `BadInput`, or `Cancelled` after
 * an abort.
 */
export async function startImport(
  context: ApiContext,
  handle: ProjectHandle,
  { atHand = [], ...query }: StoredImport,
  { path, upload }: ImportSource,
  { id: resumed, signal, configurations }: { id?: string; signal: AbortSignal; configurations?: number | undefined },
): Promise<Job> {
  const options = importOptions(query);
  refuseOpenProject(context, path, query.name);
  const file = { path, name: query.name };
  const reading = { ...inputOptions(options, modelOfQuery(query)), atHand };
  const count = configurations ?? (await context.readings.count(file, reading, signal));
  const id = resumed ?? randomBytes(16).toString('base64url');
  await context.sources.keep(id, path, upload);
  try {
    return await startTracked(context, handle, {
      id,
      kind: 'import',
      title: `Import of ${query.name}`,
      request: kept({ ...query, ...(atHand.length > 0 ? { atHand } : {}) }),
      work: (jobContext) => {
        const inputs = context.readings.inputs(file, reading, jobContext.signal);
        return importFile(inputs, count, options, handle, { pool: context.pool, jobContext });
      },
      onEnd: () => context.sources.forget(id),
    });
  } catch (error) {
    // Not begun after all; one that is taken up again stays as it was.
    if (resumed === undefined) context.sources.forget(id);
    throw error;
  }
}

/** How an import that was cut short goes on: the file is read again, what is stored of it is found. */
export function importResumption(context: ApiContext): Resumption {
  const { sources } = context;
  return {
    problem: ({ id, request }) =>
      storedImportSchema.safeParse(request).success ? sources.problem(id) : 'it was begun by a newer Keycore',
    resume: async ({ id, request }, handle) => {
      const source = sources.find(id);
      // `problem` has been asked for before.
      if (source === null) throw new Error(`the file of import ${id} is not known here`);
      const { signal } = new AbortController();
      return startImport(context, handle, storedImportSchema.parse(request), source, { id, signal });
    },
    forget: ({ id }) => sources.forget(id),
  };
}
