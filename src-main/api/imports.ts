import { Hono } from 'hono';
import { BadInput } from '../../native-workers/text/bad-input.ts';
import { Cancelled } from '../jobs/cancelled-error.ts';
import type { ProjectHandle } from '../library/open-project-handle.ts';
import type { Job } from '../jobs/job-board.ts';
import { type ImportQuery, importQuerySchema, jobInfoSchema } from './contract.ts';
import type { ApiContext } from './context.ts';
import { ApiFailure } from './failure.ts';
import { answersOf, checkedUnder, importOptions, importResumption, modelOfQuery, startImport } from './import-job.ts';
import { openHandle, requireRoom } from './projects.ts';
import { described } from './route-description.ts';
import { sentFile } from './sent-file.ts';
import { validated } from './validated.ts';

/** Begins the import of a file that is kept since its preview, and remembers what was said of it. */
async function importPreviewed(
  context: ApiContext,
  handle: ProjectHandle,
  preview: string,
  query: ImportQuery,
  signal: AbortSignal,
): Promise<Job> {
  const change = context.previews.change(preview);
  if (change !== null) throw new BadInput(change, { file: query.name });
  const file = context.previews.take(preview);
  if (file === null) throw new ApiFailure('not-found', 'this file is no longer kept; send it again');
  try {
    const atHand = query.model === undefined ? context.ownModels.atHand(handle.project) : [];
    const isChecked = file.checked?.request === checkedUnder(query, atHand);
    const configurations = isChecked ? file.checked?.configurations : undefined;
    const job = await startImport(context, handle, { ...query, atHand }, file, { signal, configurations });
    if (file.likeness !== null) context.recipes.keep(file.likeness, answersOf(query));
    return job;
  } catch (error) {
    context.previews.giveBack(preview, file);
    throw error;
  }
}

/** POST …/imports?name=…: reads and checks the whole file, then analyses it as a job. */
export function importRoutes(context: ApiContext) {
  context.resumptions.set('import', importResumption(context));
  const begun = async (
    handle: ProjectHandle,
    query: ImportQuery,
    sent: Awaited<ReturnType<typeof sentFile>>,
    signal: AbortSignal,
  ) => {
    if ('preview' in sent) return importPreviewed(context, handle, sent.preview, query, signal);
    try {
      const atHand = query.model === undefined ? context.ownModels.atHand(handle.project) : [];
      return await startImport(context, handle, { ...query, atHand }, sent, { signal });
    } catch (error) {
      await sent.remove();
      throw error;
    }
  };
  return new Hono().post(
    '/projects/:project/imports',
    described(
      'query `name` and flags of `analyze`; the file, or JSON `{ grant }`, `{ path }` or `{ preview }`',
      '`{ job: JobInfo }`',
    ),
    validated('query', importQuerySchema),
    async (c) => {
      const handle = openHandle(context, c);
      requireRoom(handle);
      const query = c.req.valid('query');
      // Before the file is taken in.
      importOptions(query);
      modelOfQuery(query);
      try {
        const job = await begun(handle, query, await sentFile(c, context, query.name), c.req.raw.signal);
        return c.json({ job: jobInfoSchema.parse(job.snapshot) }, 202);
      } catch (error) {
        throw error instanceof Cancelled ? new ApiFailure('cancelled', 'the request was given up') : error;
      }
    },
  );
}
