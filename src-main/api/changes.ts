import { zValidator } from '@hono/zod-validator';
import { Hono } from 'hono';
import { z } from 'zod';
import { watchForeignWrites } from '../library/foreign-writes.ts';
import { projectChangeSchema } from './contract.ts';
import type { ApiContext } from './context.ts';
import { refuseMalformed } from './failure.ts';
import { lineStream } from './line-stream.ts';
import { openHandle } from './projects.ts';
import { described } from './route-description.ts';

/** GET …/changes?after=: what windows have to read again, as it changes. */
export function changeRoutes(context: ApiContext) {
  return new Hono().get(
    '/projects/:project/changes',
    described('query `after`: revision last seen', 'NDJSON of ProjectChange'),
    zValidator('query', z.strictObject({ after: z.coerce.number().int().min(0).default(0) }), refuseMalformed),
    (c) => {
      const handle = openHandle(context, c.req.param('project'));
      const { after } = c.req.valid('query');
      return lineStream(projectChangeSchema, (signal) => {
        watchForeignWrites(handle, signal, (error) => {
          context.log(error instanceof Error ? (error.stack ?? error.message) : String(error));
        });
        return handle.changes.after(after, signal);
      });
    },
  );
}
