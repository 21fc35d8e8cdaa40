import { type Context, Hono } from 'hono';
import { Cancelled } from '../jobs/cancelled-error.ts';
import { importQuerySchema, fileRequestSchema, jobInfoSchema } from './contract.ts';
import type { ApiContext } from './context.ts';
import { ApiFailure } from './failure.ts';
import { importOptions, importResumption, type ImportSource, modelOfQuery, startImport } from './import-job.ts';
import { namedFile, openHandle, requireRoom } from './projects.ts';
import { described } from './route-description.ts';
import { readSmallBody } from './small-body.ts';
import { receiveUpload } from './upload.ts';
import { validated } from './validated.ts';

/** The file of a request: its body, or what its JSON names by grant or by path inside the root. */
async function sourceOf(c: Context, context: ApiContext): Promise<ImportSource & { remove: () => Promise<void> }> {
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) {
    const { path, remove } = await receiveUpload(c.req.raw, context.userData, context.limits);
    return { path, upload: true, remove };
  }
  await readSmallBody(c, context.limits.jsonBytes);
  const source = fileRequestSchema.safeParse(await c.req.json<unknown>().catch(() => undefined));
  if (!source.success) throw new ApiFailure('bad-request', 'expected {"grant": …} or {"path": …}, or the file itself');
  const { path } = namedFile(source.data, 'read', context);
  return { path, upload: false, remove: async () => undefined };
}

/** POST …/imports?name=…: reads and checks the whole file, then analyses it as a job. */
export function importRoutes(context: ApiContext) {
  context.resumptions.set('import', importResumption(context));
  return new Hono().post(
    '/projects/:project/imports',
    described('query `name` and flags of `analyze`; the file, or JSON `{ grant }` or `{ path }`', '`{ job: JobInfo }`'),
    validated('query', importQuerySchema),
    async (c) => {
      const handle = openHandle(context, c);
      requireRoom(handle);
      const query = c.req.valid('query');
      // Before the file is taken in.
      importOptions(query);
      modelOfQuery(query);
      const source = await sourceOf(c, context);
      try {
        const atHand = query.model === undefined ? context.ownModels.atHand(handle.project) : [];
        const request = { ...query, atHand };
        const job = await startImport(context, handle, request, source, { signal: c.req.raw.signal });
        return c.json({ job: jobInfoSchema.parse(job.snapshot) }, 202);
      } catch (error) {
        await source.remove();
        throw error instanceof Cancelled ? new ApiFailure('cancelled', 'the request was given up') : error;
      }
    },
  );
}
