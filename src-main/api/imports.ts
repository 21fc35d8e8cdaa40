import { zValidator } from '@hono/zod-validator';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { fileBytes } from '../formats/byte-source.ts';
import { countInputs } from '../import/analysis-input.ts';
import type { InputFile } from '../import/analysis-input.ts';
import { analysisOptionsSchema, inputOptions } from '../import/analysis-options.ts';
import type { AnalysisOptions } from '../import/analysis-options.ts';
import { Cancelled } from '../import/cancelled.ts';
import { readFlags } from '../import/flag-value.ts';
import { importFile, NotConverged } from '../import/import-file.ts';
import type { JobFailure } from '../jobs/job-board.ts';
import { importQuerySchema, importSourceSchema, jobInfoSchema } from './contract.ts';
import type { ImportQuery } from './contract.ts';
import type { ApiContext } from './context.ts';
import { ApiFailure, failureOf, hiddenFolders, refuseMalformed, shownFailure } from './failure.ts';
import { namedFile, openHandle } from './projects.ts';
import { receiveUpload } from './upload.ts';

/** The query as the flags of `analyze` would have it: the same checks, the same words. */
function optionsOf({ model, types, frame, box, relax, modes }: ImportQuery): AnalysisOptions {
  const given = { model, types, frame, box, modes, relax: relax === undefined ? undefined : relax === 'true' };
  return readFlags(analysisOptionsSchema, given);
}

/** The file of a request: its body, or what its JSON names by grant or by path inside the root. */
async function sourceOf(
  c: Context,
  name: string,
  context: ApiContext,
): Promise<{ file: InputFile; remove: () => Promise<void> }> {
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) {
    const { bytes, remove } = await receiveUpload(c.req.raw, context.userData, context.limits);
    return { file: { name, bytes }, remove };
  }
  const announced = Number(c.req.header('content-length') ?? '0');
  if (!(announced <= context.limits.jsonBytes)) throw new ApiFailure('too-large', 'the request is too large');
  const source = importSourceSchema.safeParse(await c.req.json<unknown>().catch(() => undefined));
  if (!source.success) throw new ApiFailure('bad-request', 'expected {"grant": …} or {"path": …}, or the file itself');
  const { path } = namedFile(source.data, 'read', context);
  return { file: { name, bytes: () => fileBytes(path) }, remove: async () => undefined };
}

/** Why an import failed, in the words of the routes. */
function jobFailure(error: unknown, context: ApiContext): JobFailure {
  if (error instanceof NotConverged) return { kind: 'bad-input', message: error.message };
  if (error instanceof Cancelled) return { kind: 'cancelled', message: 'cancelled' };
  const { kind, message } = shownFailure(failureOf(error, context.log).body, hiddenFolders(context));
  return { kind: kind === 'bad-input' ? kind : 'internal', message };
}

/** POST …/imports?name=…: reads and checks the whole file, then analyses it as a job. */
export function importRoutes(context: ApiContext) {
  return new Hono().post(
    '/projects/:project/imports',
    zValidator('query', importQuerySchema, refuseMalformed),
    async (c) => {
      const handle = openHandle(context, c.req.param('project'));
      const { project, readOnlyReason } = handle;
      if (project.mode === 'read')
        throw new ApiFailure('read-only', `Nothing can be added to '${handle.name}'. ${readOnlyReason ?? ''}`.trim());
      const query = c.req.valid('query');
      const options = optionsOf(query);
      const { file, remove } = await sourceOf(c, query.name, context);
      let count: number;
      try {
        count = await countInputs([file], inputOptions(options), c.req.raw.signal);
      } catch (error) {
        await remove();
        throw error instanceof Cancelled ? new ApiFailure('cancelled', 'the request was given up') : error;
      }
      const job = context.jobs.start({
        project: handle.id,
        title: `Import of ${query.name}`,
        work: (voice) => importFile(file, count, options, handle, { pool: context.pool, voice }),
        explain: (error) => jobFailure(error, context),
      });
      void job.finished.then(remove);
      return c.json({ job: jobInfoSchema.parse(job.snapshot) }, 202);
    },
  );
}
